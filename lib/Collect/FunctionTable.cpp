//===- FunctionTable.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The generator of `.gopclntab` in the forms of Go 1.18 and 1.20, whose bytes
// Format's FunctionTableWriter makes.
//
// What a function says of its code is told from its entry, and both are in one
// input section. So names, files and lines are encoded in layout(), and the
// size is there before the first address: it depends on how many functions
// there are. That changes where thunks come, and where functions turn out to
// lie where the table cannot name them. So that the rounds of addresses end,
// the size never shrinks: a table that is smaller than in the round before is
// padded before its tail.
//
// ADDRESSES. Entries are told from the address of `.text`, because Go's readers
// take them so, whatever the header says. They are unsigned and have 32 bits:
// functions below `.text` and 4 GiB above it are left out, and counted. Where
// the output has no such section Go's readers take 0, and so does the table if
// the code ends below 4 GiB. A program with Go code has a symbol
// `runtime.text`, behind the start-up code of C, and Go's readers take that.
//
// The table has no slot. The header has the address that was linked for, which
// is right for who reads the file, and the tail the distance from the table,
// which is right in memory, too (docs/FunctionTable.md, "Where the code is").
// So it is read-only in every kind of output.
//
//===----------------------------------------------------------------------===//

#include "../Linker/Pieces.h"
#include "../Support/Machine.h"
#include "Generators.h"
#include "gosym/Format/FunctionTableWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/TimeProfiler.h"
#include <atomic>

using namespace llvm;
using namespace gosym;

namespace {

class FunctionTableGenerator final : public Generator {
public:
  explicit FunctionTableGenerator(std::shared_ptr<CollectedProgram> program)
      : collected(std::move(program)) {}

  StringRef name() const override { return "function-table"; }
  Error layout(Link &link, Layout &layout) override;
  Expected<bool> arrange(Link &link, Layout &layout) override;
  Error write(const Link &link, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override;

private:
  Error encode(Link &link);
  uint64_t startOf(const Link &link) const;
  Error assignOffsets(const Link &link, FunctionTableWriter::Bounds bounds,
                      Layout &layout);
  FunctionTableWriter::Bounds findBounds(const Link &link) const;
  void report(const Link &link) const;

  const std::shared_ptr<CollectedProgram> collected;
  std::optional<FunctionTableWriter> writer;
  /// `runtime.text` of Go; null if there is none.
  SymbolRef goText;
  /// What the size was counted for.
  uint64_t edition = 0;
  FunctionTableWriter::Bounds bounds;
  uint64_t size = 0;
  std::atomic<bool> told{false};
};

} // namespace

/// What addresses of instructions are multiples of, by the first object.
static uint8_t quantumOf(const Link &link) {
  for (uint32_t i = 0; i != link.inputs().numObjects(); ++i) {
    ArrayRef<uint8_t> bytes = link.inputs().objectBytes(i);
    constexpr size_t machineOffset = 18;
    if (bytes.size() >= machineOffset + sizeof(uint16_t) &&
        toStringRef(bytes).starts_with(ELF::ElfMagic))
      return machineOf(support::endian::read16(bytes.data() + machineOffset,
                                               link.byteOrder()))
          .codeQuantum;
  }
  return 1;
}

Error FunctionTableGenerator::encode(Link &link) {
  const CollectedProgram &c = *collected;
  ArrayRef<SectionRef> sectionsOfRuns = c.lines.sectionsOfRuns();
  DenseMap<void *, uint32_t> numbers;
  std::vector<uint32_t> runs;
  for (SectionRef section : sectionsOfRuns)
    runs.push_back(
        numbers.try_emplace(section.opaque(), numbers.size()).first->second);

  ArrayRef<Symbol> functions = c.program.functions();
  std::vector<FunctionTableWriter::Place> places(functions.size());
  bool hasThumbBit = codeOrderOf(link).hasThumbBit();
  forPieces(link, functions.size(), recordsPerTask,
            [&](size_t begin, size_t end) {
              for (size_t i = begin; i != end; ++i) {
                if (c.symbols.isSynthetic(functions[i].number))
                  continue;
                SymbolPlace place =
                    link.inputs().placeOf(c.symbols[functions[i].number].ref);
                auto it = numbers.find(place.section.opaque());
                if (it == numbers.end())
                  continue;
                places[i].section = it->second;
                places[i].offset =
                    hasThumbBit ? place.offset & ~uint64_t(1) : place.offset;
              }
            });
  FunctionTableWriter::Places all;
  all.functions = places;
  all.runs = runs;
  all.numSections = numbers.size();
  return writer->encode(all, tasksOf(link));
}

Error FunctionTableGenerator::assignOffsets(const Link &link,
                                            FunctionTableWriter::Bounds bounds,
                                            Layout &layout) {
  this->bounds = bounds;
  edition = collected->edition();
  if (Error e = writer->assignOffsets(bounds, tasksOf(link)))
    return e;
  size = std::max(size, writer->size());
  layout.size = size;
  layout.cuts = writer->cutOffsets();
  return Error::success();
}

Error FunctionTableGenerator::layout(Link &link, Layout &layout) {
  if (Error e = collected->layout(link))
    return e;
  if (!collected->isCollected())
    return Error::success();
  TimeTraceScope scope("Encode functions");
  FunctionTableWriter::Options options;
  options.target.form = collected->options.pclntab == PclntabChoice::Go118
                            ? FunctionForm::Go118
                            : FunctionForm::Go120;
  options.target.byteOrder = link.byteOrder();
  options.target.pointerSize = link.pointerSize();
  options.target.quantum = quantumOf(link);
  options.hasThumbBit = codeOrderOf(link).hasThumbBit();
  options.frames = collected->options.frames;
  options.hasTail = true;
  writer.emplace(collected->program, collected->symbols,
                 link.liveSymbols().size(), options);
  for (const LiveSymbol &s : link.liveSymbols())
    if (s.name() == "runtime.text" &&
        SymbolClass(s.symbolClass) == SymbolClass::Text)
      goText = s.ref;
  if (Error e = encode(link))
    return e;
  return assignOffsets(link, {0, collected->program.functions().size()},
                       layout);
}

/// What entries are told from.
uint64_t FunctionTableGenerator::startOf(const Link &link) const {
  if (goText)
    return link.address(goText);
  if (std::optional<SectionInfo> text = link.section(".text"))
    return text->address;
  if (!link.textEnd() || link.address(link.textEnd()) <= UINT32_MAX)
    return 0;
  return link.address(link.textStart());
}

/// The functions that have entries, which are in the order of addresses.
FunctionTableWriter::Bounds
FunctionTableGenerator::findBounds(const Link &link) const {
  return FunctionTableWriter::boundsFrom(
      startOf(link), collected->program.functions(), [&](const Symbol &s) {
        return link.address(collected->symbols[s.number].ref);
      });
}

/// Go's readers take the first table of the section, and so that of the
/// program.
static Error checkSection(const Link &link, uint64_t size) {
  std::optional<SectionInfo> section = link.section(GOSYM_LINES_SECTION);
  if (!section || section->size <= size)
    return Error::success();
  return createStringError(
      "section " GOSYM_LINES_SECTION " has " + Twine(section->size - size) +
      " bytes of inputs beside the table, as a Go program has that keeps its "
      "own function table there, expected -gosym-pclntab=none, or a linker "
      "script that puts " GOSYM_LINES_BEGIN " elsewhere");
}

Expected<bool> FunctionTableGenerator::arrange(Link &link, Layout &layout) {
  if (!writer)
    return false;
  if (Error e = checkSection(link, layout.size))
    return e;
  collected->arrange(link);
  FunctionTableWriter::Bounds now = findBounds(link);
  if (edition == collected->edition() && now == bounds)
    return false;
  uint64_t sizeBefore = layout.size;
  std::vector<uint64_t> cutsBefore = layout.cuts;
  if (Error e = assignOffsets(link, now, layout))
    return e;
  return layout.size != sizeBefore || layout.cuts != cutsBefore;
}

void FunctionTableGenerator::report(const Link &link) const {
  FunctionTableWriter::Counts c = writer->counts();
  size_t all = collected->program.functions().size();
  link.note(formatv("function table: {0} functions, {1} with lines, {2} with "
                    "the depth of the stack; names {3} bytes, files {4}, "
                    "streams {5}, functions {6}",
                    c.functions, c.withLines, c.withFrames, c.names, c.files,
                    c.streams, c.records)
                .str());
  link.note(formatv("function table: left out {0} functions below .text and "
                    "{1} above what 4 GiB reach; {2} bytes are padding",
                    bounds.first, all - bounds.end, size - writer->size())
                .str());
}

Error FunctionTableGenerator::write(const Link &link, uint64_t offset,
                                    MutableArrayRef<uint8_t> bytes) {
  if (collected->options.verbose && !told.exchange(true))
    report(link);
  FunctionTableWriter::Moment moment;
  moment.start = startOf(link);
  moment.end = link.textEnd()
                   ? std::max(link.address(link.textEnd()), moment.start)
                   : moment.start;
  moment.table = link.address(link.find(GOSYM_LINES_BEGIN));
  moment.paddedSize = size;
  auto addresses = [&](ArrayRef<Symbol> functions,
                       MutableArrayRef<uint64_t> values) {
    SmallVector<SymbolRef, 512> refs;
    for (const Symbol &s : functions)
      refs.push_back(collected->symbols[s.number].ref);
    link.addresses(refs, values);
  };
  writer->write(moment, addresses, offset, bytes);
  return Error::success();
}

GeneratedSymbol gosym::functionTableSymbol() {
  GeneratedSymbol symbol = pcLineTableSymbol();
  symbol.alignment = 8;
  return symbol;
}

std::unique_ptr<Generator>
gosym::makeFunctionTable(std::shared_ptr<CollectedProgram> program) {
  return std::make_unique<FunctionTableGenerator>(std::move(program));
}
