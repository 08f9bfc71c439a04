# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes assembly of many objects whose table is larger than 4 MiB, so that
several tasks of the linker write it: functions and data with long names.

    make-long-names.py FOLDER

30 files, each with 40 functions, static and global, and 5 data symbols; names of
4,000 bytes.
"""
import os
import sys

FILES, FUNCTIONS, DATA, NAME = 30, 40, 5, 4000
os.makedirs(sys.argv[1], exist_ok=True)
for f in range(FILES):
    with open(os.path.join(sys.argv[1], "long%02d.s" % f), "w") as out:
        if f == 0:
            out.write(".globl _start\n_start: ret\n")
        for i in range(FUNCTIONS):
            name = ("function.%d.%d." % (f, i)).ljust(NAME, "xyz"[i % 3])
            out.write('.section .text.%d,"ax"\n' % i)
            out.write(".globl %s\n" % name if i % 2 else "")
            out.write("%s: .fill %d, 1, 0xcc\n" % (name, 1 + i))
        for i in range(DATA):
            name = ("data.%d.%d." % (f, i)).ljust(NAME, "d")
            out.write(".data\n%s: .quad 0\n" % name)
