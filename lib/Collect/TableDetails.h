//===- TableDetails.h - What is known beyond the symbols --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The symbols of a link say where each function and variable is, and no more.
/// What else the table tells has sources of its own (debug info, unwind
/// information, annotations, tables in the inputs), and each leaves what it
/// found here, already as bytes of the table, before the table is laid out:
///
///   units       the `z` entries of each compilation unit
///   functions   the `m`, `a` and `p` entries behind a function
///   types       the Go type of a symbol
///
/// Addresses are not bytes: they are slots, told apart, as everywhere.
///
/// Numbers: a symbol is its index in Link::liveSymbols(). A unit is the number
/// of an object, which has one unit without lines by itself, or follows those.
///
/// Threads: filled on the main thread, then only read.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_TABLEDETAILS_H
#define GOSYM_LIB_COLLECT_TABLEDETAILS_H

#include "gosym/Format/Entry.h"
#include "gosym/Linker/Link.h"
#include "llvm/ADT/DenseMap.h"
#include <vector>

namespace gosym {

/// Entries of the table, encoded.
using EncodedEntries = std::vector<uint8_t>;

/// The bytes of valid entries.
inline EncodedEntries encodeEntries(llvm::ArrayRef<Entry> entries,
                                    TableTarget target) {
  uint64_t size = 0;
  for (const Entry &entry : entries)
    size += encodedSize(entry, target);
  EncodedEntries bytes(size);
  uint8_t *out = bytes.data();
  for (const Entry &entry : entries)
    out = encodeEntry(out, entry, target);
  return bytes;
}

/// What follows the record of one function.
struct FunctionDetails {
  /// `m`, `a` and `p` entries; the slots of Go types are zero.
  EncodedEntries entries;
  struct TypeSlot {
    /// From the first byte of `entries`.
    uint32_t offset;
    SymbolRef type;
  };
  /// In ascending order.
  std::vector<TypeSlot> slots;

  /// Adds \p entry behind the others, with a slot for \p type, unless that is
  /// null: then it has no Go type.
  void append(Entry entry, SymbolRef type, TableTarget target);
};

struct TableDetails {
  /// The `z` entries of each unit. Empty: no function is of it.
  std::vector<EncodedEntries> units;
  /// Unit of each live symbol; empty: the unit of a symbol is its object.
  /// noObject: stays in whatever unit is in force.
  std::vector<uint32_t> unitOf;
  llvm::DenseMap<uint32_t, FunctionDetails> functions;
  /// Go types by symbol.
  llvm::DenseMap<uint32_t, SymbolRef> types;

  uint32_t unitOfSymbol(uint32_t symbol, const LiveSymbol &s) const {
    return unitOf.empty() ? uint32_t(s.object) : unitOf[symbol];
  }
};

} // namespace gosym

#endif
