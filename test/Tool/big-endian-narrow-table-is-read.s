# A big-endian table of a 32-bit target is read as such, from its ELF file and raw: eight digits an address.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# RUN: llvm-mc -filetype=obj -triple=powerpc-linux-gnu %s -o %t.o
# RUN: llvm-objcopy -O binary --only-section=.gosymtab %t.o %t.raw
# RUN: gosym nm %t.o | FileCheck %s --check-prefix=NM --match-full-lines
# RUN: gosym nm %t.raw | FileCheck %s --check-prefix=NM --match-full-lines
# RUN: gosym dump %t.raw | FileCheck %s --check-prefix=DUMP --match-full-lines
# RUN: gosym verify %t.o | FileCheck %s --check-prefix=VERIFY
# RUN: gosym verify %t.raw | FileCheck %s --check-prefix=VERIFY

# NM:      10001000 T main
# NM-NEXT: 10002000 T etext
# NM-NOT:  {{.}}

# DUMP:      header big-endian 4-byte pointers
# DUMP-NEXT: 0x00000008 f 258 "a.c"
# DUMP-NEXT: 0x0000000f z 1 "a.c"
# DUMP-NEXT: 0x00000016 T 0x10001000 main type=0x20000000
# DUMP-NEXT: 0x00000024 T 0x10002000 etext
# DUMP-NOT:  {{.}}

# VERIFY: : 1 functions, 0 data, 0 bss, 1 units

.section .gosymtab,"a"
  .byte 0xff,0xff,0xff,0xfd,0,0,0,4     # header
  .byte 0x1f, 0x82,0x02                 # f 258, a varint is little-endian still
  .asciz "a.c"
  .byte 0x33, 1, 0, 1,2, 0,0            # z 1, component 258
  .byte 0xd3                            # T, wide, with a Go type
  .byte 0x10,0,0x10,0
  .byte 0x20,0,0,0
  .asciz "main"
  .byte 0x53                            # T, wide
  .byte 0x10,0,0x20,0
  .asciz "etext"
