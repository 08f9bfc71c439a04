//===- Mapping.h - What the kernel says is mapped -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A reader of /proc/self/maps, for signal handlers: no heap, no locks.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_MAPPING_H
#define GOSYM_LIB_BACKTRACE_MAPPING_H

#include "../Runtime/Table.h"

/// One line of the file.
struct Mapping {
  uintptr_t begin, end;
  /// Of the file, where it begins.
  uint64_t offset;
  /// Which file it is; both 0 if it is none.
  uint64_t device, inode;
  int isReadable, isExecutable;
};

/// A reader of the file, byte by byte.
struct MemoryMap {
  int fd;
  unsigned used, count;
  char bytes[512];
};

/// A file that cannot be opened has no lines.
GOSYM_INTERNAL void gosymOpenMap(struct MemoryMap *map);

/// Reads one line. Returns 0 at the end. The path, ended by a NUL, is stored in
/// `path` of `pathSize` bytes, of one that is longer its end; null: nowhere.
GOSYM_INTERNAL int gosymNextMapping(struct MemoryMap *map, struct Mapping *out,
                                    char *path, size_t pathSize);

GOSYM_INTERNAL void gosymCloseMap(struct MemoryMap *map);

#endif
