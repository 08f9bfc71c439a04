//===- SideWork.cpp -------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The side thread takes the tasks of each call one by one. So does everybody
// who helps; then a call may end while the tasks that others took are running,
// and it waits for these.
//
//===----------------------------------------------------------------------===//

#include "SideWork.h"
#include <atomic>

using namespace gosym;

struct SideWork::Tasks {
  Tasks(size_t n, const std::function<void(size_t)> &task) : n(n), task(task) {}

  /// Does tasks until all have been taken. Returns whether it did the last one
  /// that was not done.
  bool take() {
    bool last = false;
    for (size_t i; (i = next.fetch_add(1)) < n;) {
      task(i);
      last = done.fetch_add(1) + 1 == n;
    }
    return last;
  }
  bool areTaken() const { return next >= n; }
  bool areDone() const { return done == n; }

private:
  const size_t n;
  /// Good until all are done.
  const std::function<void(size_t)> &task;
  std::atomic<size_t> next{0}, done{0};
};

void SideWork::share(size_t n, const std::function<void(size_t)> &task) {
  if (n == 0)
    return;
  auto tasks = std::make_shared<Tasks>(n, task);
  {
    std::lock_guard<std::mutex> lock(mutex);
    current = tasks;
  }
  changed.notify_all();
  tasks->take();
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return tasks->areDone(); });
  current = nullptr;
}

void SideWork::begin(bool hasThread, std::function<void(const Parallel &)> w) {
  work = std::move(w);
  if (!hasThread)
    return;
  thread = std::thread([this] {
    work([this](size_t n, const std::function<void(size_t)> &task) {
      share(n, task);
    });
    {
      std::lock_guard<std::mutex> lock(mutex);
      isDone = true;
    }
    changed.notify_all();
  });
}

void SideWork::finish(const Parallel &helpers) {
  if (!work)
    return;
  if (!thread.joinable()) {
    work(helpers);
    work = nullptr;
    return;
  }
  /// More than there are threads, for it is not known how many: the others find
  /// nothing to do.
  constexpr size_t numHelpers = 64;
  while (true) {
    std::shared_ptr<Tasks> tasks;
    {
      std::unique_lock<std::mutex> lock(mutex);
      changed.wait(lock,
                   [&] { return isDone || (current && !current->areTaken()); });
      if (isDone)
        break;
      tasks = current;
    }
    helpers(numHelpers, [&](size_t) {
      if (!tasks->take())
        return;
      // Whoever waits has seen the count or sees it now.
      std::lock_guard<std::mutex> lock(mutex);
      changed.notify_all();
    });
  }
  thread.join();
  work = nullptr;
}

SideWork::~SideWork() {
  if (thread.joinable())
    thread.join();
}
