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
#include "micro.h"
#include "gosym/Format/CompactReader.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

using namespace gosym;
using namespace micro;
using llvm::ArrayRef;

Input micro::in;

static constexpr size_t askedFunctions = 4096;

void micro::fail(const std::string &what) {
  std::fprintf(stderr, "micro: error: %s\n", what.c_str());
  std::exit(1);
}

void micro::check(llvm::Error error) {
  if (error)
    fail(toString(std::move(error)));
}

static Bytes read(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

static std::vector<uint64_t> choosePcs(ArrayRef<uint64_t> begins) {
  std::mt19937 random(1);
  std::vector<uint64_t> pcs;
  while (pcs.size() < askedFunctions) {
    size_t i = random() % (begins.size() - 1);
    if (uint64_t size = begins[i + 1] - begins[i])
      pcs.push_back(begins[i] + random() % size);
  }
  return pcs;
}

static void readInput(const std::string &folder) {
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

void micro::countBytes(benchmark::State &state, size_t bytes) {
  state.SetBytesProcessed(int64_t(state.iterations() * bytes));
  state.counters["bytes"] = double(bytes);
  state.counters["symbols"] = double(in.model->program().symbols.size());
}

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 4)
    fail("usage: micro FOLDER ADDRESS-OF-COMPACT ADDRESS-OF-FAST");
  in.compactAt = std::strtoull(argv[2], nullptr, 0);
  in.fastAt = std::strtoull(argv[3], nullptr, 0);
  readInput(argv[1]);
  addEncoding();
  addDecoding();
  addLookups();
  benchmark::RunSpecifiedBenchmarks();
}
