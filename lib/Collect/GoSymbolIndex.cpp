//===- GoSymbolIndex.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The generator of `.gosymtab.index`: the index that a reader would otherwise
// make for itself by reading all of the table (Format/TableIndex.h has the
// bytes).
//
// All of it is 32-bit words: a header, an address for each text entry, two
// words for each block. So a range is any run of words, and each word can be
// made without those before it: addresses are asked of the link, for only now
// are they final, and blocks were noted when the table was counted.
//
// It belongs to one table, entry by entry, and follows it: whatever moves in
// arrange() moves here, whichever of the two generators the linker asks first
// (CollectedTable.cpp).
//
// A reader searches the addresses by halves, so they must ascend. Those of a
// link do, for the functions are sorted; but a symbol may lie outside of the
// section that defines it (`before = start - 4`) and so outside of `text` and
// `etext`. That is an error here: the table alone is still read from its front
// to its back, an index of it would find the wrong function.
//
// With a PC-line table in the output a block has three words more, the row at
// its first address. Rows are found in the stream from which that table is
// written (LineStream.cpp), whose addresses are final now, too. Where the code
// spans 4 GiB the index has neither addresses nor rows, which is known once
// there are addresses: so its size may change in arrange(), once.
//
// 131,000 functions of LLVM's libraries: 0.66 MB.
//
//===----------------------------------------------------------------------===//

#include "CollectedTable.h"
#include "gosym/Collect/GoSymbolTable.h"
#include "gosym/Format/TableIndex.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace gosym;

/// What the link's kind of index is made of.
static constexpr uint64_t wordSize = 4;
static constexpr size_t headerWords = indexHeaderSize / wordSize;
static constexpr size_t wordsPerBlock = 2;
static constexpr size_t wordsPerBlockWithLines = 5;
static constexpr uint64_t bytesBetweenCuts = 1 << 16;

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
  size_t blockWords() const {
    return hasLines ? wordsPerBlockWithLines : wordsPerBlock;
  }
  void writeHeader(const Link &link, uint8_t *out) const;
  Error writeAddresses(const Link &link, size_t first, size_t count,
                       uint8_t *out) const;
  void writeBlockWords(const Link &link, size_t first, size_t count,
                       uint8_t *out) const;
  bool addressesFit(const Link &link) const;
  Error unordered(const Link &link, size_t text) const;

  const std::shared_ptr<CollectedTable> table;
  /// Of the table, as the linker knows its index; 0: there is no table.
  uint64_t edition = 0;
  /// The output has a PC-line table, and the addresses fit.
  bool hasLines = false;
};

} // namespace

/// Does the output hold \p generated?
static bool isWritten(const Link &link, const GeneratedSymbol &generated) {
  SymbolRef symbol = link.find(generated.name);
  return symbol && link.isGenerated(symbol);
}

Error GoSymbolIndex::layout(Link &link, Layout &layout) {
  if (!table)
    return createStringError(
        "-gosym-index=on without a table, expected -gosym-symtab=go1.1");
  GeneratedSymbol of = goSymbolTableSymbol();
  if (!isWritten(link, of)) {
    link.warn("generated symbol '" + goSymbolIndexSymbol().name +
              "': no table to index, '" + of.name +
              "' is discarded by the linker script; the index is empty");
    return Error::success();
  }
  hasLines = isWritten(link, pcLineTableSymbol());
  if (Error e = table->layout(link))
    return e;
  return table->isPlaced() ? adopt(layout) : Error::success();
}

/// Lays the index out over the table as it is now.
Error GoSymbolIndex::adopt(Layout &layout) {
  const TableImage &image = table->image;
  edition = table->edition();
  if (!isUInt<32>(image.size()))
    return createStringError(
        formatv("table: {0} bytes, expected less than 4 GiB", image.size())
            .str());
  layout.size = tableIndexSize(image.numTexts(), hasLines);
  layout.cuts.clear();
  for (uint64_t cut = indexHeaderSize; cut < layout.size;
       cut += bytesBetweenCuts)
    layout.cuts.push_back(cut);
  return Error::success();
}

Expected<bool> GoSymbolIndex::arrange(Link &link, Layout &layout) {
  if (edition == 0)
    return false;
  if (Error e = table->arrange(link))
    return e;
  bool hadLines = hasLines;
  hasLines &= addressesFit(link);
  if (edition == table->edition() && hasLines == hadLines)
    return false;
  Error e = adopt(layout);
  return e ? Expected<bool>(std::move(e)) : true;
}

bool GoSymbolIndex::addressesFit(const Link &link) const {
  const TableImage &image = table->image;
  size_t n = image.numTexts();
  return n == 0 || isUInt<32>(link.address(image.text(link, n - 1)) -
                              link.address(image.text(link, 0)));
}

void GoSymbolIndex::writeHeader(const Link &link, uint8_t *out) const {
  const TableImage &image = table->image;
  auto write = [&](size_t word, uint32_t value) {
    support::endian::write32(out + word * wordSize, value, link.byteOrder());
  };
  write(0, indexMagic);
  out[4] = indexVersion;
  out[5] = indexBlockShift;
  out[6] = (addressesFit(link) ? indexHasAddresses : 0) |
           (hasLines ? indexHasLines : 0);
  out[7] = 0;
  write(2, image.numTexts());
  write(3, image.size());
}

Error GoSymbolIndex::unordered(const Link &link, size_t text) const {
  const TableImage &image = table->image;
  auto nameOf = [&](size_t i) -> std::string {
    SymbolRef symbol = image.text(link, i);
    for (ArrayRef<LiveSymbol> symbols :
         {link.liveSymbols(), link.codeWithoutSymbols()})
      for (const LiveSymbol &s : symbols)
        if (s.ref == symbol)
          return s.name().str();
    return i == 0 ? "text" : "etext";
  };
  auto addressOf = [&](size_t i) { return link.address(image.text(link, i)); };
  return createStringError(
      formatv("text symbol '{0}': address 0x{1:x-} after 0x{2:x-} of '{3}', "
              "expected ascending addresses",
              nameOf(text), addressOf(text), addressOf(text - 1),
              nameOf(text - 1))
          .str());
}

/// Writes the differences of \p count text entries, from \p first on; leaves
/// them 0 where some would not fit.
Error GoSymbolIndex::writeAddresses(const Link &link, size_t first,
                                    size_t count, uint8_t *out) const {
  constexpr size_t batchSize = 512;
  SymbolRef symbols[batchSize];
  uint64_t addresses[batchSize];
  const TableImage &image = table->image;
  if (count == 0)
    return Error::success();
  bool fit = addressesFit(link);
  uint64_t start = link.address(image.text(link, 0));
  uint64_t last = link.address(image.text(link, first ? first - 1 : 0));
  for (size_t done = 0; done != count;) {
    size_t n = std::min(batchSize, count - done);
    for (size_t i = 0; i != n; ++i)
      symbols[i] = image.text(link, first + done + i);
    link.addresses(ArrayRef(symbols, n), MutableArrayRef(addresses, n));
    for (size_t i = 0; i != n; ++i, ++done, out += wordSize) {
      if (addresses[i] < last)
        return unordered(link, first + done);
      last = addresses[i];
      support::endian::write32(out, fit ? last - start : 0, link.byteOrder());
    }
  }
  return Error::success();
}

void GoSymbolIndex::writeBlockWords(const Link &link, size_t first,
                                    size_t count, uint8_t *out) const {
  const TableImage &image = table->image;
  ArrayRef<TableImage::Block> blocks = image.blocks();
  LineStream::RowCursor rows(table->lineStream);
  uint64_t start = count ? link.address(image.text(link, 0)) : 0;
  for (size_t word = first; count; ++word, --count, out += wordSize) {
    size_t number = word / blockWords(), part = word % blockWords();
    uint32_t value;
    if (part < wordsPerBlock) {
      const TableImage::Block &block = blocks[number];
      value = part == 0 ? block.entryOffset : block.historyOffset;
    } else {
      SymbolRef text = image.text(link, number << indexBlockShift);
      LineStream::PlacedRow p = rows.rowAt(link.address(text));
      const uint64_t parts[] = {p.offset, p.row.pc - start, p.row.line};
      value = p.offset ? parts[part - wordsPerBlock] : 0;
    }
    support::endian::write32(out, value, link.byteOrder());
  }
}

Error GoSymbolIndex::write(const Link &link, uint64_t offset,
                           MutableArrayRef<uint8_t> bytes) {
  size_t begin = offset / wordSize;
  size_t end = begin + bytes.size() / wordSize;
  uint8_t *out = bytes.data();
  if (begin == 0) {
    writeHeader(link, out);
    begin = headerWords;
    out += indexHeaderSize;
  }
  size_t blocksBegin = headerWords + table->image.numTexts();
  size_t addressesEnd = std::clamp(blocksBegin, begin, end);
  if (Error e =
          writeAddresses(link, begin - headerWords, addressesEnd - begin, out))
    return e;
  out += (addressesEnd - begin) * wordSize;
  writeBlockWords(link, addressesEnd - blocksBegin, end - addressesEnd, out);
  return Error::success();
}

GeneratedSymbol gosym::goSymbolIndexSymbol() {
  GeneratedSymbol symbol;
  symbol.name = "gosym.index";
  symbol.endName = "gosym.eindex";
  symbol.section = ".gosymtab.index";
  symbol.binding = Binding::Hidden;
  symbol.kind = SectionKind::ReadOnly;
  symbol.alignment = wordSize;
  return symbol;
}

std::unique_ptr<Generator>
gosym::makeGoSymbolIndex(std::shared_ptr<CollectedTable> table) {
  if (table)
    table->image.notesBlocks = true;
  return std::make_unique<GoSymbolIndex>(std::move(table));
}
