//===- PrivateMember.h - Names a private data member ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The arguments of an explicit instantiation may name private members (C++17
/// [temp.explicit]/12). That lets the seam reach the few data members that lld
/// and LLVM keep private, checked by the compiler against their headers: a
/// member that changes its name or type does not compile.
///
///   struct CompilerOf {
///     using Pointer = std::unique_ptr<BitcodeCompiler> LinkerDriver::*;
///     friend Pointer pointerTo(CompilerOf);
///   };
///   template struct Expose<CompilerOf, &LinkerDriver::lto>;
///   ... driver.*pointerTo(CompilerOf()) ...
///
/// The tag must stand in this very namespace: in another, or an unnamed one,
/// its friend is a function of that one, which nobody defines, and as the
/// library may have undefined references the linker does not say so.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_PRIVATEMEMBER_H
#define GOSYM_LIB_LINKER_PRIVATEMEMBER_H

namespace gosym::lldaccess {

template <typename Tag, typename Tag::Pointer pointer> struct Expose {
  friend typename Tag::Pointer pointerTo(Tag) { return pointer; }
};

} // namespace gosym::lldaccess

#endif
