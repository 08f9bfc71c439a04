//===- VersionGuard.h - May we touch this linker? ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The guard runs by itself, before every other constructor of the library
/// (VersionGuard.cpp). This header gives the order that others must keep.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_VERSIONGUARD_H
#define GOSYM_LIB_LINKER_VERSIONGUARD_H

/// Constructor priorities of the library, lowest first: 101 is the lowest that
/// a program may use. Constructors without priority, those of C++ statics among
/// them, come after all of these.
#define GOSYM_PRIORITY_GUARD 101
/// Behind the guard: is lld laid out as our headers say? (LayoutCheck.cpp)
#define GOSYM_PRIORITY_LAYOUT 102

#endif
