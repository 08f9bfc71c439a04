// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writing tables from the model, beside memcpy of as many bytes.
#include "gosym/Format/CompactWriter.h"
#include "gosym/Format/TableIndexWriter.h"
#include "micro.h"
#include "llvm/Support/Endian.h"
#include <cstring>

using namespace gosym;
using namespace micro;
using llvm::ArrayRef;

namespace {

/// The sequence that a writer takes for threads.
void inOrder(size_t n, llvm::function_ref<void(size_t)> task) {
  for (size_t i = 0; i != n; ++i)
    task(i);
}
const Parallel oneThread =
    [](size_t n, const std::function<void(size_t)> &task) { inOrder(n, task); };

void copyBytes(benchmark::State &state, const Bytes &bytes) {
  Bytes out(bytes.size());
  for (auto _ : state) {
    std::memcpy(out.data(), bytes.data(), bytes.size());
    benchmark::ClobberMemory();
  }
  countBytes(state, bytes.size());
}

uint64_t valueOf(const TableSlot &slot) {
  switch (slot.kind) {
  case TableSlot::Kind::TextStart:
    return in.model->textBegin();
  case TableSlot::Kind::TextEnd:
    return in.model->textEnd();
  default:
    return in.model->addresses()[slot.number];
  }
}

struct GoWriter {
  TableWriter table{in.model->program(), *in.model, target};
  GoWriter() {
    check(table.addUnits());
    table.notesBlocks = true;
    table.assignOffsets(inOrder);
  }
};

void layoutGo(benchmark::State &state) {
  GoWriter writer;
  for (auto _ : state)
    writer.table.assignOffsets(inOrder);
  countBytes(state, writer.table.size());
}

/// With the addresses, which a linker writes.
void encodeGo(benchmark::State &state) {
  GoWriter writer;
  Bytes out(writer.table.size());
  for (auto _ : state) {
    writer.table.write(0, out);
    writer.table.forEachSlot(0, out.size(), [&](const TableSlot &slot) {
      llvm::support::endian::write64le(out.data() + slot.offset, valueOf(slot));
    });
    benchmark::ClobberMemory();
  }
  countBytes(state, out.size());
}

struct LinesWriter : GoWriter {
  LineTableWriter lines{in.model->program(), table};
  void layout() {
    lines.moveTo(in.model->runAddresses(), in.model->textBegin(),
                 in.model->textEnd());
    lines.assignOffsets();
  }
  LinesWriter() {
    lines.open(inOrder);
    layout();
  }
};

/// From the runs of the program on, which open() measures.
void layoutLines(benchmark::State &state) {
  GoWriter table;
  size_t size = 0;
  for (auto _ : state) {
    LineTableWriter lines(in.model->program(), table.table);
    lines.open(inOrder);
    lines.moveTo(in.model->runAddresses(), in.model->textBegin(),
                 in.model->textEnd());
    lines.assignOffsets();
    size = lines.size();
  }
  countBytes(state, size);
}

void encodeLines(benchmark::State &state) {
  LinesWriter writer;
  Bytes out(writer.lines.size());
  for (auto _ : state) {
    writer.lines.write(0, out);
    benchmark::ClobberMemory();
  }
  countBytes(state, out.size());
}

void encodeIndex(benchmark::State &state) {
  LinesWriter writer;
  TableIndexWriter index(
      writer.table, writer.lines, target.byteOrder,
      [](ArrayRef<TableSlot> texts, llvm::MutableArrayRef<uint64_t> addresses) {
        for (size_t i = 0; i != texts.size(); ++i)
          addresses[i] = valueOf(texts[i]);
      });
  check(index.assignOffsets(!in.lines.empty()));
  Bytes out(index.size());
  for (auto _ : state) {
    check(index.write(0, out));
    benchmark::ClobberMemory();
  }
  countBytes(state, out.size());
}

struct CompactJob {
  std::vector<uint64_t> sizes;
  CompactWriter writer;
  explicit CompactJob(CompactWriter::Effort effort)
      : sizes(in.model->program().symbols.size()),
        writer(in.model->program(), *in.model, sizes.size(),
               optionsFor(effort)) {}
  static CompactWriter::Options optionsFor(CompactWriter::Effort effort) {
    CompactWriter::Options options;
    options.effort = effort;
    options.lines = !in.lines.empty();
    return options;
  }
  void encode() { check(writer.encode(oneThread)); }
  void layout() {
    CompactWriter::Placement place;
    place.addresses = in.model->addresses();
    place.sizes = sizes;
    place.runs = in.model->runAddresses();
    place.textBegin = in.model->textBegin();
    place.textEnd = in.model->textEnd();
    check(writer.assignOffsets(place, oneThread));
  }
};

void namesCompact(benchmark::State &state, CompactWriter::Effort effort) {
  for (auto _ : state)
    CompactJob(effort).encode();
  state.counters["symbols"] = double(in.model->program().symbols.size());
}

void layoutCompact(benchmark::State &state, CompactWriter::Effort effort) {
  CompactJob job(effort);
  job.encode();
  for (auto _ : state)
    job.layout();
  countBytes(state, job.writer.size());
}

/// Once codes and places are known; the bytes must be 0 before.
void encodeCompact(benchmark::State &state, CompactWriter::Effort effort) {
  CompactJob job(effort);
  job.encode();
  job.layout();
  Bytes out(job.writer.size());
  for (auto _ : state) {
    state.PauseTiming();
    std::fill(out.begin(), out.end(), 0);
    state.ResumeTiming();
    job.writer.write(in.compactAt, out.size(), 0, out);
    benchmark::ClobberMemory();
  }
  countBytes(state, out.size());
}

} // namespace

void micro::addEncoding() {
  using Effort = CompactWriter::Effort;
  add("copyGo", copyBytes, std::cref(in.go));
  add("copyLines", copyBytes, std::cref(in.lines));
  add("copyIndex", copyBytes, std::cref(in.index));
  add("copyCompact", copyBytes, std::cref(in.compact));
  add("copyFast", copyBytes, std::cref(in.fast));
  add("layoutGo", layoutGo);
  add("encodeGo", encodeGo);
  add("layoutLines", layoutLines);
  add("encodeLines", encodeLines);
  add("encodeIndex", encodeIndex);
  add("namesCompact", namesCompact, Effort::Full);
  add("layoutCompact", layoutCompact, Effort::Full);
  add("encodeCompact", encodeCompact, Effort::Full);
  add("namesFast", namesCompact, Effort::Fast);
  add("layoutFast", layoutCompact, Effort::Fast);
  add("encodeFast", encodeCompact, Effort::Fast);
}
