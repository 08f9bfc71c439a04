//===- GoSymbolIndexTest.cpp - Table and index of one link ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "../../lib/Collect/Generators.h"
#include "../../lib/Linker/CodeOrder.h"
#include "FakeLink.h"
#include "gosym/Format/Reader.h"
#include "gosym/Format/TableIndex.h"

using namespace gosym;
using namespace llvm;

namespace {

class TwoInputs : public FakeInputs {
public:
  uint32_t numObjects() const override { return 2; }
  std::string stableName(uint32_t object) const override {
    return object ? "b.c" : "a.c";
  }
};

/// Two objects with functions by turns. Symbol 1 is the table, 2 and 3 the
/// bounds of the code, the functions follow.
class TwoObjects : public FakeLink {
public:
  static constexpr size_t numFunctions = 20;
  std::vector<uint64_t> places{0, 5, 100, 200};
  TwoInputs two;
  FakeSource source{*this};
  CodeOrder code{*this, source};

  explicit TwoObjects(uint32_t nameSize = 3) {
    for (size_t i = 0; i != numFunctions; ++i) {
      LiveSymbol s = {};
      s.ref = symbol(4 + i);
      s.nameData = "abc";
      s.nameSize = nameSize;
      s.object = i / (numFunctions / 2);
      live.push_back(s);
      places.push_back(100 + i);
    }
  }

  const LinkInputs &inputs() const override { return two; }
  SymbolRef find(StringRef name) const override {
    return name == "runtime.symtab" ? symbol(1) : SymbolRef();
  }
  bool isGenerated(SymbolRef s) const override { return s == symbol(1); }
  SymbolRef textStart() const override { return symbol(2); }
  SymbolRef textEnd() const override { return symbol(3); }
  uint64_t address(SymbolRef s) const override {
    return places[reinterpret_cast<uintptr_t>(s.opaque())];
  }
};

} // namespace

CodeOrder &gosym::codeOrderOf(Link &link) {
  return static_cast<TwoObjects &>(link).code;
}

namespace {

/// A generator and what it has said.
struct Made {
  std::unique_ptr<Generator> generator;
  Layout layout;

  void layOut(Link &link) {
    EXPECT_EQ(toString(generator->layout(link, layout)), "");
  }
  bool arrange(Link &link) {
    return cantFail(generator->arrange(link, layout));
  }
  std::vector<uint8_t> write(Link &link) {
    std::vector<uint8_t> bytes(layout.size);
    EXPECT_EQ(toString(generator->write(link, 0, bytes)), "");
    return bytes;
  }
};

/// The table and the index of a link whose functions are put by turns before
/// the second arrange(); \p indexFirst says who is asked first, each time.
std::vector<uint8_t> link(bool indexFirst, std::vector<uint8_t> &table) {
  TwoObjects link;
  TableOptions options;
  auto collected = std::make_shared<CollectedTable>(
        std::make_shared<CollectedProgram>(options));
  Made made[2] = {{makeGoSymbolTable(collected), {}},
                  {makeGoSymbolIndex(collected), {}}};
  Made &first = made[indexFirst], &second = made[!indexFirst];
  first.layOut(link);
  second.layOut(link);
  EXPECT_FALSE(first.arrange(link));
  EXPECT_FALSE(second.arrange(link));
  uint64_t tableSize = made[0].layout.size;
  for (size_t i = 0; i != TwoObjects::numFunctions; ++i)
    link.places[4 + i] = 100 + 7 * i % TwoObjects::numFunctions;
  link.codeGeneration = 2;
  EXPECT_TRUE(first.arrange(link));
  EXPECT_TRUE(second.arrange(link));
  EXPECT_FALSE(second.arrange(link));
  EXPECT_FALSE(first.arrange(link));
  EXPECT_GT(made[0].layout.size, tableSize);
  table = made[0].write(link);
  return made[1].write(link);
}

uint32_t wordAt(ArrayRef<uint8_t> bytes, uint64_t offset) {
  return support::endian::read32le(bytes.data() + offset);
}

TEST(GoSymbolIndexTest, FollowsTheTableWhoeverIsAskedFirst) {
  std::vector<uint8_t> table, sameTable;
  std::vector<uint8_t> index = link(false, table);
  EXPECT_EQ(index, link(true, sameTable));
  EXPECT_EQ(table, sameTable);
  EXPECT_EQ(wordAt(index, 8), TwoObjects::numFunctions + 2);
  EXPECT_EQ(wordAt(index, 12), table.size());

  // Each block is where the reader finds that function and its history.
  TableReader reader = cantFail(TableReader::create(table));
  uint64_t blocks = indexHeaderSize + 4 * (TwoObjects::numFunctions + 2);
  uint64_t history = 0, functions = 0;
  while (const Entry *entry = cantFail(reader.next())) {
    if (entry->isHistory())
      history = reader.offset();
    if (!entry->isText() || functions++ % (1 << indexBlockShift))
      continue;
    EXPECT_EQ(wordAt(index, blocks), reader.offset());
    EXPECT_EQ(wordAt(index, blocks + 4), history);
    blocks += 8;
  }
  EXPECT_EQ(blocks, index.size());
  EXPECT_EQ(tableIndexSize(functions, false), index.size());
  cantFail(decodeTableIndex(index, endianness::little));
}

TEST(GoSymbolIndexTest, AnyRangesGiveTheSameBytes) {
  TwoObjects link;
  TableOptions options;
  auto collected = std::make_shared<CollectedTable>(
        std::make_shared<CollectedProgram>(options));
  Made index{makeGoSymbolIndex(collected), {}};
  index.layOut(link);
  index.arrange(link);
  std::vector<uint8_t> whole = index.write(link);
  for (uint64_t cut = indexHeaderSize; cut <= whole.size(); cut += 4) {
    std::vector<uint8_t> bytes(whole.size());
    MutableArrayRef<uint8_t> all(bytes);
    cantFail(index.generator->write(link, cut, all.drop_front(cut)));
    cantFail(index.generator->write(link, 0, all.take_front(cut)));
    EXPECT_EQ(bytes, whole) << "cut at " << cut;
  }
}

TEST(GoSymbolIndexTest, TableOf4GiBHasNone) {
  // Names are counted when the table is laid out, and read when it is written.
  TwoObjects link((1u << 31) / 10);
  TableOptions options;
  Made index{makeGoSymbolIndex(std::make_shared<CollectedTable>(
        std::make_shared<CollectedProgram>(options))), {}};
  Error error = index.generator->layout(link, index.layout);
  EXPECT_EQ(toString(std::move(error)),
            "table: 4294967543 bytes, expected less than 4 GiB");
}

} // namespace
