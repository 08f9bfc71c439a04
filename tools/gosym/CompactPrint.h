//===- CompactPrint.h - nm and dump of a compact table ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_COMPACTPRINT_H
#define GOSYM_TOOLS_COMPACTPRINT_H

#include "Record.h"
#include "gosym/Format/CompactReader.h"

namespace gosym {

/// The letter of a symbol, as a Go table has it.
char letterOf(const CompactSymbol &symbol, bool isFunction);

/// As printSymbols(): data first.
llvm::Error printCompactSymbols(const CompactReader &reader, const Output &out);

/// Every fact of the table, a line each, in the words of the document:
///
///   header pointer 8 size 0x3b2 base 0x1000
///   part 0x90 size 0x238 dictionary
///   class 0 prefix 00                     of the prefix table
///   entry 7 "list_push" of 8 11           of the dictionary, a phrase
///   function from 0x1000 to 0x1030
///   function 1 0x1020 size 0xc local unit 0 "list_push"
///   data 0 0x2000 size 0x8 nobits "list"
///   file 1 "/src/main.c"
///   unit 0 file 1
///   frame 1 frame 8 locals ? args ?
///   inlined 0 "list_push" "/src/list.h":5
///   block of 7 rows
///   row 0x1010 "/src/list.h":6 of "list_push" from "/src/main.c":12
///
/// `?` is what is not known. All but printable ASCII is escaped, and
/// backslashes and quotes.
llvm::Error dumpCompact(const CompactReader &reader, llvm::raw_ostream &os);
/// The same facts as objects, a record each.
llvm::Error dumpCompactAsJson(const CompactReader &reader, const Output &out);

} // namespace gosym

#endif
