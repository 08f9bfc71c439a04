// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finding what is at an address, by the readers in C++ and in C, and the first
// answer of each, with nothing prepared.
#include "gosym-c/gosym.h"
#include "gosym/Format/CompactReader.h"
#include "gosym/Format/SymbolIndex.h"
#include "micro.h"

using namespace gosym;
using namespace micro;
using llvm::ArrayRef;

namespace {

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

} // namespace

void micro::addLookups() {
  auto compact = std::cref(in.compact), fast = std::cref(in.fast);

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
