# nm, dump and verify read the tables of Go 1.0, without a header, and the interim little-endian ones; dump says which.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# RUN: llvm-mc -filetype=obj -triple=x86_64-linux-gnu --defsym go10=1 %s -o %t.go10.o
# RUN: llvm-objcopy -O binary --only-section=.gosymtab %t.go10.o %t.go10.raw
# RUN: llvm-mc -filetype=obj -triple=x86_64-linux-gnu %s -o %t.interim.o
# RUN: llvm-objcopy -O binary --only-section=.gosymtab %t.interim.o %t.interim.raw
# RUN: gosym nm %t.go10.raw | FileCheck %s --check-prefix=NM --match-full-lines
# RUN: gosym nm %t.interim.raw | FileCheck %s --check-prefix=NM --match-full-lines
# RUN: gosym dump %t.go10.raw | FileCheck %s --check-prefix=GO10 --match-full-lines
# RUN: gosym dump %t.interim.raw | FileCheck %s --check-prefix=INTERIM --match-full-lines
# The form says nothing of the machine: both belong in a file of this one.
# RUN: gosym verify %t.go10.o | FileCheck %s --check-prefix=VERIFY
# RUN: gosym verify %t.interim.o | FileCheck %s --check-prefix=VERIFY
# Go's own reader finds the same in them.
# RUN: %if go %{ go build -p 1 -o %t.read %inputs/readsymtab.go %}
# RUN: %if go %{ %t.read -funcs %t.go10.o | FileCheck %s --check-prefix=GO --match-full-lines %}
# RUN: %if go %{ %t.read -funcs %t.interim.o | FileCheck %s --check-prefix=GO --match-full-lines %}

# NM:      00401000 T main
# NM-NEXT: 00402000 T etext
# NM-NOT:  {{.}}

# GO10:      header none: Go 1.0, big-endian 4-byte words
# GO10-NEXT: 0x00000000 f 258 "a.c"
# GO10-NEXT: 0x0000000d z 1 "a.c"
# GO10-NEXT: 0x0000001b T 0x00401000 main type=0x00403000
# GO10-NEXT: 0x00000029 T 0x00402000 etext
# GO10-NOT:  {{.}}

# INTERIM:      header interim: little-endian 4-byte words
# INTERIM-NEXT: 0x00000006 f 258 "a.c"
# INTERIM-NEXT: 0x00000013 z 1 "a.c"
# INTERIM-NEXT: 0x00000021 T 0x00401000 main type=0x00403000
# INTERIM-NEXT: 0x0000002f T 0x00402000 etext
# INTERIM-NOT:  {{.}}

# VERIFY: : 1 functions, 0 data, 0 bss, 1 units

# GO:      401000 402000 main
# GO-NEXT: 4 symbols, 1 functions, 1 looked up, 1 objects, 1 files

.macro word value
.ifdef go10
  .byte \value >> 24 & 255, \value >> 16 & 255, \value >> 8 & 255, \value & 255
.else
  .long \value
.endif
.endm

.section .gosymtab,"a"
.ifndef go10
  .byte 0xfe,0xff,0xff,0xff,0,0         # prefix
.endif
  word 258
  .byte 0x80 + 'f'
  .asciz "a.c"
  word 0                                # no Go type
  word 1
  .byte 0x80 + 'z', 0, 1,2, 0,0         # no name, component 258
  word 0
  word 0x401000
  .byte 0x80 + 'T'
  .asciz "main"
  word 0x403000                         # Go type
  word 0x402000
  .byte 0x80 + 'T'
  .asciz "etext"
  word 0
