# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Counts the relative relocations of an ELF file inside .gosymtab, as
llvm-readelf prints them, and the addresses that gosym finds in the table; fails
if one relocation is there twice or is not in its place.

    relative-relocations.py FILE
"""
import re
import subprocess
import sys


def lines(*command):
    return subprocess.check_output(command, universal_newlines=True).split("\n")


file = sys.argv[1]
for line in lines("llvm-readelf", "-SW", file):
    found = re.search(r"\.gosymtab\s+PROGBITS\s+(\w+)\s+\w+\s+(\w+)", line)
    if found:
        start, size = (int(x, 16) for x in found.groups())

# The word of an entry is behind its type byte.
slots = {}
for line in lines("gosym", "dump", file):
    found = re.match(r"0x(\w+) \w 0x(\w+) ", line)
    if found:
        slots[start + int(found.group(1), 16) + 1] = int(found.group(2), 16)

seen, others = [], 0
for line in lines("llvm-readelf", "-rW", file):
    found = re.match(r"(\w{16})\s+\w+ R_X86_64_(\w+)\s+(\w+)?", line)
    if not found:
        continue
    at = int(found.group(1), 16)
    if not start <= at < start + size:
        continue
    if found.group(2) != "RELATIVE" or slots.get(at) != int(found.group(3), 16):
        sys.exit("not the relocation of a slot: " + line)
    seen.append(at)
if len(seen) != len(set(seen)):
    sys.exit("one slot, two relocations")
print("%d addresses, %d relative relocations" % (len(slots), len(seen)))
