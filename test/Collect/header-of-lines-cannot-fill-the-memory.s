# A count of 2^63 directories, each of a form that has no bytes, would fill the memory before the end of the section is met: it is refused by its form.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# RUN: llvm-mc -filetype=obj -triple=x86_64-linux-gnu %s -o %t.o
# RUN: ld.lld %t.o %load -mllvm -gosym-pclntab=go1.1 -o %t 2>&1 | FileCheck %s
# CHECK:      ld.lld: warning: {{.*}}.o: .debug_line: line table header at offset 0x16: form 0x19 of content type 0x1, expected one that fits
# CHECK-NEXT: >>> functions of this object have no lines
# CHECK-NOT:  {{.}}
.globl _start
_start: nop
.section .debug_abbrev,"",@progbits
.byte 1, 0x11, 0        # unit, no children
.byte 0x10, 0x17, 0, 0  # line table, offset
.byte 0
.section .debug_info,"",@progbits
.long info_end - info
info:
.short 5
.byte 1, 8
.long 0
.byte 1
.long 0                 # line table
info_end:
.section .debug_line,"",@progbits
.long line_end - line
line:
.short 5
.byte 8, 0
.long program - header
header:
.byte 1, 1, 1, -5, 14, 4
.byte 0, 1, 1
.byte 1, 1, 0x19        # one field: path, DW_FORM_flag_present
.byte 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f
.byte 1, 1, 8, 0
program:
line_end:
