//===- SymbolIndexTest.cpp - Questions to a table -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/SymbolIndex.h"
#include "TableBytes.h"

using namespace gosym;
using namespace llvm;

namespace {

/// /src/a.c (10 lines) with /src/a.h, and b.c; four functions.
TableBytes program(TableTarget target = {}) {
  TableBytes table(target);
  table.header();
  table.symbol(codeD, 0x3008, "second").symbol(codeD, 0x3000, "first");
  table.symbol(codeB, 0x4000, "zero").symbol(codeB + 26, 0x4010, "main");
  table.component(1, "/").component(2, "src").component(3, "a.c");
  table.component(4, "a.h").component(5, "b.c");
  auto path = [&](uint8_t line, uint8_t last) {
    table.byte(code_z).byte(line).byte(0).byte(0).byte(1).byte(0).byte(2);
    table.byte(0).byte(last).byte(0).byte(0);
  };
  path(1, 3);
  table.history(11, 0);
  path(11, 4);
  table.history(16, 0);
  table.symbol(codeT, 0x1000, "text").symbol(code_t, 0x1000, "main");
  table.byte(code_m).byte(32).name(".frame");
  table.byte(code_m).byte(24).name(".locals");
  table.byte(code_a).byte(0).name("x").byte(code_a).byte(8).name("y");
  table.byte(code_p).byte(0).name("argc");
  table.symbol(codeT, 0x1000, "alias").symbol(codeT, 0x1020, "main");
  table.history(1, 5).symbol(codeL, 0x1040, "leaf");
  return table.symbol(codeT, 0x1050, "etext");
}

/// 0x1000 a.c:3, 0x1010 a.h:2 (12), 0x1020 a.h:3, 0x1030 none, 0x1040 b.c:3.
TableBytes programLines() {
  TableBytes lines;
  lines.byte(3).byte(128 + 15).byte(9).byte(128 + 15).byte(1);
  lines.byte(128 + 15).byte(64 + 13).byte(128 + 15).byte(3);
  return lines;
}

SymbolIndex make(ArrayRef<uint8_t> table, ArrayRef<uint8_t> lines = {}) {
  Expected<SymbolIndex> index = SymbolIndex::create(table, lines);
  if (index)
    return std::move(*index);
  ADD_FAILURE() << toString(index.takeError());
  TableBytes empty = TableBytes().header();
  return cantFail(SymbolIndex::create(empty));
}

std::string nameOf(const Function *function) {
  return function ? function->name.str() : "none";
}
std::string lineOf(const SymbolIndex &index, uint64_t pc) {
  std::optional<SourceLine> line = index.fileLine(pc);
  return line ? line->file + ":" + std::to_string(line->line) : "none";
}

} // namespace

TEST(SymbolIndex, AddressesAreFound) {
  for (TableTarget target : allTargets()) {
    TableBytes table = program(target);
    SymbolIndex index = make(table);
    EXPECT_EQ(index.target(), target);
    EXPECT_EQ(nameOf(index.findFunction(0xfff)), "none");
    EXPECT_EQ(nameOf(index.findFunction(0x1000)), "alias");
    EXPECT_EQ(nameOf(index.findFunction(0x101f)), "alias");
    EXPECT_EQ(index.findFunction(0x1020)->entry, 0x1020u);
    EXPECT_EQ(nameOf(index.findFunction(0x104f)), "leaf");
    EXPECT_EQ(nameOf(index.findFunction(0x1050)), "none");
  }
}

TEST(SymbolIndex, SymbolsAreInTheOrderOfTheTable) {
  TableBytes table = program();
  SymbolIndex index = make(table);
  EXPECT_EQ(index.functions()[0].name, "main");
  EXPECT_EQ(index.functions()[3].type, 'L');
  EXPECT_EQ(index.data().front().name, "second");
  EXPECT_EQ(index.data().front().address, 0x3008u);
  EXPECT_EQ(index.data().back().type, 'b');
}

TEST(SymbolIndex, FunctionsEndWhereOthersBegin) {
  TableBytes table = program();
  SymbolIndex index = make(table);
  std::vector<uint64_t> ends;
  for (const Function &function : index.functions())
    ends.push_back(function.end);
  EXPECT_EQ(ends, (std::vector<uint64_t>{0x1020, 0x1020, 0x1040, 0x1050}));

  TableBytes open = TableBytes().header().symbol(codeT, 0x1000, "f");
  EXPECT_EQ(make(open).functions()[0].end, UINT64_MAX);
  EXPECT_EQ(make(open).functions()[0].unit, noUnit);
}

TEST(SymbolIndex, FrameAndVariables) {
  TableBytes table = program();
  SymbolIndex index = make(table);
  const Function &main = index.functions()[0];
  EXPECT_EQ(main.frame, 32u);
  EXPECT_EQ(main.locals, 24u);
  EXPECT_EQ(main.args, std::nullopt);
  EXPECT_EQ(index.functions()[1].frame, std::nullopt);
  ASSERT_EQ(main.variables.size(), 3u);
  auto is = [](const TableVariable &v, StringRef name, int64_t offset, char type) {
    return v.name == name && v.offset == offset && v.type == type;
  };
  EXPECT_TRUE(is(main.variables[0], "x", -8, 'a'));
  EXPECT_TRUE(is(main.variables[1], "y", -16, 'a'));
  EXPECT_TRUE(is(main.variables[2], "argc", 0, 'p'));

  TableBytes narrow = program({endianness::big, 4});
  SymbolIndex ofNarrow = make(narrow);
  EXPECT_EQ(ofNarrow.functions()[0].variables[0].offset, -4);
}

TEST(SymbolIndex, GoTypesAreKept) {
  TableBytes table = TableBytes().header();
  table.byte(codeD | entryWide | entryHasGoType).pointer(0x3000);
  table.pointer(0x5000).name("d");
  table.byte(codeT | entryWide | entryHasGoType).pointer(0x1000);
  table.pointer(0x6000).name("f");
  table.byte(code_p | entryHasGoType).byte(8).pointer(0x7000).name("p");
  SymbolIndex index = make(table);
  EXPECT_EQ(index.data().front().goType, 0x5000u);
  EXPECT_EQ(index.functions()[0].goType, 0x6000u);
  EXPECT_EQ(index.functions()[0].variables[0].goType, 0x7000u);
}

TEST(SymbolIndex, PcHasFileAndLine) {
  TableBytes table = program(), lines = programLines();
  SymbolIndex index = make(table, lines);
  EXPECT_EQ(lineOf(index, 0x1000), "/src/a.c:3");
  EXPECT_EQ(lineOf(index, 0x100f), "/src/a.c:3");
  EXPECT_EQ(lineOf(index, 0x1010), "/src/a.h:2");
  EXPECT_EQ(lineOf(index, 0x1020), "/src/a.h:3");
  EXPECT_EQ(lineOf(index, 0x1030), "/src/a.c:0");
  EXPECT_EQ(lineOf(index, 0x1040), "b.c:3");
  EXPECT_EQ(lineOf(index, 0x1050), "none");
  EXPECT_EQ(lineOf(index, 0xfff), "none");
  EXPECT_EQ(lineOf(make(table), 0x1010), "/src/a.c:0");
}

TEST(SymbolIndex, LineHasItsLowestPc) {
  TableBytes table = program(), lines = programLines();
  SymbolIndex index = make(table, lines);
  EXPECT_EQ(index.findPc("/src/a.c", 3), 0x1000u);
  EXPECT_EQ(index.findPc("a.c", 3), 0x1000u);
  EXPECT_EQ(index.findPc("src/a.h", 3), 0x1020u);
  EXPECT_EQ(index.findPc("b.c", 3), 0x1040u);
  EXPECT_EQ(index.findPc("a.c", 4), std::nullopt);
  // Line 12 of the unit is line 2 of a.h, whatever number it has in a.c.
  EXPECT_EQ(index.findPc("a.c", 12), std::nullopt);
  EXPECT_EQ(index.findPc(".c", 3), std::nullopt);
  EXPECT_EQ(index.findPc("", 3), std::nullopt);
}

TEST(SymbolIndex, RowMayBeginInTheFunctionBefore) {
  TableBytes table = TableBytes().header().component(1, "a.c");
  table.component(2, "b.c").history(1, 1).symbol(codeT, 0x1000, "text");
  table.symbol(codeT, 0x1000, "f").history(1, 2).symbol(codeT, 0x1010, "g");
  table.symbol(codeT, 0x1020, "etext");
  TableBytes lines = TableBytes().byte(7).byte(129);
  SymbolIndex index = make(table, lines);
  EXPECT_EQ(lineOf(index, 0x1018), "b.c:7");
  EXPECT_EQ(index.findPc("a.c", 7), 0x1000u);
  EXPECT_EQ(index.findPc("b.c", 7), 0x1010u);
}

TEST(SymbolIndex, FilesAndTheirFunctions) {
  TableBytes table = program();
  SymbolIndex index = make(table);
  EXPECT_EQ(index.files(),
            (std::vector<std::string>{"/src/a.c", "/src/a.h", "b.c"}));
  EXPECT_EQ(index.functionsOfFile("a.h").size(), 3u);
  ASSERT_EQ(index.functionsOfFile("b.c").size(), 1u);
  EXPECT_EQ(index.functionsOfFile("b.c")[0]->name, "leaf");
  EXPECT_TRUE(index.functionsOfFile("c.c").empty());
}

TEST(SymbolIndex, UnitThatIsWrittenAgainIsOne) {
  TableBytes table = TableBytes().header().component(1, "a.c");
  table.component(2, "b.c").history(1, 1).symbol(codeT, 0x1000, "a1");
  table.history(1, 2).symbol(codeT, 0x1010, "b");
  table.history(1, 1).symbol(codeT, 0x1020, "a2");
  // Goes on: another history from here.
  table.history(9, 0).history(9, 2).symbol(codeT, 0x1030, "a3");
  SymbolIndex index = make(table);
  std::vector<uint32_t> units;
  for (const Function &function : index.functions())
    units.push_back(function.unit);
  EXPECT_EQ(units, (std::vector<uint32_t>{0, 1, 0, 2}));
  EXPECT_EQ(index.functionsOfFile("b.c").size(), 2u);
}

TEST(SymbolIndex, ComponentsMayBeNamedAnew) {
  TableBytes table = TableBytes().header();
  table.component(1, "a.c").history(1, 1).symbol(codeT, 0x1000, "a");
  table.component(1, "b.c").history(1, 1).symbol(codeT, 0x1010, "b");
  SymbolIndex index = make(table);
  EXPECT_EQ(lineOf(index, 0x1000), "a.c:0");
  EXPECT_EQ(lineOf(index, 0x1010), "b.c:0");
}

TEST(SymbolIndex, BoundsMayStandFirstAsGoWroteThem) {
  TableBytes table = TableBytes().header().symbol(codeT, 0x1000, "text");
  table.symbol(codeT, 0x1020, "etext").component(1, "a.go").history(1, 1);
  table.symbol(codeT, 0x1010, "main.main");
  TableBytes lines = TableBytes().byte(128 + 16).byte(7);
  SymbolIndex index = make(table, lines);
  ASSERT_EQ(index.functions().size(), 1u);
  EXPECT_EQ(index.functions()[0].end, 0x1020u);
  EXPECT_EQ(lineOf(index, 0x1010), "a.go:7");
}

TEST(SymbolIndex, FunctionsNamedLikeTheBoundsAreFunctions) {
  TableBytes table = TableBytes().header().component(1, "a.c").history(1, 1);
  table.symbol(codeT, 0x1000, "text").symbol(codeT, 0x1000, "text");
  table.symbol(code_t, 0x1010, "etext").symbol(codeT, 0x1020, "etext");
  table.symbol(codeT, 0x1030, "etext");
  SymbolIndex index = make(table);
  EXPECT_EQ(index.functions().size(), 3u);
  EXPECT_EQ(index.functions()[0].entry, 0x1000u);
  EXPECT_EQ(index.functions()[2].entry, 0x1020u);
}

TEST(SymbolIndex, UnsoundTablesAreRefused) {
  auto create = [](const TableBytes &table, const TableBytes &lines = {}) {
    return text(SymbolIndex::create(table, lines));
  };
  TableBytes table = TableBytes().header().component(1, "a.c").history(1, 1);
  table.symbol(codeT, 0x1000, "f");
  EXPECT_EQ(create(TableBytes(table).symbol(codeT, 0xfff, "g")),
            "text symbol at offset 0x20: address 0xfff after 0x1000, expected "
            "ascending addresses");
  EXPECT_EQ(create(TableBytes(table).symbol(codeT, 0xfff, "etext")),
            "text symbol at offset 0x20: address 0xfff after 0x1000, expected "
            "ascending addresses");
  EXPECT_EQ(create(TableBytes().header().byte(code_m).byte(8).name(".args")),
            "entry at offset 0x8: m entry without a function, expected a text "
            "symbol before it");
  EXPECT_EQ(create(TableBytes(table).history(9, 0).history(8, 1)),
            "history at offset 0x25: absolute line 8, expected at least 9");
  TableBytes huge = TableBytes(table).byte(code_a);
  for (unsigned i = 0; i < 9; ++i)
    huge.byte(0xff);
  EXPECT_EQ(create(huge.byte(0).name("x")),
            "entry at offset 0x20: variable at 9223372036854775807, expected "
            "an offset of 63 bits");
  EXPECT_EQ(create(TableBytes()), "header at offset 0x0: 0 bytes, expected 8");
  EXPECT_EQ(create(table, TableBytes().byte(65)),
            "line table: line step at offset 0x0: line -1, expected 0 to "
            "2147483647");
  TableBytes top = TableBytes().header().symbol(codeT, UINT64_MAX, "f");
  EXPECT_EQ(create(top, TableBytes().byte(1).byte(1)),
            "line table: pc step at offset 0x1: pc above 64 bits, expected at "
            "most 64");
}

TEST(SymbolIndex, EveryCutIsAnErrorOrATable) {
  TableBytes table = program(), lines = programLines();
  ArrayRef<uint8_t> whole = table;
  for (size_t size = 0; size < whole.size(); ++size) {
    // Of their own: a sanitizer sees what is read behind them.
    std::vector<uint8_t> cut(whole.begin(), whole.begin() + size);
    Expected<SymbolIndex> index = SymbolIndex::create(cut, lines);
    unsigned count = 0;
    EXPECT_EQ(text(std::move(index)), walk(cut, count)) << size;
  }
}

TEST(SymbolIndex, SeveralTablesAnswerAsOne) {
  // The table of higher addresses first; between the two is code of neither.
  TableBytes table = program();
  table.header().symbol(codeD, 0x2000, "low").component(5, "low.c");
  table.history(1, 5).symbol(codeT, 0x800, "text");
  table.symbol(codeT, 0x800, "low_one").symbol(codeT, 0x810, "low_two");
  table.symbol(codeT, 0x820, "etext");
  SymbolIndex index = make(table);
  EXPECT_EQ(index.functions().size(), 6u);
  EXPECT_EQ(index.data().size(), 5u);
  EXPECT_EQ(nameOf(index.findFunction(0x7ff)), "none");
  EXPECT_EQ(nameOf(index.findFunction(0x80f)), "low_one");
  EXPECT_EQ(nameOf(index.findFunction(0x81f)), "low_two");
  EXPECT_EQ(nameOf(index.findFunction(0x820)), "none");
  EXPECT_EQ(nameOf(index.findFunction(0x104f)), "leaf");
  EXPECT_EQ(nameOf(index.findFunction(0x1050)), "none");
  EXPECT_EQ(index.fileLine(0x810)->file, "low.c");
  EXPECT_EQ(index.fileLine(0x1040)->file, "b.c");
}

TEST(SymbolIndex, LinesAreThoseOfTheFirstTable) {
  TableBytes table = program(), lines = programLines();
  // The rows of the first table go on above its end.
  table.header().component(1, "b.c").history(1, 1);
  table.symbol(codeT, 0x1050, "second").symbol(codeT, 0x1060, "etext");
  SymbolIndex index = make(table, lines);
  EXPECT_EQ(lineOf(index, 0x1000), "/src/a.c:3");
  EXPECT_EQ(lineOf(index, 0x1040), "b.c:3");
  EXPECT_EQ(lineOf(index, 0x1050), "b.c:0");
  EXPECT_EQ(index.findPc("b.c", 3), 0x1040u);
  EXPECT_EQ(index.functionsOfFile("b.c").size(), 2u);
}

TEST(SymbolIndex, EntriesBehindAFunctionAreNotOfItsHistory) {
  TableBytes table = TableBytes().header().component(1, "a.c");
  table.component(2, "b.c").history(1, 1).symbol(codeT, 0x1000, "before");
  table.history(9, 0).history(9, 2).symbol(codeT, 0x1010, "behind");
  table.symbol(codeT, 0x1020, "etext");
  // Both functions are on absolute line 10.
  TableBytes lines = TableBytes().byte(10);
  SymbolIndex index = make(table, lines);
  EXPECT_EQ(lineOf(index, 0x1000), "a.c:10");
  EXPECT_EQ(lineOf(index, 0x1010), "b.c:2");
  EXPECT_EQ(index.findPc("a.c", 10), 0x1000u);
  EXPECT_EQ(index.findPc("b.c", 2), 0x1010u);
  ASSERT_EQ(index.functionsOfFile("b.c").size(), 1u);
  EXPECT_EQ(index.functionsOfFile("b.c")[0]->name, "behind");
}

TEST(SymbolIndex, PathsOfOneTextAreOneFile) {
  TableBytes table =
      TableBytes().header().component(1, "/").component(2, "src");
  table.component(3, "a.c").component(4, "/src/a.c").component(5, "src/");
  table.entry(code_z, 1, "", std::nullopt, {1, 2, 3});
  table.symbol(codeT, 0x1000, "f");
  table.entry(code_z, 1, "", std::nullopt, {4}).symbol(codeT, 0x1010, "g");
  table.entry(code_z, 1, "", std::nullopt, {1, 5, 3});
  table.symbol(codeT, 0x1020, "h");
  SymbolIndex index = make(table);
  EXPECT_EQ(index.files(), std::vector<std::string>{"/src/a.c"});
  EXPECT_EQ(index.functionsOfFile("src/a.c").size(), 3u);
  EXPECT_EQ(index.functions()[2].unit, 0u);
}
