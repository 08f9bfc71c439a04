# The table is in the order of addresses, whatever it is made of; a function that was collected or folded has no entry; 32 and 64 bits, both byte orders.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# RUN: rm -rf %t && split-file %s %t && cd %t
# DEFINE: %{triple} = x86_64-linux-gnu
# DEFINE: %{options} =
# DEFINE: %{link} = llvm-mc -filetype=obj -triple=%{triple} a.s -o a.o && \
# DEFINE:   ld.lld a.o %load -mllvm -gosym-check \
# DEFINE:     -mllvm -load=%gosym_build/examples/functable/functable.so %{options} -o out && \
# DEFINE:   %python %gosym_src/examples/functable/check.py out
# RUN: %{link} | FileCheck %s --check-prefix=PLAIN --match-full-lines
# PLAIN:      one
# PLAIN-NEXT: two
# PLAIN-NEXT: three
# PLAIN-NEXT: dead
# PLAIN-NEXT: 4 functions, all right

# REDEFINE: %{options} = -pie --symbol-ordering-file=order
# RUN: %{link} | FileCheck %s --check-prefix=ORDER --match-full-lines
# REDEFINE: %{triple} = powerpc64-linux-gnu
# RUN: %{link} | FileCheck %s --check-prefix=ORDER --match-full-lines
# REDEFINE: %{triple} = i386-linux-gnu
# RUN: %{link} | FileCheck %s --check-prefix=ORDER --match-full-lines
# REDEFINE: %{triple} = powerpc-linux-gnu
# RUN: %{link} | FileCheck %s --check-prefix=ORDER --match-full-lines
# ORDER:      dead
# ORDER-NEXT: three
# ORDER-NEXT: one
# ORDER-NEXT: two
# ORDER-NEXT: 4 functions, all right

# Metadata that is bound to its function (SHF_LINK_ORDER) goes with it when it is
# collected, and when it is folded, as `two` is into `one`.
# REDEFINE: %{triple} = x86_64-linux-gnu
# REDEFINE: %{options} = --gc-sections --icf=all -u two
# RUN: %{link} | FileCheck %s --check-prefix=LIVE --match-full-lines
# LIVE:      one
# LIVE-NEXT: three
# LIVE-NEXT: 2 functions, all right
# RUN: llvm-nm out | FileCheck %s --check-prefix=NM --implicit-check-not=dead --implicit-check-not=two.meta
# NM: three.meta
#--- order
dead
three
#--- a.s
.macro function name value
  .section .text.\name,"ax",@progbits
  .globl \name
  .type \name, %function
  \name: .long \value
  .size \name, 4
  .section .rodata.\name,"ao",@progbits,.text.\name
  .globl \name\().meta
  \name\().meta: .long \value
.endm
function one 1
function two 1
function three 3
function dead 4
.section .text.start,"ax",@progbits
.globl _start
_start:
  .long one - .
  .long three - .
