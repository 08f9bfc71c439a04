//===- Exports.cpp - Any compact table for the tools of others ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What `gosym convert --to=elf|gsym|breakpad|perfmap` goes through: of a sound
/// table the map of the code says what the reader says, and whatever the bytes
/// are, LLVM can read the files that are written.
///
//===----------------------------------------------------------------------===//
#include "../../lib/Export/Export.h"
#include "../Unit/ObjectBytes.h"
#include "RuntimeFuzz.h"
#include "gosym/Format/CompactCheck.h"
#include "llvm/DebugInfo/GSYM/GsymReader.h"

using namespace gosym;
using namespace llvm;

/// Questions and files cost time, so some show what all would.
static constexpr size_t maxFunctions = 24, maxPieces = 64, maxText = 1 << 16;

/// The calls of \p piece, from the innermost one, are \p frames but the last.
static void compareCalls(const CodeMap &map, const CodeMap::Piece &piece,
                         ArrayRef<CompactSourceFrame> frames) {
  uint32_t file = piece.file, line = piece.line, chain = piece.calls;
  for (const CompactSourceFrame &frame : frames) {
    must(!file || (frame.file && *frame.file == map.files[file] &&
                   frame.line == line),
         "each frame has the file and line of the reader");
    bool isLast = &frame == &frames.back();
    must(isLast == (chain == 0), "there are as many calls as frames");
    if (isLast)
      return;
    const CodeMap::Call &call = map.calls[chain];
    must(frame.function == map.inlined[call.function],
         "each inlined function has its name");
    file = call.file, line = call.line, chain = call.outer;
  }
}

static void compareFunction(const CodeMap &map, const CompactReader &reader,
                            const CodeMap::Function &function) {
  uint64_t at = function.begin;
  size_t count = 0;
  for (const CodeMap::Piece &piece : map.piecesOf(function)) {
    must(piece.begin == at, "pieces have no gap");
    at = piece.end;
    if (++count > maxPieces)
      continue;
    CodeMap::Piece same = map.pieceAt(piece.begin);
    must(same.file == piece.file && same.line == piece.line &&
             same.calls == piece.calls,
         "a piece is of one line");
    Expected<std::vector<CompactSourceFrame>> frames =
        reader.frames(piece.begin);
    if (!frames) {
      (void)checked(frames.takeError());
      continue;
    }
    must(!frames->empty() &&
             frames->back().function == map.symbolOf(function).name,
         "code belongs to the function that the reader names");
    compareCalls(map, piece, *frames);
  }
  must(((at - function.begin) & map.mask) == function.size,
       "pieces are all of a function");
}

static void readSymbolFile(const CodeMap &map) {
  ObjectBytes program;
  std::vector<uint8_t> bytes = program.bytes();
  auto read = [](StringRef file) {
    return cantFail(
        object::ObjectFile::createELFObjectFile(MemoryBufferRef(file, "")));
  };
  std::unique_ptr<object::ObjectFile> of = read(toStringRef(bytes));
  Expected<SmallVector<char, 0>> made =
      elfSymbolFileOf(map, cast<object::ELFObjectFileBase>(*of));
  if (!made)
    return consumeError(made.takeError());
  std::unique_ptr<object::ObjectFile> file =
      read(StringRef(made->data(), made->size()));
  size_t count = 0;
  for (const object::SymbolRef &symbol : file->symbols()) {
    (void)cantFail(symbol.getName());
    ++count;
  }
  must(count == map.symbols.size(), "a symbol file has all symbols");
}

static void readGsym(const CodeMap &map, endianness order) {
  Expected<SmallVector<char, 0>> made = gsymOf(map, order, 0, {}, false);
  if (!made)
    return consumeError(made.takeError());
  // LLVM 23 has a reader for each version of the format.
  auto reader =
      gsym::GsymReader::copyBuffer(StringRef(made->data(), made->size()));
  must(bool(reader), "LLVM opens the GSYM file");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  uint64_t address = input.word();
  CompactInput bytes(input.all());
  Expected<CompactReader> reader =
      CompactReader::create(bytes.table(), address);
  if (!reader) {
    (void)checked(reader.takeError());
    return 0;
  }
  Expected<std::unique_ptr<CodeMap>> made = CodeMap::create(*reader);
  if (!made) {
    consumeError(made.takeError());
    return 0;
  }
  const CodeMap &map = **made;
  if (!errorToBool(checkCompact(*reader).takeError()))
    for (const CodeMap::Function &function :
         ArrayRef(map.functions).take_front(maxFunctions)) {
      if (!function.size)
        continue;
      must(map.find(function.begin) == &function, "a function is found");
      compareFunction(map, *reader, function);
    }

  size_t text = 0;
  for (const CodeMap::Symbol &symbol : map.symbols)
    text += symbol.name.size();
  if (text > maxText)
    return 0;
  raw_null_ostream nowhere;
  BreakpadModule module;
  module.machine = "x86_64";
  printBreakpad(map, module, /*demangles=*/false, nowhere);
  printPerfMap(map, 0, /*demangles=*/true, nowhere);
  readGsym(map, address & 1 ? endianness::big : endianness::little);
  readSymbolFile(map);
  return 0;
}
