//===- CompactWriterTest.cpp ----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the writer writes the reader reads, and the bytes do not depend on the
// order in which threads work.
//
//===----------------------------------------------------------------------===//

#include "gosym/Format/CompactWriter.h"
#include "../../lib/Format/NameLists.h"
#include "gosym/Format/CompactCheck.h"
#include "gosym/Format/CompactReader.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <random>

using namespace gosym;
using namespace llvm;

namespace {

constexpr uint64_t tableAddress = 0x2000, textBegin = 0x400000;

void forward(size_t n, const std::function<void(size_t)> &task) {
  for (size_t i = 0; i < n; ++i)
    task(i);
}
void backward(size_t n, const std::function<void(size_t)> &task) {
  while (n--)
    task(n);
}

/// A program whose symbols are put together by hand.
struct Made : SymbolSource {
  Program program;
  std::vector<std::string> names;
  std::vector<uint32_t> units;
  std::vector<uint64_t> addresses, sizes, runs;
  std::vector<RowList> rows;

  void describe(ArrayRef<Symbol> symbols,
                MutableArrayRef<Facts> facts) const override {
    for (auto [s, f] : zip_equal(symbols, facts))
      f = {names[s.number], units[s.number]};
  }
  void add(SymbolKind kind, StringRef name, uint64_t address, uint64_t size,
           uint32_t unit = noUnit, bool isLocal = false) {
    Symbol s;
    s.number = names.size();
    s.kind = kind;
    s.isLocal = isLocal;
    program.symbols.push_back(s);
    program.firstFunction += kind != SymbolKind::Text;
    names.push_back(name.str());
    units.push_back(unit);
    addresses.push_back(address);
    sizes.push_back(size);
  }
  uint64_t textEnd() const {
    return addresses.back() + std::max<uint64_t>(sizes.back(), 1);
  }

  std::vector<uint8_t> write(CompactWriter::Effort effort,
                             const Parallel &parallel, size_t numNamed,
                             bool lines = false) {
    CompactWriter::Options options;
    options.effort = effort;
    options.lines = lines;
    options.hasLateNames = numNamed < names.size();
    CompactWriter writer(program, *this, numNamed, options);
    EXPECT_FALSE(errorToBool(writer.encode(parallel)));
    return finish(writer, parallel);
  }
  std::vector<uint8_t> finish(CompactWriter &writer, const Parallel &parallel) {
    CompactWriter::Placement place;
    place.addresses = addresses;
    place.sizes = sizes;
    place.runs = runs;
    place.textBegin = textBegin;
    place.textEnd = textEnd();
    EXPECT_FALSE(errorToBool(writer.assignOffsets(place, parallel)));
    std::vector<uint8_t> bytes(writer.size());
    std::vector<uint64_t> cuts = writer.cutOffsets();
    cuts.insert(cuts.begin(), 0);
    parallel(cuts.size(), [&](size_t i) {
      uint64_t end = i + 1 < cuts.size() ? cuts[i + 1] : bytes.size();
      writer.write(tableAddress, bytes.size(), cuts[i],
                   MutableArrayRef(bytes).slice(cuts[i], end - cuts[i]));
    });
    return bytes;
  }
};

/// Names like those of C++, with other ones between.
Made manySymbols(size_t n) {
  std::mt19937 random(7);
  auto below = [&](unsigned limit) { return random() % limit; };
  Made made;
  made.program.units.resize(40);
  for (unsigned i = 0; i < 40; ++i)
    made.program.units[i].files.push_back(
        {made.program.files.number("/src/lib/file" + std::to_string(i) + ".cc"),
         0});
  auto name = [&]() -> std::string {
    static const char *const words[] = {"llvm",  "DenseMap", "insert", "State",
                                        "Value", "get",      "begin"};
    switch (below(8)) {
    case 0: {
      // Any bytes.
      std::string bytes;
      for (unsigned size = below(40); size; --size)
        bytes.push_back(char(below(256)));
      return bytes;
    }
    case 1:
      return std::string(below(400), 'x') + std::to_string(below(50));
    case 2:
      return "cpu_" + std::string(words[below(7)]) + "_" +
             std::to_string(below(100));
    default: {
      std::string mangled = "_ZN";
      for (unsigned parts = 1 + below(4); parts; --parts) {
        std::string word = words[below(7)];
        mangled += std::to_string(word.size()) + word;
      }
      return mangled + (below(2) ? "Ev" : "ERKNS_9StringRefE");
    }
    }
  };
  uint64_t data = 0x800000;
  std::vector<uint64_t> at;
  for (size_t i = 0; i < n / 4; ++i)
    made.add(below(3) ? SymbolKind::Data : SymbolKind::Bss, name(),
             data + below(1 << 20), below(3) ? below(300) : 0, noUnit,
             below(2));
  uint64_t address = textBegin;
  for (size_t i = 0; i < n; ++i) {
    uint64_t size = below(5) ? below(5000) : below(2) ? 0 : 1ull << 33;
    made.add(SymbolKind::Text, name(), address, size,
             below(3) ? i / 50 % 40 : noUnit, below(2));
    // Padding, aliases, overlaps and gaps.
    address += below(8) == 0   ? 0
               : below(8) == 0 ? size / 2
               : below(8) == 0 ? size + (1ull << 34)
                               : size + below(40);
  }
  return made;
}

void expectSame(const Made &made, ArrayRef<uint8_t> bytes) {
  Expected<CompactReader> reader = CompactReader::create(bytes, tableAddress);
  ASSERT_TRUE(bool(reader)) << toString(reader.takeError());
  Expected<CompactSummary> summary = checkCompact(*reader);
  ASSERT_TRUE(bool(summary)) << toString(summary.takeError());
  size_t first = made.program.firstFunction;
  ASSERT_EQ(reader->functions().size(), made.names.size() - first);
  ASSERT_EQ(reader->data().size(), first);

  uint32_t unit = noUnit;
  size_t i = first;
  EXPECT_FALSE(errorToBool(
      reader->functions().forEach([&](const CompactSymbol &s) -> Error {
        EXPECT_EQ(reader->addressOf(s.distance), made.addresses[i]);
        EXPECT_EQ(s.size, made.sizes[i]);
        EXPECT_EQ(s.isLocal, bool(made.program.symbols[i].isLocal));
        if (made.units[i] != noUnit)
          unit = made.units[i];
        EXPECT_EQ(s.unit, unit);
        Expected<std::string> name = reader->name(s);
        EXPECT_TRUE(bool(name));
        EXPECT_EQ(name ? *name : "", made.names[i]);
        ++i;
        return Error::success();
      })));

  std::vector<size_t> data(first);
  for (size_t k = 0; k < first; ++k)
    data[k] = k;
  llvm::stable_sort(data, [&](size_t a, size_t b) {
    return made.addresses[a] < made.addresses[b];
  });
  auto next = data.begin();
  EXPECT_FALSE(
      errorToBool(reader->data().forEach([&](const CompactSymbol &s) -> Error {
        size_t k = *next++;
        EXPECT_EQ(reader->addressOf(s.distance), made.addresses[k]);
        EXPECT_EQ(s.size, made.sizes[k]);
        EXPECT_EQ(s.isNoBits, made.program.symbols[k].kind == SymbolKind::Bss);
        Expected<std::string> name = reader->name(s);
        EXPECT_TRUE(bool(name));
        EXPECT_EQ(name ? *name : "", made.names[k]);
        return Error::success();
      })));
}

TEST(CompactWriter, EverySymbolIsReadBack) {
  for (size_t n : {1, 16, 63, 64, 65, 1000}) {
    Made made = manySymbols(n);
    for (auto effort :
         {CompactWriter::Effort::Fast, CompactWriter::Effort::Full})
      expectSame(made, made.write(effort, forward, made.names.size()));
  }
}

TEST(CompactWriter, NamesThatComeLateAreReadBack) {
  Made made = manySymbols(300);
  // Bytes that no other name has.
  made.names.back() = "late \x01\xfe @plt";
  expectSame(made, made.write(CompactWriter::Effort::Full, forward,
                              made.names.size() - 5));
}

TEST(CompactWriter, NamesThatWereCodedBeforeAreReadBack) {
  Made made = manySymbols(700);
  made.names.back() = "unlike \x02 others";
  // All but some, backwards, and some that no symbol has.
  std::vector<std::string> early;
  std::vector<uint32_t> places(made.names.size(), CompactWriter::notCoded);
  for (size_t i = made.names.size() - 1; i--;) {
    early.push_back("nobody is called " + std::to_string(i));
    if (i % 7 == 3)
      continue;
    places[i] = early.size();
    early.push_back(made.names[i]);
  }
  for (auto effort :
       {CompactWriter::Effort::Fast, CompactWriter::Effort::Full}) {
    auto coder = std::make_unique<NameCoder>(effort, /*hasOthers=*/true);
    std::vector<StringRef> names(early.begin(), early.end());
    ASSERT_FALSE(errorToBool(
        coder->learn(ListedNames(names), ListedNames({}), forward)));
    EXPECT_EQ(coder->size(), early.size());
    CompactWriter::Options options;
    options.effort = effort;
    options.hasLateNames = true;
    // And two come late.
    size_t numNamed = made.names.size() - 2;
    CompactWriter writer(made.program, made, numNamed, options);
    ASSERT_FALSE(errorToBool(
        writer.encode(std::move(coder),
                      {places.begin(), places.begin() + numNamed}, forward)));
    expectSame(made, made.finish(writer, forward));
  }
}

TEST(CompactWriter, BytesDoNotDependOnTheOrderOfThreads) {
  Made made = manySymbols(20000);
  for (auto effort :
       {CompactWriter::Effort::Fast, CompactWriter::Effort::Full}) {
    std::vector<uint8_t> bytes = made.write(effort, forward, made.names.size());
    EXPECT_EQ(bytes, made.write(effort, backward, made.names.size()));
    expectSame(made, bytes);
  }
}

TEST(CompactWriter, NameThatIsTooLongIsAnError) {
  Made made;
  made.add(SymbolKind::Text, std::string(1 << 20, 'x'), textBegin, 1);
  CompactWriter writer(made.program, made, 1, CompactWriter::Options());
  EXPECT_EQ(toString(writer.encode(forward)),
            "name of 1048576 bytes, expected at most 1048575");
}

TEST(CompactWriter, RowsAndInlinedCallsAreReadBack) {
  Made made;
  Program &p = made.program;
  p.units.resize(1);
  for (const char *path : {"/src/main.c", "/src/list.h", "/src/max.h"})
    p.units[0].files.push_back({p.files.number(path), 100});
  p.inlinedFunctions = {"push", "max"};
  made.add(SymbolKind::Text, "main", textBegin, 0x300, 0);
  // Two runs, the second one before the first; many rows, calls two deep.
  p.rows.resize(2);
  p.inlines.resize(2);
  struct Want {
    uint64_t address;
    std::string text;
  };
  std::vector<Want> wanted;
  for (unsigned run : {0u, 1u}) {
    RowList &rows = p.rows[run];
    InlineList &inlines = p.inlines[run];
    rows.begin();
    inlines.begin();
    made.runs.push_back(textBegin + (run ? 0 : 0x180));
    for (unsigned i = 0; i < 80; ++i) {
      bool isInlined = i % 10 >= 4 && i % 10 < 8, isDeep = i % 10 == 5;
      Row row{i * 4,
              isDeep      ? 2u
              : isInlined ? 1u
                          : 0u,
              i % 10 == 9 ? 0 : 10 + i};
      rows.append(row);
      if (i % 10 == 4)
        inlines.append({i * 4, i * 4 + 16, 1, 0, 0, 7 + i});
      if (isDeep)
        inlines.append({i * 4, i * 4 + 4, 2, 1, 1, 30});
      std::string line = ":" + std::to_string(row.line);
      std::string text =
          row.line == 0 ? std::string("main ?:0")
          : isDeep ? "max /src/max.h" + line + ", push /src/list.h:30, main " +
                         "/src/main.c:" + std::to_string(7 + i - 1)
          : isInlined
              ? "push /src/list.h" + line +
                    ", main /src/main.c:" + std::to_string(7 + i / 10 * 10 + 4)
              : "main /src/main.c" + line;
      wanted.push_back({made.runs.back() + i * 4, text});
    }
    p.runs.push_back({0, 1, 0, 80 * 4, rows.slice(0, rows.size()),
                      inlines.slice(0, inlines.size())});
  }
  std::vector<uint8_t> bytes =
      made.write(CompactWriter::Effort::Full, forward, 1, /*lines=*/true);
  Expected<CompactReader> reader = CompactReader::create(bytes, tableAddress);
  ASSERT_TRUE(bool(reader)) << toString(reader.takeError());
  EXPECT_FALSE(errorToBool(checkCompact(*reader).takeError()));
  for (const Want &want : wanted) {
    Expected<std::vector<CompactSourceFrame>> frames =
        reader->frames(want.address + 3);
    ASSERT_TRUE(bool(frames));
    std::string text;
    for (const CompactSourceFrame &f : *frames)
      text += (text.empty() ? "" : ", ") + f.function + " " +
              (f.line ? f.file.value_or("?") : "?") + ":" +
              std::to_string(f.line);
    EXPECT_EQ(text, want.text);
  }
}

} // namespace
