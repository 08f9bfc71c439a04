//===- Progress.h - A word about long work ----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Who waits at a terminal sees after a second what is being done, and for how
/// long. Nothing is printed where the error output is no terminal, or where the
/// results come on it.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_PROGRESS_H
#define GOSYM_TOOLS_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace gosym {

class Progress {
public:
  /// Work on \p what begins.
  explicit Progress(llvm::StringRef what);
  /// It has ended; the line goes.
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

private:
  void run();

  std::string what;
  std::mutex mutex;
  std::condition_variable ended;
  bool hasEnded = false;
  std::thread thread;
};

} // namespace gosym

#endif
