# Code of which debug info says nothing has no line, not that of the function before it: as that of an object without debug info. Code without a symbol has a record and its file, and no line.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# RUN: rm -rf %t && split-file %s %t && cd %t
# RUN: llvm-mc -filetype=obj -triple=x86_64-linux-gnu -g known.s -o known.o
# RUN: llvm-mc -filetype=obj -triple=x86_64-linux-gnu unknown.s -o unknown.o
# RUN: llvm-mc -filetype=obj -triple=x86_64-linux-gnu -g nameless.s -o nameless.o
# RUN: ld.lld known.o unknown.o nameless.o %load -mllvm -gosym-pclntab=go1.1 \
# RUN:     -mllvm -gosym-verbose -o out 2>&1 | \
# RUN:   FileCheck %s --check-prefix=VERBOSE
# VERBOSE: PC-line table: {{[0-9]+}} rows of 2 files of 2 units, in 2 runs of code of 2 objects
# VERBOSE: 1 runs without a symbol
# RUN: gosym verify out
# RUN: llvm-readelf -SW out | grep ' \.text ' | sed -E 's/.* PROGBITS +([0-9a-f]+) .*/\1/' > start
# RUN: %python at.py start 0 1 5 8 27 28 29 2a | gosym addr2line out > lines && FileCheck %s < lines

# Padding keeps the line of the function before it, what follows has none.
# CHECK:      _start
# CHECK-NEXT: known.s:4
# CHECK-NEXT: _start
# CHECK-NEXT: known.s:5
# CHECK-NEXT: _start
# CHECK-NEXT: known.s:5
# CHECK-NEXT: unknown
# CHECK-NEXT: :0{{$}}
# CHECK-NEXT: unknown
# CHECK-NEXT: :0{{$}}
# CHECK-NEXT: .text
# CHECK-NEXT: nameless.s:0{{$}}
# CHECK-NEXT: .text
# CHECK-NEXT: nameless.s:0{{$}}
# CHECK-NEXT: named
# CHECK-NEXT: nameless.s:5
#--- known.s
.globl _start
.type _start,@function
_start:
  nop
  call unknown
.size _start, .-_start
#--- unknown.s
.globl unknown
.type unknown,@function
unknown: .zero 32, 0x90
#--- nameless.s
  nop
  nop
.section .text.named,"ax",@progbits
named:
  nop
#--- at.py
import sys
start = int(open(sys.argv[1]).read(), 16)
for offset in sys.argv[2:]:
    print(hex(start + int(offset, 16)))
