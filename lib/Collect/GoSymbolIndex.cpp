//===- GoSymbolIndex.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The generator of `.gosymtab.index`: the index that a reader would otherwise
// make for itself by reading all of the table. Format's TableIndexWriter makes
// the bytes; addresses are asked of the link when they are final.
//
// It belongs to one table, entry by entry, and follows it: whatever moves in
// arrange() moves here, whichever of the two generators the linker asks first
// (CollectedTable.cpp).
//
// Where the code spans 4 GiB the index has neither addresses nor rows, which is
// known once there are addresses: so its size may change in arrange(), once.
//
// 131,000 functions of LLVM's libraries: 0.66 MB.
//
//===----------------------------------------------------------------------===//

#include "Generators.h"
#include "gosym/Format/TableIndexWriter.h"

using namespace llvm;
using namespace gosym;

namespace {

class GoSymbolIndex final : public Generator {
public:
  explicit GoSymbolIndex(std::shared_ptr<CollectedTable> table)
      : table(std::move(table)) {}

  StringRef name() const override { return "go-symbol-index"; }
  Error layout(Link &link, Layout &layout) override;
  Expected<bool> arrange(Link &link, Layout &layout) override;
  Error write(const Link &link, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override;

private:
  Error adopt(Layout &layout);

  const std::shared_ptr<CollectedTable> table;
  std::optional<TableIndexWriter> writer;
  /// Of the table, as the linker knows its index; 0: there is no table.
  uint64_t edition = 0;
  /// The output has a PC-line table, and the addresses fit.
  bool hasLines = false;
};

} // namespace

Error GoSymbolIndex::layout(Link &link, Layout &layout) {
  if (!table)
    return createStringError(
        "-gosym-index=on without a table, expected -gosym-symtab=go1.1");
  GeneratedSymbol of = goSymbolTableSymbol();
  if (!isWritten(link, of.name)) {
    link.warn("generated symbol '" + goSymbolIndexSymbol().name +
              "': no table to index, '" + of.name +
              "' is discarded by the linker script; the index is empty");
    return Error::success();
  }
  hasLines = isWritten(link, pcLineTableSymbol().name);
  if (Error e = table->layout(link))
    return e;
  if (!table->hasOffsets())
    return Error::success();
  auto addresses = [&](ArrayRef<TableSlot> texts,
                       MutableArrayRef<uint64_t> addresses) {
    SmallVector<SymbolRef, 512> refs;
    for (const TableSlot &text : texts)
      refs.push_back(table->symbols.symbolOf(text));
    link.addresses(refs, addresses);
  };
  writer.emplace(*table->table, *table->lineTable, link.byteOrder(), addresses);
  return adopt(layout);
}

/// Lays the index out over the table as it is now.
Error GoSymbolIndex::adopt(Layout &layout) {
  edition = table->edition();
  if (Error e = writer->assignOffsets(hasLines))
    return e;
  layout.size = writer->size();
  layout.cuts = writer->cutOffsets();
  return Error::success();
}

Expected<bool> GoSymbolIndex::arrange(Link &link, Layout &layout) {
  if (edition == 0)
    return false;
  if (Error e = table->arrange(link))
    return e;
  bool hadLines = hasLines;
  hasLines &= writer->addressesFit();
  if (edition == table->edition() && hasLines == hadLines)
    return false;
  Error e = adopt(layout);
  return e ? Expected<bool>(std::move(e)) : true;
}

Error GoSymbolIndex::write(const Link &, uint64_t offset,
                           MutableArrayRef<uint8_t> bytes) {
  return writer->write(offset, bytes);
}

GeneratedSymbol gosym::goSymbolIndexSymbol() {
  GeneratedSymbol symbol;
  symbol.name = GOSYM_INDEX_BEGIN;
  symbol.endName = GOSYM_INDEX_END;
  symbol.section = GOSYM_INDEX_SECTION;
  symbol.binding = Binding::Hidden;
  symbol.kind = SectionKind::ReadOnly;
  symbol.alignment = GOSYM_INDEX_WORD_SIZE;
  return symbol;
}

std::unique_ptr<Generator>
gosym::makeGoSymbolIndex(std::shared_ptr<CollectedTable> table) {
  if (table)
    table->wantIndex();
  return std::make_unique<GoSymbolIndex>(std::move(table));
}
