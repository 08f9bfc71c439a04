# nm prints the eight letters of symbols, in the order of the table, marks included, and no other record.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# RUN: llvm-mc -filetype=obj -triple=x86_64-linux-gnu %s -o %t.o
# RUN: gosym nm %t.o | FileCheck %s --match-full-lines

# CHECK:      0000000000403000 D data
# CHECK-NEXT: 0000000000403008 d .L.str 1
# CHECK-NEXT: 0000000000404000 B zero
# CHECK-NEXT: 0000000000404008 b main·zero
# CHECK-NEXT: 0000000000401000 T text
# CHECK-NEXT: 0000000000401000 t main
# CHECK-NEXT: 0000000000401010 L leaf
# CHECK-NEXT: fffffffffffffff0 l vsyscall
# CHECK-NEXT: ffffffffffffffff T etext
# CHECK-NOT:  {{.}}

.macro symbol code, address, name
  .byte \code
  .quad \address
  .asciz "\name"
.endm

.section .gosymtab,"a"
  .byte 0xfd,0xff,0xff,0xff,0,0,0,8     # header
  symbol 0x43, 0x403000, "data"         # D, wide
  symbol 0x5d, 0x403008, ".L.str 1"     # d
  symbol 0x41, 0x404000, "zero"         # B
  symbol 0x5b, 0x404008, "main\302\267zero" # b
  .byte 0x1f, 1                         # f 1
  .asciz "a.c"
  .byte 0x33, 1, 0, 0,1, 0,0            # z 1, component 1
  symbol 0x53, 0x401000, "text"         # T
  symbol 0x6d, 0x401000, "main"         # t
  .byte 0x26, 16                        # m 16
  .asciz ".frame"
  symbol 0x4b, 0x401010, "leaf"         # L
  symbol 0x65, 0xfffffffffffffff0, "vsyscall" # l
  symbol 0x53, 0xffffffffffffffff, "etext"
