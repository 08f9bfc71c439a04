//===- FunctionLineAnswers.cpp - What function tables say of lines --------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LineAnswers.h"
#include "gosym/Format/FunctionTable.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace gosym {

namespace {

class FunctionLineAnswers final : public LineAnswers {
public:
  FunctionLineAnswers(FunctionTable table, LowBit lowBit)
      : table(std::move(table)), lowBit(lowBit) {}

  unsigned pointerSize() const override { return table.target().pointerSize; }
  Expected<std::vector<CompactSourceFrame>> frames(uint64_t pc) const override;
  Expected<std::optional<uint64_t>> entry(uint64_t pc) const override;
  Expected<PlacedLine> findPc(StringRef file, uint64_t line) const override;

private:
  Expected<std::optional<FunctionRecord>> find(uint64_t pc) const {
    return table.find(lowBit == LowBit::Thumb ? pc & ~uint64_t(1) : pc);
  }
  /// Calls \p fn with each function, and the path and line of each piece of it.
  using LineVisitor = function_ref<void(const FunctionRecord &, uint64_t pc,
                                        StringRef path, uint32_t line)>;
  Error forEachLine(LineVisitor fn) const;

  FunctionTable table;
  LowBit lowBit;
};

} // namespace

/// The table knows no inlined calls that a reader could find: there is one
/// frame.
Expected<std::vector<CompactSourceFrame>>
FunctionLineAnswers::frames(uint64_t pc) const {
  std::vector<CompactSourceFrame> frames;
  Expected<std::optional<FunctionRecord>> function = find(pc);
  if (!function)
    return function.takeError();
  if (!*function)
    return frames;
  frames.push_back({(*function)->name.str(), std::nullopt, 0});
  Expected<FunctionTable::Place> place = table.placeOf(**function, pc);
  if (!place)
    return place.takeError();
  if (place->file) {
    frames.back().file = place->file->str();
    frames.back().line = place->line;
  }
  return frames;
}

Expected<std::optional<uint64_t>>
FunctionLineAnswers::entry(uint64_t pc) const {
  Expected<std::optional<FunctionRecord>> function = find(pc);
  if (!function)
    return function.takeError();
  if (!*function)
    return std::nullopt;
  return (*function)->entry;
}

Error FunctionLineAnswers::forEachLine(LineVisitor fn) const {
  for (uint32_t i = 0; i != table.size(); ++i) {
    Expected<FunctionRecord> function = table.function(i);
    if (!function)
      return function.takeError();
    if (Error error =
            table.forEachPlace(*function,
                               [&](uint64_t begin, uint64_t, uint32_t file,
                                   uint32_t line) -> Error {
                                 Expected<std::optional<StringRef>> path =
                                     table.path(function->unit, file);
                                 if (!path)
                                   return path.takeError();
                                 if (*path)
                                   fn(*function, begin, **path, line);
                                 return Error::success();
                               }))
      return error;
  }
  return Error::success();
}

Expected<PlacedLine> FunctionLineAnswers::findPc(StringRef file,
                                                 uint64_t line) const {
  bool isKnown = false, isWhole = false, hasLines = false;
  std::string end = ("/" + file).str();
  std::optional<PlacedLine> whole, ending;
  if (Error error = forEachLine([&](const FunctionRecord &function, uint64_t pc,
                                    StringRef path, uint32_t itsLine) {
        hasLines = true;
        bool isSame = path == file;
        if (!isSame && !path.ends_with(end))
          return;
        isKnown = true;
        isWhole |= isSame;
        std::optional<PlacedLine> &found = isSame ? whole : ending;
        if (itsLine == line && !found)
          found = PlacedLine{pc, function.name.str()};
      }))
    return error;
  if (!hasLines)
    return createStringError("no lines in the function table");
  if (!isKnown)
    return noSuchFile(file);
  // The end of a path is meant only where no file has that path.
  std::optional<PlacedLine> &found = isWhole ? whole : ending;
  if (!found)
    return noSuchLine(file, line);
  return std::move(*found);
}

Expected<std::unique_ptr<LineAnswers>>
makeFunctionLineAnswers(const object::ELFObjectFileBase *elf,
                        const Part &part) {
  Expected<FunctionTable> table = readFunctions(elf, part);
  if (!table)
    return table.takeError();
  return std::make_unique<FunctionLineAnswers>(std::move(*table),
                                               lowBitOf(elf));
}

} // namespace gosym
