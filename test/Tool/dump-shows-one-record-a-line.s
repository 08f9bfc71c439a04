# Every kind of record is one line of dump, in the order of the table, with its offset and nothing lost.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# RUN: llvm-mc -filetype=obj -triple=x86_64-linux-gnu %s -o %t.o
# RUN: gosym dump %t.o | FileCheck %s --match-full-lines

# CHECK:      header little-endian 8-byte pointers
# CHECK-NEXT: 0x00000008 D 0x0000000000403000 data
# CHECK-NEXT: 0x00000016 b 0x0000000000404000 main·zero type=0x0000000000403000
# CHECK-NEXT: 0x00000032 f 1 "/"
# CHECK-NEXT: 0x00000036 f 2 "src"
# CHECK-NEXT: 0x0000003c f 300 "a\x22b.c"
# CHECK-NEXT: 0x00000045 z 1 "/src/a\x22b.c"
# CHECK-NEXT: 0x00000050 Z 12 ""
# CHECK-NEXT: 0x00000055 T 0x0000000000401000 main
# CHECK-NEXT: 0x00000063 m 16 .frame
# CHECK-NEXT: 0x0000006c a 8 local
# CHECK-NEXT: 0x00000074 p 18446744073709551615 operator new
# CHECK-NEXT: 0x0000008c T 0x0000000000402000 etext
# CHECK-NOT:  {{.}}

.section .gosymtab,"a"
  .byte 0xfd,0xff,0xff,0xff,0,0,0,8     # header
  .byte 0x43                            # D, wide
  .quad 0x403000
  .asciz "data"
  .byte 0xdb                            # b, wide, with a Go type
  .quad 0x404000
  .quad 0x403000                        #   the Go type
  .asciz "main\302\267zero"             #   U+00B7
  .byte 0x1f, 1                         # f 1
  .asciz "/"
  .byte 0x1f, 2                         # f 2
  .asciz "src"
  .byte 0x1f, 0xac,0x02                 # f 300
  .asciz "a\"b.c"
  .byte 0x33, 1, 0                      # z 1
  .byte 0,1, 0,2, 1,0x2c, 0,0           #   components 1, 2, 300
  .byte 0x19, 12, 0                     # Z 12
  .byte 0,0                             #   empty path
  .byte 0x53                            # T, wide
  .quad 0x401000
  .asciz "main"
  .byte 0x26, 16                        # m 16
  .asciz ".frame"
  .byte 0x1a, 8                         # a 8
  .asciz "local"
  .byte 0x29                            # p, the largest varint
  .byte 0xff,0xff,0xff,0xff,0xff,0xff,0xff,0xff,0xff,0x01
  .asciz "operator new"
  .byte 0x53                            # T, wide
  .quad 0x402000
  .asciz "etext"
