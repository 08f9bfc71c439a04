// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading every entry, row or string of a table.
#include "gosym-c/gosym.h"
#include "gosym/Format/CompactModel.h"
#include "gosym/Format/CompactReader.h"
#include "gosym/Format/LineTable.h"
#include "gosym/Format/Reader.h"
#include "gosym/Format/TableIndex.h"
#include "micro.h"

using namespace gosym;
using namespace micro;
using llvm::ArrayRef;

namespace {

void decodeGo(benchmark::State &state) {
  for (auto _ : state) {
    TableReader reader = check(TableReader::create(in.go));
    uint64_t sum = 0;
    check(
        forEachEntry(reader, [&](const Entry &entry) { sum += entry.value; }));
    benchmark::DoNotOptimize(sum);
  }
  countBytes(state, in.go.size());
}

void decodeGoC(benchmark::State &state) {
  for (auto _ : state) {
    gosym_table table;
    gosym_cursor cursor = {};
    gosym_entry entry;
    uint64_t sum = 0;
    if (gosym_open(in.go.data(), in.go.size(), nullptr, &table))
      fail("the Go table does not open");
    while (!gosym_next(&table, &cursor, &entry))
      sum += entry.value;
    benchmark::DoNotOptimize(sum);
  }
  countBytes(state, in.go.size());
}

void decodeLines(benchmark::State &state) {
  for (auto _ : state) {
    LineTableReader reader(in.lines, in.model->textBegin());
    uint64_t sum = 0;
    while (std::optional<LineRow> row = check(reader.next()))
      sum += row->line;
    benchmark::DoNotOptimize(sum);
  }
  countBytes(state, in.lines.size());
}

void decodeIndex(benchmark::State &state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(
        check(decodeTableIndex(in.index, target.byteOrder)));
  countBytes(state, in.index.size());
}

void decodeCompact(benchmark::State &state, const Bytes &bytes, uint64_t at) {
  for (auto _ : state) {
    CompactReader reader = check(CompactReader::create(bytes, at));
    uint64_t sum = 0;
    auto addSymbol = [&](const CompactSymbol &symbol) {
      sum += symbol.distance;
      return llvm::Error::success();
    };
    check(reader.functions().forEach(addSymbol));
    check(reader.data().forEach(addSymbol));
    auto addString = [&](uint32_t, llvm::StringRef text) {
      sum += text.size();
      return llvm::Error::success();
    };
    for (const CompactStrings *strings :
         {&reader.names(), &reader.paths(), &reader.inlinedNames()})
      check(strings->forEach(addString));
    check(reader.lines().forEach([&](const CompactRow &row) {
      sum += row.line;
      return llvm::Error::success();
    }));
    benchmark::DoNotOptimize(sum);
  }
  countBytes(state, bytes.size());
}

void modelOfGo(benchmark::State &state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(
        check(GoProgram::create(in.go, in.lines, {})).get());
  countBytes(state, in.go.size() + in.lines.size());
}

void modelOfCompact(benchmark::State &state) {
  CompactReader reader = check(CompactReader::create(in.compact, in.compactAt));
  for (auto _ : state)
    benchmark::DoNotOptimize(check(CompactProgram::create(reader)).get());
  countBytes(state, in.compact.size());
}

} // namespace

void micro::addDecoding() {
  add("decodeGo", decodeGo);
  add("decodeGoC", decodeGoC);
  add("decodeLines", decodeLines);
  add("decodeIndex", decodeIndex);
  add("decodeCompact", decodeCompact, std::cref(in.compact), in.compactAt);
  add("decodeFast", decodeCompact, std::cref(in.fast), in.fastAt);
  add("modelOfGo", modelOfGo);
  add("modelOfCompact", modelOfCompact);
}
