// gosym::stacktrace and gosym::raw_trace begin with the function that asks, whatever the optimization and compiler, and count skipped frames from there; a raw trace made in a signal handler is resolved later; entries are iterated and printed as std::stacktrace's are; the header needs neither exceptions nor RTTI.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{compiler} = clang++
// DEFINE: %{flags} = -O0
// DEFINE: %{check} = %{compiler} -std=c++17 -g -fPIE -Wall -Wextra -Wpedantic -Wshadow -Wno-comment -Werror \
// DEFINE:     %{flags} -I%gosym_src/include -c %s -o traces.o && \
// DEFINE:   clang++ traces.o runtime.a -pie -fuse-ld=lld %wl_load \
// DEFINE:     -Wl,-mllvm,-gosym-for=backtrace -s -o traces && \
// DEFINE:   ./traces | FileCheck %s --match-full-lines
// RUN: %{check}
// REDEFINE: %{flags} = -O1
// RUN: %{check}
// REDEFINE: %{flags} = -O2
// RUN: %{check}
// REDEFINE: %{flags} = -O3 -fno-rtti -fno-exceptions -fomit-frame-pointer
// RUN: %{check}
// REDEFINE: %{flags} = -Os -std=c++20 -fno-omit-frame-pointer
// RUN: %{check}
// REDEFINE: %{compiler} = g++
// RUN: %{check}
// REDEFINE: %{flags} = -O0
// RUN: %{check}
// REDEFINE: %{flags} = -O3 -fno-rtti -fno-exceptions
// RUN: %{check}

// CHECK:      app::first() {{/.*}}/cpp-traces-begin-at-their-caller.cpp:[[@LINE+38]]
// CHECK-NEXT: first, second
// CHECK-NEXT: second
// CHECK-NEXT: two frames, and none
// CHECK-NEXT: first, second
// CHECK-NEXT: second
// CHECK-NEXT: first, from a handler
// CHECK-NEXT: found again
// CHECK-NEXT: the same text: #0 app::first() {{/.*}}.cpp:[[@LINE+30]]
// CHECK-NEXT: libc.so.6+0x{{[0-9a-f]+}} of /{{.*}}/libc.so.6
// gcc gives no linkage name to an inlined static function, and so no namespace.
// CHECK-NEXT: inlined: {{(app::inner\(\)|inner)}} (inlined), app::outer()
// CHECK-NEXT: ?? and 0 frames
#include "gosym/backtrace.hpp"
#include <algorithm>
#include <csignal>
#include <iostream>
#include <sstream>
#include <type_traits>

#define kept __attribute__((noinline))

namespace app {

static gosym::stacktrace here, without, two;
static gosym::raw_trace<> raw, rawWithout, handled;
static gosym::stacktrace inlined;

static void handle(int, siginfo_t *, void *context) {
  handled = gosym::raw_trace<>::current(0, context);
}

kept void first();
kept int second();
kept int outer();

void first() {
  // All of one line.
  here = gosym::stacktrace::current(), without = gosym::stacktrace::current(1), two = gosym::stacktrace::current(0, 2), raw = gosym::raw_trace<>::current(), rawWithout = gosym::raw_trace<>::current(1);
  raise(SIGUSR1);
  __asm__ volatile("ud2");
}

int second() {
  first();
  return 1;
}

__attribute__((always_inline)) static inline gosym::stacktrace inner() {
  return gosym::stacktrace::current();
}

int outer() {
  inlined = inner();
  return 2;
}

/// The name of a function without its namespace and arguments.
static std::string bare(const gosym::stacktrace_entry &entry) {
  std::string name = entry.description();
  if (name.compare(0, 5, "app::") == 0)
    name = name.substr(5, name.find('(') - 5);
  return name;
}

static void onTrap(int, siginfo_t *, void *context) {
  handled = gosym::raw_trace<>::current(0, context);
  static_cast<ucontext_t *>(context)->uc_mcontext.gregs[REG_RIP] += 2;
}

} // namespace app

int main() {
  using namespace app;
  struct sigaction action = {};
  action.sa_flags = SA_SIGINFO;
  action.sa_sigaction = handle;
  sigaction(SIGUSR1, &action, nullptr);
  action.sa_sigaction = onTrap;
  sigaction(SIGILL, &action, nullptr);
  int sum = second() + outer();
  static_assert(std::is_trivially_copyable<gosym::raw_trace<8>>::value, "");

  std::cout << here[0] << '\n';
  std::cout << bare(here[0]) << ", " << bare(here[1]) << '\n';
  std::cout << bare(without[0]) << '\n';
  std::cout << (two.size() == 2 ? "two frames" : "not two") << ", and "
            << (gosym::stacktrace::current(0, 0).empty() ? "none" : "some")
            << '\n';
  gosym::stacktrace later = raw.resolve();
  std::cout << bare(later[0]) << ", " << bare(later[1]) << '\n';
  std::cout << bare(rawWithout.resolve()[0]) << '\n';
  std::cout << bare(handled.resolve()[0]) << ", from a handler\n";
  auto found = std::find_if(here.begin(), here.end(), [](const auto &entry) {
    return entry && entry.description() == "main" && entry.source_line() != 0;
  });
  std::cout << (found != here.end() ? "found again\n" : "lost\n");
  std::ostringstream text, one;
  text << here;
  one << here[0];
  std::size_t lines = 0;
  for (const gosym::stacktrace_entry &entry : here)
    lines += entry.native_handle() != 0;
  bool same = text.str() == gosym::to_string(here) && lines == here.size() &&
              one.str() == gosym::to_string(here[0]);
  std::cout << (same ? "the same text: " : "another text: ")
            << text.str().substr(0, text.str().find('\n')) << '\n';
  for (const auto &entry : here)
    if (entry.module().find("libc.so") != std::string::npos) {
      std::cout << entry << " of " << entry.module() << '\n';
      break;
    }
  std::cout << "inlined: " << inlined[0].description()
            << (inlined[0].is_inlined() ? " (inlined)" : "") << ", "
            << inlined[1].description() << '\n';
  std::cout << gosym::stacktrace_entry() << " and "
            << gosym::stacktrace().size() << " frames\n";
  return sum != 3;
}
