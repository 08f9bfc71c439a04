//===- SideWork.h - Work beside the linker ----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Work that begins long before its result is needed, on a thread of its own,
/// while the linker does what only one of its threads can do:
///
///   linker   assign sections | scan relocations | .. | finish() | addresses
///   side     learn names ...........| code names ....|.. helped |
///
/// Where no thread may run beside the linker finish() does all of it.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_SIDEWORK_H
#define GOSYM_LIB_COLLECT_SIDEWORK_H

#include "gosym/Format/NameSource.h"
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace gosym {

/// begin() and finish() once each, on one thread.
class SideWork {
public:
  /// \p work asks the Parallel it is given for many tasks, not for threads: at
  /// first there is one only. What it reads must not change until finish()
  /// returns. \p hasThread: a thread may run beside the linker.
  void begin(bool hasThread, std::function<void(const Parallel &)> work);
  /// Returns when the work is done. Tasks that have not begun are done by
  /// \p helpers, too.
  void finish(const Parallel &helpers);
  ~SideWork();

private:
  /// Tasks of one call of Parallel.
  struct Tasks;
  void share(size_t n, const std::function<void(size_t)> &task);

  std::function<void(const Parallel &)> work;
  std::thread thread;
  std::mutex mutex;
  std::condition_variable changed;
  /// What is being done; null between two calls.
  std::shared_ptr<Tasks> current;
  bool isDone = false;
};

} // namespace gosym

#endif
