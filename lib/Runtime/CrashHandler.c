//===- CrashHandler.c - The last words of a program -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The handler runs on an alternate stack: the fault may be that the stack is
/// used up. Its disposition is reset when it is entered (SA_RESETHAND), so a
/// second fault inside of it ends the program instead of looping. When it has
/// printed it raises the signal again, which is blocked until it returns: then
/// the program ends where it was interrupted, by the signal's own default, and
/// its core dump and exit status are those of a program without handler (the
/// si_code in the core says that the signal was sent).
///
/// What is kept is written before the first handler is installed, and only read
/// after: no lock.
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // sigaltstack()
#endif
#include "gosym-c/gosym.h"
#include <errno.h>
#include <signal.h>
#include <unistd.h>

/// On x86-64 the kernel saves up to 11 KiB there (AMX).
enum { ownStackSize = 64 * 1024 };

static struct gosym_crash_options crashOptions;
static unsigned char ownStack[ownStackSize] __attribute__((aligned(16)));

static const int crashSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
enum { crashSignalCount = sizeof(crashSignals) / sizeof(*crashSignals) };

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
  while (write(fd, line, (size_t)(end - line)) < 0 && errno == EINTR)
    ;
}

static void handleCrash(int signal, siginfo_t *info, void *context) {
  int errnoBefore = errno;
  printHeading(crashOptions.fd, signal, info);
  struct gosym_backtrace_options options;
  options.table = crashOptions.table;
  options.context = context;
  options.max_frames = 0;
  options.walk = crashOptions.walk;
  gosym_backtrace_fd(crashOptions.fd, &options);
  raise(signal);
  errno = errnoBefore;
}

/// Gives this thread an alternate stack. One that it has stays, if the caller
/// brings none.
static int useStack(void *stack, size_t size) {
  stack_t now;
  if (sigaltstack(NULL, &now) != 0)
    return errno;
  if (!stack && !(now.ss_flags & SS_DISABLE))
    return 0;
  stack_t wanted;
  wanted.ss_sp = stack ? stack : ownStack;
  wanted.ss_size = stack ? size : sizeof(ownStack);
  wanted.ss_flags = 0;
  return sigaltstack(&wanted, NULL) == 0 ? 0 : errno;
}

int gosym_install_crash_handler(const struct gosym_crash_options *options) {
  crashOptions.table = options ? options->table : NULL;
  crashOptions.fd = options && options->fd ? options->fd : STDERR_FILENO;
  crashOptions.walk = options ? options->walk : GOSYM_WALK_FRAMES;
  int error = useStack(options ? options->stack : NULL,
                       options ? options->stack_size : 0);
  if (error != 0)
    return error;

  struct sigaction action;
  sigemptyset(&action.sa_mask);
  action.sa_sigaction = handleCrash;
  action.sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND);
  for (unsigned i = 0; i < crashSignalCount; ++i)
    if (sigaction(crashSignals[i], &action, NULL) != 0)
      return errno;
  return 0;
}
