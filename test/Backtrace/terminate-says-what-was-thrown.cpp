// After gosym::install() an exception that nobody catches is told once: its type, what() and the frames from where it was thrown, in a thread too; the process ends by SIGABRT without a second report. Without RTTI or exceptions as much as is known is said.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{flags} =
// DEFINE: %{build} = clang++ -std=c++17 -O1 -gline-tables-only -Wall -Wextra -Wpedantic -Werror %{flags} \
// DEFINE:     -I%gosym_src/include %s runtime.a -pthread -fuse-ld=lld %wl_load \
// DEFINE:     -Wl,-mllvm,-gosym-for=backtrace -s -o throws
// DEFINE: %{run} = %python %inputs/exit-status.py -6 ./throws
// RUN: %{build}
// RUN: %{run} error 2> error && FileCheck %s --input-file=error --check-prefixes=ERROR,FRAMES,ONCE
// RUN: %{run} number 2> number && FileCheck %s --input-file=number --check-prefixes=NUMBER,FRAMES,ONCE
// RUN: %{run} thread 2> thread && FileCheck %s --input-file=thread --check-prefixes=ERROR,FRAMES,ONCE
// RUN: %{run} hostile 2> hostile && FileCheck %s --input-file=hostile --check-prefixes=HOSTILE
// RUN: %{run} nothing 2> nothing && FileCheck %s --input-file=nothing --check-prefixes=NOTHING,ONCE
// abort() that is no end of an exception has a report of its own.
// RUN: %{run} abort 2> abort && FileCheck %s --input-file=abort --check-prefixes=ABORT

// REDEFINE: %{flags} = -fno-rtti
// RUN: %{build}
// RUN: %{run} error 2> error && FileCheck %s --input-file=error --check-prefixes=UNTYPED,FRAMES,ONCE
// REDEFINE: %{flags} = -fno-exceptions
// RUN: %{build}
// RUN: %{run} nothing 2> nothing && FileCheck %s --input-file=nothing --check-prefixes=NOTHING,ONCE

// ERROR:   {{^}}terminate called: app::Error: the disk is full{{$}}
// NUMBER:  {{^}}terminate called: int{{$}}
// UNTYPED: {{^}}terminate called: the disk is full{{$}}
// NOTHING: {{^}}terminate called{{$}}
// NOTHING-NEXT: {{^}}#0 0x{{[0-9a-f]+}} gosym::terminate()+0x
// HOSTILE: {{^}}terminate called: app::Error: \x1b[2Jline\x0a#0 größe\xc2\x9b\xff{{$}}
// ABORT:   {{^}}fatal signal SIGABRT: abort() called
// FRAMES:  app::fail(char const*)+0x{{[0-9a-f]+}} {{/.*}}terminate-says
// FRAMES:  app::run(char const*)+0x{{[0-9a-f]+}} {{/.*}}terminate-says
// ONCE-NOT: fatal signal
// ONCE-NOT: {{^}}#0
#include "gosym/backtrace.hpp"
#include <cstring>
#include <thread>

#define kept __attribute__((noinline))

namespace app {

struct Error : std::exception {
  const char *text;
  explicit Error(const char *said) : text(said) {}
  const char *what() const noexcept override { return text; }
};

#ifdef __cpp_exceptions
kept static void fail(const char *how) {
  if (!std::strcmp(how, "number"))
    throw 42;
  if (!std::strcmp(how, "hostile"))
    throw Error("\033[2Jline\n#0 gr\303\266\303\237e\302\233\377");
  throw Error("the disk is full");
}
#else
kept static void fail(const char *) { std::terminate(); }
#endif

kept static int run(const char *how) {
  if (!std::strcmp(how, "abort"))
    std::abort();
  if (!std::strcmp(how, "nothing"))
    std::terminate();
  fail(how);
  return 1;
}

} // namespace app

int main(int argc, char **argv) {
  if (argc != 2 || gosym::install() != 0)
    return 1;
  if (std::strcmp(argv[1], "thread") != 0)
    return app::run(argv[1]);
  std::thread([&] {
    gosym::crash_stack stack;
    app::run(argv[1]);
  }).join();
}
