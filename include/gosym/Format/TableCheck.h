//===- gosym/Format/TableCheck.h - Is this table sound? ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table can decode without error and still crash Go's readers or give wrong
/// answers: a function before any history record, functions out of order, no
/// `etext` after the last function, a record of a function before any function.
/// checkTable() is the one place that knows what a sound table looks like; the
/// tool's `verify` and the tests of the linker's output stand on it.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_TABLECHECK_H
#define GOSYM_FORMAT_TABLECHECK_H

#include "gosym/Format/Header.h"

namespace gosym {

/// What a sound table was found to hold.
struct TableSummary {
  TableTarget target;
  /// Tables one behind the other, see Reader.h; the numbers below are those of
  /// all.
  uint64_t tables = 1;
  /// Of the first table, in bytes.
  uint64_t firstTableSize = 0;
  /// Text symbols without `text` and `etext`.
  uint64_t functions = 0;
  uint64_t dataSymbols = 0;
  uint64_t bssSymbols = 0;
  /// Runs of history entries that open a unit (value 1).
  uint64_t units = 0;
};

/// Reads \p table, of any form, to its end and checks that
///  * it decodes (every error of TableReader);
///  * text symbols come in ascending order of their addresses, of which
///    several may be equal;
///  * a history entry precedes the first text symbol;
///  * no `m`, `a` or `p` entry precedes the first text symbol;
///  * if there is a text symbol, the last one is the mark `etext` (or
///    `runtime.etext`), of type T: a local function of that name is none.
/// Of several tables each is checked by itself.
/// Errors: `<what> at offset 0x<hex>: <fact>, expected <fact>`; the first one
/// found. Thread-safe.
llvm::Expected<TableSummary> checkTable(llvm::ArrayRef<uint8_t> table);

} // namespace gosym

#endif
