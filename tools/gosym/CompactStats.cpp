//===- CompactStats.cpp - Where the bytes of a compact table go -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A line for each part, in the order of the table:
///
///   part                             count      bytes    finding
///   header                              10        144          0
///   dictionary                          14        568        516
///   functions                            2         45         16
///   lines                                7         43         12
///   ...
///   total                                         946
///   a symbol: 315.3 bytes, of which names 194.7
///
/// `count` is what the part has: entries, strings, symbols, units, functions,
/// rows. `finding` are the bytes that are there to find the others: offsets,
/// blocks, the table of prefixes.
///
//===----------------------------------------------------------------------===//
#include "Stats.h"
#include "gosym/Format/CompactCheck.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace gosym {

namespace {

struct PartStats {
  uint64_t count = 0;
  uint64_t finding = 0;
};

} // namespace

static uint64_t groupsSize(uint64_t count,
                           unsigned shift = GOSYM_COMPACT_GROUP_SHIFT) {
  uint64_t inGroup = uint64_t(1) << shift;
  return (count + inGroup - 1) / inGroup * GOSYM_COMPACT_OFFSET_SIZE;
}

static PartStats statsOf(const CompactReader &reader,
                         const CompactSummary &summary, uint32_t kind) {
  auto inGroups = [](uint64_t count) {
    return PartStats{count, groupsSize(count)};
  };
  auto inBlocks = [](const CompactSymbols &symbols) {
    return PartStats{symbols.size(),
                     uint64_t(symbols.numBlocks()) * GOSYM_COMPACT_BLOCK_SIZE};
  };
  switch (kind) {
  case GOSYM_COMPACT_DICTIONARY: {
    uint64_t count = reader.dictionary().size();
    PartStats stats{count, groupsSize(count, GOSYM_COMPACT_ENTRY_GROUP_SHIFT)};
    stats.finding +=
        GOSYM_COMPACT_PREFIX_ENTRIES * GOSYM_COMPACT_PREFIX_ENTRY_SIZE;
    return stats;
  }
  case GOSYM_COMPACT_NAMES:
    return inGroups(reader.names().size());
  case GOSYM_COMPACT_FUNCTIONS:
    return inBlocks(reader.functions());
  case GOSYM_COMPACT_DATA:
    return inBlocks(reader.data());
  case GOSYM_COMPACT_UNITS:
    return {reader.numUnits(), 0};
  case GOSYM_COMPACT_PATHS:
    return inGroups(reader.paths().size());
  case GOSYM_COMPACT_FRAMES:
    return inGroups(reader.functions().size());
  case GOSYM_COMPACT_LINES:
    return {summary.rows, uint64_t(reader.lines().numBlocks()) *
                              GOSYM_COMPACT_LINE_BLOCK_SIZE};
  case GOSYM_COMPACT_INLINED:
    return {reader.lines().numInlined(), 0};
  case GOSYM_COMPACT_INLINED_NAMES:
    return inGroups(reader.inlinedNames().size());
  default:
    return {};
  }
}

static void printRow(const Output &out, StringRef name, uint64_t count,
                     uint64_t bytes, uint64_t finding) {
  if (out.json)
    Record(out, "part")
        .text("name", name)
        .number("count", count)
        .number("bytes", bytes)
        .number("finding", finding);
  else
    out.os << left_justify(name, 28) << format_decimal(count, 10) << ' '
           << format_decimal(bytes, 10) << ' ' << format_decimal(finding, 10)
           << '\n';
}

/// The whole table, of which names and dictionary have \p names bytes.
static void printTotal(const Output &out, const CompactReader &reader,
                       uint64_t names) {
  uint64_t size = reader.table().size();
  uint64_t symbols = uint64_t(reader.functions().size()) + reader.data().size();
  if (out.json) {
    Record(out, "total")
        .number("bytes", size)
        .number("symbols", symbols)
        .number("bytesOfNames", names);
    return;
  }
  out.os << left_justify("total", 38) << ' ' << format_decimal(size, 10)
         << '\n';
  if (symbols)
    out.os << "a symbol: " << format("%.1f", double(size) / symbols)
           << " bytes, of which names and dictionary "
           << format("%.1f", double(names) / symbols) << '\n';
}

Error printCompactStats(const TableFile &file, const Output &out) {
  Expected<CompactReader> reader = readCompact(file);
  if (!reader)
    return reader.takeError();
  Expected<CompactSummary> summary = checkCompact(*reader);
  if (!summary)
    return summary.takeError();

  if (!out.json)
    out.os << left_justify("part", 28) << "     count      bytes    finding\n";
  ArrayRef<CompactPart> parts = reader->table().parts();
  uint64_t all =
      GOSYM_COMPACT_HEADER_SIZE + GOSYM_COMPACT_PART_SIZE * parts.size();
  printRow(out, "header", parts.size(), all, 0);
  uint64_t names = 0;
  for (const CompactPart &part : parts) {
    PartStats stats = statsOf(*reader, *summary, part.kind);
    printRow(out, compactPartName(part.kind), stats.count, part.bytes.size(),
             stats.finding);
    all += part.bytes.size();
    if (part.kind == GOSYM_COMPACT_DICTIONARY ||
        part.kind == GOSYM_COMPACT_NAMES)
      names += part.bytes.size();
  }
  // Parts need not touch.
  uint64_t size = reader->table().size();
  if (all < size)
    printRow(out, "between parts", 0, size - all, 0);
  printTotal(out, *reader, names);
  return printOthers(out, file);
}

} // namespace gosym
