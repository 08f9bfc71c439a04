# In a table of 32-bit ARM, bit 0 of a Thumb function says so: the records have it, addresses that the tool takes and prints have not, and verify wants it.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# RUN: rm -rf %t && mkdir %t && cd %t
# RUN: llvm-mc -filetype=obj -triple=armv7-linux-gnueabi %s -o a.o
# RUN: ld.lld -Ttext=0x10000 a.o %load -o a && gosym verify a --against a | FileCheck %s --check-prefix=SAME
# SAME: missing 0, extra 0, wrong address 0, wrong letter 0 of

# RUN: gosym dump a | FileCheck %s --check-prefix=DUMP
# DUMP: t 0x00010000 inARM
# DUMP: T 0x00010005 _start
# DUMP: t 0x00010009 inThumb

# RUN: gosym nm a | FileCheck %s --check-prefix=NM
# NM: 00010000 t inARM
# NM: 00010004 T _start
# NM: 00010008 t inThumb

# The pointer to a function, its first byte and its last.
# RUN: gosym addr2line a 10000 10003 10004 10005 10007 10008 10009 | \
# RUN:   grep -v : | \
# RUN:   FileCheck %s --check-prefix=NAMES
# NAMES:      inARM
# NAMES-NEXT: inARM
# NAMES-NEXT: _start
# NAMES-NEXT: _start
# NAMES-NEXT: _start
# NAMES-NEXT: inThumb
# NAMES-NEXT: inThumb
# NAMES-NOT:  {{.}}

# A compact table has the bit apart, and gives it back.
# RUN: gosym convert --to=compact a -o compact && gosym dump compact | FileCheck %s --check-prefix=COMPACT
# COMPACT: 0x10000 size 0x0 local unit 0 "inARM"
# COMPACT: 0x10004 size 0x0 thumb unit 0 "_start"
# COMPACT: 0x10008 size 0x0 local thumb unit 0 "inThumb"
# RUN: gosym convert --to=go1.1 compact -o back && gosym dump back | FileCheck %s --check-prefix=DUMP

# Without the file around it the machine is not known.
# RUN: llvm-objcopy -O binary -j .gosymtab a bare && gosym nm bare | FileCheck %s --check-prefix=BARE
# BARE: 00010005 T _start

# A twin whose functions are no Thumb ones is not the same.
# RUN: llvm-mc -filetype=obj -triple=armv7-linux-gnueabi --defsym ARM=1 %s -o arm.o
# RUN: ld.lld -Ttext=0x10000 arm.o -o arm
# RUN: not gosym verify a --against arm 2>&1 | FileCheck %s --check-prefix=OTHER
# OTHER: wrong address: _start 0x00010005, expected 0x00010004

.text
.arm
.type inARM, %function
inARM: bx lr
.ifndef ARM
.thumb
.endif
.globl _start
.type _start, %function
_start:
.ifdef ARM
  nop
.else
  nop
  nop
.endif
.type inThumb, %function
inThumb:
  bx lr
