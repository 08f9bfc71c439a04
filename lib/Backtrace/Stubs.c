//===- Stubs.c - Stubs of the PLT, which have no frame --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A call of a function of another module goes through a stub in the PLT. GNU
/// ld describes its stubs in .eh_frame; lld does not. On most machines the
/// return address is in a register all the way through. On x86 it is on the
/// stack, and stubs push words above it: the number of the function, a word of
/// the GOT, and with -z retpolineplt return addresses and registers. So stubs
/// are recognized by their instructions, all of which must be there, and each
/// has the number of words that are above the return address before it runs.
///
/// Code that two stubs share, `next` of the retpolines, may have a second
/// number: with the two words on the stack that lead to the dynamic linker.
///
/// The loops of retpolines, where only speculation goes, have no entry here.
///
//===----------------------------------------------------------------------===//

#include "Frames.h"

#if defined(__x86_64__) || defined(__i386__)

enum { mostFixed = 4 };

struct Instruction {
  /// 0 ends a stub.
  unsigned char size;
  unsigned char words;
  /// The second number of words; 0 if there is none.
  unsigned char otherWords;
  /// The bytes that it begins with, the others are an operand.
  unsigned char fixedCount;
  unsigned char fixed[mostFixed];
};

static const struct Instruction stubs[] = {
    // What all lazy stubs have: push number; jmp header.
    {5, 0, 0, 1, {0x68}},
    {5, 1, 0, 1, {0xe9}},
    {0, 0, 0, 0, {0}},
    // The header: push word; jmp *resolver.
    {6, 1, 0, 2, {0xff, 0x35}},
    {6, 2, 0, 2, {0xff, 0x25}},
    {0, 0, 0, 0, {0}},
#ifdef __x86_64__
    // The header of retpolines: push word; mov resolver, %r11; call next.
    {6, 1, 0, 2, {0xff, 0x35}},
    {7, 2, 0, 3, {0x4c, 0x8b, 0x1d}},
    {5, 2, 0, 1, {0xe8}},
    {0, 0, 0, 0, {0}},
    // next: mov %r11, (%rsp); ret.
    {4, 1, 3, 4, {0x4c, 0x89, 0x1c, 0x24}},
    {1, 1, 3, 1, {0xc3}},
    {0, 0, 0, 0, {0}},
#else
    // The header in position-independent code.
    {6, 1, 0, 2, {0xff, 0xb3}},
    {6, 2, 0, 2, {0xff, 0xa3}},
    {0, 0, 0, 0, {0}},
    // The header of retpolines: push word; push %eax; mov resolver, %eax;
    // call next.
    {6, 1, 0, 2, {0xff, 0xb3}},
    {1, 2, 0, 1, {0x50}},
    {6, 3, 0, 2, {0x8b, 0x83}},
    {5, 3, 0, 1, {0xe8}},
    {0, 0, 0, 0, {0}},
    {6, 1, 0, 2, {0xff, 0x35}},
    {1, 2, 0, 1, {0x50}},
    {5, 3, 0, 1, {0xa1}},
    {5, 3, 0, 1, {0xe8}},
    {0, 0, 0, 0, {0}},
    // Their entries: push %eax; mov function, %eax; call next; jmp loop.
    {1, 0, 0, 1, {0x50}},
    {6, 1, 0, 2, {0x8b, 0x83}},
    {5, 1, 0, 1, {0xe8}},
    {5, 1, 0, 1, {0xe9}},
    {0, 0, 0, 0, {0}},
    {1, 0, 0, 1, {0x50}},
    {5, 1, 0, 1, {0xa1}},
    {5, 1, 0, 1, {0xe8}},
    {5, 1, 0, 1, {0xe9}},
    {0, 0, 0, 0, {0}},
    // next: mov %ecx, (%esp); mov 4(%esp), %ecx; mov %eax, 4(%esp);
    // mov %ecx, %eax; pop %ecx; ret.
    {3, 2, 4, 3, {0x89, 0x0c, 0x24}},
    {4, 2, 4, 4, {0x8b, 0x4c, 0x24, 0x04}},
    {4, 2, 4, 4, {0x89, 0x44, 0x24, 0x04}},
    {2, 2, 4, 2, {0x89, 0xc8}},
    {1, 2, 4, 1, {0x59}},
    {1, 1, 3, 1, {0xc3}},
    {0, 0, 0, 0, {0}},
#endif
};

/// Whether all instructions of the stub that begins with `first` are at `at`.
static int isStub(struct KnownPages *known, const struct Instruction *first,
                  uintptr_t at) {
  for (const struct Instruction *i = first; i->size != 0; at += i++->size) {
    unsigned char code[mostFixed];
    if (!gosymCopyMemory(known, at, code, i->fixedCount))
      return 0;
    for (unsigned byte = 0; byte < i->fixedCount; ++byte)
      if (code[byte] != i->fixed[byte])
        return 0;
  }
  return 1;
}

void gosymFindStub(struct KnownPages *known, uintptr_t pc, struct Stub *out) {
  const struct Instruction *end = stubs + sizeof(stubs) / sizeof(*stubs);
  out->words = out->otherWords = 0;
  for (const struct Instruction *first = stubs; first != end; ++first) {
    uintptr_t offset = 0;
    const struct Instruction *i = first;
    for (; i->size != 0; offset += i++->size) {
      if (!isStub(known, first, pc - offset))
        continue;
      out->words = i->words;
      out->otherWords = i->otherWords;
      return;
    }
    first = i;
  }
}

#else

void gosymFindStub(struct KnownPages *known, uintptr_t pc, struct Stub *out) {
  (void)known;
  (void)pc;
  out->words = out->otherWords = 0;
}

#endif
