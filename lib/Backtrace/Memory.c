//===- Memory.c - Memory that may not be there ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The kernel is asked whether memory can be read: rt_sigprocmask() copies the
/// signal set that it is given before it looks at the request. With a request
/// that does not exist it changes nothing and fails: with EFAULT if it could
/// not read the set, with EINVAL if it could. It needs no descriptor (a pipe
/// would), no permission (process_vm_readv() may be forbidden) and no signal
/// handler of its own. Any other answer counts as "cannot be read". Between
/// question and read another thread may unmap the page: that fault is not
/// caught.
///
/// The kernel maps whole pages, so one question at the beginning of a page
/// answers for all of it.
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // syscall()
#endif
#include "Memory.h"
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  // The size of the set that the kernel copies, and a request that it does not
  // know (it knows 0, 1 and 2).
  kernelSetSize = _NSIG / 8,
  noRequest = -1
};

void gosymForgetPages(struct KnownPages *known) {
  // Page 0 is never readable: it stands for none.
  for (unsigned i = 0; i < knownPageCount; ++i)
    ((volatile struct KnownPages *)known)->pages[i] = 0;
  known->next = 0;
}

static int isReadable(uintptr_t page) {
  int errnoBefore = errno;
  long result =
      syscall(SYS_rt_sigprocmask, noRequest, (void *)page, NULL, kernelSetSize);
  int isInvalid = result == -1 && errno == EINVAL;
  errno = errnoBefore;
  return isInvalid;
}

static int isPageKnown(struct KnownPages *known, uintptr_t page) {
  // The kernel takes null to mean that there is no set.
  if (page == 0)
    return 0;
  for (unsigned i = 0; i < knownPageCount; ++i)
    if (known->pages[i] == page)
      return 1;
  if (!isReadable(page))
    return 0;
  known->pages[known->next] = page;
  known->next = (known->next + 1) % knownPageCount;
  return 1;
}

int gosymCanRead(struct KnownPages *known, uintptr_t address, size_t size) {
  if (size == 0)
    return 1;
  uintptr_t last = address + (size - 1);
  if (last < address)
    return 0;
  uintptr_t page = address & ~(uintptr_t)(leastPageSize - 1);
  for (;; page += leastPageSize) {
    if (!isPageKnown(known, page))
      return 0;
    if (last - page < leastPageSize)
      return 1;
  }
}

/// Of functions that read memory which may be no object of the program, such as
/// a page that AddressSanitizer uses itself: only the kernel's word counts.
#define READS_ANY_MEMORY __attribute__((no_sanitize_address))

READS_ANY_MEMORY int gosymCopyMemory(struct KnownPages *known,
                                     uintptr_t address, void *bytes,
                                     size_t size) {
  if (!gosymCanRead(known, address, size))
    return 0;
  // Volatile, or it would become a call of memcpy().
  for (size_t i = 0; i < size; ++i)
    ((unsigned char *)bytes)[i] = ((const volatile unsigned char *)address)[i];
  return 1;
}

int gosymReadNumber(struct KnownPages *known, uintptr_t address, unsigned size,
                    uint64_t *number) {
  union {
    unsigned char bytes[8];
    uint16_t half;
    uint32_t word;
    uint64_t twoWords;
  } value;
  if (!gosymCopyMemory(known, address, value.bytes, size))
    return 0;
  *number = size == 1   ? value.bytes[0]
            : size == 2 ? value.half
            : size == 4 ? value.word
                        : value.twoWords;
  return 1;
}

READS_ANY_MEMORY int gosymReadStack(struct KnownPages *known, uintptr_t address,
                                    uintptr_t *word) {
  if (address % sizeof(*word) != 0 ||
      !gosymCanRead(known, address, sizeof(*word)))
    return 0;
  *word = *(const volatile uintptr_t *)address;
  return 1;
}
