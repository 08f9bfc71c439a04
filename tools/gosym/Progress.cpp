//===- Progress.cpp - A word about long work ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Progress.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>

using namespace llvm;

namespace gosym {

/// Of a terminal: the cursor goes to the begin of the line, which is cleared.
static constexpr char clearLine[] = "\r\x1b[K";

Progress::Progress(StringRef what) : what(what.str()) {
  if (errs().is_displayed() && !outs().is_displayed())
    thread = std::thread([this] { run(); });
}

Progress::~Progress() {
  if (!thread.joinable())
    return;
  {
    std::lock_guard<std::mutex> lock(mutex);
    hasEnded = true;
  }
  ended.notify_one();
  thread.join();
}

void Progress::run() {
  bool isShown = false;
  std::unique_lock<std::mutex> lock(mutex);
  for (unsigned seconds = 1;; ++seconds) {
    if (ended.wait_for(lock, std::chrono::seconds(1), [&] { return hasEnded; }))
      break;
    // In one piece, and with the cursor at the begin: a note may come behind.
    std::string line = clearLine + ("gosym: " + printable(what) + ", ") +
                       std::to_string(seconds) + " s\r";
    errs() << line;
    isShown = true;
  }
  if (isShown)
    errs() << clearLine;
}

} // namespace gosym
