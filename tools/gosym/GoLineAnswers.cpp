//===- GoLineAnswers.cpp - What Go tables say of lines --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LineAnswers.h"
#include "gosym/Format/SymbolIndex.h"

using namespace llvm;

namespace gosym {

namespace {

class GoLineAnswers final : public LineAnswers {
public:
  /// \p functions may be null: then lines are those of the line table, if \p
  /// hasLineTable.
  GoLineAnswers(SymbolIndex index, bool hasLineTable,
                std::unique_ptr<LineAnswers> functions)
      : index(std::move(index)), hasLineTable(hasLineTable),
        functions(std::move(functions)) {}

  unsigned pointerSize() const override { return index.target().pointerSize; }
  Expected<std::vector<CompactSourceFrame>> frames(uint64_t pc) const override;
  Expected<std::optional<uint64_t>> entry(uint64_t pc) const override;
  Expected<PlacedLine> findPc(StringRef file, uint64_t line) const override;

private:
  SymbolIndex index;
  bool hasLineTable;
  /// The function table beside the symbol table, which has the lines then.
  std::unique_ptr<LineAnswers> functions;
};

} // namespace

/// A Go table knows no inlined calls: there is one frame.
Expected<std::vector<CompactSourceFrame>>
GoLineAnswers::frames(uint64_t pc) const {
  std::vector<CompactSourceFrame> frames;
  const Function *function = index.findFunction(pc);
  if (!function)
    return frames;
  frames.push_back({function->name.str(), std::nullopt, 0});
  if (functions) {
    Expected<std::vector<CompactSourceFrame>> placed = functions->frames(pc);
    if (!placed)
      return placed.takeError();
    if (!placed->empty() && placed->front().file) {
      frames.back().file = std::move(placed->front().file);
      frames.back().line = placed->front().line;
      return frames;
    }
  }
  if (std::optional<SourceLine> line = index.fileLine(pc)) {
    frames.back().file = line->file;
    frames.back().line = line->line;
  }
  return frames;
}

Expected<std::optional<uint64_t>> GoLineAnswers::entry(uint64_t pc) const {
  if (const Function *function = index.findFunction(pc))
    return function->entry;
  return std::nullopt;
}

Expected<PlacedLine> GoLineAnswers::findPc(StringRef file,
                                           uint64_t line) const {
  if (functions)
    return functions->findPc(file, line);
  if (!hasLineTable)
    return createStringError("no line table of the Go 1.1 form");
  if (std::optional<uint64_t> pc = index.findPc(file, line))
    return PlacedLine{*pc, index.findFunction(*pc)->name.str()};
  if (index.functionsOfFile(file).empty())
    return noSuchFile(file);
  return noSuchLine(file, line);
}

Expected<std::unique_ptr<LineAnswers>>
makeGoLineAnswers(const TableFile &file, StringRef path, unsigned quantum) {
  Expected<std::optional<Part>> lineTable = findUsableLineTable(file, path);
  if (!lineTable)
    return lineTable.takeError();
  Expected<SymbolIndex> index = SymbolIndex::create(
      file.table, *lineTable ? (*lineTable)->bytes : ArrayRef<uint8_t>(),
      quantum, lowBitOf(file));
  if (!index)
    return index.takeError();
  std::unique_ptr<LineAnswers> functions;
  if (file.elf && !*lineTable) {
    Expected<std::optional<Part>> part = findFunctionTable(*file.elf);
    if (!part)
      return part.takeError();
    if (*part) {
      Expected<std::unique_ptr<LineAnswers>> made =
          makeFunctionLineAnswers(file.elf.get(), **part);
      if (!made)
        return made.takeError();
      functions = std::move(*made);
    }
  }
  return std::make_unique<GoLineAnswers>(
      std::move(*index), lineTable->has_value(), std::move(functions));
}

Expected<std::unique_ptr<LineAnswers>>
makeLineAnswers(const TableFile &file, StringRef path, unsigned quantum) {
  if (file.isCompact)
    return makeCompactLineAnswers(file);
  if (file.isFunctions)
    return makeFunctionLineAnswers(file.elf.get(), {file.table, file.address});
  return makeGoLineAnswers(file, path, quantum);
}

} // namespace gosym
