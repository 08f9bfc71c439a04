//===- Gsym.cpp - A GSYM file of a table ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// LLVM's own writer makes the bytes; here it is told what the table knows.
/// Code of no line is of line 0, in the main file of the unit if no other is
/// known: readers of GSYM take a row without a file for an error. LLVM 23 has a
/// writer for each version of the format; we write the first, which every
/// reader takes.
///
/// A range of GSYM cannot wrap: a function that reaches across the end of the
/// address space (CodeMap.h) ends at the last address.
///
//===----------------------------------------------------------------------===//

#include "Export.h"
#include "InlineTree.h"
#include "llvm/DebugInfo/GSYM/FileWriter.h"
#include "llvm/DebugInfo/GSYM/FunctionInfo.h"
#include "llvm/DebugInfo/GSYM/GsymCreator.h"
#include "llvm/DebugInfo/GSYM/OutputAggregator.h"
#include "llvm/Demangle/Demangle.h"
// LLVM 23 has it.
#if __has_include("llvm/DebugInfo/GSYM/GsymCreatorV1.h")
#include "llvm/DebugInfo/GSYM/GsymCreatorV1.h"
#define GOSYM_HAS_GSYM_CREATOR_V1
#endif

using namespace llvm;

namespace gosym {

#ifdef GOSYM_HAS_GSYM_CREATOR_V1
using Creator = gsym::GsymCreatorV1;
#else
using Creator = gsym::GsymCreator;
#endif

namespace {

class GsymFiller {
public:
  GsymFiller(const CodeMap &map, Creator &to, bool demangles)
      : map(map), to(to), demangles(demangles), files(map.files.size()) {}
  void fill();

private:
  uint32_t file(uint32_t number);
  auto name(StringRef name) {
    return to.insertString(demangles ? StringRef(demangle(name)) : name);
  }
  gsym::InlineInfo inlined(const InlinedCall &from);
  void add(CodeMap::Function function);

  const CodeMap &map;
  Creator &to;
  bool demangles;
  /// Numbers there, by number here; 0: not asked for yet.
  std::vector<uint32_t> files;
};

} // namespace

uint32_t GsymFiller::file(uint32_t number) {
  if (number && !files[number])
    files[number] = to.insertFile(map.files[number], sys::path::Style::posix);
  return files[number];
}

gsym::InlineInfo GsymFiller::inlined(const InlinedCall &from) {
  const CodeMap::Call &call = map.calls[from.call];
  gsym::InlineInfo made;
  made.Name = name(map.inlined[call.function]);
  made.CallFile = file(call.file);
  made.CallLine = call.file ? call.line : 0;
  for (InlinedCall::Range range : from.ranges)
    made.Ranges.insert(AddressRange(range.begin, range.end));
  for (const InlinedCall &inner : from.inner)
    made.Children.push_back(inlined(inner));
  return made;
}

void GsymFiller::add(CodeMap::Function function) {
  function.size = std::min(function.size, map.mask - function.begin);
  gsym::FunctionInfo info(function.begin, function.size,
                          name(map.symbolOf(function).name));
  auto pieces = map.piecesOf(function);
  gsym::LineTable lines;
  bool hasLines = false;
  for (const CodeMap::Piece &piece : pieces) {
    hasLines |= piece.line != 0;
    uint32_t known = piece.file ? piece.file : map.units[function.unit];
    uint32_t number = known ? file(known) : to.insertFile("<unknown>");
    lines.push({piece.begin, number, piece.line});
  }
  if (hasLines)
    info.OptLineTable = std::move(lines);
  std::vector<InlinedCall> calls = inlineTreeOf(map, pieces);
  if (!calls.empty()) {
    gsym::InlineInfo whole;
    whole.Name = info.Name;
    whole.Ranges.insert(info.Range);
    for (const InlinedCall &call : calls)
      whole.Children.push_back(inlined(call));
    info.Inline = std::move(whole);
  }
  to.addFunctionInfo(std::move(info));
}

void GsymFiller::fill() {
  for (const CodeMap::Function &function : map.functions)
    if (function.size)
      add(function);
}

Expected<SmallVector<char, 0>> gsymOf(const CodeMap &map, endianness byteOrder,
                                      uint64_t base, ArrayRef<uint8_t> buildId,
                                      bool demangles) {
  Creator creator(/*Quiet=*/true);
  creator.setUUID(buildId.take_front(20));
  creator.setBaseAddress(base);
  GsymFiller(map, creator, demangles).fill();
  if (!creator.getNumFunctionInfos())
    return createStringError("no functions, expected some for a GSYM file");
  gsym::OutputAggregator log(nullptr);
  if (Error error = creator.finalize(log))
    return error;
  SmallVector<char, 0> bytes;
  raw_svector_ostream os(bytes);
  gsym::FileWriter writer(os, byteOrder);
  if (Error error = creator.encode(writer))
    return error;
  return bytes;
}

} // namespace gosym
