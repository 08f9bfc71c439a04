/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A program without a libc, for targets that Debian has none for. With
 * -DRELOCATE it is a static PIE, which carries out its own relative
 * relocations, as the start of a libc would; until then nothing may be used
 * that is an address in memory.
 */
#include "target.h"
#include <stdint.h>

/* How the kernel is called: the instruction, where it takes the number of the
   call, and where arguments and result are. */
#if defined(__aarch64__)
#define CALL "svc #0"
#define NUMBER "x8"
#define ARGUMENT(n) "x" #n
#elif defined(__hexagon__)
#define CALL "trap0(#1)"
#define NUMBER "r6"
#define ARGUMENT(n) "r" #n
#elif defined(__loongarch__)
#define CALL "syscall 0"
#define NUMBER "$a7"
#define ARGUMENT(n) "$a" #n
#elif defined(__riscv)
#define CALL "ecall"
#define NUMBER "a7"
#define ARGUMENT(n) "a" #n
#elif defined(__powerpc64__)
#define CALL "sc"
#define NUMBER "r0"
#define ARGUMENT(n) ARGUMENT_##n
#define ARGUMENT_0 "r3"
#define ARGUMENT_1 "r4"
#define ARGUMENT_2 "r5"
#endif

#ifdef __powerpc64__
enum { writeNumber = 4, exitNumber = 1 };
#else
enum { writeNumber = 64, exitNumber = 93 };
#endif

#ifdef CALL
static long callKernel(long number, long a, long b, long c) {
  register long n __asm__(NUMBER) = number;
  register long first __asm__(ARGUMENT(0)) = a;
  register long second __asm__(ARGUMENT(1)) = b;
  register long third __asm__(ARGUMENT(2)) = c;
  __asm__ volatile(CALL
                   : "+r"(first), "+r"(n), "+r"(second), "+r"(third)
                   :
                   : "memory");
  return first;
}
#else
/* Is linked, and cannot run. */
static long callKernel(long number, long a, long b, long c) {
  return number + a + b + c;
}
#endif

long write(int fd, const void *buffer, unsigned long size) {
  return callKernel(writeNumber, fd, (long)buffer, (long)size);
}

#ifdef RELOCATE
#define hidden __attribute__((visibility("hidden")))
extern hidden const char __ehdr_start[];
extern hidden const uintptr_t _DYNAMIC[];

static inline void relocate(void) {
  enum { dtRela = 7, dtRelaSize = 8 };
  uintptr_t base = (uintptr_t)__ehdr_start, relocations = 0, size = 0;
  for (const uintptr_t *d = _DYNAMIC; d[0] != 0; d += 2) {
    if (d[0] == dtRela)
      relocations = d[1];
    if (d[0] == dtRelaSize)
      size = d[1];
  }
  const uintptr_t *r = (const uintptr_t *)(base + relocations);
  for (const uintptr_t *end = r + size / sizeof(*r); r < end; r += 3) {
    /* The addresses of a symbol table are not aligned. */
    struct __attribute__((packed)) Unaligned {
      uintptr_t value;
    } *slot = (struct Unaligned *)(base + r[0]);
    slot->value = base + r[2];
  }
}
#endif

/* Not inlined: what it does may be moved before the relocations otherwise. */
__attribute__((noinline)) static void run(void) {
  callKernel(exitNumber, checkTable() != 0, 0, 0);
}

__attribute__((noreturn)) void _start(void) {
#ifdef RELOCATE
  relocate();
#endif
  run();
  for (;;)
    ;
}
