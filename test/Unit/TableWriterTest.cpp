//===- TableWriterTest.cpp - From a program to whole tables ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EncodedIndex.h"
#include "LineRows.h"
#include "gosym/Format/LineTableWriter.h"
#include "gosym/Format/Reader.h"
#include "gosym/Format/TableIndex.h"
#include "gosym/Format/TableIndexWriter.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace gosym;

static void inOrder(size_t n, const std::function<void(size_t)> &task) {
  for (size_t i = 0; i != n; ++i)
    task(i);
}
using namespace llvm;

namespace {

/// A program of functions of 16 bytes and its tables, whose slots are filled.
/// Symbol n is called names[n] and is of unit units[n].
class ProgramTables : public SymbolSource {
public:
  explicit ProgramTables(TableTarget target) : target(target) {}

  Program program;
  std::vector<std::string> names;
  std::vector<uint32_t> units;
  const TableTarget target;
  static constexpr uint64_t textStart = 0x1000;

  void describe(ArrayRef<Symbol> symbols,
                MutableArrayRef<Facts> facts) const override {
    EXPECT_LE(symbols.size(), batch);
    for (size_t i = 0; i != symbols.size(); ++i)
      facts[i] = {names[symbols[i].number], units[symbols[i].number]};
  }

  Symbol &add(SymbolKind kind, StringRef name, uint32_t unit = noUnit) {
    Symbol &s = program.symbols.emplace_back();
    s.kind = kind;
    s.number = names.size();
    names.push_back(name.str());
    units.push_back(unit);
    if (kind == SymbolKind::Text)
      s.address =
          textStart + 16 * (program.symbols.size() - 1 - program.firstFunction);
    else
      ++program.firstFunction;
    return s;
  }
  uint32_t addUnit(StringRef path, uint64_t lines = 0) {
    program.units.emplace_back().files.push_back(
        {program.files.number(path), lines});
    return program.units.size() - 1;
  }
  uint64_t addressOf(const TableSlot &slot) const {
    switch (slot.kind) {
    case TableSlot::Kind::TextStart:
      return textStart;
    case TableSlot::Kind::TextEnd:
      return textStart + 16 * program.functions().size();
    case TableSlot::Kind::Type:
      return 0x9000 + slot.number;
    case TableSlot::Kind::Symbol:
      break;
    }
    for (const Symbol &s : program.symbols)
      if (s.number == slot.number)
        return s.isFunction() ? s.address : 0x8000 + slot.number;
    return 0;
  }

  /// The table, written in ranges of one cut each.
  std::vector<uint8_t> write(const TableWriter &writer) const {
    std::vector<uint8_t> bytes(writer.size());
    std::vector<uint64_t> ends = writer.cutOffsets();
    ends.push_back(writer.size());
    uint64_t begin = 0;
    for (uint64_t end : ends) {
      writer.write(begin, MutableArrayRef(bytes).slice(begin, end - begin));
      writer.forEachSlot(begin, end, [&](const TableSlot &slot) {
        EXPECT_LE(begin, slot.offset);
        EXPECT_LE(slot.offset + target.pointerSize, end);
        uint64_t value = addressOf(slot);
        uint8_t *at = bytes.data() + slot.offset;
        if (target.pointerSize == 8)
          support::endian::write64(at, value, target.byteOrder);
        else
          support::endian::write32(at, value, target.byteOrder);
      });
      begin = end;
    }
    return bytes;
  }
};

/// One record a line, as `gosym dump` prints them.
std::string textOf(ArrayRef<uint8_t> table) {
  std::string text;
  raw_string_ostream out(text);
  TableReader reader = cantFail(TableReader::create(table));
  while (const Entry *e = cantFail(reader.next())) {
    out << e->type << ' ' << e->value;
    out << (e->isHistory() ? " \"" + reader.path(*e) + "\""
                           : " " + e->name.str());
    if (e->goType)
      out << " type=" << *e->goType;
    out << '\n';
  }
  return text;
}

TableTarget targetOf(endianness order, uint8_t pointerSize) {
  TableTarget target;
  target.byteOrder = order;
  target.pointerSize = pointerSize;
  return target;
}

const TableTarget targets[] = {
    targetOf(endianness::little, 8), targetOf(endianness::big, 8),
    targetOf(endianness::little, 4), targetOf(endianness::big, 4)};

} // namespace

TEST(TableWriter, EveryFactHasItsRecord) {
  for (TableTarget target : targets) {
    ProgramTables tables(target);
    uint32_t a = tables.addUnit("/src/a.c", 9), b = tables.addUnit("b.c");
    tables.add(SymbolKind::Data, "table").hasType = true;
    tables.add(SymbolKind::Bss, "zeros").isLocal = true;
    tables.add(SymbolKind::Text, "f", a).hasFrame = true;
    tables.add(SymbolKind::Text, "label");
    tables.add(SymbolKind::Text, "g", b).isLocal = true;
    Program &program = tables.program;
    program.hasCode = true;
    program.types[0] = 3;
    Frame &frame = program.frames[2];
    frame.size = 24;
    frame.args = 8;
    frame.variables = {{"x", -int64_t(target.pointerSize) - 4, noType},
                       {"saved_pc", -1, noType},
                       {"argument", 0, 7}};

    TableWriter writer(program, tables, target);
    cantFail(writer.addUnits());
    writer.assignOffsets(inOrder);
    EXPECT_EQ(textOf(tables.write(writer)), "D 32768 table type=36867\n"
                                            "b 32769 zeros\n"
                                            "f 1 /\n"
                                            "f 2 src\n"
                                            "f 3 a.c\n"
                                            "f 4 b.c\n"
                                            "z 1 \"/src/a.c\"\n"
                                            "z 10 \"\"\n"
                                            "T 4096 text\n"
                                            "T 4096 f\n"
                                            "m 24 .frame\n"
                                            "m 8 .args\n"
                                            "a 4 x\n"
                                            "p 0 argument type=36871\n"
                                            "T 4112 label\n"
                                            "z 1 \"b.c\"\n"
                                            "t 4128 g\n"
                                            "T 4144 etext\n");
  }
}

TEST(TableWriter, WithoutCodeThereAreNoBounds) {
  ProgramTables tables(targets[0]);
  tables.program.units.resize(1);
  tables.add(SymbolKind::Data, "only");
  TableWriter writer(tables.program, tables, targets[0]);
  cantFail(writer.addUnits());
  writer.assignOffsets(inOrder);
  EXPECT_EQ(textOf(tables.write(writer)), "D 32768 only\n");
}

TEST(TableWriter, FilesThatDoNotFitCostLinesOnly) {
  ProgramTables tables(targets[0]);
  tables.addUnit("main.c", 5);
  tables.addUnit("other.c", 5);
  for (unsigned i = 0; i != 70000; ++i)
    tables.program.units[0].files.push_back(
        {tables.program.files.number("f" + std::to_string(i)), 1});
  tables.program.hasCode = true;
  TableWriter writer(tables.program, tables, targets[0]);
  cantFail(writer.addUnits());
  EXPECT_EQ(writer.numUnitsWithoutLines(), 1u);
  EXPECT_TRUE(writer.firstLines(0).empty());
  EXPECT_EQ(writer.firstLines(1), ArrayRef<uint64_t>({1}));

  tables.addUnit("late.c");
  EXPECT_EQ(toString(writer.addUnits()),
            "path \"late.c\": no index left for a component, expected at most "
            "65535 components in one table");
}

/// 1000 functions in two units by turns, the odd ones with lines: in all tables
/// what readers find is what the program says, and the index is the one that is
/// made of the tables.
TEST(TableWriter, TablesOfOneProgramBelongTogether) {
  ProgramTables tables(targets[0]);
  Program &program = tables.program;
  uint32_t units[] = {tables.addUnit("a.c", 1000), tables.addUnit("b.c", 3000)};
  program.rows.emplace_back();
  RowList &rows = program.rows.front();
  std::vector<size_t> starts;
  constexpr unsigned numFunctions = 1000;
  for (unsigned i = 0; i != numFunctions; ++i) {
    tables.add(SymbolKind::Text,
               "function_" + std::string(i % 97, 'x') + std::to_string(i),
               units[i % 2]);
    starts.push_back(rows.begin());
    if (i % 2 == 0)
      continue;
    rows.append({0, 0, i + 1});
    rows.append({5, 0, i + 900});
    rows.append({9, 0, 0});
  }
  starts.push_back(rows.size());
  std::vector<uint64_t> addresses;
  for (unsigned i = 1; i < numFunctions; i += 2) {
    program.runs.push_back(
        {units[1], 1, 0, 16, rows.slice(starts[i], starts[i + 1])});
    addresses.push_back(program.symbols[i].address);
  }
  program.hasCode = true;

  TableWriter table(program, tables, targets[0]);
  table.notesBlocks = true;
  cantFail(table.addUnits());
  table.assignOffsets(inOrder);
  EXPECT_FALSE(table.cutOffsets().empty());
  LineTableWriter lines(program, table);
  lines.open([](size_t n, function_ref<void(size_t)> fn) {
    for (size_t i = 0; i != n; ++i)
      fn(i);
  });
  lines.moveTo(addresses, tables.textStart,
               tables.textStart + 16 * numFunctions);
  lines.assignOffsets();
  std::vector<uint8_t> lineBytes(lines.size());
  EXPECT_EQ(lines.write(0, lineBytes), lineBytes.data() + lineBytes.size());
  TableIndexWriter index(
      table, lines, endianness::little,
      [&](ArrayRef<TableSlot> texts, MutableArrayRef<uint64_t> out) {
        for (size_t i = 0; i != texts.size(); ++i)
          out[i] = tables.addressOf(texts[i]);
      });
  cantFail(index.assignOffsets(/*hasLines=*/true));
  std::vector<uint8_t> indexBytes(index.size());
  cantFail(index.write(0, indexBytes));

  std::vector<uint8_t> tableBytes = tables.write(table);
  TableIndex made = cantFail(makeTableIndex(tableBytes, lineBytes));
  EXPECT_EQ(indexBytes, encodedIndex(made, endianness::little));

  for (unsigned i = 0; i != numFunctions; ++i)
    for (unsigned at : {0, 4, 5, 8, 9, 15}) {
      std::optional<LineRow> row = cantFail(findLine(
          lineBytes, tables.textStart, tables.textStart + 16 * i + at));
      unsigned line = i % 2 == 0 ? 0 : at < 5 ? i + 1 : at < 9 ? i + 900 : 0;
      EXPECT_EQ(row ? row->line : 0, line) << i << " + " << at;
    }
}

TEST(TableWriter, FilesThatOnlyInlinedCallsNameAreInNoTable) {
  auto write = [](bool hasCalls) {
    ProgramTables tables(targets[0]);
    Program &program = tables.program;
    for (StringRef name : {"/src/a.c", "/src/b.c"}) {
      uint32_t unit = tables.addUnit(name, 10);
      tables.add(SymbolKind::Text, "f", unit);
      if (!hasCalls)
        continue;
      // Rows of the second unit are of b.c.
      for (StringRef call : {"/other/call.h", "/src/b.c"}) {
        program.units[unit].files.push_back({program.files.number(call), 1});
        ++program.units[unit].numCallFiles;
      }
    }
    program.hasCode = true;
    TableWriter table(program, tables, tables.target);
    cantFail(table.addUnits());
    table.assignOffsets(inOrder);
    return tables.write(table);
  };
  EXPECT_EQ(write(true), write(false));
}
