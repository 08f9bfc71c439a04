//===- CompactReaderTest.cpp - Questions to a compact table ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table that is put together byte by byte, and what it answers. Golden
/// tables and real ones are in test/golden and test/Tool.
///
//===----------------------------------------------------------------------===//
#include "gosym/Format/CompactCheck.h"
#include "gosym/Format/CompactToGo.h"
#include "gosym/Format/SymbolIndex.h"
#include "gtest/gtest.h"

using namespace gosym;
using namespace llvm;

namespace {

using Bytes = std::vector<uint8_t>;

Bytes number(uint64_t value, unsigned size) {
  Bytes bytes;
  for (unsigned i = 0; i < size; ++i)
    bytes.push_back(uint8_t(value >> (8 * i)));
  return bytes;
}
Bytes u32(uint64_t value) { return number(value, 4); }
Bytes u64(uint64_t value) { return number(value, 8); }
Bytes text(StringRef value) { return Bytes(value.begin(), value.end()); }

Bytes join(std::initializer_list<Bytes> all) {
  Bytes bytes;
  for (const Bytes &part : all)
    bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

/// Of four entries whose codes are their ranks, two bits each: nothing, "main",
/// "push", "pushpush".
Bytes dictionary() {
  Bytes prefixes;
  for (unsigned i = 0; i < 256; ++i) {
    prefixes.push_back(i & 3); // class
    prefixes.push_back(2);     // bits
  }
  return join({u32(4),
               u32(0),
               prefixes,
               u32(0),
               {0},
               {4},
               text("main"),
               {4},
               text("push"),
               {0x81, 0b1010}});
}

/// Strings of one group.
Bytes strings(unsigned count, Bytes codes) {
  return join({u32(count), u32(0), u32(0), codes});
}

/// One block of symbols; \p names is the number of the first name.
Bytes symbols(unsigned count, unsigned names, uint64_t begin, uint64_t end,
              Bytes records) {
  return join({u32(count), u32(names), u64(begin), u64(end), u64(begin), u32(0),
               u32(GOSYM_COMPACT_NONE), records});
}

Bytes table(std::vector<std::pair<uint32_t, Bytes>> parts, uint64_t base) {
  uint64_t at =
      GOSYM_COMPACT_HEADER_SIZE + GOSYM_COMPACT_PART_SIZE * parts.size();
  Bytes headers, content;
  for (auto &[kind, bytes] : parts) {
    headers = join({headers, u32(kind), u32(at), u32(bytes.size())});
    content = join({content, bytes});
    at += bytes.size();
  }
  return join({{0xb7, 0x47, 0x53, 0x63, 1, 8, uint8_t(parts.size()), 0},
               u32(at),
               u32(0),
               u64(base),
               headers,
               content});
}

/// Functions main at 0x1000, local push at 0x1010, push again at 0x1020; data
/// pushpush at 0x2000. From 0x1004 on pushpush() is inlined into main().
std::vector<std::pair<uint32_t, Bytes>> example() {
  return {{GOSYM_COMPACT_DICTIONARY, dictionary()},
          // main, push, push, pushpush: 1 0 2 0 | 2 0 3 0
          {GOSYM_COMPACT_NAMES, strings(4, {0b00100001, 0b00110010})},
          {GOSYM_COMPACT_FUNCTIONS,
           symbols(3, 0, 0, 0x30, {0x80, 0x10, 1, 0x20, 0x10, 0, 8})},
          {GOSYM_COMPACT_DATA, symbols(1, 3, 0x1000, 0x1008, {0x40, 8})},
          {GOSYM_COMPACT_UNITS, join({u32(1), u32(0), u32(0)})},
          {GOSYM_COMPACT_PATHS, strings(2, {0b00100001})},
          {GOSYM_COMPACT_LINES,
           join({u32(1),
                 u32(0),
                 u64(0),
                 u32(0),
                 // main:3, call at main:4, home push:7, leave, of no line
                 {2, 1, 6, 0x10 + 3 * 12 + 3, 3, 0, 2, 0x10 + 3 * 12 + 4, 5,
                  0x10 + 7 * 12 + 3, 1}})},
          {GOSYM_COMPACT_INLINED, join({u32(1), u32(0), u32(2), u32(7)})},
          {GOSYM_COMPACT_INLINED_NAMES, strings(1, {0b0011})}};
}

constexpr uint64_t base = 0x800, address = 0x800;

CompactReader read(const Bytes &bytes) {
  return cantFail(CompactReader::create(bytes, address));
}

std::string shown(const std::vector<CompactSourceFrame> &frames) {
  std::string text;
  for (const CompactSourceFrame &frame : frames)
    text += frame.function + " " + frame.file.value_or("?") + ":" +
            std::to_string(frame.line) + "; ";
  return text;
}

} // namespace

TEST(CompactReader, SymbolsByAddressNumberAndName) {
  Bytes bytes = table(example(), base);
  CompactReader reader = read(bytes);
  auto at = [&](uint64_t pc) -> int {
    std::optional<CompactSymbol> found = cantFail(reader.findFunction(pc));
    return found ? int(found->number) : -1;
  };
  EXPECT_EQ(at(0xfff), -1);
  EXPECT_EQ(at(0x1000), 0);
  EXPECT_EQ(at(0x100f), 0);
  EXPECT_EQ(at(0x1010), 1);
  EXPECT_EQ(at(0x102f), 2);
  EXPECT_EQ(at(0x1030), -1);
  EXPECT_EQ(cantFail(reader.functions().at(2)).size, 8u);

  // A global before a local one.
  EXPECT_EQ(cantFail(reader.findFunction("push"))->number, 2u);
  EXPECT_EQ(cantFail(reader.findFunction("main"))->number, 0u);
  EXPECT_FALSE(cantFail(reader.findFunction("pushpush")));
  EXPECT_FALSE(cantFail(reader.findFunction("pus")));
  EXPECT_FALSE(cantFail(reader.findFunction("")));
  std::optional<CompactSymbol> data = cantFail(reader.findData("pushpush"));
  ASSERT_TRUE(data);
  EXPECT_TRUE(data->isNoBits);
  EXPECT_EQ(reader.addressOf(data->distance), 0x2000u);
  EXPECT_EQ(cantFail(reader.findData(0x2007))->number, 0u);
  EXPECT_FALSE(cantFail(reader.findData(0x2008)));
}

TEST(CompactReader, FramesAreInnermostFirst) {
  Bytes bytes = table(example(), base);
  CompactReader reader = read(bytes);
  auto at = [&](uint64_t pc) { return shown(cantFail(reader.frames(pc))); };
  EXPECT_EQ(at(0x1000), "main main:3; ");
  EXPECT_EQ(at(0x1004), "pushpush push:7; main main:4; ");
  EXPECT_EQ(at(0x1008), "main main:5; ");
  // Of no line: the main file of the unit.
  EXPECT_EQ(at(0x1010), "push main:0; ");
  EXPECT_EQ(at(0xfff), "");
}

TEST(CompactReader, WhatIsThereIsSound) {
  Bytes bytes = table(example(), base);
  Expected<CompactSummary> summary = checkCompact(read(bytes));
  ASSERT_TRUE(bool(summary)) << toString(summary.takeError());
  EXPECT_EQ(summary->functions, 3u);
  EXPECT_EQ(summary->bssSymbols, 1u);
  EXPECT_EQ(summary->rows, 4u);
}

TEST(CompactReader, FunctionsOutsideOfTheCodeAreNotSound) {
  std::vector<std::pair<uint32_t, Bytes>> parts = example();
  parts[2].second[16] = 0x18; // end
  Bytes bytes = table(parts, base);
  std::string text = toString(checkCompact(read(bytes)).takeError());
  EXPECT_NE(StringRef(text).find("address 0x20, expected 0x0 to 0x18"),
            StringRef::npos)
      << text;
}

TEST(CompactReader, GoTablesSayTheSame) {
  Bytes bytes = table(example(), base);
  CompactReader reader = read(bytes);
  Expected<GoTablesOfCompact> made = goTablesOf(reader, TableTarget());
  ASSERT_TRUE(bool(made)) << toString(made.takeError());
  EXPECT_EQ(made->sizes, 4u);
  EXPECT_EQ(made->rowsOfInlinedCalls, 1u);
  EXPECT_EQ(made->runsWithoutLines, 0u);
  SymbolIndex index =
      cantFail(SymbolIndex::create(made->table, made->lineTable));
  for (uint64_t pc = 0xfff; pc != 0x1031; ++pc) {
    std::vector<CompactSourceFrame> frames = cantFail(reader.frames(pc));
    const Function *function = index.findFunction(pc);
    ASSERT_EQ(bool(function), !frames.empty()) << pc;
    if (!function)
      continue;
    EXPECT_EQ(function->name, frames.back().function);
    EXPECT_EQ(index.fileLine(pc)->file, frames.front().file);
    EXPECT_EQ(index.fileLine(pc)->line, frames.front().line);
  }
}

TEST(CompactReader, NameWithNulIsNoNameOfAGoTable) {
  std::vector<std::pair<uint32_t, Bytes>> parts = example();
  // The n of "main".
  parts[0].second[GOSYM_COMPACT_DICTIONARY_HEADER_SIZE + 4 + 5] = 0;
  Bytes bytes = table(parts, base);
  EXPECT_EQ(toString(goTablesOf(read(bytes), TableTarget()).takeError()),
            "name of symbol 1: has a NUL, expected none");
}
