# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares `.frame` of each function of a program's Go symbol table with what the
compiler wrote into .stack_sizes, which llvm-readobj reads, and a pointer more.

    frames-agree.py PROGRAM TWIN

TWIN has .stack_sizes, and its functions in the same places; PROGRAM may have been
linked without. Prints how many functions agree, how many do not and how many have
no `.frame`, and one line for each that differs.
"""
import re
import subprocess
import sys

program, twin = sys.argv[1:]
said = {}
text = subprocess.check_output(["llvm-readobj", "--stack-sizes", twin], universal_newlines=True)
for names, size in re.findall(r"Functions: \[(.*)\]\s+Size: (0x[0-9A-F]+)", text):
    for name in names.split(", "):
        said.setdefault(name, set()).add(int(size, 16) + 8)
    said.setdefault(tuple(names.split(", ")), set()).add(int(size, 16) + 8)

frames, name = {}, None
for line in subprocess.check_output(["gosym", "dump", program], universal_newlines=True).split("\n"):
    fields = line.split(None, 3)
    if len(fields) < 4:
        continue
    if fields[1] in "Tt":
        name = fields[3]
        frames.setdefault(name, [])
    elif fields[1] == "m" and fields[3] == ".frame":
        frames[name].append(int(fields[2]))

agree, without, differ = 0, 0, []
for names in said:
    if not isinstance(names, tuple):
        continue
    found = [size for name in names for size in frames.get(name, [])]
    # Static functions of one name: any of their sizes.
    expected = set().union(*(said[name] for name in names))
    if not found:
        without += 1
    elif set(found) <= expected:
        agree += 1
    else:
        differ.append("%s: %s, expected %s" % (names[0], found, sorted(expected)))
print("%d functions: %d agree, %d differ, %d without .frame"
      % (agree + len(differ) + without, agree, len(differ), without))
print("\n".join(differ))
