//===- ReadGolden.cpp - Shows what belongs to a table ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The tool shows tables; PC-line tables and indexes it only uses. So that
/// golden ones can be held to what they say:
///
///   read-golden lines FILE    rows of a PC-line table over code at 0x1000
///   read-golden index FILE    fields of a little-endian index
///   read-golden make TABLE [LINES]
///                             the index of a little-endian table, as bytes
///   read-golden functions START PCS TABLE...
///                             of each function table, whose entries are told
///                             from START, its name, and a line for each pc
///                             (hexadecimal, with commas): function, file:line;
///                             `?`: no function; `error`
///
/// Exit status 1 and the error when there is one, behind what came before it.
///
//===----------------------------------------------------------------------===//
#include "../../Unit/EncodedIndex.h"
#include "gosym/Format/FunctionTable.h"
#include "gosym/Format/LineTable.h"
#include "gosym/Format/TableIndex.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace gosym;
using namespace llvm;

constexpr uint64_t codeStart = 0x1000;

static Error showLines(ArrayRef<uint8_t> bytes) {
  LineTableReader reader(bytes, codeStart);
  while (true) {
    Expected<std::optional<LineRow>> row = reader.next();
    if (!row)
      return row.takeError();
    if (!*row)
      return Error::success();
    outs() << format("%llx %llu\n", (unsigned long long)(*row)->pc,
                     (unsigned long long)(*row)->line);
  }
}

static Error showIndex(ArrayRef<uint8_t> bytes) {
  Expected<TableIndex> index = decodeTableIndex(bytes, endianness::little);
  if (!index)
    return index.takeError();
  outs() << format("flags %x, blocks of %u, table of %u bytes\n", index->flags,
                   1u << index->blockShift, index->tableSize);
  for (uint32_t address : index->addresses)
    outs() << format("address %x\n", address);
  for (const IndexBlock &block : index->blocks)
    outs() << format("entry %x history %x row %x pc %x line %u\n",
                     block.entryOffset, block.historyOffset, block.lineOffset,
                     block.linePc, block.line);
  return Error::success();
}

static Error makeIndex(ArrayRef<uint8_t> table, ArrayRef<uint8_t> lines) {
  Expected<TableIndex> index = makeTableIndex(table, lines);
  if (!index)
    return index.takeError();
  outs() << toStringRef(encodedIndex(*index, endianness::little));
  return Error::success();
}

static std::string answer(const FunctionTable &table, uint64_t pc) {
  auto taken = [](Error error) {
    consumeError(std::move(error));
    return "error";
  };
  Expected<std::optional<FunctionRecord>> function = table.find(pc);
  if (!function)
    return taken(function.takeError());
  if (!*function)
    return "?";
  Expected<FunctionTable::Place> place = table.placeOf(**function, pc);
  if (!place)
    return taken(place.takeError());
  return ((*function)->name + " " + place->file.value_or("") + ":" +
          Twine(place->line))
      .str();
}

static void showFunctions(ArrayRef<uint8_t> bytes, uint64_t start,
                          StringRef pcs) {
  Expected<FunctionTable> table =
      FunctionTable::create(bytes, {std::nullopt, start});
  if (!table) {
    consumeError(table.takeError());
    outs() << "error\n";
    return;
  }
  for (StringRef text : split(pcs, ',')) {
    uint64_t pc = 0;
    text.getAsInteger(16, pc);
    outs() << text << ' ' << answer(*table, pc) << '\n';
  }
}

static Error run(StringRef command, ArrayRef<ArrayRef<uint8_t>> files) {
  if (command == "lines" && files.size() == 1)
    return showLines(files[0]);
  if (command == "index" && files.size() == 1)
    return showIndex(files[0]);
  if (command == "make" && (files.size() == 1 || files.size() == 2))
    return makeIndex(files[0],
                     files.size() == 2 ? files[1] : ArrayRef<uint8_t>());
  return createStringError("read-golden: lines FILE, index FILE or make TABLE "
                           "[LINES]");
}

int main(int argc, char **argv) {
  if (argc > 3 && StringRef(argv[1]) == "functions") {
    uint64_t start = 0;
    StringRef(argv[2]).getAsInteger(16, start);
    for (const char *path : ArrayRef(argv, argc).drop_front(4)) {
      auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
      if (!buffer)
        return 1;
      outs() << path << '\n';
      showFunctions(arrayRefFromStringRef((*buffer)->getBuffer()), start,
                    argv[3]);
    }
    return 0;
  }
  std::vector<std::unique_ptr<MemoryBuffer>> buffers;
  std::vector<ArrayRef<uint8_t>> files;
  for (const char *path : ArrayRef(argv, argc).drop_front(std::min(argc, 2))) {
    auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                        /*RequiresNullTerminator=*/false);
    if (!buffer) {
      errs() << "read-golden: " << path << ": " << buffer.getError().message()
             << '\n';
      return 1;
    }
    files.push_back(arrayRefFromStringRef((*buffer)->getBuffer()));
    buffers.push_back(std::move(*buffer));
  }
  Error error = run(argc > 1 ? argv[1] : "", files);
  outs().flush();
  if (!error)
    return 0;
  errs() << toString(std::move(error)) << '\n';
  return 1;
}
