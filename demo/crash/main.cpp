// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A calculator that crashes as real programs do: compiled with -O2 and without
// frame pointers, stripped, in an inlined function of its own shared object, in
// a thread. It does not know of GoSym: the handler is installed by the link.
#include "../fault.h"
#include "../parser.h"
#include "cells.h"
#include <cstdio>
#include <cstdlib>
#include <pthread.h>
#include <thread>

void calc::fault(const char *what) {
  std::fprintf(stderr, "fault: %s\n", what);
  std::abort();
}

namespace {

class Worker {
public:
  explicit Worker(const char *text) : text(text) {}
  [[gnu::noinline]] long work() const {
    const calc::Names names = {{{"answer", 42}}};
    long number = calc::Parser(text).parseSum()->evaluate(names);
    return memory.recall(number) * 2;
  }

private:
  const char *text;
  calc::Memory memory;
};

} // namespace

int main(int argc, char **argv) {
  std::thread thread([=] {
    pthread_setname_np(pthread_self(), "worker");
    std::printf("%ld\n", Worker(argc > 1 ? argv[1] : "answer - 40").work());
  });
  thread.join();
}
