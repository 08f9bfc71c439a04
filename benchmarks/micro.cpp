// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How long the parts of a table's life take, each alone, on one thread and with
// everything in memory:
//
//   encode   the bytes from the model (Model/Program.h), beside memcpy of as
//            many bytes to the same place
//   decode   every entry, row or string of a table
//   find     an address: function, name, line, inlined calls, by the reader in
//            C++ (gosym/Format) and by the one in C (gosym-c)
//   first    from bytes to the first answer, nothing prepared
//
// benchmarks/micro extracts the tables of a program into a folder and has all
// of this run on them:
//
//   micro FOLDER ADDRESS-OF-COMPACT ADDRESS-OF-FAST [--benchmark_...]
//
// The files are go, lines, index, compact and fast; those that are empty or
// missing are no tables. The model is what the Go tables tell: symbols, units,
// files and lines, but no sizes of symbols and no inlined calls.
#include "gosym-c/gosym.h"
#include "gosym/Format/CompactModel.h"
#include "gosym/Format/CompactReader.h"
#include "gosym/Format/CompactWriter.h"
#include "gosym/Format/GoModel.h"
#include "gosym/Format/LineTable.h"
#include "gosym/Format/Reader.h"
#include "gosym/Format/SymbolIndex.h"
#include "gosym/Format/TableIndex.h"
#include "gosym/Format/TableIndexWriter.h"
#include "llvm/Support/Endian.h"
#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

using namespace gosym;
using llvm::ArrayRef;
using llvm::Expected;

namespace {

using Bytes = std::vector<uint8_t>;
constexpr size_t askedFunctions = 4096;
constexpr TableTarget target = {};

[[noreturn]] void fail(const std::string &what) {
  std::fprintf(stderr, "micro: error: %s\n", what.c_str());
  std::exit(1);
}

void check(llvm::Error error) {
  if (error)
    fail(toString(std::move(error)));
}
template <typename T> T check(Expected<T> value) {
  check(value.takeError());
  return std::move(*value);
}

/// The sequence that a writer takes for threads.
void inOrder(size_t n, llvm::function_ref<void(size_t)> task) {
  for (size_t i = 0; i != n; ++i)
    task(i);
}
const Parallel oneThread =
    [](size_t n, const std::function<void(size_t)> &task) { inOrder(n, task); };

struct Input {
  Bytes go, lines, index, compact, fast;
  uint64_t compactAt = 0, fastAt = 0;
  std::unique_ptr<GoProgram> model;
  /// One in each of some functions, at random; and their names. The fast table
  /// is of a link of its own, whose code is elsewhere.
  std::vector<uint64_t> pcs, fastPcs;
  std::vector<std::string> names;
};
Input in;

Bytes read(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

std::vector<uint64_t> choosePcs(ArrayRef<uint64_t> begins) {
  std::mt19937 random(1);
  std::vector<uint64_t> pcs;
  while (pcs.size() < askedFunctions) {
    size_t i = random() % (begins.size() - 1);
    if (uint64_t size = begins[i + 1] - begins[i])
      pcs.push_back(begins[i] + random() % size);
  }
  return pcs;
}

void readInput(const std::string &folder) {
  in.go = read(folder + "/go");
  in.lines = read(folder + "/lines");
  in.index = read(folder + "/index");
  in.compact = read(folder + "/compact");
  in.fast = read(folder + "/fast");
  if (in.go.empty() || in.compact.empty() || in.fast.empty())
    fail("no tables in " + folder);
  in.model = check(GoProgram::create(in.go, in.lines, {}));

  std::vector<uint64_t> begins;
  for (const Symbol &function : in.model->program().functions())
    begins.push_back(function.address);
  in.pcs = choosePcs(begins);
  for (size_t i = 0; i != askedFunctions; ++i) {
    ArrayRef<Symbol> functions = in.model->program().functions();
    SymbolSource::Facts facts;
    in.model->describe(functions[i * functions.size() / askedFunctions], facts);
    in.names.push_back(facts.name.str());
  }
  std::shuffle(in.names.begin(), in.names.end(), std::mt19937(1));

  // An answer without a line is one, so that a table without would seem fast.
  CompactReader compact =
      check(CompactReader::create(in.compact, in.compactAt));
  if (!in.lines.empty() && compact.lines().numBlocks() == 0)
    fail("the compact table in " + folder + " has no lines");
  CompactReader fast = check(CompactReader::create(in.fast, in.fastAt));
  begins.clear();
  check(fast.functions().forEach([&](const CompactSymbol &symbol) {
    begins.push_back(fast.addressOf(symbol.distance));
    return llvm::Error::success();
  }));
  in.fastPcs = choosePcs(begins);
}

void countBytes(benchmark::State &state, size_t bytes) {
  state.SetBytesProcessed(int64_t(state.iterations() * bytes));
  state.counters["bytes"] = double(bytes);
  state.counters["symbols"] = double(in.model->program().symbols.size());
}

//===----------------------------------------------------------------------===//
// Encode
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// Decode
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// Find
//===----------------------------------------------------------------------===//

/// Asks about one address after the other.
template <typename Ask>
void ask(benchmark::State &state, Ask &&ask,
         const std::vector<uint64_t> &pcs = in.pcs) {
  size_t i = 0;
  for (auto _ : state) {
    if (!ask(pcs[i]))
      return state.SkipWithError("an address has no answer");
    i = (i + 1) % pcs.size();
  }
  state.SetItemsProcessed(state.iterations());
}

const std::vector<uint64_t> &pcsOf(const Bytes &bytes) {
  return &bytes == &in.fast ? in.fastPcs : in.pcs;
}

gosym_table openGoC(bool hasIndex) {
  gosym_table table;
  gosym_options options = {};
  options.lines = in.lines.empty() ? nullptr : in.lines.data();
  options.lines_size = in.lines.size();
  options.index = hasIndex ? in.index.data() : nullptr;
  options.index_size = hasIndex ? in.index.size() : 0;
  if (gosym_open(in.go.data(), in.go.size(), &options, &table))
    fail("the Go table does not open");
  return table;
}
gosym_table openCompactC(const Bytes &bytes, uint64_t at) {
  gosym_table table;
  gosym_options options = {};
  options.address = at;
  if (gosym_open(bytes.data(), bytes.size(), &options, &table))
    fail("the compact table does not open");
  return table;
}

bool findC(const gosym_table &table, uint64_t pc) {
  gosym_function function;
  gosym_error error = gosym_find_function(&table, pc, &function);
  benchmark::DoNotOptimize(function);
  return !error;
}
bool nameC(const gosym_table &table, gosym_function &function) {
  char name[4096];
  gosym_error error =
      gosym_format_name(&table, &function, name, sizeof(name), nullptr);
  benchmark::DoNotOptimize(name);
  return !error || error == GOSYM_TOO_SMALL;
}
bool findNameC(const gosym_table &table, uint64_t pc) {
  gosym_function function;
  return !gosym_find_function(&table, pc, &function) && nameC(table, function);
}
bool lineC(const gosym_table &table, uint64_t pc) {
  gosym_line line;
  gosym_error error = gosym_find_line(&table, pc, &line);
  benchmark::DoNotOptimize(line);
  return !error || error == GOSYM_NOT_FOUND;
}
/// All names and paths as text.
bool framesC(const gosym_table &table, uint64_t pc) {
  gosym_inlined found;
  gosym_frame frame;
  char path[4096];
  if (gosym_find_inlined(&table, pc, &found))
    return false;
  while (!gosym_next_inlined(&table, &found, &frame))
    if (!nameC(table, frame.function) ||
        (frame.line.file &&
         gosym_format_path(&table, &frame.line, path, sizeof(path), nullptr)))
      return false;
  return true;
}

using AskC = bool(const gosym_table &, uint64_t);
void askGoC(benchmark::State &state, bool hasIndex, AskC *askIt) {
  gosym_table table = openGoC(hasIndex);
  if (!hasIndex && gosym_prepare(&table))
    fail("the Go table cannot be read");
  ask(state, [&](uint64_t pc) { return askIt(table, pc); });
}
void askCompactC(benchmark::State &state, const Bytes &bytes, uint64_t at,
                 AskC *askIt) {
  gosym_table table = openCompactC(bytes, at);
  ask(state, [&](uint64_t pc) { return askIt(table, pc); }, pcsOf(bytes));
}

/// The function; its name is in place.
void findGo(benchmark::State &state) {
  SymbolIndex index = check(SymbolIndex::create(in.go));
  ask(state, [&](uint64_t pc) {
    const Function *function = index.findFunction(pc);
    benchmark::DoNotOptimize(function);
    return function != nullptr;
  });
}
void lineGo(benchmark::State &state) {
  SymbolIndex index = check(SymbolIndex::create(in.go, in.lines));
  ask(state, [&](uint64_t pc) {
    benchmark::DoNotOptimize(index.fileLine(pc));
    return true;
  });
}

bool find(const CompactReader &reader, uint64_t pc) {
  return check(reader.findFunction(pc)).has_value();
}
bool findName(const CompactReader &reader, uint64_t pc) {
  std::optional<CompactSymbol> symbol = check(reader.findFunction(pc));
  if (!symbol)
    return false;
  benchmark::DoNotOptimize(check(reader.name(*symbol)));
  return true;
}
bool frames(const CompactReader &reader, uint64_t pc) {
  return !check(reader.frames(pc)).empty();
}
void askCompact(benchmark::State &state, const Bytes &bytes, uint64_t at,
                bool (*askIt)(const CompactReader &, uint64_t)) {
  CompactReader reader = check(CompactReader::create(bytes, at));
  ask(state, [&](uint64_t pc) { return askIt(reader, pc); }, pcsOf(bytes));
}

/// From a name to its function.
void byName(benchmark::State &state) {
  CompactReader reader = check(CompactReader::create(in.compact, in.compactAt));
  size_t i = 0;
  for (auto _ : state)
    if (!check(reader.findFunction(in.names[i++ % in.names.size()])))
      return state.SkipWithError("a name has no function");
}
void byNameC(benchmark::State &state, const gosym_table &table) {
  size_t i = 0;
  for (auto _ : state) {
    const std::string &name = in.names[i++ % in.names.size()];
    gosym_function function;
    if (gosym_find_name(&table, name.data(), name.size(), &function))
      return state.SkipWithError("a name has no function");
  }
}

//===----------------------------------------------------------------------===//
// First
//===----------------------------------------------------------------------===//

void firstGo(benchmark::State &state) {
  ask(state, [](uint64_t pc) {
    SymbolIndex index = check(SymbolIndex::create(in.go, in.lines));
    return index.findFunction(pc) != nullptr;
  });
}
void firstGoC(benchmark::State &state, bool hasIndex) {
  ask(state, [&](uint64_t pc) { return findC(openGoC(hasIndex), pc); });
}
void firstCompact(benchmark::State &state, const Bytes &bytes, uint64_t at) {
  auto first = [&](uint64_t pc) {
    return findName(check(CompactReader::create(bytes, at)), pc);
  };
  ask(state, first, pcsOf(bytes));
}
void firstCompactC(benchmark::State &state, const Bytes &bytes, uint64_t at) {
  auto first = [&](uint64_t pc) {
    return findNameC(openCompactC(bytes, at), pc);
  };
  ask(state, first, pcsOf(bytes));
}

template <typename Fn, typename... Args>
void add(const char *name, Fn fn, Args... args) {
  benchmark::RegisterBenchmark(
      name, [=](benchmark::State &state) { fn(state, args...); });
}

void addAll() {
  using Effort = CompactWriter::Effort;
  auto compact = std::cref(in.compact), fast = std::cref(in.fast);

  add("copyGo", copyBytes, std::cref(in.go));
  add("copyLines", copyBytes, std::cref(in.lines));
  add("copyIndex", copyBytes, std::cref(in.index));
  add("copyCompact", copyBytes, compact);
  add("copyFast", copyBytes, fast);
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

  add("decodeGo", decodeGo);
  add("decodeGoC", decodeGoC);
  add("decodeLines", decodeLines);
  add("decodeIndex", decodeIndex);
  add("decodeCompact", decodeCompact, compact, in.compactAt);
  add("decodeFast", decodeCompact, fast, in.fastAt);
  add("modelOfGo", modelOfGo);
  add("modelOfCompact", modelOfCompact);

  add("findGo", findGo);
  add("findGoIndexC", askGoC, true, findC);
  add("findGoStraightC", askGoC, false, findC);
  add("findCompact", askCompact, compact, in.compactAt, find);
  add("findCompactC", askCompactC, compact, in.compactAt, findC);
  add("nameCompact", askCompact, compact, in.compactAt, findName);
  add("nameCompactC", askCompactC, compact, in.compactAt, findNameC);
  add("findFast", askCompact, fast, in.fastAt, find);
  add("findFastC", askCompactC, fast, in.fastAt, findC);
  add("nameFast", askCompact, fast, in.fastAt, findName);
  add("nameFastC", askCompactC, fast, in.fastAt, findNameC);
  add("lineGo", lineGo);
  add("lineGoIndexC", askGoC, true, lineC);
  add("lineCompactC", askCompactC, compact, in.compactAt, lineC);
  add("framesCompact", askCompact, compact, in.compactAt, frames);
  add("framesCompactC", askCompactC, compact, in.compactAt, framesC);
  add("byName", byName);
  add("byNameGoC", byNameC, openGoC(true));
  add("byNameC", byNameC, openCompactC(in.compact, in.compactAt));

  add("firstGo", firstGo);
  add("firstGoIndexC", firstGoC, true);
  add("firstGoStraightC", firstGoC, false);
  add("firstCompact", firstCompact, compact, in.compactAt);
  add("firstCompactC", firstCompactC, compact, in.compactAt);
  add("firstFast", firstCompact, fast, in.fastAt);
  add("firstFastC", firstCompactC, fast, in.fastAt);
}

} // namespace

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 4)
    fail("usage: micro FOLDER ADDRESS-OF-COMPACT ADDRESS-OF-FAST");
  in.compactAt = std::strtoull(argv[2], nullptr, 0);
  in.fastAt = std::strtoull(argv[3], nullptr, 0);
  readInput(argv[1]);
  addAll();
  benchmark::RunSpecifiedBenchmarks();
}
