// A process finds the tables of every module in it by the notes alone, from the program headers that the loader has: of a stripped program without section headers and of its own shared library, fixed, position-independent and of 32 bits; headers and notes that lie lead to no byte outside.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// DEFINE: %{bits} =
// DEFINE: %{kind} = -no-pie
// DEFINE: %{tables} = -Wl,-mllvm,-gosym-index=on -Wl,-mllvm,-gosym-pclntab=go1.1
// DEFINE: %{link} = clang -O1 %{bits} -fuse-ld=lld -I%gosym_src/include %s %wl_load -Wl,-mllvm,-gosym-note=on \
// DEFINE:   %{tables}
// DEFINE: %{run} = %{link} -g -DLIBRARY -shared -fPIC -o libours.so && \
// DEFINE:   %{link} -g %{kind} runtime.a ./libours.so -o program && \
// DEFINE:   llvm-strip --strip-sections program libours.so && ./program | FileCheck %s --match-full-lines
// CHECK-DAG: program: main is main of modules-are-found-by-their-notes.c:[[#MAIN:]]
// CHECK-DAG: libours.so: ofLibrary is ofLibrary of modules-are-found-by-their-notes.c:[[#LIB:]]
// CHECK-DAG: libc.so.6: no table
// CHECK:     lies: no failures
// CHECK-NOT: {{.}}

// RUN: %{run}
// REDEFINE: %{kind} = -pie
// RUN: %{run}
// A function table is a kind of its own.
// REDEFINE: %{tables} = -Wl,-mllvm,-gosym-pclntab=go1.20
// RUN: %{run}
// RUN: %if i386-libc %{ %runtime -m32 %}
// REDEFINE: %{bits} = -m32
// RUN: %if i386-libc %{ %{run} %}
// REDEFINE: %{tables} = -Wl,-mllvm,-gosym-index=on -Wl,-mllvm,-gosym-pclntab=go1.1
// RUN: %if i386-libc %{ %{run} %}

#define _GNU_SOURCE
#ifdef LIBRARY
int ofLibrary(void) { return 1; }
#else
#include "gosym-c/format.h"
#include "gosym-c/gosym.h"
#include <link.h>
#include <stdio.h>
#include <string.h>

int ofLibrary(void);
int main(void);

/// `NAME of FILE:LINE` for `pc`.
static void tell(const struct gosym_table *table, const char *what, void *pc) {
  struct gosym_function f;
  struct gosym_line line;
  char path[500] = "";
  if (gosym_find_function(table, (uintptr_t)pc, &f) != GOSYM_OK ||
      f.entry != (uintptr_t)pc)
    return;
  if (gosym_find_line(table, (uintptr_t)pc, &line) == GOSYM_OK)
    gosym_format_path(table, &line, path, sizeof(path), 0);
  printf("%s is %s of %s:%d\n", what, f.name, strrchr(path, '/') + 1,
         (int)line.line);
}

static int visit(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size, (void)context;
  struct gosym_module module;
  struct gosym_table table;
  const char *slash = strrchr(info->dlpi_name, '/');
  printf("%s: ", slash ? slash + 1 : info->dlpi_name[0] ? info->dlpi_name : "program");
  enum gosym_error error = gosym_find_tables(info->dlpi_phdr, info->dlpi_phnum,
                                             info->dlpi_addr, &module);
  if (error == GOSYM_OK)
    error = gosym_open_module(&module, &table);
  if (error != GOSYM_OK) {
    puts(gosym_error_name(error));
    return 0;
  }
  tell(&table, "main", (void *)main);
  tell(&table, "ofLibrary", (void *)ofLibrary);
  return 0;
}

/// A module in our own memory: the note, then a table of 8 bytes.
static struct {
  uint32_t header[3];
  char name[8];
  uint32_t version, count, kind, zero;
  int64_t offset __attribute__((packed));
  uint64_t size __attribute__((packed));
  unsigned char table[8];
} image __attribute__((aligned(16)));
static ElfW(Phdr) headers[2];

static enum gosym_error find(struct gosym_module *module) {
  return gosym_find_tables(headers, 2, (uintptr_t)&image - 0x1000, module);
}

static int failures;
static void expect(enum gosym_error expected, const char *what) {
  struct gosym_module module;
  enum gosym_error error = find(&module);
  if (error != expected || (error == GOSYM_OK && module.table != image.table))
    printf("%s: %s, failure %d\n", what, gosym_error_name(error), ++failures);
}

static void lie(void) {
  image.header[0] = 6;
  image.header[1] = 32;
  image.header[2] = 1;
  memcpy(image.name, "GoSym\0\0", 8);
  image.version = image.count = 1;
  image.kind = 2;
  image.offset = 32;
  image.size = sizeof(image.table);
  ElfW(Phdr) *load = &headers[0], *note = &headers[1];
  load->p_type = PT_LOAD;
  load->p_flags = PF_R;
  load->p_vaddr = note->p_vaddr = 0x1000;
  load->p_filesz = sizeof(image);
  load->p_memsz = -(ElfW(Word))1;
  note->p_type = PT_NOTE;
  note->p_filesz = 52;
  note->p_align = 4;
  expect(GOSYM_OK, "sound");
  // Each of these, and then back.
#define LIE(field, value, error)                                               \
  do {                                                                         \
    __typeof__(field) truth = field;                                           \
    field = (value);                                                           \
    expect(error, #field " = " #value);                                        \
    field = truth;                                                             \
  } while (0)
  LIE(note->p_vaddr, 0xfff, GOSYM_BAD_NOTE);
  LIE(note->p_filesz, (ElfW(Addr))-1, GOSYM_BAD_NOTE);
  LIE(note->p_filesz, 51, GOSYM_BAD_NOTE);
  LIE(note->p_filesz, 0, GOSYM_NO_TABLE);
  LIE(note->p_type, PT_NULL, GOSYM_NO_TABLE);
  LIE(load->p_flags, PF_X, GOSYM_BAD_NOTE);
  LIE(load->p_type, PT_TLS, GOSYM_BAD_NOTE);
  LIE(load->p_filesz, sizeof(image) - 1, GOSYM_BAD_NOTE);
  LIE(load->p_vaddr, 0x1001, GOSYM_BAD_NOTE);
  LIE(image.size, 9, GOSYM_BAD_NOTE);
  LIE(image.size, INT64_MAX, GOSYM_BAD_NOTE);
  LIE(image.offset, 33, GOSYM_BAD_NOTE);
  LIE(image.offset, -21, GOSYM_BAD_NOTE);
  LIE(image.offset, INT64_MIN, GOSYM_BAD_NOTE);
  LIE(image.offset, 0x100000020, GOSYM_BAD_NOTE);
  LIE(image.kind, GOSYM_NOTE_LINES, GOSYM_NO_TABLE);
  LIE(image.kind, GOSYM_NOTE_FUNCTIONS + 1, GOSYM_NO_TABLE);
  LIE(image.kind, 99, GOSYM_NO_TABLE);
  LIE(image.count, 0x80000000, GOSYM_BAD_NOTE);
  expect(GOSYM_OK, "sound again");
}

int main(void) {
  dl_iterate_phdr(visit, 0);
  ofLibrary();
  lie();
  printf("lies: %s\n", failures ? "failures" : "no failures");
  return failures;
}
#endif
