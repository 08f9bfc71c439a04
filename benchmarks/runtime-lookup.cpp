// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How long a program takes to name an address of its own: by the C reader, with
// the index of the linker, with one that the program made, and straight; and by
// dladdr(), which reads .dynsym. All are asked about the same addresses, in the
// same order: one in each of 4,096 functions, at random, which is worse for
// caches than the frames of a backtrace.
//
// benchmarks/runtime-lookup links this into a program with all of LLVM.
#include "gosym-c/format.h"
#include "gosym-c/gosym.h"
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <random>
#include <vector>

namespace {

constexpr size_t askedFunctions = 4096;

struct Program {
  gosym_table straight, linker, caller;
  bool hasLinkerIndex = false;
  std::vector<unsigned char> index;
  std::vector<uint64_t> pcs;
  /// Without gosym_prepare().
  gosym_table unprepared;
};

[[noreturn]] void fail(const char *what) {
  std::fprintf(stderr, "runtime-lookup: %s\n", what);
  std::exit(1);
}

/// Addresses inside of functions that every way can name: global ones, which
/// .dynsym has too.
std::vector<uint64_t> chooseAddresses(const gosym_table &table) {
  std::vector<uint64_t> all;
  gosym_cursor cursor = {};
  gosym_entry entry;
  while (!gosym_next(&table, &cursor, &entry))
    if (entry.type == 'T' &&
        !gosym_is_text_mark(entry.type, entry.name, entry.name_size) &&
        !gosym_is_etext_mark(entry.type, entry.name, entry.name_size))
      all.push_back(entry.value);
  std::mt19937 random(1);
  std::vector<uint64_t> chosen;
  for (size_t i = 0; i < askedFunctions; ++i)
    chosen.push_back(all[random() % all.size()]);
  return chosen;
}

const Program &program() {
  static Program program = [] {
    Program p;
    if (gosym_open_self(&p.linker))
      fail("no table");
    p.hasLinkerIndex = p.linker.index != nullptr;
    p.unprepared = p.linker;
    gosym_attach_index(&p.unprepared, nullptr, 0);
    if (gosym_prepare(&p.linker))
      fail("the table cannot be read");
    p.straight = p.caller = p.linker;
    gosym_attach_index(&p.straight, nullptr, 0);
    size_t size;
    if (gosym_index_size(&p.straight, &size, nullptr))
      fail("the table cannot have an index");
    p.index.resize(size);
    if (gosym_index_build(&p.straight, p.index.data(), size, nullptr) ||
        gosym_attach_index(&p.caller, p.index.data(), size))
      fail("the index cannot be made");
    p.pcs = chooseAddresses(p.straight);
    return p;
  }();
  return program;
}

/// Asks about one address after the other.
template <typename Ask> void ask(benchmark::State &state, Ask &&ask) {
  const std::vector<uint64_t> &pcs = program().pcs;
  size_t i = 0;
  for (auto _ : state) {
    if (!ask(pcs[i]))
      return state.SkipWithError("an address has no name");
    i = (i + 1) % pcs.size();
  }
  state.SetItemsProcessed(state.iterations());
}

void findFunctions(benchmark::State &state, const gosym_table &table) {
  ask(state, [&](uint64_t pc) {
    gosym_function function;
    bool found = gosym_find_function(&table, pc, &function) == GOSYM_OK;
    benchmark::DoNotOptimize(function.name);
    return found;
  });
}

void linkerIndex(benchmark::State &state) {
  if (!program().hasLinkerIndex)
    return state.SkipWithError("the link made no index");
  findFunctions(state, program().linker);
}
void callerIndex(benchmark::State &state) {
  findFunctions(state, program().caller);
}
void straight(benchmark::State &state) {
  findFunctions(state, program().straight);
}
void straightUnprepared(benchmark::State &state) {
  findFunctions(state, program().unprepared);
}

void fileAndPath(benchmark::State &state) {
  ask(state, [&](uint64_t pc) {
    gosym_line line;
    char path[512];
    return !gosym_find_line(&program().caller, pc, &line) &&
           !gosym_format_path(&program().caller, &line, path, sizeof(path),
                              nullptr);
  });
}

void dladdrOnce(benchmark::State &state) {
  ask(state, [&](uint64_t pc) {
    Dl_info info;
    bool found = dladdr(reinterpret_cast<void *>(pc), &info) && info.dli_sname;
    benchmark::DoNotOptimize(info.dli_sname);
    return found;
  });
}

void makeIndex(benchmark::State &state) {
  std::vector<unsigned char> memory(program().index.size());
  for (auto _ : state)
    if (gosym_index_build(&program().straight, memory.data(), memory.size(),
                          nullptr))
      return state.SkipWithError("the index cannot be made");
}

} // namespace

// The libraries of LLVM, all in one program, define one option twice and would
// end it: so everything happens before their constructors.
__attribute__((constructor(101))) static void run(int argc, char **argv) {
  using benchmark::RegisterBenchmark;
  benchmark::Initialize(&argc, argv);
  RegisterBenchmark("linkerIndex", linkerIndex);
  RegisterBenchmark("callerIndex", callerIndex);
  RegisterBenchmark("straight", straight);
  RegisterBenchmark("straightUnprepared", straightUnprepared);
  RegisterBenchmark("fileAndPath", fileAndPath);
  RegisterBenchmark("dladdrOnce", dladdrOnce);
  RegisterBenchmark("makeIndex", makeIndex)->Unit(benchmark::kMillisecond);
  benchmark::RunSpecifiedBenchmarks();
  std::fflush(stdout);
  std::_Exit(0);
}

int main() {}
