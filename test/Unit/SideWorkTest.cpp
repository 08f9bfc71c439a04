//===- SideWorkTest.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../lib/Collect/SideWork.h"
#include "gtest/gtest.h"
#include <atomic>
#include <numeric>
#include <vector>

using namespace gosym;

namespace {

constexpr size_t numTasks = 500;

/// As a link does: on a thread for each call of many.
void onThreads(size_t n, const std::function<void(size_t)> &task) {
  std::vector<std::thread> threads;
  std::atomic<size_t> next{0};
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&] {
      for (size_t i; (i = next.fetch_add(1)) < n;)
        task(i);
    });
  for (std::thread &thread : threads)
    thread.join();
}

/// Sums in three rounds, each of which needs the whole of the one before.
struct Sums {
  std::vector<size_t> values = std::vector<size_t>(numTasks, 1);

  void compute(const Parallel &parallel) {
    for (int round = 0; round < 3; ++round) {
      size_t total = std::accumulate(values.begin(), values.end(), size_t(0));
      parallel(values.size(), [&](size_t i) { values[i] += total + i; });
      parallel(0, [](size_t) { FAIL(); });
    }
  }
};

TEST(SideWork, DoesEachTaskOnceWhoeverDoesIt) {
  Sums expected;
  expected.compute([](size_t n, const std::function<void(size_t)> &task) {
    for (size_t i = 0; i < n; ++i)
      task(i);
  });
  for (bool hasThread : {false, true}) {
    for (int turn = 0; turn < 100; ++turn) {
      Sums sums;
      SideWork work;
      work.begin(hasThread,
                 [&](const Parallel &parallel) { sums.compute(parallel); });
      work.finish(onThreads);
      EXPECT_EQ(sums.values, expected.values);
    }
  }
}

TEST(SideWork, WaitsForTasksThatOthersTook) {
  // The first task ends when another thread has begun the second one.
  std::atomic<int> begun{0}, ended{0};
  SideWork work;
  work.begin(true, [&](const Parallel &parallel) {
    parallel(2, [&](size_t) {
      ++begun;
      while (begun < 2)
        std::this_thread::yield();
      ++ended;
    });
    EXPECT_EQ(ended, 2);
  });
  work.finish(onThreads);
  EXPECT_EQ(ended, 2);
}

TEST(SideWork, EndsWithItsOwner) {
  std::atomic<bool> done{false};
  {
    SideWork work;
    work.begin(true, [&](const Parallel &) { done = true; });
  }
  EXPECT_TRUE(done);
  {
    SideWork never;
  }
}

} // namespace
