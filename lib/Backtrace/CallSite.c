//===- CallSite.c - Whether an address is where a call returns to ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Where frames are not kept, a frame pointer is a register like any other, and
/// what it points to may be anything: without a look at the code a walk prints
/// `#1 0x4820ec8348535441`, which are bytes of code, or the address of a
/// variable. So a number that a stack gives counts as a return address only if
/// the instruction before it is a call:
///
///   x86       e8 and 4 bytes; ff /2 with any operand, 2 to 7 bytes
///   aarch64   bl; blr and its forms with pointer authentication
///   arm       bl, blx; mov lr, pc and any instruction; Thumb: bl, blx
///   riscv     jal, jalr to ra or t0; c.jalr, on 32 bits c.jal
///   ppc64     bl, bcl, bctrl, bclrl
///   s390x     brasl, bras, basr, bas
///   loongarch bl, jirl to ra
///   mips      jal, jalr, bal with their delay slot; balc, jialc
///
/// On x86, where instructions have no fixed places, about one number of 200
/// that point into code passes by chance. Whether it is code at all is another
/// question (Mapping.c).
///
/// A signal handler returns to code that no call precedes: the few instructions
/// that ask the kernel to continue the interrupted program. They are recognized
/// by their bytes.
///
/// On other machines every address passes.
///
//===----------------------------------------------------------------------===//

#include "Frames.h"

/// Bytes that are looked at.
enum { codeSize = 8 };
#include "Memory.h"

/// The code before a return address ends the array; `count` bytes of it could
/// be read.
struct Code {
  unsigned char bytes[codeSize];
  unsigned count;
};

/// The 16 bits that begin `distance` bytes before the end.
static inline unsigned half(const struct Code *code, unsigned distance) {
  const unsigned char *p = code->bytes + codeSize - distance;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ && !defined(__arm__) &&             \
    !defined(__aarch64__)
  return (unsigned)p[0] << 8 | p[1];
#else
  return (unsigned)p[1] << 8 | p[0];
#endif
}

/// The 32 bits there.
static inline uint32_t word(const struct Code *code, unsigned distance) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ && !defined(__arm__) &&             \
    !defined(__aarch64__)
  return (uint32_t)half(code, distance) << 16 | half(code, distance - 2);
#else
  return (uint32_t)half(code, distance - 2) << 16 | half(code, distance);
#endif
}

#if defined(__x86_64__) || defined(__i386__)
/// Whether the last `size` bytes are `call *operand`: opcode ff, register field
/// 2 of the byte behind it, and what that byte says follows.
static int isIndirectCall(const struct Code *code, unsigned size) {
  const unsigned char *p = code->bytes + codeSize - size;
  if (p[0] != 0xff || (p[1] >> 3 & 7) != 2)
    return 0;
  unsigned mode = p[1] >> 6, operand = p[1] & 7;
  if (mode == 3)
    return size == 2;
  unsigned displacement = mode == 1 ? 1 : mode == 2 ? 4 : 0;
  unsigned hasIndex = operand == 4;
  if (mode == 0 && (operand == 5 || (hasIndex && size > 2 && (p[2] & 7) == 5)))
    displacement = 4;
  return size == 2 + hasIndex + displacement;
}

static int endsWithCall(const struct Code *code, uintptr_t address) {
  enum { opcodeOfCall = 0xe8, sizeOfCall = 5, longestIndirect = 7 };
  (void)address;
  if (code->count >= sizeOfCall &&
      code->bytes[codeSize - sizeOfCall] == opcodeOfCall)
    return 1;
  for (unsigned size = 2; size <= longestIndirect && size <= code->count;
       ++size)
    if (isIndirectCall(code, size))
      return 1;
  return 0;
}
#elif defined(__aarch64__)
static int endsWithCall(const struct Code *code, uintptr_t address) {
  uint32_t last = word(code, 4);
  return address % 4 == 0 && code->count >= 4 &&
         ((last & 0xfc000000) == 0x94000000 ||
          (last & 0xfefff000) == 0xd63f0000);
}
#elif defined(__arm__)
static int endsWithCall(const struct Code *code, uintptr_t address) {
  if (address & 1) // Thumb.
    return (code->count >= 2 && (half(code, 2) & 0xff87) == 0x4780) ||
           (code->count >= 4 && (half(code, 4) & 0xf800) == 0xf000 &&
            (half(code, 2) & 0xc000) == 0xc000);
  uint32_t last = word(code, 4);
  int isUnconditional = last >> 28 == 0xf;
  return address % 4 == 0 && code->count >= 4 &&
         (isUnconditional
              ? (last & 0xfe000000) == 0xfa000000
              : (last & 0x0f000000) == 0x0b000000 ||
                    (last & 0x0ffffff0) == 0x012fff30 ||
                    // mov lr, pc
                    (code->count >= 8 && word(code, 8) == 0xe1a0e00f));
}
#elif defined(__riscv)
static int endsWithCall(const struct Code *code, uintptr_t address) {
  enum { toRa = 1 << 7, toT0 = 5 << 7, jal = 0x6f, jalr = 0x67 };
  if (address % 2 != 0)
    return 0;
  uint32_t last = word(code, 4);
  if (code->count >= 4 &&
      ((last & 0xfff) == (toRa | jal) || (last & 0xfff) == (toT0 | jal) ||
       (last & 0x7fff) == (toRa | jalr) || (last & 0x7fff) == (toT0 | jalr)))
    return 1;
  unsigned compressed = half(code, 2);
  return code->count >= 2 &&
         (((compressed & 0xf07f) == 0x9002 && (compressed & 0x0f80) != 0) ||
          (__riscv_xlen == 32 && (compressed & 0xe003) == 0x2001));
}
#elif defined(__powerpc64__)
static int endsWithCall(const struct Code *code, uintptr_t address) {
  uint32_t last = word(code, 4);
  return address % 4 == 0 && code->count >= 4 &&
         ((last & 0xfc000001) == 0x48000001 ||
          (last & 0xfc000001) == 0x40000001 ||
          (last & 0xfc0007ff) == 0x4c000421 ||
          (last & 0xfc0007ff) == 0x4c000021);
}
#elif defined(__s390x__)
static int endsWithCall(const struct Code *code, uintptr_t address) {
  return address % 2 == 0 &&
         ((code->count >= 6 && (half(code, 6) & 0xff0f) == 0xc005) ||
          (code->count >= 4 && ((half(code, 4) & 0xff0f) == 0xa705 ||
                                (half(code, 4) & 0xff00) == 0x4d00)) ||
          (code->count >= 2 && (half(code, 2) & 0xff00) == 0x0d00));
}
#elif defined(__loongarch__)
static int endsWithCall(const struct Code *code, uintptr_t address) {
  uint32_t last = word(code, 4);
  return address % 4 == 0 && code->count >= 4 &&
         ((last & 0xfc000000) == 0x54000000 ||
          (last & 0xfc00001f) == 0x4c000001);
}
#elif defined(__mips__)
static int endsWithCall(const struct Code *code, uintptr_t address) {
  if (address % 4 != 0)
    return address & 1; // Other encodings, which are not told apart here.
  uint32_t last = word(code, 4), beforeSlot = word(code, 8);
  return (code->count >= 8 && ((beforeSlot & 0xfc000000) == 0x0c000000 ||
                               (beforeSlot & 0xfc1f003f) == 0x00000009 ||
                               (beforeSlot & 0xfc1e0000) == 0x04100000)) ||
         (code->count >= 4 && ((last & 0xfc000000) == 0xe8000000 ||
                               (last & 0xffe00000) == 0xf8000000));
}
#else
static int endsWithCall(const struct Code *code, uintptr_t address) {
  (void)code;
  (void)address;
  return 1;
}
#endif

int gosymFollowsCall(struct KnownPages *known, uintptr_t address) {
  struct Code code;
  uintptr_t end = gosymCodeAddress(address);
  // The code may begin at the start of a page, and the page before it may be
  // unreadable.
  code.count = codeSize;
  if (!gosymCopyMemory(known, end - codeSize, code.bytes, codeSize)) {
    code.count = end % leastPageSize;
    if (code.count == 0 || code.count >= codeSize ||
        !gosymCopyMemory(known, end - code.count,
                         code.bytes + codeSize - code.count, code.count))
      return 0;
  }
  for (unsigned i = 0; i < codeSize - code.count; ++i)
    code.bytes[i] = 0;
  return endsWithCall(&code, address);
}

int gosymIsSignalReturn(struct KnownPages *known, uintptr_t address) {
  struct Code code;
  code.count = codeSize;
  if (!gosymCopyMemory(known, gosymCodeAddress(address), code.bytes, codeSize))
    return 0;
  uint32_t first = word(&code, 8), second = word(&code, 4);
  (void)first;
  (void)second;
#if defined(__x86_64__)
  // mov $15, %rax; syscall
  return first == 0x0fc0c748 && second == 0x0f000000;
#elif defined(__i386__)
  // mov $173, %eax; int $0x80, and pop %eax; mov $119, %eax; int $0x80
  return (first == 0x0000adb8 && (second & 0xffffff) == 0x80cd00) ||
         (first == 0x0077b858 && second == 0x80cd0000);
#elif defined(__aarch64__)
  // mov x8, #139; svc #0
  return first == 0xd2801168 && second == 0xd4000001;
#elif defined(__arm__)
  // mov r7, #173 or #119; svc #0; in Thumb the move has 2 or 4 bytes.
  if (address & 1)
    return first == 0xdf0027ad || first == 0xdf002777 ||
           ((first == 0x07adf04f || first == 0x0777f04f) &&
            (second & 0xffff) == 0xdf00);
  return (first == 0xe3a070ad || first == 0xe3a07077) && second == 0xef000000;
#elif defined(__riscv)
  // li a7, 139; ecall
  return first == 0x08b00893 && second == 0x00000073;
#elif defined(__powerpc64__)
  // li 0, 172; sc, behind an addi that pops the frame where the kernel made it.
  return (first == 0x380000ac && second == 0x44000002) ||
         (first >> 16 == 0x3821 && second == 0x380000ac);
#elif defined(__s390x__)
  // svc 173 or 119
  return first >> 16 == 0x0aad || first >> 16 == 0x0a77;
#elif defined(__loongarch__)
  // ori $a7, $zero, 139; syscall 0
  return first == 0x03822c0b && second == 0x002b0000;
#elif defined(__mips__)
  // li $v0, number; syscall
  return first >> 16 == 0x2402 && second == 0x0000000c;
#else
  return 0;
#endif
}
