// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the files of micro share: the tables that it runs on, and how a
// benchmark is registered. See micro.cpp.
#ifndef GOSYM_BENCHMARKS_MICRO_H
#define GOSYM_BENCHMARKS_MICRO_H

#include "gosym/Format/GoModel.h"
#include "gosym/Format/NameSource.h"
#include <benchmark/benchmark.h>
#include <memory>
#include <string>
#include <vector>

namespace micro {

using Bytes = std::vector<uint8_t>;
/// Of all tables here.
constexpr gosym::TableTarget target = {};

[[noreturn]] void fail(const std::string &what);
void check(llvm::Error error);
template <typename T> T check(llvm::Expected<T> value) {
  check(value.takeError());
  return std::move(*value);
}

struct Input {
  Bytes go, lines, index, compact, fast;
  uint64_t compactAt = 0, fastAt = 0;
  std::unique_ptr<gosym::GoProgram> model;
  /// One in each of some functions, at random; and their names. The fast table
  /// is of a link of its own, whose code is elsewhere.
  std::vector<uint64_t> pcs, fastPcs;
  std::vector<std::string> names;
};
extern Input in;

/// Tells how many bytes each round made or read.
void countBytes(benchmark::State &state, size_t bytes);

/// Registers a benchmark.
template <typename Fn, typename... Args>
void add(const char *name, Fn fn, Args... args) {
  benchmark::RegisterBenchmark(
      name, [=](benchmark::State &state) { fn(state, args...); });
}
void addEncoding();
void addDecoding();
void addLookups();

} // namespace micro

#endif
