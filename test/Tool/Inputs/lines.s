# A program with table and line table, two units and a header file, made by hand:
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   b.c       other    0..4   line 1, as of no line from 2 on
#   /src/a.c  _start   4..12  lines 3, 2 of a.h, 4, 260 of a.h
#             helper  12..16  line 265 of a.h, 5 of a.c from 14 on
#
# Absolute lines: a.c 1..40, a.h 41..450; b.c 1.. in its own unit.
.text
.globl _start
other: .fill 4, 1, 0x90
_start: .fill 12, 1, 0x90

.macro function address, name, type=0x53
  .byte \type                           # wide
  .quad \address
  .asciz "\name"
.endm
.macro component index, name
  .byte 0x1f, \index                    # f
  .asciz "\name"
.endm

.section .gosymtab,"a"
  .byte 0xfd,0xff,0xff,0xff,0,0,0,8     # header
  function data, "data", 0x43           # D
  component 1, "/"
  component 2, "src"
  component 3, "a.c"
  component 4, "a.h"
  component 5, "b.c"
  .byte 0x33, 1, 0, 0,5, 0,0            # z 1     b.c
  function other, "text"
  function other, "other"
  .byte 0x33, 1, 0, 0,1, 0,2, 0,3, 0,0  # z 1     /src/a.c
  .byte 0x33, 41, 0, 0,0                # z 41
  .byte 0x33, 41, 0, 0,1, 0,2, 0,4, 0,0 # z 41    /src/a.h
  .byte 0x33, 0xc3, 3, 0, 0,0           # z 451
  function _start, "_start"
  .byte 0x26, 16                        # m 16
  .asciz ".frame"
  function _start+8, "helper", 0x6d     # t
  function _start+12, "etext"

.section .gopclntab,"a"
  .byte 1                               #  0: 1 of b.c
  .byte 129, 64+1                       #  2: 0
  .byte 129, 3                          #  4: 3
  .byte 39                              #  5: 42 is line 2 of a.h
  .byte 64+38                           #  6: 4
  .byte 129, 0, 0,0,0x01,0x28           #  8: 300 is line 260 of a.h
  .byte 131, 5                          # 12: 305
  .byte 129, 0, 0xff,0xff,0xfe,0xd4     # 14: 5
  .byte 129                             # even length

.data
data: .quad 0
