/*===- entry.S - From QEMU's loader to 64-bit C ---------------------------===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/

/*
 * `qemu-system-x86_64 -kernel` starts a 64-bit ELF file that has a PVH note, at
 * the address in the note: 32-bit protected mode, flat segments, no paging. The
 * first gigabyte is mapped to itself with pages of 2 MiB, and long mode is on.
 */

#define PVH_ENTRY 18 /* XEN_ELFNOTE_PHYS32_ENTRY */
#define PAGE_PRESENT_WRITABLE 0x3
#define PAGE_LARGE 0x80
#define LARGE_PAGE_SIZE 0x200000
#define CR4_PAE (1 << 5)
#define CR0_PAGING (1 << 31)
#define MSR_EFER 0xc0000080
#define EFER_LONG_MODE (1 << 8)
#define CODE_SELECTOR 8
#define STACK_SIZE 0x4000

  .section .note.pvh, "a", @note
  .align 4
  .long 4, 8, PVH_ENTRY
  .asciz "Xen"
  .quad _start

  .text
  .code32
  .globl _start
  .type _start, @function
_start:
  cli
  movl $pageMap, %eax
  movl %eax, %cr3
  movl %cr4, %eax
  orl $CR4_PAE, %eax
  movl %eax, %cr4
  movl $MSR_EFER, %ecx
  rdmsr
  orl $EFER_LONG_MODE, %eax
  wrmsr
  movl %cr0, %eax
  orl $CR0_PAGING, %eax
  movl %eax, %cr0
  lgdt segmentsPointer
  ljmp $CODE_SELECTOR, $startLong
  .size _start, . - _start

  .code64
  .type startLong, @function
startLong:
  xorl %eax, %eax
  movw %ax, %ds
  movw %ax, %es
  movw %ax, %ss
  movl $stackTop, %esp
  xorl %ebp, %ebp /* where a walk of the frames ends */
  call kernelMain
1:
  hlt
  jmp 1b
  .size startLong, . - startLong

  .section .rodata
  .align 8
segments:
  .quad 0
  .quad 0x00209a0000000000 /* code, present, 64-bit */
segmentsPointer:
  .word . - segments - 1
  .long segments

  .data
  .align 4096
pageMap:
  .quad pageDirectories + PAGE_PRESENT_WRITABLE
  .fill 511, 8, 0
pageDirectories:
  .quad pages + PAGE_PRESENT_WRITABLE
  .fill 511, 8, 0
pages:
  .set at, 0
  .rept 512
  .quad at + PAGE_LARGE + PAGE_PRESENT_WRITABLE
  .set at, at + LARGE_PAGE_SIZE
  .endr

  .bss
  .align 16
  .skip STACK_SIZE
stackTop:

  .section .note.GNU-stack, "", @progbits
