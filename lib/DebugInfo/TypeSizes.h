//===- TypeSizes.h - Names and types of entries -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What an entry is called and of what type it is, by itself or by the entry
/// that is its origin, and how large values of a type are.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_TYPESIZES_H
#define GOSYM_LIB_DEBUGINFO_TYPESIZES_H

#include "DebugUnit.h"

namespace gosym {

/// The name of the entry of \p unit with \p values.
std::optional<llvm::StringRef> nameOf(const DebugUnit &unit,
                                      const EntryValues &values);

/// The type of the entry, and of the one at \p place.
EntryPlace typeOf(const DebugUnit &unit, const EntryValues &values);
EntryPlace typeOf(EntryPlace place);

/// Bytes of a value of \p type; nothing: unknown.
std::optional<uint64_t> sizeOf(EntryPlace type);

/// Whether a value of \p type may be too large for a register: it is no number,
/// enumeration, pointer or reference. False: nothing is known of it.
bool mayBeLarge(EntryPlace type);

} // namespace gosym

#endif
