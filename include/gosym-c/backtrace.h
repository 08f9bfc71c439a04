//===- gosym-c/backtrace.h - Backtraces with names, and crashes ---*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Walks the stack and prints it with names, for signal handlers too.
///
/// Linux and libc are needed: syscall, errno, sigaction,
/// sigaltstack, sigfillset, sigdelset; weakly _Unwind_Backtrace,
/// _Unwind_GetIPInfo. No heap, no locks.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_C_BACKTRACE_H
#define GOSYM_C_BACKTRACE_H

#include "gosym-c/gosym.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How callers are found.
enum gosym_walk {
  /// By frame pointers: needs code with -fno-omit-frame-pointer. Every word is
  /// checked before it is read (rt_sigprocmask() fails with EFAULT). Frames
  /// must ascend and be aligned, and return to executable memory after a call.
  /// A broken stack ends the walk; it never faults. x86-64, i386, aarch64, arm,
  /// riscv, loongarch, ppc64le; elsewhere, and on s390x and mips, the walk ends
  /// with the first frame.
  GOSYM_WALK_FRAMES = 0,
  /// By the unwinder, if the program has one, else as above. A program in C++
  /// has one; a program in C has it if something else refers to it. It finds
  /// all callers in any code, but it is not promised to work in signal
  /// handlers: it trusts the stack and may take the loader's lock. If pc is not
  /// in code, only the crash handler uses it, and gosym_backtrace_fd() walks by
  /// frame pointers.
  GOSYM_WALK_UNWINDER = 1
};

/// All zero is fine.
struct gosym_backtrace_options {
  /// For names; null: all are `??`.
  const struct gosym_table *table;
  /// Where to begin: the third argument of a SA_SIGINFO handler, `ucontext_t
  /// *`; null: the caller of gosym_backtrace_fd().
  const void *context;
  /// Most lines; 0 is 64.
  unsigned max_frames;
  enum gosym_walk walk;
};

/// Prints one line a frame to \p fd, each with one write():
///
///   #0 0x0000555555556a3c divide+0x1c /src/calc.c:31
///   #1 0x00007ffff7df1234 ??
///
/// A compact table also tells of calls that were inlined there, a line each:
///
///   #0 0x0000555555556a3c checked (inlined) /src/calc.c:12
///   #1 0x0000555555556a3c divide+0x1c /src/calc.c:31
///
/// Addresses are those of the code; names and lines of callers are looked up
/// one byte before. What is not printable in a name or path is escaped, byte by
/// byte, as \x1b; printable are ASCII from space to `~`, the backslash too, and
/// well-formed UTF-8 from U+00A0 on. A function without line prints its file
/// only, one without history its name only. Code that the table does not have
/// (libraries, PLT) is `??`. Where the CPU stands in such code, the function
/// that called it is found by the return address that the call left, where the
/// machine has a rule for that. Frame 0 is printed before the stack is looked
/// at.
///
/// pc and frame pointer of \p context are known on x86-64, i386, aarch64, arm,
/// riscv, ppc64, s390x, mips and loongarch; elsewhere it prints one line,
/// `#0 ??`.
///
/// May run in signal handlers, in several threads at once; keeps errno; no
/// cancellation point. May read /proc/self/maps. Stack: GOSYM_STACK_SIZE and
/// 2048 bytes, more with the unwinder. Returns the number of lines printed.
unsigned gosym_backtrace_fd(int fd,
                            const struct gosym_backtrace_options *options);

/// Bytes of an alternate stack that are enough for the crash handler, with the
/// unwinder and whatever the kernel saves there (1 to 11 KiB on x86-64).
#define GOSYM_CRASH_STACK_SIZE 32768

/// All zero is fine.
struct gosym_crash_options {
  /// Open; must stay. Null: no names.
  const struct gosym_table *table;
  /// Where to print; 0 is 2, the standard error output.
  int fd;
  enum gosym_walk walk;
  /// The alternate stack of the calling thread, in bytes; null: the one that it
  /// has, if that is of GOSYM_CRASH_STACK_SIZE bytes or more, else 64 KiB of
  /// the library's. Other threads bring their own (sigaltstack()), or the
  /// handler runs on the stack that they have. Where less than 4 KiB are left
  /// of an alternate stack, the walk is by frame pointers.
  void *stack;
  size_t stack_size;
};

/// Has SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT print which signal it was,
/// where the fault is, and a backtrace. Then the signal takes its default way:
/// core dump and exit status are those of a program without handler. Of threads
/// that crash together the first one reports and the others wait for the end. A
/// fault inside of the report is told there, and the process still ends by the
/// first signal.
///
/// Not for signal handlers; call it once, for the process. With
/// GOSYM_WALK_UNWINDER the unwinder walks once, now, so that later nothing has
/// to be loaded or bound. Returns 0, or errno of sigaltstack() or sigaction().
int gosym_install_crash_handler(const struct gosym_crash_options *options);

#ifdef __cplusplus
}
#endif

#endif
