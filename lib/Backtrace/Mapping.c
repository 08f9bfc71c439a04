//===- Mapping.c - What the kernel says is mapped -------------------------===//
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
/// code that has call frame information.
///
/// Modules are found here, too, where the loader cannot be asked (Modules.c).
///
/// Where there is no /proc, or it may not be opened, all memory counts as
/// executable, and the instruction before the address decides alone.
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // syscall()
#endif
#include "Mapping.h"
#include "Frames.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The next byte; -1 at the end.
static int next(struct MemoryMap *map) {
  if (map->used == map->count) {
    long count;
    if (map->fd < 0)
      return -1;
    do
      count = syscall(SYS_read, map->fd, map->bytes, sizeof(map->bytes));
    while (count < 0 && errno == EINTR);
    if (count <= 0)
      return -1;
    map->used = 0;
    map->count = (unsigned)count;
  }
  return (unsigned char)map->bytes[map->used++];
}

/// Reads a number of `base` 10 or 16 and stores the byte behind it.
static uint64_t nextNumber(struct MemoryMap *map, unsigned base, int *byte) {
  uint64_t number = 0;
  for (;;) {
    *byte = next(map);
    if (*byte >= '0' && *byte <= '9')
      number = number * base + (unsigned)(*byte - '0');
    else if (*byte >= 'a' && *byte <= 'f')
      number = number * base + (unsigned)(*byte - 'a' + 10);
    else
      return number;
  }
}

/// Reads what is left of the line, whose next byte is `byte`: spaces and a
/// path. Returns whether the line is whole.
static int nextPath(struct MemoryMap *map, int byte, char *path, size_t size) {
  size_t used = 0;
  while (byte == ' ')
    byte = next(map);
  for (; byte != '\n' && byte != -1; byte = next(map)) {
    if (!path)
      continue;
    if (used == size - 1) {
      for (size_t i = 1; i < used; ++i)
        ((volatile char *)path)[i - 1] = path[i];
      --used;
    }
    path[used++] = (char)byte;
  }
  if (path)
    path[used] = 0;
  return byte == '\n';
}

void gosymOpenMap(struct MemoryMap *map) {
  int errnoBefore = errno;
  map->used = map->count = 0;
  map->fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/maps",
                         O_RDONLY | O_CLOEXEC);
  errno = errnoBefore;
}

int gosymNextMapping(struct MemoryMap *map, struct Mapping *out, char *path,
                     size_t pathSize) {
  enum { decimal = 10, hexadecimal = 16 };
  int errnoBefore = errno;
  int byte;
  out->begin = (uintptr_t)nextNumber(map, hexadecimal, &byte);
  out->end = (uintptr_t)nextNumber(map, hexadecimal, &byte);
  out->isReadable = next(map) == 'r';
  next(map); // w
  out->isExecutable = next(map) == 'x';
  next(map); // p
  next(map);
  out->offset = nextNumber(map, hexadecimal, &byte);
  out->device = nextNumber(map, hexadecimal, &byte) << 32;
  out->device |= nextNumber(map, hexadecimal, &byte);
  out->inode = nextNumber(map, decimal, &byte);
  int isWhole = nextPath(map, byte, path, pathSize);
  errno = errnoBefore;
  return isWhole;
}

void gosymCloseMap(struct MemoryMap *map) {
  int errnoBefore = errno;
  if (map->fd >= 0)
    syscall(SYS_close, map->fd);
  errno = errnoBefore;
}

int gosymIsExecutable(uintptr_t address, struct CodeRange *last) {
  if (address >= last->begin && address < last->end)
    return 1;
  struct MemoryMap map;
  struct Mapping mapping;
  int isAnswered = 0, isFound = 0;
  gosymOpenMap(&map);
  while (!isFound && gosymNextMapping(&map, &mapping, NULL, 0)) {
    isAnswered = 1;
    isFound = address >= mapping.begin && address < mapping.end;
    if (address < mapping.begin)
      break;
  }
  gosymCloseMap(&map);
  if (!isAnswered)
    return 1;
  if (!isFound || !mapping.isExecutable)
    return 0;
  last->begin = mapping.begin;
  last->end = mapping.end;
  return 1;
}
