//===- gosym/Linker/Activation.h - The activation object --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A link that uses only --load-pass-plugin and has no bitcode never opens the
/// plugin. The activation object is bitcode that makes it do so and leaves
/// nothing else in the output.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LINKER_ACTIVATION_H
#define GOSYM_LINKER_ACTIVATION_H

namespace gosym {

/// Named metadata by which an activation object is known.
constexpr char activationNode[] = "gosym.activation";

/// Lets LTO drop a module that is an activation object and nothing else. To be
/// called when LTO asks the plugin for its pass builder callbacks, any number
/// of times and on any thread; does nothing outside of LTO. Source of the fact:
/// LTO's backend loads plugins before, and asks PreCodeGenModuleHook right
/// before code generation (LTOBackend.cpp of LLVM 22).
void skipActivationModule();

} // namespace gosym

#endif
