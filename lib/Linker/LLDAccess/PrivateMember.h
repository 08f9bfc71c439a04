//===- PrivateMember.h - Names a private data member -------------*- C++ -*-===//
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
///   struct LTOOf : PrivateMember<LTOOf, LinkerDriver, std::unique_ptr<BitcodeCompiler>> {};
///   template struct Expose<LTOOf, &LinkerDriver::lto>;
///   ... LTOOf::in(driver) ...
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_PRIVATEMEMBER_H
#define GOSYM_LIB_LINKER_PRIVATEMEMBER_H

namespace gosym::lldaccess {

template <typename Tag, typename Class, typename Member> struct PrivateMember {
  using Pointer = Member Class::*;
  friend Pointer pointerTo(Tag);
  static Member &in(Class &object) { return object.*pointerTo(Tag()); }
};

template <typename Tag, typename Tag::Pointer pointer> struct Expose {
  friend typename Tag::Pointer pointerTo(Tag) { return pointer; }
};

} // namespace gosym::lldaccess

#endif
