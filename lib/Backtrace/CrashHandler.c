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
/// thread, and continues the report with less (Report.c). What this needs is in
/// static memory, because the kernel may have started again at the top of an
/// alternate stack that was used up. After that, or at a second fault, the
/// process ends.
///
/// The first line, which says why and in which thread, comes from the signal
/// and from the kernel alone, before anything on the stack is looked at.
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
#include "CrashStack.h"
#include "Reason.h"
#include "Report.h"
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { bitsOfLong = 8 * sizeof(long) };

static struct gosym_crash_options crashOptions;
static const struct sigaction byDefault = {.sa_handler = SIG_DFL};
/// Whether a terminal gets colors; from the environment of the installation.
static int mayColor;

/// The thread that makes the report; 0 if there is none yet.
static atomic_long reporter;
/// The thread whose abort() has been reported already.
static atomic_long skipped;
/// Used only by the thread that makes the report.
static struct Report report;
/// The walk of the report before its first step.
static struct Walk firstWalk;
static int firstSignal;
static volatile int faults;

static const int crashSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
/// Signals by which a person or the system ends a program.
static const int endSignals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
enum {
  crashSignalCount = sizeof(crashSignals) / sizeof(*crashSignals),
  endSignalCount = sizeof(endSignals) / sizeof(*endSignals)
};

/// JSON: the members before the frames.
static void putJsonHeading(struct Text *out, int signal, long self,
                           const char *name, const struct Reason *reason) {
  gosymPutText(out, "{\"signal\":\"");
  gosymPutText(out, gosymSignalName(signal));
  gosymPutText(out, "\",\"reason\":\"");
  gosymPutReason(out, reason);
  if (reason->kind == reasonAddress) {
    gosymPutText(out, "\",\"address\":");
    gosymPutAddress(out, reason->number);
  } else {
    gosymPutText(out, "\"");
  }
  gosymPutText(out, ",\"process\":");
  gosymPutDecimal(out, (uint64_t)syscall(SYS_getpid));
  gosymPutText(out, ",\"thread\":");
  gosymPutDecimal(out, (uint64_t)self);
  gosymPutText(out, ",\"threadName\":");
  gosymOpenString(out);
  gosymPutName(out, name, gosymLength(name));
  gosymCloseString(out);
  gosymPutText(out, ",\"frames\":[\n");
}

/// Between quotes: one in the name is escaped like what is not printable, so
/// that the name ends where the line says.
static void putQuoted(struct Text *out, const char *name) {
  gosymPutText(out, "\"");
  for (;;) {
    size_t size = 0;
    while (name[size] != 0 && name[size] != '"')
      ++size;
    gosymPutName(out, name, size);
    name += size;
    if (*name == 0)
      break;
    gosymPutText(out, "\\x22");
    ++name;
  }
  gosymPutText(out, "\"");
}

static void putTextHeading(struct Text *out, int signal, long self,
                           const char *name, const struct Reason *reason) {
  gosymPutColor(out, colorSignal);
  gosymPutText(out, "fatal signal ");
  gosymPutText(out, gosymSignalName(signal));
  gosymPutText(out, ": ");
  gosymPutReason(out, reason);
  gosymPutColor(out, colorNone);
  gosymPutText(out, ", thread ");
  gosymPutDecimal(out, (uint64_t)self);
  gosymPutText(out, " ");
  putQuoted(out, name);
  gosymPutText(out, "\n");
}

static void putHeading(int signal, long self, const siginfo_t *info,
                       const void *context) {
  // The kernel ends the name by a NUL.
  char name[16];
  struct Reason reason;
  struct Text *out = &report.text;
  name[0] = 0;
  syscall(SYS_prctl, PR_GET_NAME, name);
  gosymFindReason(info, context, &reason);
  if (out->isJson)
    putJsonHeading(out, signal, self, name, &reason);
  else
    putTextHeading(out, signal, self, name, &reason);
  gosymFlushText(out);
}

/// JSON: what is behind the frames.
static void putEnd(void) {
  struct Text *out = &report.text;
  if (!out->isJson)
    return;
  gosymPutText(out, faults ? "],\"faultInReport\":true}\n" : "]}\n");
  gosymFlushText(out);
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

static int hasColor(void) {
  return crashOptions.color == GOSYM_COLOR_ALWAYS ||
         (crashOptions.color == GOSYM_COLOR_AUTO && mayColor &&
          gosymIsTerminal(crashOptions.fd));
}

static void printReport(int signal, long self, const siginfo_t *info,
                        const void *context) {
  firstSignal = signal;
  faults = 0;
  gosymBeginReport(&report, crashOptions.fd,
                   crashOptions.format == GOSYM_FORMAT_JSON, hasColor(),
                   crashOptions.table, 0);
  putHeading(signal, self, info, context);
  gosymBeginWalk(&report.walk, context, crashOptions.walk);
  gosymCopyWalk(&firstWalk, &report.walk);
  gosymPutFrames(&report);
  putEnd();
}

static void printRest(int signal) {
  int isFirst = faults++ == 0;
  struct Text *out = &report.text;
  gosymPutCut(&report);
  if (!out->isJson) {
    gosymPutText(out, gosymSignalName(signal));
    gosymPutText(out,
                 " inside of this report, names or callers may be missing\n");
    gosymFlushText(out);
  }
  if (isFirst)
    gosymPutRest(&report, &firstWalk);
  putEnd();
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

/// A program that has asked the CPU to refuse unaligned accesses has asked it
/// for handlers, too; the library makes such accesses.
static void allowUnaligned(void) {
#if defined(__x86_64__)
  enum { alignmentCheck = 1 << 18 };
  __builtin_ia32_writeeflags_u64(__builtin_ia32_readeflags_u64() &
                                 ~(unsigned long long)alignmentCheck);
#elif defined(__i386__)
  enum { alignmentCheck = 1 << 18 };
  __builtin_ia32_writeeflags_u32(__builtin_ia32_readeflags_u32() &
                                 ~(unsigned)alignmentCheck);
#endif
}

static void handleCrash(int signal, siginfo_t *info, void *context) {
  allowUnaligned();
  int errnoBefore = errno;
  long self = syscall(SYS_gettid);
  if (signal == SIGABRT && skipped == self)
    firstSignal = signal;
  else if (becomeReporter(self))
    printReport(signal, self, info, context);
  else
    printRest(signal);
  letEnd(signal, self);
  errno = errnoBefore;
}

/// Calls the functions that the handler will call, where a call has no effect.
/// gosym_install_crash_handler() itself calls the others.
static void bindCalls(void) {
  struct KnownPages known;
  gosymForgetPages(&known);
  gosymCanRead(&known, (uintptr_t)&known, sizeof(known));
  gosymPrepareModules();
}

/// NO_COLOR (https://no-color.org): set and not empty.
static void readEnvironment(void) {
  const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");
  int isDumb = terminal && gosymLength(terminal) == 4 && terminal[0] == 'd' &&
               terminal[1] == 'u' && terminal[2] == 'm' && terminal[3] == 'b';
  mayColor = !(none && *none) && !isDumb;
}

void gosym_skip_abort_report(void) { skipped = syscall(SYS_gettid); }

int gosym_install_crash_handler(const struct gosym_crash_options *options) {
  crashOptions.table = options ? options->table : NULL;
  crashOptions.fd = options && options->fd ? options->fd : STDERR_FILENO;
  crashOptions.walk = options ? options->walk : GOSYM_WALK_CFI;
  crashOptions.format = options ? options->format : GOSYM_FORMAT_TEXT;
  crashOptions.color = options ? options->color : GOSYM_COLOR_AUTO;
  readEnvironment();
  int error = gosymUseHandlerStack(options ? options->stack : NULL,
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
