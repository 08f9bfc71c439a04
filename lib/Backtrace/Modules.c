//===- Modules.c - Which module holds an address --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Who knows which module an address is in, and may be asked in a handler:
///
///   _dl_find_object()    glibc 2.35 and later. No lock, no heap, made for
///                        signal handlers; objects loaded later, too. It has
///                        static programs, if they were linked with it, and on
///                        most machines not the vDSO.
///   /proc/self/maps      all others: older glibc, musl, the vDSO. A module is
///                        a file that is mapped from its beginning, where an
///                        ELF header is. System calls only.
///   dl_iterate_phdr()    is not used: it takes a lock of the loader, which the
///                        interrupted thread may hold. A list that it gives
///                        beforehand lacks what is loaded later.
///
/// The first is asked first: it takes 50 ns, and reading the second file some
/// 20 us. The name `_dl_find_object` is weak: 0 where libc has none.
///
/// Either way the rest comes from the program headers, which are read where the
/// ELF header at the module's first byte says. They may have been made by any
/// linker and changed by any tool, and memory is not believed to be there:
/// every read is checked (Memory.c), and what a header says of places outside
/// of the module's segments does not count. Of a static program the loader
/// tells only the segment of code, where no ELF header is, and the second file
/// is read. If that has no header either (a linker script may leave it out),
/// the loader's answer alone remains.
///
/// A mapping from the beginning of an ELF file may also be one that a program
/// made to read the file. It counts for an address only if the address is in a
/// segment of it, and is mapped from the same file.
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // syscall()
#endif
#include "Modules.h"
#include "Mapping.h"
#include "Memory.h"
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PT_ARM_EXIDX
#define PT_ARM_EXIDX 0x70000001
#endif
#ifdef __arm__
enum { unwindType = PT_ARM_EXIDX };
#else
enum { unwindType = PT_GNU_EH_FRAME };
#endif

enum {
  // A module with more segments is not believed; the largest have 15.
  mostHeaders = 256,
  mostNotes = 64,
  buildIdType = 3,
  ownClass = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32,
  // Of s390x and powerpc64 in old glibc, words; of all others 4 bytes.
  noteAlign = 4
};

/// What _dl_find_object() fills in: the beginning of `struct dl_find_object`,
/// and more room than it has in any glibc.
struct FoundObject {
  unsigned long long flags;
  void *begin, *end;
  struct link_map *map;
  /// PT_GNU_EH_FRAME or PT_ARM_EXIDX.
  void *unwind;
  void *more[24];
};

// By a name of our own: headers of glibc have the original, and others do not.
extern int findObject(void *address, void *result) __asm__("_dl_find_object")
    __attribute__((weak));

//===----------------------------------------------------------------------===//
// What the headers say
//===----------------------------------------------------------------------===//

/// Reads program header `i`.
static int readHeader(struct KnownPages *known,
                      const struct LoadedModule *module, size_t i,
                      ElfW(Phdr) * header) {
  return gosymCopyMemory(known,
                         (uintptr_t)module->headers + i * sizeof(*header),
                         header, sizeof(*header));
}

/// Whether `size` bytes at `address` are within the module.
static int isInside(const struct LoadedModule *module, uintptr_t address,
                    size_t size) {
  return address >= module->begin && address <= module->end &&
         size <= module->end - address;
}

/// Finds the program headers of the module that begins at `module->begin`.
static int findHeaders(struct KnownPages *known, struct LoadedModule *module) {
  ElfW(Ehdr) elf;
  module->headers = NULL;
  module->headerCount = 0;
  if (!gosymCopyMemory(known, module->begin, &elf, sizeof(elf)))
    return 0;
  if (elf.e_ident[0] != 0x7f || elf.e_ident[1] != 'E' ||
      elf.e_ident[2] != 'L' || elf.e_ident[3] != 'F' ||
      elf.e_ident[EI_CLASS] != ownClass ||
      elf.e_phentsize != sizeof(ElfW(Phdr)) || elf.e_phnum == 0 ||
      elf.e_phnum > mostHeaders)
    return 0;
  uintptr_t headers = module->begin + (uintptr_t)elf.e_phoff;
  if (headers < module->begin || headers % sizeof(uintptr_t) != 0 ||
      !gosymCanRead(known, headers, elf.e_phnum * sizeof(ElfW(Phdr))))
    return 0;
  module->headers = (const void *)headers;
  module->headerCount = elf.e_phnum;
  return 1;
}

/// Computes from the headers where the module lies: its file's first byte is at
/// `module->begin`. Returns 0 if no segment holds that byte, or `address` is in
/// no segment.
static int measure(struct KnownPages *known, struct LoadedModule *module,
                   uintptr_t address) {
  uintptr_t least = UINTPTR_MAX, most = 0;
  int isPlaced = 0, isHere = 0;
  ElfW(Phdr) header;
  for (size_t i = 0; i < module->headerCount; ++i) {
    if (!readHeader(known, module, i, &header))
      return 0;
    if (header.p_type != PT_LOAD)
      continue;
    uintptr_t begin = (uintptr_t)header.p_vaddr;
    uintptr_t end = begin + (uintptr_t)header.p_memsz;
    if (end < begin)
      return 0;
    // The first of the segments, which have ascending addresses.
    if (!isPlaced)
      module->bias = module->begin - (begin - (uintptr_t)header.p_offset);
    isPlaced = 1;
    least = begin < least ? begin : least;
    most = end > most ? end : most;
    isHere |= address - module->bias - begin < end - begin;
  }
  if (!isHere)
    return 0;
  module->begin = module->bias + least;
  module->end = module->bias + most;
  return module->begin <= module->end;
}

/// Takes the build-id of the notes at `at`.
static void takeBuildId(struct KnownPages *known, struct LoadedModule *module,
                        uintptr_t at, uintptr_t end) {
  ElfW(Nhdr) note;
  char name[4];
  for (unsigned i = 0; i < mostNotes && end - at >= sizeof(note); ++i) {
    if (!gosymCopyMemory(known, at, &note, sizeof(note)))
      return;
    at += sizeof(note);
    uint64_t nameSize =
        ((uint64_t)note.n_namesz + noteAlign - 1) & ~(uint64_t)(noteAlign - 1);
    uint64_t size =
        ((uint64_t)note.n_descsz + noteAlign - 1) & ~(uint64_t)(noteAlign - 1);
    if (nameSize > end - at || note.n_descsz > end - at - nameSize)
      return;
    if (note.n_type == buildIdType && note.n_namesz == sizeof(name) &&
        note.n_descsz <= gosymBuildIdSize &&
        gosymCopyMemory(known, at, name, sizeof(name)) && name[0] == 'G' &&
        name[1] == 'N' && name[2] == 'U' && name[3] == 0 &&
        gosymCopyMemory(known, at + (uintptr_t)nameSize, module->buildId,
                        note.n_descsz)) {
      module->buildIdSize = note.n_descsz;
      return;
    }
    if (size > end - at - nameSize)
      return;
    at += (uintptr_t)(nameSize + size);
  }
}

/// Takes what the headers tell of unwind information and build-id.
static void takeHeaders(struct KnownPages *known, struct LoadedModule *module) {
  ElfW(Phdr) header;
  for (size_t i = 0; i < module->headerCount; ++i) {
    if (!readHeader(known, module, i, &header))
      return;
    uintptr_t at = module->bias + (uintptr_t)header.p_vaddr;
    size_t size = (size_t)header.p_memsz;
    if (!isInside(module, at, size))
      continue;
    if (header.p_type == unwindType) {
      module->unwind = (const unsigned char *)at;
      module->unwindSize = size;
    }
    if (header.p_type == PT_NOTE && module->buildIdSize == 0)
      takeBuildId(known, module, at, at + size);
  }
}

//===----------------------------------------------------------------------===//
// Whom to ask
//===----------------------------------------------------------------------===//

static int askLoader(uintptr_t address, struct FoundObject *found) {
  return findObject && findObject((void *)address, found) == 0;
}

static int findByLoader(uintptr_t address, struct LoadedModule *out) {
  struct FoundObject found;
  if (!askLoader(address, &found))
    return 0;
  out->begin = (uintptr_t)found.begin;
  out->end = (uintptr_t)found.end;
  out->bias = found.map ? (uintptr_t)found.map->l_addr : 0;
  out->unwind = found.unwind;
  out->headers = NULL;
  out->headerCount = 0;
  if (found.unwind && isInside(out, (uintptr_t)found.unwind, 0))
    out->unwindSize = out->end - (uintptr_t)found.unwind;
  else
    out->unwind = NULL;
  return 1;
}

static __attribute__((noinline)) int findByMap(struct KnownPages *known,
                                               uintptr_t address,
                                               struct LoadedModule *out) {
  struct MemoryMap map;
  struct Mapping mapping;
  // The last mapping below that may be the beginning of a module.
  struct Mapping first;
  first.begin = 0;
  int isFound = 0;
  gosymOpenMap(&map);
  while (gosymNextMapping(&map, &mapping, NULL, 0) &&
         address >= mapping.begin) {
    isFound = address < mapping.end;
    out->begin = mapping.begin;
    if (mapping.offset == 0 && mapping.isReadable && findHeaders(known, out)) {
      first.begin = mapping.begin;
      first.device = mapping.device;
      first.inode = mapping.inode;
    }
    if (isFound)
      break;
  }
  gosymCloseMap(&map);
  // The vDSO is no file, and one mapping.
  if (!isFound || first.begin == 0 || first.inode != mapping.inode ||
      first.device != mapping.device ||
      (mapping.inode == 0 && first.begin != mapping.begin))
    return 0;
  out->begin = first.begin;
  return findHeaders(known, out) && measure(known, out, address);
}

int gosymFindModule(uintptr_t address, struct LoadedModule *out) {
  struct KnownPages known;
  gosymForgetPages(&known);
  out->unwind = NULL;
  out->unwindSize = 0;
  out->buildIdSize = 0;
  out->path[0] = 0;
  if (!(findByLoader(address, out) && findHeaders(&known, out)) &&
      !findByMap(&known, address, out) && !findByLoader(address, out))
    return 0;
  takeHeaders(&known, out);
  return 1;
}

/// The path of the program that runs.
static void readProgramPath(char *path) {
  int errnoBefore = errno;
  long size = syscall(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", path,
                      gosymModulePathSize);
  errno = errnoBefore;
  // One that fills the room may be longer: the map has its end.
  path[size > 0 && size < gosymModulePathSize ? size : 0] = 0;
}

/// The path in /proc/self/maps of what is mapped at `address`.
static __attribute__((noinline)) void readMappedPath(uintptr_t address,
                                                     char *path) {
  struct MemoryMap map;
  struct Mapping mapping;
  int isFound = 0;
  gosymOpenMap(&map);
  while (!isFound &&
         gosymNextMapping(&map, &mapping, path, gosymModulePathSize))
    isFound = address >= mapping.begin && address < mapping.end;
  gosymCloseMap(&map);
  if (!isFound)
    path[0] = 0;
}

void gosymNameModule(struct LoadedModule *module) {
  struct FoundObject found;
  const char *name = NULL;
  if (askLoader(module->begin, &found) && found.map)
    name = found.map->l_name;
  // The loader calls the program by an empty name, and the vDSO by one that is
  // no path.
  if (name && name[0] == 0) {
    readProgramPath(module->path);
  } else if (name && name[0] == '/') {
    size_t size = 0, skip = 0;
    while (name[size] != 0)
      ++size;
    if (size >= gosymModulePathSize)
      skip = size - (gosymModulePathSize - 1);
    for (size_t i = skip; i <= size; ++i)
      ((volatile char *)module->path)[i - skip] = name[i];
  } else {
    module->path[0] = 0;
  }
  if (module->path[0] == 0)
    readMappedPath(module->begin, module->path);
}

void gosymPrepareModules(void) {
  // The loader is asked, so that its name is bound, and the code that asks the
  // kernel has no names to bind but syscall().
  struct FoundObject found;
  askLoader((uintptr_t)gosymPrepareModules, &found);
}
