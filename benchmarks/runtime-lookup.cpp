// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How long a program takes to name an address of its own: by the C reader, from
// its compact table, and from its Go 1.1 table with the index of the linker,
// with one that the program made, and straight; and by dladdr(), which reads
// .dynsym. All are asked about the same addresses, in the same order: one in
// each of 4,096 functions, at random, which is worse for caches than the frames
// of a backtrace.
//
// A program that has a compact table only is asked about 4,096 addresses
// anywhere in its code, by the ways that its table has.
//
// benchmarks/runtime-lookup links this into a program with all of LLVM, of whose
// libraries one has debug info, and into one with the libraries of this build,
// which all have.
#include "gosym-c/format.h"
#include "gosym-c/gosym.h"
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <link.h>
#include <random>
#include <string>
#include <vector>

namespace {

constexpr size_t askedFunctions = 4096;

struct Program {
  gosym_table compact, straight, linker, caller;
  bool hasGoTable = false;
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

/// The tables of this program, which its note tells.
const gosym_module &tables() {
  static gosym_module module = {};
  auto visit = [](dl_phdr_info *info, size_t, void *) {
    // The first one is the program.
    gosym_find_tables(info->dlpi_phdr, info->dlpi_phnum, info->dlpi_addr,
                      &module);
    return 1;
  };
  if (!module.compact)
    dl_iterate_phdr(visit, nullptr);
  return module;
}

bool openGoTable(gosym_table &table) {
  gosym_options options = {};
  options.lines = tables().lines;
  options.lines_size = tables().lines_size;
  options.index = tables().index;
  options.index_size = tables().index_size;
  return tables().table &&
         !gosym_open(tables().table, tables().table_size, &options, &table);
}

/// Addresses anywhere in the functions of a compact table.
std::vector<uint64_t> chooseAnyAddresses(const gosym_table &table) {
  // It covers the code of the program from the first address that it answers;
  // some function of it is a begin for looking in both directions.
  gosym_function function;
  uint64_t first = reinterpret_cast<uintptr_t>(&chooseAnyAddresses),
           end = first;
  for (uint64_t step = 1 << 30; step != 0; step /= 2) {
    while (!gosym_find_function(&table, first - step, &function))
      first -= step;
    while (!gosym_find_function(&table, end + step, &function))
      end += step;
  }
  std::mt19937_64 random(1);
  std::vector<uint64_t> chosen;
  while (chosen.size() < askedFunctions) {
    uint64_t pc = first + random() % (end - first);
    if (!gosym_find_function(&table, pc, &function) &&
        pc - function.entry < function.size)
      chosen.push_back(pc);
  }
  return chosen;
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
    if (!tables().compact || gosym_open_self(&p.compact))
      fail("no compact table");
    p.hasGoTable = openGoTable(p.linker);
    if (!p.hasGoTable) {
      p.pcs = chooseAnyAddresses(p.compact);
      return p;
    }
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

void compactFunction(benchmark::State &state) {
  findFunctions(state, program().compact);
}

bool formatsName(gosym_function &function) {
  char name[4096];
  size_t length;
  gosym_error error = gosym_format_name(&program().compact, &function, name,
                                        sizeof(name), &length);
  benchmark::DoNotOptimize(name);
  return error == GOSYM_OK || error == GOSYM_TOO_SMALL;
}

void compactName(benchmark::State &state) {
  ask(state, [&](uint64_t pc) {
    gosym_function function;
    return !gosym_find_function(&program().compact, pc, &function) &&
           formatsName(function);
  });
}

/// All functions that an address is in, with files and lines; and, with \p
/// text, the name and the path of each.
void findFrames(benchmark::State &state, bool text) {
  size_t frames = 0;
  ask(state, [&](uint64_t pc) {
    const gosym_table *table = &program().compact;
    gosym_inlined found;
    gosym_frame frame;
    char path[4096];
    if (gosym_find_inlined(table, pc, &found))
      return false;
    while (!gosym_next_inlined(table, &found, &frame)) {
      ++frames;
      benchmark::DoNotOptimize(frame);
      if (text &&
          (!formatsName(frame.function) ||
           (frame.line.file && gosym_format_path(table, &frame.line, path,
                                                 sizeof(path), nullptr))))
        return false;
    }
    return true;
  });
  state.counters["frames"] = double(frames) / double(state.iterations());
}
void compactFrames(benchmark::State &state) { findFrames(state, false); }
void compactFramesText(benchmark::State &state) { findFrames(state, true); }

void compactLine(benchmark::State &state) {
  ask(state, [&](uint64_t pc) {
    gosym_line line;
    gosym_error error = gosym_find_line(&program().compact, pc, &line);
    benchmark::DoNotOptimize(line);
    return error == GOSYM_OK || error == GOSYM_NOT_FOUND;
  });
}

/// From a name to its function.
void compactByName(benchmark::State &state) {
  std::vector<std::string> names;
  for (uint64_t pc : program().pcs) {
    gosym_function function;
    char name[4096];
    size_t length = 0;
    if (gosym_find_function(&program().compact, pc, &function) ||
        gosym_format_name(&program().compact, &function, name, sizeof(name),
                          &length))
      continue;
    names.emplace_back(name, length);
  }
  size_t i = 0;
  for (auto _ : state) {
    gosym_function function;
    const std::string &name = names[i++ % names.size()];
    if (gosym_find_name(&program().compact, name.data(), name.size(),
                        &function))
      return state.SkipWithError("a name has no function");
  }
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
  RegisterBenchmark("compactFunction", compactFunction);
  RegisterBenchmark("compactName", compactName);
  RegisterBenchmark("compactLine", compactLine);
  RegisterBenchmark("compactFrames", compactFrames);
  RegisterBenchmark("compactFramesText", compactFramesText);
  RegisterBenchmark("compactByName", compactByName)
      ->Unit(benchmark::kMillisecond);
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
