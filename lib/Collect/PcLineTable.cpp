//===- PcLineTable.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The generator of `.gopclntab`, whose bytes Format's LineTableWriter makes.
//
// What is between two runs of code depends on addresses, and so does its size,
// by a few bytes; the address of what follows the table depends on its size. A
// size guessed once would be wrong, or a bound: 6 bytes for each function, a
// tenth of the table. So the size is counted again in each round of addresses,
// beginning with an estimate that puts the functions one behind the other as
// the objects have them. It never shrinks: a table that is smaller than in the
// round before is padded. Then a round can only make code move up, the distance
// of two functions changes where a thunk comes or an alignment, each of which
// ends, and so do the rounds. The padding is told by `-gosym-verbose`; it is
// some bytes.
//
//===----------------------------------------------------------------------===//

#include "Generators.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <atomic>

using namespace llvm;
using namespace gosym;

namespace {

class PcLineTable final : public Generator {
public:
  explicit PcLineTable(std::shared_ptr<CollectedTable> table)
      : table(std::move(table)) {}

  StringRef name() const override { return "pc-line-table"; }
  Error layout(Link &link, Layout &layout) override;
  Expected<bool> arrange(Link &link, Layout &layout) override;
  Error write(const Link &link, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override;

private:
  void place(Layout &layout);

  const std::shared_ptr<CollectedTable> table;
  std::atomic<bool> told{false};
};

} // namespace

void PcLineTable::place(Layout &layout) {
  LineTableWriter &writer = *table->lineTable;
  writer.place();
  layout.cuts = writer.cutOffsets().vec();
  // A symbol has at least a byte, and the stream is even.
  uint64_t size = std::max<uint64_t>(alignTo(writer.size(), 2), 2);
  layout.size = std::max(layout.size, size);
}

Error PcLineTable::layout(Link &link, Layout &layout) {
  if (!table)
    return createStringError(
        "-gosym-pclntab=go1.1: no symbol table, whose histories name the files "
        "of lines, expected -gosym-symtab=go1.1");
  // Steps are differences of addresses: the final link makes its own.
  if (link.outputKind() == OutputKind::Relocatable)
    return Error::success();
  if (Error e = table->layout(link))
    return e;
  if (!table->isPlaced())
    return Error::success();
  table->lineTable->open([&](size_t n, function_ref<void(size_t)> fn) {
    link.parallelFor(n, fn);
  });
  place(layout);
  return Error::success();
}

Expected<bool> PcLineTable::arrange(Link &link, Layout &layout) {
  if (!table || !table->isPlaced() || table->lineTable->empty())
    return false;
  uint64_t size = layout.size;
  std::vector<uint64_t> cuts = layout.cuts;
  table->lineTable->moveTo(table->lines.addresses(link, table->program),
                           link.address(link.textStart()),
                           link.address(link.textEnd()));
  place(layout);
  return layout.size != size || layout.cuts != cuts;
}

Error PcLineTable::write(const Link &link, uint64_t offset,
                         MutableArrayRef<uint8_t> bytes) {
  const LineTableWriter &writer = *table->lineTable;
  if (writer.numLeftOut() && !told.exchange(true))
    link.warn(formatv("PC-line table: {0} runs of code have no lines: they "
                      "overlap others, or lie behind a gap of more than 2 GiB",
                      writer.numLeftOut())
                  .str());
  std::fill(writer.write(offset, bytes), bytes.end(), lineTablePadding);
  return Error::success();
}

GeneratedSymbol gosym::pcLineTableSymbol() {
  GeneratedSymbol symbol;
  symbol.name = GOSYM_LINES_BEGIN;
  symbol.endName = GOSYM_LINES_END;
  symbol.section = GOSYM_LINES_SECTION;
  symbol.binding = Binding::Hidden;
  symbol.kind = SectionKind::ReadOnly;
  return symbol;
}

std::unique_ptr<Generator>
gosym::makePcLineTable(std::shared_ptr<CollectedTable> table) {
  return std::make_unique<PcLineTable>(std::move(table));
}
