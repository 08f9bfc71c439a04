//===- CompactLineAnswers.cpp - What a compact table says of lines --------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LineAnswers.h"

using namespace llvm;

namespace gosym {

namespace {

class CompactLineAnswers final : public LineAnswers {
public:
  explicit CompactLineAnswers(CompactReader reader)
      : reader(std::move(reader)) {}

  unsigned pointerSize() const override { return reader.pointerSize(); }
  Expected<std::vector<CompactSourceFrame>> frames(uint64_t pc) const override {
    return reader.frames(pc);
  }
  Expected<std::optional<uint64_t>> entry(uint64_t pc) const override;
  Expected<PlacedLine> findPc(StringRef file, uint64_t line) const override;
  Expected<std::unique_ptr<CodeMap>> unfold() const override {
    return CodeMap::create(reader);
  }
  /// A question reads a block of symbols, a block of rows and some names.
  uint64_t questionsToUnfold() const override {
    return 64 + reader.functions().size() / 4 + reader.data().size() / 4 +
           reader.lines().numBlocks();
  }

private:
  Expected<std::vector<bool>> filesNamed(StringRef file) const;
  Expected<std::optional<PlacedLine>> placed(const CompactRow &row) const;

  CompactReader reader;
};

} // namespace

Expected<std::optional<uint64_t>> CompactLineAnswers::entry(uint64_t pc) const {
  Expected<std::optional<CompactSymbol>> function = reader.findFunction(pc);
  if (!function)
    return function.takeError();
  if (!*function)
    return std::nullopt;
  return reader.addressOf((*function)->distance);
}

/// Which numbers of files, as rows have them, \p file means. None: empty.
Expected<std::vector<bool>>
CompactLineAnswers::filesNamed(StringRef file) const {
  size_t count = size_t(reader.paths().size()) + 1;
  std::vector<bool> same, ending;
  std::string end = ("/" + file).str();
  auto note = [&](std::vector<bool> &files, uint32_t i) {
    files.resize(count);
    files[i + 1] = true;
  };
  if (Error error = reader.paths().forEach([&](uint32_t i, StringRef path) {
        if (path == file)
          note(same, i);
        else if (path.ends_with(end))
          note(ending, i);
        return Error::success();
      }))
    return error;
  return same.empty() ? ending : same;
}

/// Where \p row is, if it is of a function.
Expected<std::optional<PlacedLine>>
CompactLineAnswers::placed(const CompactRow &row) const {
  Expected<std::optional<CompactSymbol>> function =
      reader.functions().find(row.distance);
  if (!function)
    return function.takeError();
  if (!*function)
    return std::nullopt;
  Expected<std::string> name = reader.name(**function);
  if (!name)
    return name.takeError();
  return PlacedLine{reader.addressOf(row.distance), std::move(*name)};
}

Expected<PlacedLine> CompactLineAnswers::findPc(StringRef file,
                                                uint64_t line) const {
  if (!reader.table().find(GOSYM_COMPACT_LINES))
    return createStringError("no lines in the compact table");
  Expected<std::vector<bool>> files = filesNamed(file);
  if (!files)
    return files.takeError();
  if (files->empty())
    return noSuchFile(file);

  // Of several rows at one address the last one counts: a row is known to be
  // one when the next has come.
  std::optional<PlacedLine> found;
  std::optional<CompactRow> last;
  auto take = [&](const CompactRow &row) -> Error {
    if (found || row.line != line || !(*files)[row.file])
      return Error::success();
    Expected<std::optional<PlacedLine>> place = placed(row);
    if (!place)
      return place.takeError();
    found = std::move(*place);
    return Error::success();
  };
  if (Error error = reader.lines().forEach([&](const CompactRow &row) -> Error {
        if (last && last->distance < row.distance)
          if (Error failure = take(*last))
            return failure;
        last = row;
        return Error::success();
      }))
    return error;
  if (last)
    if (Error error = take(*last))
      return error;
  if (!found)
    return noSuchLine(file, line);
  return std::move(*found);
}

Expected<std::unique_ptr<LineAnswers>>
makeCompactLineAnswers(const TableFile &file) {
  Expected<CompactReader> reader = readCompact(file);
  if (!reader)
    return reader.takeError();
  return std::make_unique<CompactLineAnswers>(std::move(*reader));
}

} // namespace gosym
