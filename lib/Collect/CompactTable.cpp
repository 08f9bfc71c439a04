//===- CompactTable.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The generator of `.gosym`, whose bytes Format's CompactWriter makes.
//
// The table has no slot: it knows addresses as distances from itself. So it is
// read-only in every kind of output, and the loader never touches it.
//
// Names are most of the work, and nothing but their size is needed before
// addresses are assigned. In a big program they are coded ahead (NamesAhead.h),
// else in layout(). What depends on addresses, the distances between symbols,
// is counted again in a round of addresses only if it has changed: when the
// table finds out its size, all code behind it moves by the same distance.
//
// A distance takes more bytes when it needs an escape, and the table then moves
// what is behind it. So that the rounds end, the size never shrinks: a table
// that is smaller than in the round before is padded with zeros, which belong
// to no part of it.
//
//===----------------------------------------------------------------------===//

#include "../Linker/Pieces.h"
#include "../Support/RawArray.h"
#include "DemangledNames.h"
#include "Generators.h"
#include "NamesAhead.h"
#include "SideWork.h"
#include "gosym-c/compact_format.h"
#include "gosym/Format/CompactWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/TimeProfiler.h"
#include <atomic>

using namespace llvm;
using namespace gosym;

namespace {

class CompactTable final : public Generator {
public:
  explicit CompactTable(std::shared_ptr<CollectedProgram> program)
      : collected(std::move(program)) {}

  StringRef name() const override { return "compact-table"; }
  void beginAhead(const EarlyLink &link);
  Error layout(Link &link, Layout &layout) override;
  Expected<bool> arrange(Link &link, Layout &layout) override;
  Error write(const Link &link, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override;

private:
  void askSizes(Link &link);
  void askGenerated(Link &link, CompactWriter::Placement &placement);
  void takeAddresses(Link &link);
  void takeMoves(Link &link, CompactWriter::Placement &placement);
  bool askAddresses(Link &link, ArrayRef<Symbol> symbols, size_t first);
  void report(const Link &link) const;

  CompactWriter::Options writerOptions() const;
  Error encode(Link &link);
  Error encodeAhead(Link &link);

  const std::shared_ptr<CollectedProgram> collected;
  /// A thread of ours may run beside the linker's.
  bool mayHaveThread = false;
  std::optional<NamesAhead> ahead;
  /// With names as people read them.
  std::optional<DemangledNames> demangled;
  std::optional<CompactWriter> writer;
  /// Of Program::symbols, in the order of now.
  RawArray<uint64_t> addresses, sizes;
  std::vector<uint64_t> runs;
  /// Places of generated symbols in the two.
  std::vector<uint32_t> generated;
  /// Of the program and the order of its code.
  using Moment = std::pair<uint64_t, uint64_t>;
  /// When the sizes were asked for.
  Moment sizesOf;
  uint64_t size = 0;
  std::atomic<bool> told{false};
};

} // namespace

CompactWriter::Options CompactTable::writerOptions() const {
  const TableOptions &tables = collected->options;
  CompactWriter::Options options;
  options.effort = tables.compact == CompactChoice::Fast
                       ? CompactWriter::Effort::Fast
                       : CompactWriter::Effort::Full;
  options.lines = tables.wantsCompactLines();
  options.frames = tables.frames;
  options.areDemangled = tables.names == NameChoice::Demangled;
  // What the linker makes turns up with the addresses.
  options.hasLateNames = true;
  return options;
}

void CompactTable::beginAhead(const EarlyLink &link) {
  collected->beginAhead(link);
  mayHaveThread = link.mayHaveThread;
  CompactWriter::Options options = writerOptions();
  // Inlined functions and files are to be learnt from, too, and turn up with
  // the debug information; and a name that people read is made of another one.
  if (options.lines || options.areDemangled ||
      link.maxNames < NamesAhead::minNames)
    return;
  RawArray<StringRef> names = link.names();
  if (names.size() >= NamesAhead::minNames)
    ahead.emplace(link.link, std::move(names), options.effort,
                  link.mayHaveThread);
}

Error CompactTable::layout(Link &link, Layout &layout) {
  if (Error e = collected->layout(link))
    return e;
  if (!collected->isCollected())
    return Error::success();
  CompactWriter::Options options = writerOptions();
  options.pointerSize = link.pointerSize();
  options.hasThumbBit = codeOrderOf(link).hasThumbBit();
  const SymbolSource *symbols = &collected->symbols;
  if (options.areDemangled) {
    symbols = &demangled.emplace(collected->symbols);
    demangled->demangle(link, collected->program);
  }
  writer.emplace(collected->program, *symbols, link.liveSymbols().size(),
                 options);
  // Without addresses nothing more can be said of the size.
  layout.size = 1;
  if (ahead)
    return Error::success();
  if (Error e = encode(link))
    return e;
  if (demangled)
    demangled->forgetLive();
  return Error::success();
}

/// Lines are coded while names are learnt, of which less can be done by several
/// threads.
Error CompactTable::encode(Link &link) {
  TimeTraceScope scope("Code names");
  SideWork lines;
  lines.begin(mayHaveThread && collected->options.wantsCompactLines(),
              [this](const Parallel &parallel) {
                writer->encodeLines(parallel);
              });
  Error e = writer->encodeNames(tasksOf(link));
  lines.finish(tasksOf(link));
  if (e)
    return e;
  writer->encodeRest(tasksOf(link));
  return Error::success();
}

/// Names have been coded ahead, or are now.
Error CompactTable::encodeAhead(Link &link) {
  TimeTraceScope scope("Code names");
  std::vector<uint32_t> places;
  Expected<std::unique_ptr<NameCoder>> coder = ahead->finish(places);
  ahead.reset();
  if (!coder)
    return coder.takeError();
  return writer->encode(std::move(*coder), std::move(places), tasksOf(link));
}

void CompactTable::askSizes(Link &link) {
  ArrayRef<Symbol> symbols = collected->program.symbols;
  sizes = RawArray<uint64_t>(symbols.size());
  codeOrderOf(link).sizes(symbols, sizes);
  generated.clear();
  for (auto [place, s] : enumerate(symbols))
    if (s.ofLinker && !collected->symbols.isSynthetic(s.number) &&
        link.isGenerated(collected->symbols[s.number].ref))
      generated.push_back(place);
}

/// Functions have just been sorted by their addresses, and have them.
void CompactTable::takeAddresses(Link &link) {
  const Program &program = collected->program;
  addresses = RawArray<uint64_t>(program.symbols.size());
  MutableArrayRef<uint64_t> all = addresses;
  codeOrderOf(link).addresses(program.data(),
                              all.take_front(program.firstFunction));
  ArrayRef<Symbol> functions = program.functions();
  forPieces(link, functions.size(), 4 * recordsPerTask,
            [&](size_t begin, size_t end) {
              for (size_t i = begin; i != end; ++i)
                all[program.firstFunction + i] = functions[i].address;
            });
}

/// Generated symbols may change in each round, whatever the others do.
void CompactTable::askGenerated(Link &link,
                                CompactWriter::Placement &placement) {
  const Program &program = collected->program;
  for (uint32_t place : generated) {
    SymbolRef ref = collected->symbols[program.symbols[place].number].ref;
    uint64_t address = link.address(ref), size = link.size(ref);
    bool isSame = std::exchange(addresses[place], address) == address;
    isSame &= std::exchange(sizes[place], size) == size;
    if (isSame)
      continue;
    bool isData = place < program.firstFunction;
    (isData ? placement.sameData : placement.sameFunctions) = false;
  }
}

/// Asks again where \p symbols are, whose addresses stand from \p first on.
/// Returns whether all have moved by the same distance.
bool CompactTable::askAddresses(Link &link, ArrayRef<Symbol> symbols,
                                size_t first) {
  if (symbols.empty())
    return true;
  MutableArrayRef<uint64_t> before =
      MutableArrayRef<uint64_t>(addresses).slice(first, symbols.size());
  uint64_t moved =
      link.address(collected->symbols[symbols.front().number].ref) -
      before.front();
  std::atomic<bool> same{true};
  forPieces(
      link, symbols.size(), recordsPerTask, [&](size_t begin, size_t end) {
        uint64_t now[recordsPerTask];
        MutableArrayRef<uint64_t> found(now, end - begin);
        codeOrderOf(link).addresses(symbols.slice(begin, end - begin), found);
        bool sameHere = true;
        for (auto [a, b] : zip_equal(before.slice(begin, end - begin), found)) {
          sameHere &= b - a == moved;
          a = b;
        }
        if (!sameHere)
          same = false;
      });
  return same;
}

/// The same symbols as in the round before: where are they now? Most know it
/// without being asked.
void CompactTable::takeMoves(Link &link, CompactWriter::Placement &placement) {
  const Program &program = collected->program;
  SymbolMoves moves = codeOrderOf(link).moves();
  placement.sameData = placement.sameFunctions = true;
  if (moves.none)
    return;
  placement.sameData = askAddresses(link, program.data(), 0);
  if (!moves.code) {
    placement.sameFunctions =
        askAddresses(link, program.functions(), program.firstFunction);
    return;
  }
  for (uint64_t &address :
       MutableArrayRef<uint64_t>(addresses).drop_front(program.firstFunction))
    address += *moves.code;
}

Expected<bool> CompactTable::arrange(Link &link, Layout &layout) {
  if (!writer)
    return false;
  if (ahead)
    if (Error e = encodeAhead(link))
      return e;
  collected->arrange(link);
  if (demangled)
    demangled->demangleSynthetic();
  const Program &program = collected->program;
  CompactWriter::Placement placement;
  // Where the linker relaxes code, functions shrink in a round that leaves them
  // in their order; each round has a number of its own then.
  Moment now{collected->edition(), link.orderOfCode()};
  placement.sameSymbols = std::exchange(sizesOf, now) == now;
  if (!placement.sameSymbols) {
    askSizes(link);
    takeAddresses(link);
  } else {
    takeMoves(link, placement);
    askGenerated(link, placement);
  }
  if (collected->options.wantsCompactLines())
    runs = collected->lines.addresses(link, program);

  placement.addresses = addresses;
  placement.sizes = sizes;
  placement.runs = runs;
  if (link.textStart()) {
    placement.textBegin = link.address(link.textStart());
    placement.textEnd = link.address(link.textEnd());
  }
  if (Error e = writer->assignOffsets(placement, tasksOf(link)))
    return e;
  std::vector<uint64_t> cuts = writer->cutOffsets();
  bool changed = writer->size() > layout.size || cuts != layout.cuts;
  layout.size = size = std::max(layout.size, writer->size());
  layout.cuts = std::move(cuts);
  return changed;
}

Error CompactTable::write(const Link &link, uint64_t offset,
                          MutableArrayRef<uint8_t> bytes) {
  if (!writer)
    return Error::success();
  if (!told.exchange(true))
    report(link);
  uint64_t at = link.address(link.find(compactTableSymbol().name));
  writer->write(at, size, offset, bytes);
  return Error::success();
}

/// Backtraces find callers by .eh_frame_hdr, which gcc does not ask for with
/// -static. (On arm they have an index that linkers always make.)
static bool lacksFrameHeader(const Link &link) {
  std::optional<SectionInfo> frames = link.section(".eh_frame");
  return link.outputKind() != OutputKind::Relocatable && frames &&
         frames->size != 0 && !link.section(".eh_frame_hdr") &&
         !link.section(".ARM.exidx");
}

void CompactTable::report(const Link &link) const {
  if (collected->options.purpose == "backtrace" && lacksFrameHeader(link))
    link.warn("backtraces end at code without frame pointers, because the "
              "output has no .eh_frame_hdr: add --eh-frame-hdr, which gcc "
              "leaves out with -static");
  if (size_t runs = writer->numRunsLeftOut())
    link.warn(formatv("compact table: {0} runs of code have no lines: they "
                      "overlap others",
                      runs)
                  .str());
  if (!collected->options.verbose)
    return;
  const Program &program = collected->program;
  link.note(formatv("compact table: {0} functions and {1} data symbols, {2} "
                    "bytes, {3} of padding; left out {4} inlined calls that "
                    "are nested more than 64 deep",
                    program.functions().size(), program.firstFunction, size,
                    size - writer->size(), writer->numCallsTooDeep())
                .str());
}

GeneratedSymbol gosym::compactTableSymbol() {
  GeneratedSymbol symbol;
  symbol.name = GOSYM_COMPACT_BEGIN;
  symbol.endName = GOSYM_COMPACT_END;
  symbol.section = GOSYM_COMPACT_SECTION;
  symbol.binding = Binding::Hidden;
  symbol.kind = SectionKind::ReadOnly;
  return symbol;
}

void gosym::createCompactTable(std::shared_ptr<CollectedProgram> program) {
  auto table = std::make_unique<CompactTable>(std::move(program));
  CompactTable &made = *table;
  createGeneratedSymbol(compactTableSymbol(), std::move(table));
  beginAhead(compactTableSymbol().name,
             [&made](const EarlyLink &link) { made.beginAhead(link); });
}
