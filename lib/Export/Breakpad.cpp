//===- Breakpad.cpp - Symbols for minidumps -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A Breakpad symbol file is text, a record a line, addresses hexadecimal from
/// the module's lowest one:
///
///   MODULE Linux x86_64 67452301AB89EFCD... program
///   INFO CODE_ID 0123456789ABCDEF...
///   FILE 0 /src/main.c
///   INLINE_ORIGIN 0 grow(list&)
///   FUNC 1040 30 0 main
///   INLINE 0 7 0 0 1044 8        depth, call line, call file, origin, ranges
///   1040 4 6 0                   address, size, line, file
///   PUBLIC 1080 0 memcpy
///
/// A function with lines is FUNC, any other PUBLIC, which needs no size. Unwind
/// information (STACK records) is in no table: Breakpad's own dump_syms finds
/// it in the stripped file.
///
/// The identifier of a module is the begin of its build id as a GUID, whose
/// first three numbers are little-endian, and a 0 behind it.
///
//===----------------------------------------------------------------------===//

#include "Export.h"
#include "InlineTree.h"
#include "gosym/Format/Printable.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace gosym {

namespace {

class BreakpadPrinter {
public:
  BreakpadPrinter(const CodeMap &map, const BreakpadModule &module,
                  bool demangles, raw_ostream &os)
      : map(map), module(module), demangles(demangles), os(os) {}
  void print();

private:
  void head();
  void function(const CodeMap::Function &function,
                ArrayRef<CodeMap::Piece> pieces);
  void calls(ArrayRef<InlinedCall> calls, unsigned depth);
  void name(StringRef name) {
    os << printable(demangles ? demangle(name) : name.str()) << '\n';
  }
  raw_ostream &hex(uint64_t value) {
    return os << format_hex_no_prefix(value, 0);
  }

  const CodeMap &map;
  const BreakpadModule &module;
  bool demangles;
  raw_ostream &os;
};

} // namespace

static std::string moduleId(ArrayRef<uint8_t> buildId) {
  constexpr size_t size = 16;
  SmallVector<uint8_t, size> id(
      buildId.begin(), buildId.begin() + std::min(size, buildId.size()));
  id.resize(size);
  std::reverse(&id[0], &id[4]);
  std::reverse(&id[4], &id[6]);
  std::reverse(&id[6], &id[8]);
  return toHex(id) + "0";
}

void BreakpadPrinter::head() {
  os << "MODULE Linux " << module.machine << ' ' << moduleId(module.buildId)
     << ' ' << printable(module.name) << '\n';
  if (module.hasBuildId)
    os << "INFO CODE_ID " << toHex(module.buildId) << '\n';
  for (size_t i = 1; i < map.files.size(); ++i)
    os << "FILE " << i - 1 << ' ' << printable(map.files[i]) << '\n';
  for (size_t i = 0; i < map.inlined.size(); ++i) {
    os << "INLINE_ORIGIN " << i << ' ';
    name(map.inlined[i]);
  }
}

void BreakpadPrinter::calls(ArrayRef<InlinedCall> calls, unsigned depth) {
  for (const InlinedCall &inlined : calls) {
    const CodeMap::Call &call = map.calls[inlined.call];
    // There is no number for a file that is not known: the line is none then.
    os << "INLINE " << depth << ' ' << (call.file ? call.line : 0) << ' '
       << (call.file ? call.file - 1 : 0) << ' ' << call.function;
    for (InlinedCall::Range range : inlined.ranges) {
      hex((os << ' ', range.begin - module.base)) << ' ';
      hex(range.end - range.begin);
    }
    os << '\n';
    this->calls(inlined.inner, depth + 1);
  }
}

void BreakpadPrinter::function(const CodeMap::Function &function,
                               ArrayRef<CodeMap::Piece> pieces) {
  bool hasLines =
      any_of(pieces, [](const CodeMap::Piece &p) { return p.line || p.calls; });
  os << (hasLines ? "FUNC " : "PUBLIC ") << (function.hasAliases ? "m " : "");
  hex(function.begin - module.base) << ' ';
  if (hasLines)
    hex(function.size) << ' ';
  os << "0 ";
  name(map.symbolOf(function).name);
  if (!hasLines)
    return;
  calls(inlineTreeOf(map, pieces), 0);
  for (const CodeMap::Piece &piece : pieces) {
    if (!piece.line)
      continue;
    hex(piece.begin - module.base) << ' ';
    hex(piece.end - piece.begin)
        << ' ' << piece.line << ' ' << piece.file - 1 << '\n';
  }
}

void BreakpadPrinter::print() {
  head();
  for (const CodeMap::Function &each : map.functions)
    if (each.size)
      function(each, map.piecesOf(each));
}

void printBreakpad(const CodeMap &map, const BreakpadModule &module,
                   bool demangles, raw_ostream &os) {
  BreakpadPrinter(map, module, demangles, os).print();
}

} // namespace gosym
