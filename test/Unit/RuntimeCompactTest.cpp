//===- RuntimeCompactTest.cpp - Records of all kinds, by both readers -----===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The C reader has a loop for the most common kinds of records
/// (lib/Runtime/CompactSymbols.c) and reads all others one by one. Here both
/// come in any order.
///
//===----------------------------------------------------------------------===//
#include "CompactBytes.h"
#include "gosym-c/gosym.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <random>

using namespace gosym;
using namespace gosym::compact;
using namespace llvm;

namespace {

constexpr unsigned blockSize = 1u << GOSYM_COMPACT_BLOCK_SHIFT;
constexpr unsigned groupSize = 1u << GOSYM_COMPACT_GROUP_SHIFT;
constexpr unsigned numUnits = 300;

void append(Bytes &to, const Bytes &bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}
void appendVarint(Bytes &to, uint64_t value) {
  uint8_t bytes[10];
  to.insert(to.end(), bytes, bytes + encodeULEB128(value, bytes));
}

/// Functions whose addresses, sizes and units change in every way that the
/// format has.
struct RandomFunctions {
  Bytes blocks, records;
  unsigned count = 0;
  /// Distances of functions, and some around them.
  std::vector<uint64_t> begins, questions;
  uint64_t end = 0;

  RandomFunctions(std::mt19937 &random, unsigned n) {
    // On both sides of what one, two and three bytes hold.
    const uint64_t sizes[] = {0,    1,     15,      127,       128,
                              8191, 8192,  16383,   16384,     2097151,
                              300,  70000, 2097152, 1ull << 32};
    auto any = [&](unsigned below) { return unsigned(random() % below); };
    uint64_t address = 0, size = 0;
    uint32_t unit = GOSYM_COMPACT_NONE;
    for (; count < n; ++count) {
      unsigned gap = any(4) ? any(30) : 30 + any(2);
      uint64_t step = gap;
      if (count % blockSize == 0) {
        address += size + any(1000);
        append(blocks, join({u64(address), u32(records.size()), u32(unit)}));
        size = gap = step = 0;
      } else if (gap == GOSYM_COMPACT_GAP_FAR) {
        // Behind the end of the function before, or in it.
        step = any(2) ? any(5000) : -(uint64_t(random()) % (size + 1));
      }
      if (gap != GOSYM_COMPACT_GAP_ALIAS) {
        address += size + step;
        size = sizes[any(std::size(sizes))];
      }
      bool hasUnit = any(8) == 0;
      records.push_back(uint8_t(gap | any(2) << 5 | hasUnit << 7));
      if (gap == GOSYM_COMPACT_GAP_FAR) {
        int64_t s = int64_t(step);
        appendVarint(records, s < 0 ? -2 * uint64_t(s) - 1 : 2 * uint64_t(s));
      }
      if (gap != GOSYM_COMPACT_GAP_ALIAS)
        appendVarint(records, size);
      if (hasUnit) {
        unsigned number = any(numUnits + 1);
        appendVarint(records, number);
        unit = number ? number - 1 : GOSYM_COMPACT_NONE;
      }
      begins.push_back(address);
      for (uint64_t at : {address, address + size, address + size / 2})
        questions.insert(questions.end(), {at - 1, at, at + 1});
    }
    end = address + std::max<uint64_t>(size, 1);
  }

  /// Of the functions at \p distance.
  uint64_t endAt(uint64_t distance) const {
    auto next = llvm::upper_bound(begins, distance);
    return next == begins.end() ? end : *next;
  }

  Bytes part() const {
    return join({u32(count), u32(0), u64(0), u64(end), blocks, records});
  }
};

/// So many strings "main", two to a byte.
Bytes names(unsigned count) {
  Bytes bytes = join({u32(count), u32(0)});
  for (unsigned group = 0; group < divideCeil(count, groupSize); ++group)
    append(bytes, u32(group * groupSize / 2));
  bytes.resize(bytes.size() + divideCeil(count, 2), 0b00010001);
  return bytes;
}

std::string describe(const std::optional<CompactSymbol> &f, uint64_t end) {
  std::string text;
  if (f)
    raw_string_ostream(text)
        << f->number << " at " << f->distance << " to " << end << ", size "
        << f->size << ", " << (f->isLocal ? "t" : "T") << ", unit " << f->unit
        << ", offset " << f->offset;
  return text;
}

std::string answerOfC(const gosym_table &table, uint64_t pc) {
  gosym_function f;
  gosym_error error = gosym_find_function(&table, pc, &f);
  if (error != GOSYM_OK)
    return error == GOSYM_NOT_FOUND ? "" : gosym_error_name(error);
  CompactSymbol symbol;
  symbol.number = f.name_number;
  symbol.distance = f.entry - table.base;
  symbol.size = f.size;
  symbol.isLocal = f.type == 't';
  symbol.unit = f.unit;
  symbol.offset = f.offset;
  return describe(symbol, f.end - table.base);
}

} // namespace

TEST(RuntimeCompact, RecordsOfAllKindsAreReadAsByTheCxxReader) {
  std::mt19937 random(1);
  for (int i = 0; i < 200; ++i) {
    RandomFunctions functions(random, 1 + random() % 300);
    Bytes units = join({u32(numUnits), u32(0)});
    units.resize(units.size() + 4 * numUnits, 0xff);
    Bytes bytes = table({{GOSYM_COMPACT_DICTIONARY, dictionary()},
                         {GOSYM_COMPACT_NAMES, names(functions.count)},
                         {GOSYM_COMPACT_UNITS, units},
                         {GOSYM_COMPACT_FUNCTIONS, functions.part()}},
                        base);
    CompactReader reader = read(bytes);
    gosym_options options = {};
    options.address = address;
    gosym_table opened;
    ASSERT_EQ(gosym_open(bytes.data(), bytes.size(), &options, &opened),
              GOSYM_OK);
    for (uint64_t distance : functions.questions) {
      uint64_t pc = opened.base + distance;
      Expected<std::optional<CompactSymbol>> found = reader.findFunction(pc);
      ASSERT_TRUE(bool(found)) << toString(found.takeError());
      uint64_t end = *found ? functions.endAt((*found)->distance) : 0;
      ASSERT_EQ(answerOfC(opened, pc), describe(*found, end))
          << "distance " << distance << " of table " << i;
    }
  }
}

TEST(RuntimeCompact, AddressesThatDescendAreRefusedAsByTheCxxReader) {
  // The second function is so large that the third one begins before it.
  Bytes records = {0, 16, 0};
  appendVarint(records, -uint64_t(8));
  append(records, {0, 1, 0, 1});
  auto parts = example();
  for (auto &[kind, part] : parts)
    if (kind == GOSYM_COMPACT_FUNCTIONS)
      part = symbols(4, 0, 0, 0x30, records);
  Bytes bytes = table(parts, base);
  gosym_options options = {};
  options.address = address;
  gosym_table opened;
  ASSERT_EQ(gosym_open(bytes.data(), bytes.size(), &options, &opened),
            GOSYM_OK);
  gosym_function function;
  EXPECT_EQ(gosym_find_function(&opened, opened.base + 0x20, &function),
            GOSYM_BAD_SYMBOL);
  auto found = read(bytes).findFunction(opened.base + 0x20);
  EXPECT_FALSE(bool(found));
  consumeError(found.takeError());
}
