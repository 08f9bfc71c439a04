//===- Mapping.c - Whether memory is executable ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A return address may be of the program, of any library, loaded when it
/// likes, or of code that the program made while it ran. Only the kernel knows
/// them all, and it tells in /proc/self/maps, one line a mapping, in ascending
/// order:
///
///   7f5c1a028000-7f5c1a17d000 r-xp 00028000 fe:00 1234  /usr/lib/libc.so.6
///
/// Other sources do not do: dl_iterate_phdr() takes a lock of the loader that
/// the interrupted thread may hold; a list made beforehand lacks what was
/// loaded later; and asking the kernel to copy memory tells only what can be
/// read. The file is opened for each question, because daemons would close a
/// descriptor that is kept open, and in a child it would still show the parent.
/// Questions are few: the range found last is kept, and nothing is asked about
/// code that is in the program's table.
///
/// Where there is no /proc, or it may not be opened, all memory counts as
/// executable, and the instruction before the address decides alone.
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // syscall()
#endif
#include "Frames.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// A reader of the file, byte by byte.
struct Maps {
  int fd;
  unsigned used, count;
  char bytes[512];
};

/// The next byte; -1 at the end.
static int next(struct Maps *maps) {
  if (maps->used == maps->count) {
    long count;
    do
      count = syscall(SYS_read, maps->fd, maps->bytes, sizeof(maps->bytes));
    while (count < 0 && errno == EINTR);
    if (count <= 0)
      return -1;
    maps->used = 0;
    maps->count = (unsigned)count;
  }
  return (unsigned char)maps->bytes[maps->used++];
}

/// Reads a hexadecimal number and the byte behind it.
static uintptr_t nextNumber(struct Maps *maps) {
  uintptr_t number = 0;
  for (int byte;;) {
    byte = next(maps);
    if (byte >= '0' && byte <= '9')
      number = number << 4 | (uintptr_t)(byte - '0');
    else if (byte >= 'a' && byte <= 'f')
      number = number << 4 | (uintptr_t)(byte - 'a' + 10);
    else
      return number;
  }
}

/// Reads one line. Returns 0 at the end.
static int nextMapping(struct Maps *maps, struct CodeRange *range,
                       int *isExecutable) {
  range->begin = nextNumber(maps);
  range->end = nextNumber(maps);
  next(maps); // r
  next(maps); // w
  *isExecutable = next(maps) == 'x';
  for (int byte;;) {
    byte = next(maps);
    if (byte == '\n' || byte == -1)
      return byte == '\n';
  }
}

int gosymIsExecutable(uintptr_t address, struct CodeRange *last) {
  if (address >= last->begin && address < last->end)
    return 1;
  int errnoBefore = errno;
  struct Maps maps;
  maps.used = maps.count = 0;
  maps.fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/maps",
                         O_RDONLY | O_CLOEXEC);
  struct CodeRange range;
  int isAnswered = 0, isFound = 0, isExecutable = 0;
  while (maps.fd >= 0 && nextMapping(&maps, &range, &isExecutable)) {
    isAnswered = 1;
    isFound = address >= range.begin && address < range.end;
    if (isFound || address < range.begin)
      break;
  }
  if (maps.fd >= 0)
    syscall(SYS_close, maps.fd);
  errno = errnoBefore;
  if (!isAnswered)
    return 1;
  if (!isFound || !isExecutable)
    return 0;
  last->begin = range.begin;
  last->end = range.end;
  return 1;
}
