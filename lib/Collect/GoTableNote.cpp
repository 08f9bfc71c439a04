//===- GoTableNote.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The generator of `.note.gosym`, which says where the tables of the output
// are. Format's TableNote.h has the bytes.
//
// It knows the tables by the names of their generated symbols and asks the
// linker where they ended up, so it need not know their generators. A table
// that a linker script discards has no entry, and one that turns out to be
// empty neither: whether it is may change in arrange(), as sizes do, and the
// size of the note follows.
//
// What it writes are differences of addresses, which stay the same wherever the
// output is loaded: no slots, so no relocations.
//
//===----------------------------------------------------------------------===//

#include "Generators.h"
#include "gosym-c/compact_format.h"
#include "gosym/Format/TableNote.h"

using namespace llvm;
using namespace gosym;

namespace {

class GoTableNote final : public Generator {
public:
  explicit GoTableNote(bool hasFunctions) : hasFunctions(hasFunctions) {}

  StringRef name() const override { return "go-table-note"; }
  Error layout(Link &link, Layout &layout) override;
  Expected<bool> arrange(Link &link, Layout &layout) override;
  Error write(const Link &link, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override;

private:
  std::vector<NotedTable> find(const Link &link) const;

  /// What is called runtime.pclntab is a function table.
  const bool hasFunctions;
};

} // namespace

/// A table that the note may tell of.
struct Noted {
  uint32_t kind;
  const char *symbol;
};

/// In the order of the entries.
static constexpr Noted notedTables[] = {
    {GOSYM_NOTE_COMPACT, GOSYM_COMPACT_BEGIN},
    {GOSYM_NOTE_TABLE, GOSYM_TABLE_BEGIN},
    {GOSYM_NOTE_INDEX, GOSYM_INDEX_BEGIN},
    {GOSYM_NOTE_LINES, GOSYM_LINES_BEGIN}};

/// The tables that have bytes; where they are is final in write().
std::vector<NotedTable> GoTableNote::find(const Link &link) const {
  uint64_t descriptor =
      link.address(link.find(GOSYM_NOTE_BEGIN)) + GOSYM_NOTE_DESCRIPTOR_OFFSET;
  std::vector<NotedTable> tables;
  for (const Noted &noted : notedTables) {
    if (!isWritten(link, noted.symbol))
      continue;
    SymbolRef table = link.find(noted.symbol);
    uint32_t kind = noted.kind == GOSYM_NOTE_LINES && hasFunctions
                        ? GOSYM_NOTE_FUNCTIONS
                        : noted.kind;
    if (uint64_t size = link.size(table))
      tables.push_back({kind, int64_t(link.address(table) - descriptor), size});
  }
  return tables;
}

// Sizes are not known before all generators have been laid out.
Error GoTableNote::layout(Link &link, Layout &layout) {
  size_t written = count_if(notedTables, [&](const Noted &noted) {
    return isWritten(link, noted.symbol);
  });
  if (written == 0)
    link.warn("generated symbol '" GOSYM_NOTE_BEGIN
              "': no table to point to, all are discarded by the linker "
              "script; the note has no entries");
  layout.size = tableNoteSize(written);
  return Error::success();
}

Expected<bool> GoTableNote::arrange(Link &link, Layout &layout) {
  uint64_t size = tableNoteSize(find(link).size());
  return std::exchange(layout.size, size) != size;
}

Error GoTableNote::write(const Link &link, uint64_t,
                         MutableArrayRef<uint8_t> bytes) {
  encodeTableNote(bytes, find(link), link.byteOrder());
  return Error::success();
}

GeneratedSymbol gosym::goTableNoteSymbol() {
  GeneratedSymbol symbol;
  symbol.name = GOSYM_NOTE_BEGIN;
  symbol.endName = GOSYM_NOTE_END;
  symbol.section = GOSYM_NOTE_SECTION;
  symbol.binding = Binding::Hidden;
  symbol.kind = SectionKind::Note;
  symbol.alignment = GOSYM_NOTE_ALIGNMENT;
  return symbol;
}

std::unique_ptr<Generator> gosym::makeGoTableNote(bool hasFunctions) {
  return std::make_unique<GoTableNote>(hasFunctions);
}
