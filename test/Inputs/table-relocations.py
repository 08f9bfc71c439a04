# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds the relative relocations in .gosymtab to its addresses: each address must
have one, whose addend, if it has one, is the address; or, with `none`, no address
may have any. Prints how many there are of both.

    table-relocations.py FILE TYPE|none

TYPE is the name of the relocation, as llvm-readelf prints it. Those of .relr.dyn have
none.
"""
import re
import subprocess
import sys


def lines(*command):
    return subprocess.check_output(command, universal_newlines=True).split("\n")


file, type = sys.argv[1:]
for line in lines("llvm-readelf", "-SW", file):
    found = re.search(r"\.gosymtab\s+PROGBITS\s+(\w+)\s+\w+\s+(\w+)", line)
    if found:
        start, size = (int(x, 16) for x in found.groups())
slots = {}
for line in lines("gosym", "dump", file):
    found = re.match(r"header .* (\d)-byte pointers", line)
    if found:
        word = int(found.group(1))
    found = re.match(r"0x(\w+) \w 0x(\w+) ", line)
    if found:
        at = start + int(found.group(1), 16) + 1
        slots[at] = int(found.group(2), 16)
        found = re.search(r" type=0x(\w+)$", line)
        if found:
            slots[at + word] = int(found.group(1), 16)
covered = []
packed = False
for line in lines("llvm-readelf", "-rW", file):
    if line.startswith("Relocation section"):
        packed = ".relr.dyn" in line
    # The word and its first address, or another address of that word.
    found = re.match(r"(?:\w{4}:\s+\w+|\s{8,})\s+(\w{8,16})\b", line)
    if packed and found and start <= int(found.group(1), 16) < start + size:
        covered.append(int(found.group(1), 16))
    found = re.match(r"(\w{8,16})\s+\w{8,16} (\w+)\S*(?:\s+([0-9a-f]+))?\s*$", line)
    if found and start <= int(found.group(1), 16) < start + size:
        at = int(found.group(1), 16)
        if not found.group(2).startswith(type):
            sys.exit("not %s: %s" % (type, line))
        if found.group(3) and slots.get(at) != int(found.group(3), 16):
            sys.exit("not the address: " + line)
        covered.append(at)
if covered if type == "none" else sorted(covered) != sorted(slots):
    sys.exit("%d addresses, %d relocations" % (len(slots), len(covered)))
print("%d addresses, %d relative relocations" % (len(slots), len(covered)))
