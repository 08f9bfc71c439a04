//===- CrashHandler.c - The last words of a program -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The handler runs on an alternate stack: the fault may be that the stack is
/// used up.
///
/// Threads may crash together. The first one makes the report; the others wait
/// in their handlers until the process has ended. One word, set by
/// compare-and-exchange, says which thread it is; there is no lock. Resetting
/// the signal's disposition at entry (SA_RESETHAND) would not do: the
/// disposition belongs to the whole process, so a second crashing thread would
/// end it in the middle of the report.
///
/// If the report itself faults, the handler runs again (SA_NODEFER) in the same
/// thread, and continues the report with less: without the table if the table
/// could not be read, by frame pointers if the unwinder faulted before it found
/// a caller. What this needs is in static memory, because the kernel may have
/// started again at the top of an alternate stack that was used up. After that,
/// or at a second fault, the process ends.
///
/// To end the process, the first signal gets its default disposition, is
/// blocked, and is raised. It takes effect when the handler returns to where
/// the program was interrupted: core dump and exit status are those of a
/// program without handler (the si_code in the core says that the signal was
/// sent).
///
/// Meanwhile other signals are blocked in the threads that have crashed: a
/// handler of theirs could not know what it interrupts, and SIGPIPE would end
/// the program if nobody reads the report. Signals by which a person or the
/// system ends a program stay unblocked; otherwise a report that hangs could
/// not be ended.
///
/// Every function that is loaded or bound lazily is called once when the
/// handler is installed: the dynamic linker's resolver takes more stack than a
/// report does, and loads libraries under locks.
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // sigaltstack(), syscall()
#endif
#include "Frames.h"
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
  // On x86-64 the kernel saves up to 11 KiB there (AMX).
  ownStackSize = 64 * 1024,
  // What a walk of the unwinder takes, with everything bound: 2.3 KiB on
  // x86-64,
  // more where there are more registers.
  unwinderStackSize = 4 * 1024,
  bitsOfLong = 8 * sizeof(long)
};

static struct gosym_crash_options crashOptions;
static const struct sigaction byDefault = {.sa_handler = SIG_DFL};
static unsigned char ownStack[ownStackSize] __attribute__((aligned(16)));

/// The thread that makes the report; 0 if there is none yet.
static atomic_long reporter;
/// Used only by the thread that makes the report.
static struct Backtrace report;
static struct Machine machine;
static int firstSignal;
static volatile int faults;

static const int crashSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
/// Signals by which a person or the system ends a program.
static const int endSignals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
enum {
  crashSignalCount = sizeof(crashSignals) / sizeof(*crashSignals),
  endSignalCount = sizeof(endSignals) / sizeof(*endSignals)
};

static const char *nameOf(int signal) {
  switch (signal) {
  case SIGSEGV:
    return "SIGSEGV";
  case SIGBUS:
    return "SIGBUS";
  case SIGILL:
    return "SIGILL";
  case SIGFPE:
    return "SIGFPE";
  default:
    return "SIGABRT";
  }
}

static char *append(char *to, const char *text) {
  while (*text != 0)
    *to++ = *text++;
  return to;
}

static char *appendHex(char *to, uintptr_t value) {
  for (unsigned shift = 8 * sizeof(value); shift != 0; shift -= 4)
    *to++ = "0123456789abcdef"[(value >> (shift - 4)) & 0xf];
  return to;
}

/// `fatal signal SIGSEGV at 0x0000000000000010`; the address only where the CPU
/// gave one.
static void printHeading(int fd, int signal, const siginfo_t *info) {
  char line[80];
  char *end = append(append(line, "fatal signal "), nameOf(signal));
  if (info->si_code > 0 && signal != SIGABRT)
    end = appendHex(append(end, " at 0x"), (uintptr_t)info->si_addr);
  *end++ = '\n';
  gosymWrite(fd, line, (size_t)(end - line));
}

static void waitShortly(void) {
  enum { milliseconds = 20, nanoseconds = milliseconds * 1000 * 1000 };
#ifdef SYS_poll
  syscall(SYS_poll, NULL, 0, milliseconds);
#else
  // Some machines are too new to have this call; time_t has 64 bits on all of
  // those.
  struct timespec time;
  time.tv_sec = 0;
  time.tv_nsec = nanoseconds;
#ifdef SYS_ppoll
  syscall(SYS_ppoll, NULL, 0, &time, NULL, 0);
#else
  syscall(SYS_ppoll_time64, NULL, 0, &time, NULL, 0);
#endif
#endif
}

/// Makes thread `self` the reporter. Returns 0 if it already is: the report has
/// faulted. While another thread is the reporter, this does not return. The
/// exception is a recorded thread that is not of this process: this process may
/// be a forked copy of one that crashed, or have shared its memory with a
/// process that has ended (vfork()).
static int becomeReporter(long self) {
  long other = 0;
  while (!atomic_compare_exchange_strong(&reporter, &other, self)) {
    if (other == self)
      return 0;
    if (syscall(SYS_tgkill, syscall(SYS_getpid), other, 0) != 0 &&
        errno == ESRCH)
      continue;
    waitShortly();
    other = 0;
  }
  return 1;
}

/// The unwinder may need more stack than is left: the thread may run on an
/// alternate stack of its own that is small.
static enum gosym_walk walkThatFits(void) {
  stack_t now;
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  if (sigaltstack(NULL, &now) == 0 && now.ss_flags & SS_ONSTACK &&
      here - (uintptr_t)now.ss_sp < unwinderStackSize)
    return GOSYM_WALK_FRAMES;
  return crashOptions.walk;
}

static void printReport(int signal, const siginfo_t *info, void *context) {
  firstSignal = signal;
  faults = 0;
  gosymReadContext(context, &machine);
  gosymBeginBacktrace(&report, crashOptions.fd, crashOptions.table, 0);
  printHeading(crashOptions.fd, signal, info);
  gosymPutInterrupted(&report, walkThatFits(), &machine, context);
}

static void printRest(int signal) {
  int isFirst = faults++ == 0;
  gosymPutFault(&report, nameOf(signal));
  if (isFirst)
    gosymPutRest(&report, &machine);
}

/// The program ends by the first signal when the handler returns. `now` is the
/// signal that was handled, which may be a fault inside of the report.
static void letEnd(int now, long self) {
  sigaction(now, &byDefault, NULL);
  sigaction(firstSignal, &byDefault, NULL);
  unsigned long set[_NSIG / bitsOfLong + 1];
  for (unsigned i = 0; i < sizeof(set) / sizeof(*set); ++i)
    set[i] = 0;
  set[0] = 1ul << (firstSignal - 1);
  syscall(SYS_rt_sigprocmask, SIG_BLOCK, set, NULL, _NSIG / 8);
  syscall(SYS_tgkill, syscall(SYS_getpid), self, firstSignal);
}

static void handleCrash(int signal, siginfo_t *info, void *context) {
  int errnoBefore = errno;
  long self = syscall(SYS_gettid);
  if (becomeReporter(self))
    printReport(signal, info, context);
  else
    printRest(signal);
  letEnd(signal, self);
  errno = errnoBefore;
}

/// Gives this thread an alternate stack. One that it has stays if it is large
/// enough and the caller brings none.
static int useStack(void *stack, size_t size) {
  stack_t now;
  if (sigaltstack(NULL, &now) != 0)
    return errno;
  if (!stack && !(now.ss_flags & SS_DISABLE) &&
      now.ss_size >= GOSYM_CRASH_STACK_SIZE)
    return 0;
  stack_t wanted;
  wanted.ss_sp = stack ? stack : ownStack;
  wanted.ss_size = stack ? size : sizeof(ownStack);
  wanted.ss_flags = 0;
  return sigaltstack(&wanted, NULL) == 0 ? 0 : errno;
}

/// Calls the functions that the handler will call, where a call has no effect.
/// gosym_install_crash_handler() itself calls the others.
static void bindCalls(void) {
  uintptr_t word;
  gosymReadWord((uintptr_t)&word, &word);
  if (crashOptions.walk == GOSYM_WALK_UNWINDER)
    gosymPrepareUnwinder();
}

int gosym_install_crash_handler(const struct gosym_crash_options *options) {
  crashOptions.table = options ? options->table : NULL;
  crashOptions.fd = options && options->fd ? options->fd : STDERR_FILENO;
  crashOptions.walk = options ? options->walk : GOSYM_WALK_FRAMES;
  int error = useStack(options ? options->stack : NULL,
                       options ? options->stack_size : 0);
  if (error != 0)
    return error;
  bindCalls();

  struct sigaction action;
  sigfillset(&action.sa_mask);
  for (unsigned i = 0; i < crashSignalCount; ++i)
    sigdelset(&action.sa_mask, crashSignals[i]);
  for (unsigned i = 0; i < endSignalCount; ++i)
    sigdelset(&action.sa_mask, endSignals[i]);
  action.sa_sigaction = handleCrash;
  action.sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_NODEFER);
  for (unsigned i = 0; i < crashSignalCount; ++i)
    if (sigaction(crashSignals[i], &action, NULL) != 0)
      return errno;
  return 0;
}
