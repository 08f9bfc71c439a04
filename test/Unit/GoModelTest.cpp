//===- GoModelTest.cpp - A compact table of Go tables ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a Go table says is in the model, what is not is counted, and the
/// compact table that is made of it says the same of every address.
///
//===----------------------------------------------------------------------===//
#include "gosym/Format/GoModel.h"
#include "TableBytes.h"
#include "gosym/Format/CompactCheck.h"
#include "gosym/Format/GoToCompact.h"
#include <random>
#include <thread>

using namespace gosym;
using namespace llvm;

namespace {

constexpr TableTarget little8{endianness::little, 8};
using Bytes = SmallVector<uint8_t, 0>;

std::unique_ptr<GoProgram> read(ArrayRef<uint8_t> table,
                                ArrayRef<uint8_t> lines = {},
                                GoProgram::Options options = {}) {
  return cantFail(GoProgram::create(table, lines, options));
}

void inOrder(size_t n, const std::function<void(size_t)> &task) {
  for (size_t i = 0; i < n; ++i)
    task(i);
}

Bytes compact(ArrayRef<uint8_t> table, ArrayRef<uint8_t> lines = {},
              const Parallel &parallel = inOrder) {
  return cantFail(compactOf(table, lines, {}, parallel)).table;
}

/// As `gosym addr2line` prints it.
std::string sayOf(const SymbolIndex &index, uint64_t pc) {
  const Function *function = index.findFunction(pc);
  if (!function)
    return "none";
  std::optional<SourceLine> line = index.fileLine(pc);
  if (!line)
    return function->name.str();
  return function->name.str() + " " + line->file + ":" +
         std::to_string(line->line);
}
std::string sayOf(const CompactReader &reader, uint64_t pc) {
  std::vector<CompactSourceFrame> frames = cantFail(reader.frames(pc));
  if (frames.empty())
    return "none";
  EXPECT_EQ(frames.size(), 1u);
  const CompactSourceFrame &frame = frames.front();
  return frame.function +
         (frame.file ? " " + *frame.file + ":" + std::to_string(frame.line)
                     : "");
}

/// Holds the compact table to the Go table at all of \p pcs.
void expectSame(ArrayRef<uint8_t> table, ArrayRef<uint8_t> lines,
                ArrayRef<uint64_t> pcs) {
  SymbolIndex index = cantFail(SymbolIndex::create(table, lines));
  Bytes made = compact(table, lines);
  CompactReader reader = cantFail(CompactReader::create(made, 0));
  ASSERT_EQ(text(checkCompact(reader)), "");
  for (uint64_t pc : pcs)
    ASSERT_EQ(sayOf(reader, pc), sayOf(index, pc)) << "at " << pc;
}

/// Functions from 0x1000 on, one address in three with an alias; units that
/// come back, or go on behind a function, with files in files.
TableBytes randomTable(std::mt19937_64 &random) {
  TableBytes table(little8);
  table.header();
  for (unsigned i = 1; i <= 6; ++i)
    table.component(i, std::string(1, 'a' + i) + ".c");
  uint64_t address = 0x1000;
  if (random() % 2)
    table.symbol(codeT, address, "text");
  uint64_t line = 1;
  unsigned depth = 0;
  for (unsigned i = 0; i < 40; ++i) {
    unsigned what = random() % 4;
    if (what == 0) {
      table.history(1, 1 + random() % 6);
      line = 1;
      depth = 1;
    } else if (what == 1 && depth) {
      line += random() % 30;
      bool opens = depth == 1 || random() % 2;
      table.history(line, opens ? 1 + random() % 6 : 0);
      // A file at line 1 begins a unit.
      depth = opens && line == 1 ? 1 : depth + (opens ? 1 : -1);
    } else {
      table.symbol(random() % 2 ? codeT : code_t, address,
                   "f" + std::to_string(i));
      address += random() % 3 * 16;
    }
  }
  if (random() % 4)
    table.symbol(codeT, address + random() % 16, "etext");
  return table;
}

SmallVector<uint8_t, 0> randomLines(std::mt19937_64 &random) {
  SmallVector<uint8_t, 0> lines;
  int64_t line = 0;
  for (unsigned i = 0; i < 100; ++i) {
    appendPcSteps(lines, random() % 10);
    int64_t next = random() % 5 ? random() % 200 : 0;
    appendLineStep(lines, next - line);
    line = next;
  }
  return lines;
}

} // namespace

TEST(GoModel, HasWhatTheTableHasAndCountsTheRest) {
  for (TableTarget target : allForms()) {
    TableBytes table = completeTable(target);
    GoProgram::Options options;
    options.pointerSize = target.pointerSize;
    std::unique_ptr<GoProgram> made = read(table, {}, options);
    const Program &program = made->program();
    SCOPED_TRACE(describe(target));

    std::vector<std::string> symbols;
    for (const Symbol &symbol : program.symbols) {
      SymbolSource::Facts facts;
      made->describe(symbol, facts);
      std::string kind = symbol.isFunction()              ? "text "
                         : symbol.kind == SymbolKind::Bss ? "bss "
                                                          : "data ";
      symbols.push_back(
          kind + (symbol.isLocal ? "local " : "") +
          utohexstr(made->addresses()[symbol.number]) + " " + facts.name.str() +
          (facts.unit == noUnit ? "" : " of " + std::to_string(facts.unit)));
    }
    EXPECT_EQ(symbols, std::vector<std::string>(
                           {"data 3000 data", "bss FFFFFFF0 main\xc2\xb7zero",
                            "bss local 4000 ", "text 1000 main of 0",
                            "text local 1800 leaf of 1"}));
    EXPECT_EQ(made->textBegin(), 0x1000u);
    EXPECT_EQ(made->textEnd(), 0x2000u);
    EXPECT_TRUE(program.hasCode);
    ASSERT_EQ(program.units.size(), 2u);
    EXPECT_EQ(program.files.paths()[program.units[0].files[0].file], "/a.c");

    ASSERT_EQ(program.frames.size(), 1u);
    const Frame &frame = program.frames.begin()->second;
    EXPECT_EQ(frame.size, 144u);
    EXPECT_EQ(frame.args, 0u);
    EXPECT_EQ(frame.locals, std::nullopt);

    const GoLeftOut &leftOut = made->leftOut();
    EXPECT_EQ(leftOut.goTypes, 2u);
    EXPECT_EQ(leftOut.variables, 2u);
    EXPECT_EQ(leftOut.leafMarks, 1u);
    EXPECT_EQ(leftOut.otherRecords + leftOut.frameSizes + leftOut.gaps, 0u);
  }
}

TEST(GoModel, CountsWhatHasNoPlace) {
  TableBytes table(little8);
  table.header().component(1, "a.c").history(1, 1);
  table.entry(firstInvalidCode - 1 - ('z' - 'v'), 7, "v");
  table.symbol(codeT, 0x100, "f").entry(code_m, max64, ".frame");
  table.entry(code_m, max64 - 1, ".args").symbol(codeT, 0x110, "etext");
  // Another table, behind a gap, whose function has no unit.
  table.header().symbol(codeT, 0x200, "g").symbol(codeT, 0x210, "etext");
  std::unique_ptr<GoProgram> made = read(table);
  EXPECT_EQ(made->leftOut().otherRecords, 1u);
  EXPECT_EQ(made->leftOut().frameSizes, 1u);
  EXPECT_EQ(made->leftOut().gaps, 1u);
  EXPECT_EQ(made->textEnd(), 0x210u);
  expectSame(table, {}, {0xff, 0x100, 0x10f, 0x200, 0x20f, 0x210});
}

TEST(GoModel, RunsAreOfOneUnitWithoutAGap) {
  TableBytes table(little8);
  table.header().component(1, "a.c").component(2, "a.h").component(3, "b.c");
  table.history(1, 1).history(11, 2);
  table.symbol(codeT, 0x100, "text").symbol(codeT, 0x100, "f");
  table.symbol(codeT, 0x104, "g").history(1, 3).symbol(codeT, 0x108, "h");
  table.symbol(codeT, 0x110, "etext");
  SmallVector<uint8_t, 0> lines;
  appendLineStep(lines, 3); // 0x100: a.c:3
  appendPcSteps(lines, 5);
  appendLineStep(lines, 9); // 0x106: a.h:2, and b.c:12 from 0x108 on
  appendPcSteps(lines, 3);
  appendLineStep(lines, -12); // 0x10a: none
  appendPcSteps(lines, 1);
  appendLineStep(lines, 1); // 0x10c: b.c:1
  std::unique_ptr<GoProgram> made = read(table, lines);

  std::vector<std::string> runs;
  for (const CodeRun &run : made->program().runs) {
    std::string shown = std::to_string(run.unit) + ": ";
    RowCursor rows(run.rows);
    while (!rows.atEnd()) {
      Row row = rows.next();
      const Unit &unit = made->program().units[run.unit];
      StringRef path = made->program().files.paths()[unit.files[row.file].file];
      shown += utohexstr(row.offset) + " " + path.str() + ":" +
               std::to_string(row.line) + ", ";
    }
    runs.push_back(shown + utohexstr(run.end));
  }
  EXPECT_EQ(runs,
            std::vector<std::string>(
                {"0: 0 a.c:3, 6 a.h:2, 8", "1: 0 b.c:12, 2", "1: 0 b.c:1, 4"}));
  EXPECT_EQ(made->runAddresses(), ArrayRef<uint64_t>({0x100, 0x108, 0x10c}));
}

TEST(GoModel, RandomTablesAnswerTheSame) {
  std::mt19937_64 random(5);
  unsigned tables = 0;
  for (unsigned i = 0; i < 300; ++i) {
    TableBytes table = randomTable(random);
    SmallVector<uint8_t, 0> lines = randomLines(random);
    // Some close a file that is not open.
    if (!text(SymbolIndex::create(table, lines)).empty())
      continue;
    ++tables;
    std::vector<uint64_t> pcs = {0, max64 - 1};
    for (uint64_t pc = 0xff0; pc < 0x1400; ++pc)
      pcs.push_back(pc);
    expectSame(table, lines, pcs);
  }
  EXPECT_GT(tables, 200u);
}

// Kernels are there.
TEST(GoModel, LinesOfTheHighestAddressesAreKnown) {
  TableBytes table(little8);
  uint64_t text = 0xffffffff80000000;
  table.header().component(1, "a.c").history(1, 1);
  table.symbol(codeT, text, "text").symbol(codeT, text, "f");
  table.symbol(codeT, text + 16, "g").symbol(codeT, text + 32, "etext");
  SmallVector<uint8_t, 0> lines;
  appendLineStep(lines, 3);
  appendPcSteps(lines, 20);
  appendLineStep(lines, 4);
  expectSame(table, lines,
             {text, text + 15, text + 20, text + 21, text + 31, text + 32});
}

TEST(GoModel, TablesOfAlmostNothingAreSound) {
  TableBytes nothing(little8), nameless(little8), last(little8);
  nothing.header();
  // No name, no path: the dictionary has one entry, the end of a string.
  nameless.header().symbol(codeD, 0x10, "").symbol(codeT, 0x20, "");
  // The last address there is, and the first.
  last.header().symbol(codeD, max64, "last").symbol(codeB, 0, "first");
  last.symbol(codeT, max64, "f");
  for (const TableBytes *table : {&nothing, &nameless, &last})
    expectSame(*table, {}, {0, 0x1f, 0x20, max64 - 1});
  Bytes made = compact(last);
  CompactReader reader = cantFail(CompactReader::create(made, 0));
  std::optional<CompactSymbol> found = cantFail(reader.findData("last"));
  ASSERT_TRUE(found);
  EXPECT_EQ(reader.addressOf(found->distance), max64);
  // The list goes up to the last address, it does not wrap.
  found = cantFail(reader.findData(max64 - 1));
  ASSERT_TRUE(found);
  EXPECT_EQ(cantFail(reader.name(*found)), "first");
}

TEST(GoModel, AddressesMustFitThePointers) {
  TableBytes table(little8);
  table.header().symbol(codeD, max32 + 1, "far");
  GoProgram::Options narrow;
  narrow.pointerSize = 4;
  EXPECT_EQ(text(GoProgram::create(table, {}, narrow)),
            "address of far: 0x100000000, expected 4 bytes");
}

TEST(GoModel, SameBytesForAnyThreads) {
  std::mt19937_64 random(7);
  TableBytes table(little8);
  table.header().component(1, "a.c").history(1, 1);
  for (unsigned i = 0; i < 20000; ++i)
    table.symbol(codeT, 0x1000 + i, "name" + std::to_string(random() % 9999));
  table.symbol(codeT, 0x10000, "etext");
  SmallVector<uint8_t, 0> lines = randomLines(random);
  Bytes expected = compact(table, lines);
  auto backwards = [](size_t n, const std::function<void(size_t)> &task) {
    while (n)
      task(--n);
  };
  auto threads = [](size_t n, const std::function<void(size_t)> &task) {
    std::vector<std::thread> all;
    for (size_t i = 0; i < 3; ++i)
      all.emplace_back([&, i] {
        for (size_t at = i; at < n; at += 3)
          task(at);
      });
    for (std::thread &thread : all)
      thread.join();
  };
  EXPECT_EQ(compact(table, lines, backwards), expected);
  EXPECT_EQ(compact(table, lines, threads), expected);
}
