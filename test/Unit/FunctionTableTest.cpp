//===- FunctionTableTest.cpp - From a program to function tables ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/FunctionTable.h"
#include "../../lib/Format/PcStream.h"
#include "../../lib/Format/SharedBytes.h"
#include "gosym-c/gosym.h"
#include "llvm/Support/Endian.h"
#include "gtest/gtest.h"
#include <random>

using namespace gosym;
using namespace llvm;

namespace {

void inOrder(size_t n, const std::function<void(size_t)> &task) {
  for (size_t i = 0; i != n; ++i)
    task(i);
}
void backwards(size_t n, const std::function<void(size_t)> &task) {
  for (size_t i = n; i != 0; --i)
    task(i - 1);
}

/// Functions of 32 bytes in sections of their own, each of which has rows of
/// random lines of two files; symbol n is called names[n].
class RandomProgram : public SymbolSource {
public:
  RandomProgram(unsigned seed, size_t count);

  void describe(ArrayRef<Symbol> symbols,
                MutableArrayRef<Facts> facts) const override {
    for (size_t i = 0; i != symbols.size(); ++i)
      facts[i] = {names[symbols[i].number], symbols[i].number % 2};
  }
  SmallVector<uint8_t, 0> table(const FunctionTableWriter::Options &options,
                                const Parallel &parallel) const;

  static constexpr uint64_t start = 0x401000;
  static constexpr uint64_t size = 32;

  Program program;
  std::vector<std::string> names;
  /// Of each byte of code, file (of the unit) and line.
  std::vector<std::pair<uint32_t, uint32_t>> expected;
  std::vector<FunctionTableWriter::Place> places;
  std::vector<uint32_t> sections;
};

RandomProgram::RandomProgram(unsigned seed, size_t count) {
  std::mt19937 random(seed);
  program.hasCode = true;
  for (StringRef path : {"a.c", "a.h", "b.c", "b.h"})
    program.files.number(path);
  program.units.resize(2);
  for (uint32_t file = 0; file != 4; ++file)
    program.units[file / 2].files.push_back({file, 0});
  program.rows.resize(1);
  RowList &rows = program.rows.front();
  std::vector<std::pair<size_t, size_t>> slices;
  for (size_t i = 0; i != count; ++i) {
    Symbol &symbol = program.symbols.emplace_back();
    symbol.number = i;
    symbol.address = start + i * size;
    symbol.isLocal = true;
    // Some names are there twice.
    names.push_back("f" + std::to_string(i % (count / 2 + 1)));
    places.push_back({uint32_t(i), 0});
    sections.push_back(i);
    size_t begin = rows.begin();
    uint32_t file = 0, line = 1 + random() % 1000;
    std::optional<Row> last;
    for (uint64_t at = 0; at != size; ++at) {
      if (at == 0 || random() % 4 == 0) {
        file = random() % 2;
        line = random() % 5 == 0 && at != 0 ? 0 : 1 + random() % 1000;
        if (random() % 50 == 0)
          line = INT32_MAX;
        rows.append({at, file, line});
      }
      expected.push_back({file, line});
    }
    slices.push_back({begin, rows.size()});
    CodeRun run;
    run.unit = i % 2;
    run.end = size;
    program.runs.push_back(run);
  }
  for (size_t i = 0; i != count; ++i)
    program.runs[i].rows = rows.slice(slices[i].first, slices[i].second);
}

SmallVector<uint8_t, 0>
RandomProgram::table(const FunctionTableWriter::Options &options,
                     const Parallel &parallel) const {
  FunctionTableWriter writer(program, *this, names.size(), options);
  FunctionTableWriter::Places where;
  where.functions = places;
  where.runs = sections;
  where.numSections = sections.size();
  cantFail(writer.encode(where, parallel));
  cantFail(writer.assignOffsets({0, program.symbols.size()}, parallel));
  FunctionTableWriter::Moment moment;
  moment.start = start;
  moment.end = start + size * names.size();
  moment.table = 0x400000;
  // Padding is before the tail.
  moment.paddedSize = writer.size() + 8;
  SmallVector<uint8_t, 0> bytes(moment.paddedSize);
  std::vector<uint64_t> cuts = writer.cutOffsets();
  cuts.insert(cuts.begin(), 0);
  cuts.push_back(bytes.size());
  parallel(cuts.size() - 1, [&](size_t i) {
    writer.write(
        moment,
        [&](ArrayRef<Symbol> symbols, MutableArrayRef<uint64_t> values) {
          for (size_t j = 0; j != symbols.size(); ++j)
            values[j] = symbols[j].address;
        },
        cuts[i], MutableArrayRef(bytes).slice(cuts[i], cuts[i + 1] - cuts[i]));
  });
  return bytes;
}

struct Target
    : testing::TestWithParam<std::tuple<FunctionForm, endianness, unsigned>> {
  FunctionTableWriter::Options options() const {
    FunctionTableWriter::Options options;
    options.target.form = std::get<0>(GetParam());
    options.target.byteOrder = std::get<1>(GetParam());
    options.target.pointerSize = std::get<2>(GetParam());
    options.hasTail = true;
    return options;
  }
};

} // namespace

TEST_P(Target, WhatIsWrittenIsRead) {
  RandomProgram program(1, 3000);
  SmallVector<uint8_t, 0> bytes = program.table(options(), inOrder);
  EXPECT_EQ(bytes, program.table(options(), backwards));

  // Where the table is moves its code, too.
  constexpr uint64_t moved = 0x20000000;
  Expected<FunctionTable> table =
      FunctionTable::create(bytes, {0x400000 + moved, std::nullopt});
  ASSERT_TRUE(bool(table)) << toString(table.takeError());
  EXPECT_EQ(table->target(), options().target);
  EXPECT_TRUE(table->hasTail());
  EXPECT_EQ(table->startInHeader(), program.start);
  EXPECT_EQ(table->start(), program.start + moved);
  EXPECT_EQ(table->size(), program.names.size());
  EXPECT_EQ(table->numFiles(), 4u);
  EXPECT_TRUE(bool(checkFunctionTable(*table)));

  gosym_options how = {};
  how.address = 0x400000 + moved;
  gosym_table inC;
  ASSERT_EQ(gosym_open(bytes.data(), bytes.size(), &how, &inC), GOSYM_OK);
  ArrayRef<StringRef> paths = program.program.files.paths();
  for (size_t i = 0; i < program.expected.size(); ++i) {
    uint64_t pc = program.start + moved + i;
    size_t number = i / program.size;
    auto [file, line] = program.expected[i];
    Expected<std::optional<FunctionRecord>> found = table->find(pc);
    ASSERT_TRUE(found && *found);
    ASSERT_EQ((*found)->name, program.names[number]);
    ASSERT_EQ((*found)->entry, pc - i % program.size);
    ASSERT_EQ((*found)->end, (*found)->entry + program.size);
    FunctionTable::Place place = cantFail(table->placeOf(**found, pc));
    ASSERT_EQ(place.line, line);
    // Code of no line has the file of what is before it.
    if (line) {
      ASSERT_EQ(place.file, paths[2 * (number % 2) + file]);
    }

    gosym_function function;
    ASSERT_EQ(gosym_find_function(&inC, pc, &function), GOSYM_OK);
    ASSERT_EQ(StringRef(function.name, function.name_size), (*found)->name);
    gosym_line at;
    char path[8];
    ASSERT_EQ(gosym_find_line(&inC, pc, &at), GOSYM_OK);
    ASSERT_EQ(at.line, line);
    ASSERT_EQ(gosym_format_path(&inC, &at, path, sizeof(path), nullptr),
              GOSYM_OK);
    ASSERT_EQ(StringRef(path), *place.file);
  }
  for (uint64_t pc : {table->start() - 1, table->end()}) {
    EXPECT_FALSE(cantFail(table->find(pc)));
    gosym_function function;
    EXPECT_EQ(gosym_find_function(&inC, pc, &function), GOSYM_NOT_FOUND);
  }
}

INSTANTIATE_TEST_SUITE_P(
    FunctionTable, Target,
    testing::Combine(testing::Values(FunctionForm::Go118, FunctionForm::Go120),
                     testing::Values(endianness::little, endianness::big),
                     testing::Values(4, 8)));

TEST(FunctionTable, EqualStreamsAndNamesAreThereOnce) {
  std::vector<StringRef> strings = {"aa", "b", "aa", "", "b", "c", ""};
  SharedBytes bytes;
  bytes.assignOffsets(strings, 10, 1, backwards);
  std::vector<uint32_t> offsets;
  for (size_t i = 0; i != strings.size(); ++i)
    offsets.push_back(bytes.offsetOf(i));
  EXPECT_EQ(offsets, (std::vector<uint32_t>{10, 13, 10, 15, 13, 16, 15}));
  EXPECT_EQ(bytes.end(), 18u);
  EXPECT_EQ(bytes.pieces().size(), 4u);

  // Who knows that a string is there once says so.
  std::vector<uint8_t> isAlone = {0, 1, 0, 1, 0, 1, 0};
  bytes.assignOffsets(strings, 0, 1, inOrder, isAlone);
  offsets.clear();
  for (size_t i = 0; i != strings.size(); ++i)
    offsets.push_back(bytes.offsetOf(i));
  EXPECT_EQ(offsets, (std::vector<uint32_t>{0, 3, 0, 5, 6, 8, 10}));
}

/// The bytes of a stream whose values begin at some pcs and that ends at 16.
static std::vector<uint8_t>
stream(unsigned quantum, std::vector<std::pair<uint64_t, uint32_t>> values) {
  SmallVector<uint8_t, 0> out;
  PcStream stream(out, quantum);
  for (auto [pc, value] : values)
    stream.change(pc, value);
  stream.finish(16);
  return {out.begin(), out.end()};
}

TEST(FunctionTable, StreamsHaveNoStepThatEndsThem) {
  using Bytes = std::vector<uint8_t>;
  EXPECT_EQ(stream(1, {{0, 3}}), (Bytes{8, 16, 0}));
  // The same value goes on.
  EXPECT_EQ(stream(1, {{0, 3}, {4, 3}}), (Bytes{8, 16, 0}));
  // The later of two at one pc counts, also where that is the one before.
  EXPECT_EQ(stream(1, {{0, 3}, {4, 5}, {4, 6}}), (Bytes{8, 4, 6, 12, 0}));
  EXPECT_EQ(stream(1, {{0, 3}, {4, 5}, {4, 3}}), (Bytes{8, 16, 0}));
  EXPECT_EQ(stream(1, {{0, 3}, {0, 5}}), (Bytes{12, 16, 0}));
  // Quanta: what begins inside of one begins with it.
  EXPECT_EQ(stream(4, {{0, 3}, {5, 5}, {6, 6}}), (Bytes{8, 1, 6, 3, 0}));
  EXPECT_EQ(stream(4, {{0, 3}, {5, 5}, {6, 3}}), (Bytes{8, 4, 0}));
  // The first code has no value.
  EXPECT_EQ(stream(1, {{0, GOSYM_STREAM_NO_VALUE}, {4, 0}}),
            (Bytes{0, 4, 2, 12, 0}));
  // The largest line: a change of 2^31, which wraps.
  EXPECT_EQ(stream(1, {{0, INT32_MAX}}),
            (Bytes{0xff, 0xff, 0xff, 0xff, 0x0f, 16, 0}));
}

TEST(FunctionTable, FunctionsThatEntriesCannotTellAreLeftOut) {
  RandomProgram program(2, 3);
  FunctionTableWriter writer(program.program, program, 3, {});
  FunctionTableWriter::Places where;
  where.functions = program.places;
  where.runs = program.sections;
  where.numSections = 3;
  cantFail(writer.encode(where, inOrder));
  cantFail(writer.assignOffsets({1, 3}, inOrder));
  SmallVector<uint8_t, 0> bytes(writer.size());
  FunctionTableWriter::Moment moment;
  moment.start = program.start + program.size;
  moment.end = program.start + 3 * program.size;
  moment.paddedSize = bytes.size();
  writer.write(
      moment,
      [](ArrayRef<Symbol> symbols, MutableArrayRef<uint64_t> values) {
        for (size_t i = 0; i != symbols.size(); ++i)
          values[i] = symbols[i].address;
      },
      0, bytes);
  FunctionTable table =
      cantFail(FunctionTable::create(bytes, {std::nullopt, std::nullopt}));
  EXPECT_EQ(table.size(), 2u);
  EXPECT_EQ(cantFail(table.function(0)).name, "f1");
  EXPECT_EQ(cantFail(table.function(0)).entry, moment.start);
}

TEST(FunctionTable, NamesMayNotHaveANul) {
  RandomProgram program(3, 2);
  program.names[1] = std::string("a\0b", 3);
  program.program.symbols[1].ofLinker = true;
  FunctionTableWriter writer(program.program, program, 2, {});
  FunctionTableWriter::Places where;
  where.functions = program.places;
  where.runs = program.sections;
  where.numSections = 2;
  EXPECT_EQ(toString(writer.encode(where, inOrder)),
            "symbol name 'a\\x00b' has a NUL, which the function table cannot "
            "hold");
}

TEST(FunctionTable, EveryCutIsRefusedAtOnceOrAnswers) {
  RandomProgram program(4, 6);
  FunctionTableWriter::Options options;
  SmallVector<uint8_t, 0> bytes = program.table(options, inOrder);
  for (size_t size = 0; size != bytes.size(); ++size) {
    std::vector<uint8_t> cut(bytes.begin(), bytes.begin() + size);
    Expected<FunctionTable> table =
        FunctionTable::create(cut, {std::nullopt, std::nullopt});
    gosym_table inC;
    gosym_error error = gosym_open(cut.data(), cut.size(), nullptr, &inC);
    if (!table) {
      std::string text = toString(table.takeError());
      EXPECT_NE(text.find(" at offset 0x"), std::string::npos) << text;
      // Fewer bytes may be the begin of a Go 1.0 table.
      if (size >= GOSYM_FUNCTIONS_WORDS_OFFSET) {
        EXPECT_NE(error, GOSYM_OK) << size;
      }
      continue;
    }
    ASSERT_EQ(error, GOSYM_OK);
    for (uint64_t pc = program.start; pc != program.start + 6 * program.size;
         ++pc) {
      Expected<std::optional<FunctionRecord>> found = table->find(pc);
      gosym_function function;
      error = gosym_find_function(&inC, pc, &function);
      if (!found) {
        consumeError(found.takeError());
        EXPECT_GE(error, GOSYM_BAD_HEADER);
      } else {
        EXPECT_EQ(error, *found ? GOSYM_OK : GOSYM_NOT_FOUND);
      }
    }
  }
}
