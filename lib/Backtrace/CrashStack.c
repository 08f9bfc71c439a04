//===- CrashStack.c - Alternate stacks ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A thread that has used up its stack cannot run a handler on it: the kernel
/// ends the program without a word. The handler therefore runs on an alternate
/// stack, of which each thread needs its own.
///
/// A stack that is made here is, from its lowest address:
///
///   guard    64 KiB, a page of any machine, that cannot be touched
///   stack    what the kernel is told
///   trailer  a word that only memory of ours has, and the size of all
///
/// The trailer tells gosym_drop_crash_stack() whether to unmap it, without a
/// variable of the thread: those need the dynamic linker in shared objects.
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // sigaltstack()
#endif
#include "CrashStack.h"
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>

enum {
  // On x86-64 the kernel saves up to 11 KiB there (AMX).
  ownStackSize = 64 * 1024,
  guardSize = 64 * 1024,
  trailerSize = 64
};

/// In the trailer, made different for each address.
static const uintptr_t trailerMark = (uintptr_t)0x6d79736f6773746b;

static unsigned char ownStack[ownStackSize] __attribute__((aligned(16)));

static int setStack(void *stack, size_t size) {
  stack_t wanted;
  wanted.ss_sp = stack;
  wanted.ss_size = size;
  wanted.ss_flags = 0;
  return sigaltstack(&wanted, NULL) == 0 ? 0 : errno;
}

int gosymUseHandlerStack(void *stack, size_t size) {
  stack_t now;
  if (stack)
    return setStack(stack, size);
  if (sigaltstack(NULL, &now) != 0)
    return errno;
  if (!(now.ss_flags & SS_DISABLE) && now.ss_size >= GOSYM_CRASH_STACK_SIZE)
    return 0;
  return setStack(ownStack, sizeof(ownStack));
}

static int useMapped(size_t size) {
  size_t wanted = size ? size : ownStackSize;
  if (wanted > SIZE_MAX / 2)
    return ENOMEM;
  size_t stackSize = (wanted + 15) / 16 * 16;
  size_t all = (guardSize + stackSize + trailerSize + guardSize - 1) /
               guardSize * guardSize;
  stackSize = all - guardSize - trailerSize;
  unsigned char *memory = mmap(NULL, all, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return errno;
  uintptr_t *trailer = (uintptr_t *)(memory + all - trailerSize);
  trailer[0] = trailerMark ^ (uintptr_t)memory;
  trailer[1] = all;
  int error = mprotect(memory, guardSize, PROT_NONE) == 0
                  ? setStack(memory + guardSize, stackSize)
                  : errno;
  if (error != 0)
    munmap(memory, all);
  return error;
}

int gosym_use_crash_stack(void *memory, size_t size) {
  return memory ? setStack(memory, size) : useMapped(size);
}

void gosym_drop_crash_stack(void) {
  stack_t now, none;
  if (sigaltstack(NULL, &now) != 0 || now.ss_flags & SS_DISABLE)
    return;
  none.ss_sp = NULL;
  none.ss_size = 0;
  none.ss_flags = SS_DISABLE;
  if (sigaltstack(&none, NULL) != 0)
    return;
  uintptr_t memory = (uintptr_t)now.ss_sp - guardSize;
  uintptr_t trailer = (uintptr_t)now.ss_sp + now.ss_size;
  uintptr_t mark, all;
  struct KnownPages known;
  gosymForgetPages(&known);
  if (gosymReadStack(&known, trailer, &mark) &&
      mark == (trailerMark ^ memory) &&
      gosymReadStack(&known, trailer + sizeof(uintptr_t), &all))
    munmap((void *)memory, all);
}
