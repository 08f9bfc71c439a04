//===- Reason.c - Why a program crashed, in words -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `SIGSEGV` names a dozen different mistakes. What tells them apart:
///
///   si_code         memory that is not there, or that does not allow it; a
///                   signal that a process has sent
///   si_addr         near zero: a null pointer; near the stack pointer, and
///                   nothing is there: the stack is used up
///   the CPU's word  read, write or fetch: on x86 the error code of the page
///                   fault, on aarch64 the syndrome register, which the kernel
///                   stores among the registers. Other machines do not tell,
///                   and the words are "access to".
///
/// A stack is used up if the address cannot be read, is at most 64 KiB from the
/// stack pointer, and is below it, or the stack pointer is itself where nothing
/// can be read and memory begins at most 1 MiB above (a function with a large
/// frame has moved it first). So a wild pointer into the upper end of the stack
/// is not taken for it.
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // REG_ERR
#endif
#include "Reason.h"
#include "Memory.h"
#include "Registers.h"
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum Access { accessUnknown, accessRead, accessWrite, accessRun };

enum {
  // Addresses below it are taken for members of a null pointer.
  nullSize = 4096,
  nearStack = 64 * 1024,
  largeFrame = 1024 * 1024
};

const char *gosymSignalName(int signal) {
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

#if defined(__x86_64__) || defined(__i386__)
static enum Access accessOf(const ucontext_t *context) {
  enum { pageFault = 14, isWrite = 1 << 1, isFetch = 1 << 4 };
  if (context->uc_mcontext.gregs[REG_TRAPNO] != pageFault)
    return accessUnknown;
  unsigned long error = (unsigned long)context->uc_mcontext.gregs[REG_ERR];
  return error & isFetch   ? accessRun
         : error & isWrite ? accessWrite
                           : accessRead;
}
#elif defined(__aarch64__)
/// The records behind the registers: magic number, size, contents.
static enum Access accessOf(const ucontext_t *context) {
  enum { syndromeMagic = 0x45535201, isWrite = 1 << 6, classShift = 26 };
  const unsigned char *records = context->uc_mcontext.__reserved;
  size_t size = sizeof(context->uc_mcontext.__reserved);
  for (size_t at = 0; at + 16 <= size;) {
    uint32_t magic = *(const uint32_t *)(records + at);
    uint32_t length = *(const uint32_t *)(records + at + 4);
    if (magic == syndromeMagic) {
      uint64_t syndrome = *(const uint64_t *)(records + at + 8);
      unsigned kind = (unsigned)(syndrome >> classShift) & 0x3f;
      if (kind == 0x20 || kind == 0x21)
        return accessRun;
      if (kind == 0x24 || kind == 0x25)
        return syndrome & isWrite ? accessWrite : accessRead;
      return accessUnknown;
    }
    if (magic == 0 || length < 8 || length % 16 != 0 || length > size - at)
      break;
    at += length;
  }
  return accessUnknown;
}
#else
static enum Access accessOf(const ucontext_t *context) {
  (void)context;
  return accessUnknown;
}
#endif

static void say(struct Reason *out, const char *before, uintptr_t address) {
  out->before = before;
  out->kind = reasonAddress;
  out->number = address;
  out->after = "";
}

static int isStackOverflow(struct KnownPages *known, uintptr_t address,
                           uintptr_t sp) {
  if (sp == 0 || gosymCanRead(known, address, 1))
    return 0;
  if (gosymCanRead(known, sp, 1))
    return address < sp && sp - address <= nearStack;
  uintptr_t distance = address < sp ? sp - address : address - sp;
  if (distance > (address < sp ? nearStack : largeFrame))
    return 0;
  uintptr_t page = address - address % leastPageSize;
  for (unsigned i = 1; i <= largeFrame / leastPageSize; ++i)
    if (gosymCanRead(known, page + i * leastPageSize, 1))
      return 1;
  return 0;
}

/// Words for an access to memory that is there, but not for this.
static const char *wordsForProtected(enum Access access, int canRead) {
  switch (access) {
  case accessRead:
    return "read of protected memory at ";
  case accessWrite:
    return canRead ? "write to read-only memory at "
                   : "write to protected memory at ";
  default:
    return "access to protected memory at ";
  }
}

static void explainMemory(const siginfo_t *info, const ucontext_t *context,
                          struct Reason *out) {
  struct Registers registers;
  struct KnownPages known;
  gosymReadRegisters(context, &registers);
  gosymForgetPages(&known);
  uintptr_t address = (uintptr_t)info->si_addr;
  uintptr_t stack =
      isKnownSlot(&registers, stackSlot) ? registers.value[stackSlot] : 0;
  enum Access access = accessOf(context);
  int isJump = access == accessRun ||
               (access == accessUnknown && address == registers.pc);
  if (info->si_code == SI_KERNEL) {
    // The CPU does not say which one.
    out->before = "access to an address that is not canonical";
  } else if (isJump && address < nullSize) {
    say(out, "null pointer called at ", address);
  } else if (isJump) {
    say(out, "jump to ", address);
    out->after = ", which is not executable";
  } else if (address < nullSize) {
    say(out,
        access == accessRead    ? "null pointer read at "
        : access == accessWrite ? "null pointer write at "
                                : "null pointer used at ",
        address);
  } else if (isStackOverflow(&known, address, stack)) {
    say(out, "stack overflow at ", address);
  } else if (info->si_code == SEGV_MAPERR) {
    say(out,
        access == accessRead    ? "read of unmapped memory at "
        : access == accessWrite ? "write to unmapped memory at "
                                : "access to unmapped memory at ",
        address);
  } else {
    say(out, wordsForProtected(access, gosymCanRead(&known, address, 1)),
        address);
  }
}

static const char *wordsForBus(int code) {
  switch (code) {
  case BUS_ADRALN:
    return "unaligned access at ";
  case BUS_ADRERR:
    return "file behind a mapping is too short, at ";
  default:
    return "memory error at ";
  }
}

static void explainBus(int code, uintptr_t address, struct Reason *out) {
  // x86 does not say of which address.
  if (code == BUS_ADRALN && address == 0)
    out->before = "unaligned access";
  else
    say(out, wordsForBus(code), address);
}

static const char *wordsForArithmetic(int code) {
  switch (code) {
  case FPE_INTDIV:
    return "integer division by zero at ";
  case FPE_INTOVF:
    return "integer overflow at ";
  case FPE_FLTDIV:
    return "floating-point division by zero at ";
  default:
    return "arithmetic error at ";
  }
}

static void explainSent(const siginfo_t *info, struct Reason *out) {
  long process = info->si_pid;
  if (process != syscall(SYS_getpid)) {
    out->before = "sent by process ";
    out->kind = reasonProcess;
    out->number = (uintptr_t)process;
    return;
  }
  out->before = info->si_signo == SIGABRT ? "abort() called"
                                          : "raised by the program itself";
}

void gosymFindReason(const siginfo_t *info, const void *context,
                     struct Reason *out) {
  uintptr_t address = (uintptr_t)info->si_addr;
  out->before = "";
  out->kind = reasonAlone;
  out->number = 0;
  out->after = "";
  if (info->si_code <= 0)
    explainSent(info, out);
  else if (info->si_signo == SIGSEGV)
    explainMemory(info, context, out);
  else if (info->si_signo == SIGBUS)
    explainBus(info->si_code, address, out);
  else if (info->si_signo == SIGILL)
    say(out, "illegal instruction at ", address);
  else if (info->si_signo == SIGFPE)
    say(out, wordsForArithmetic(info->si_code), address);
  else
    out->before = "sent by the kernel";
}

void gosymPutReason(struct Text *out, const struct Reason *reason) {
  gosymPutText(out, reason->before);
  if (reason->kind == reasonAddress)
    gosymPutHex(out, reason->number, 2 * sizeof(uintptr_t));
  else if (reason->kind == reasonProcess)
    gosymPutDecimal(out, reason->number);
  gosymPutText(out, reason->after);
}
