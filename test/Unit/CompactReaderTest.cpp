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
#include "CompactBytes.h"
#include "gosym/Format/CompactCheck.h"
#include "gosym/Format/CompactToGo.h"
#include "gosym/Format/SymbolIndex.h"
#include "gtest/gtest.h"

using namespace gosym;
using namespace gosym::compact;
using namespace llvm;

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
