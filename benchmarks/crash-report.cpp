// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The crash of demo/crash, reported in the way that -DWAY chooses: 0 not at
// all, 1 by GoSym, 2 by libbacktrace with the demangler of libstdc++, 3 by
// Boost.Stacktrace on libbacktrace, 4 by Boost.Stacktrace on the program
// addr2line. The handler makes the report twice, into the file that is its
// first argument, and prints on standard output, for each, nanoseconds and the
// growth of RssAnon and of all resident memory in KiB (of this process, not of
// addr2line).
#include "../demo/crash/cells.h"
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <thread>
#include <time.h>
#include <unistd.h>

#if WAY == 1
#include "gosym-c/backtrace.h"
static void report(int fd, void *context) {
  gosym_backtrace_options options = {};
  options.context = context;
  gosym_backtrace_fd(fd, &options);
}
#elif WAY == 2
#include <backtrace.h>
#include <cxxabi.h>
static backtrace_state *state;
static void failed(void *, const char *, int) {}
static int put(void *to, uintptr_t pc, const char *file, int line,
               const char *function) {
  int status = 1;
  char *name =
      function ? abi::__cxa_demangle(function, 0, 0, &status) : nullptr;
  dprintf(*static_cast<int *>(to), "#0 0x%lx %s %s:%d\n",
          static_cast<unsigned long>(pc),
          status == 0 ? name
          : function  ? function
                      : "??",
          file ? file : "??", line);
  std::free(name);
  return 0;
}
static void report(int fd, void *) {
  if (!state)
    state = backtrace_create_state(nullptr, 1, failed, nullptr);
  backtrace_full(state, 0, put, failed, &fd);
}
#elif WAY == 3 || WAY == 4
#if WAY == 3
#define BOOST_STACKTRACE_USE_BACKTRACE
#else
#define BOOST_STACKTRACE_USE_ADDR2LINE
#endif
#include <boost/stacktrace.hpp>
static void report(int fd, void *) {
  std::string text =
      boost::stacktrace::to_string(boost::stacktrace::stacktrace());
  if (write(fd, text.data(), text.size()) < 0)
    std::abort();
}
#else
static void report(int, void *) {}
#endif

static long nanoseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000L + now.tv_nsec;
}

static long memory(const char *what) {
  char text[4096];
  int fd = open("/proc/self/status", O_RDONLY);
  text[read(fd, text, sizeof(text) - 1)] = 0;
  close(fd);
  return std::atol(std::strstr(text, what) + std::strlen(what));
}

static const char *path;

static void handle(int, siginfo_t *, void *context) {
  for (int i = 0; i < 2; ++i) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    long anonymous = memory("RssAnon:"), all = memory("VmRSS:");
    long begin = nanoseconds();
    report(fd, context);
    long end = nanoseconds();
    dprintf(1, "%ld %ld %ld\n", end - begin, memory("RssAnon:") - anonymous,
            memory("VmRSS:") - all);
    close(fd);
  }
  _exit(0);
}

namespace {
class Worker {
public:
  [[gnu::noinline]] long work(long number) const {
    return memory.recall(number) * 2;
  }

private:
  calc::Memory memory;
};
} // namespace

int main(int, char **argv) {
  path = argv[1];
  struct sigaction action = {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSEGV, &action, nullptr);
  std::thread thread([] { std::printf("%ld\n", Worker().work(2)); });
  thread.join();
}
