# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Is the table in memory the table in the file, each address moved to where the program
is, and by what?

    loaded-table.py FILE COMMAND...

COMMAND runs FILE, which prints the address of its first byte, a word, and its table as
they are in memory (loaded-table.c). Prints how many addresses are right, and how many
of these have a relocation in .rela.dyn, at even and at odd places.
"""
import re
import subprocess
import sys


def lines(*command):
    return subprocess.check_output(command, universal_newlines=True).split("\n")


file, command = sys.argv[1], sys.argv[2:]
for line in lines("llvm-readelf", "-SW", file):
    found = re.search(r"\.gosymtab\s+PROGBITS\s+(\w+)\s+(\w+)", line)
    if found:
        section, offset = (int(x, 16) for x in found.groups())
for line in lines("llvm-readelf", "-sW", file):
    found = re.match(r" *\d+: (\w+) +(\d+) .* runtime\.symtab$", line)
    if found:
        start, size = int(found.group(1), 16), int(found.group(2))
offset += start - section
inFile = open(file, "rb").read()[offset:offset + size]

slots = {}
for line in lines("gosym", "dump", file):
    found = re.match(r"header (\w+)-endian (\d)-byte pointers", line)
    if found:
        order, word = found.group(1), int(found.group(2))
    found = re.match(r"0x(\w+) \w 0x(\w+) ", line)
    if found:
        slots[int(found.group(1), 16) + 1] = int(found.group(2), 16)

printed = subprocess.check_output(command)
base = int.from_bytes(printed[:word], order)
inMemory = printed[word:]
if len(inMemory) != size or base == 0:
    sys.exit("%d bytes at %#x, expected %d" % (len(inMemory), base, size))
expected = bytearray(inFile)
for at, value in slots.items():
    if int.from_bytes(inFile[at:at + word], order) != value:
        sys.exit("%#x is not in the file, at %#x" % (value, at))
    expected[at:at + word] = ((base + value) % (1 << 8 * word)).to_bytes(word, order)
wrong = [at for at in range(size) if inMemory[at] != expected[at]]
if wrong:
    sys.exit("%d wrong bytes, the first at %#x" % (len(wrong), wrong[0]))

relocated = [0, 0]
for line in lines("llvm-readelf", "-rW", file):
    found = re.match(r"(\w{8,16}) +\w{8,16} +R_\w+_RELATIVE", line)
    if found and start <= int(found.group(1), 16) < start + size:
        relocated[int(found.group(1), 16) % 2] += 1
odd = sum((start + at) % 2 for at in slots)
if relocated[1] != odd:
    sys.exit("%d odd slots, %d have a relocation" % (odd, relocated[1]))
print("%d addresses are right, %d even and %d odd ones in .rela.dyn" %
      (len(slots), relocated[0], relocated[1]))
