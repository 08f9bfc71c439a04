//===- PerfMap.cpp - Functions for perf -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A line for each function, `START SIZE name`, both numbers hexadecimal
/// without 0x. perf looks at such a file for code in memory that no file is
/// mapped to: code that was moved to huge pages, or that a loader of its own
/// has put there.
///
//===----------------------------------------------------------------------===//

#include "Export.h"
#include "gosym/Format/Printable.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace gosym {

void printPerfMap(const CodeMap &map, uint64_t bias, bool demangles,
                  raw_ostream &os) {
  for (const CodeMap::Function &function : map.functions) {
    if (!function.size)
      continue;
    StringRef name = map.symbolOf(function).name;
    os << format_hex_no_prefix((function.begin + bias) & map.mask, 0) << ' '
       << format_hex_no_prefix(function.size, 0) << ' '
       << printable(demangles ? demangle(name) : name.str()) << '\n';
  }
}

} // namespace gosym
