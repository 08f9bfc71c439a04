# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the records of a table in one section with the labels `<foo@plt>:` that
llvm-objdump gives that section, which it takes from the dynamic relocations. It does
not know .plt.sec: there the jump of each entry of 16 bytes, through a word that
one of those relocations fills, is followed here.

    plt-names.py FILE SECTION
"""
import re
import subprocess
import sys

name, section = sys.argv[1:]


def lines(*command):
    return subprocess.check_output(command, universal_newlines=True).split("\n")


for line in lines("llvm-readelf", "-SW", name):
    fields = line[7:].split()
    if len(fields) > 5 and fields[0] == section:
        begin = int(fields[2], 16)
        end = begin + int(fields[4], 16)
labels = set()
for line in lines("llvm-objdump", "-d", "--section=" + section, name):
    label = re.match(r"([0-9a-f]+) <(.*@plt)>:$", line)
    if label:
        labels.add((int(label.group(1), 16), label.group(2)))
slots = {}
for line in lines("llvm-readelf", "-rW", name):
    fields = line.split()
    if len(fields) > 4 and "JUMP_SLOT" in fields[2]:
        slots[int(fields[0], 16)] = fields[4]
if section == ".plt.sec":
    for line in lines("llvm-objdump", "-d", "--section=" + section, name):
        jump = re.match(r"([ 0-9a-f]+): .*\tjmp[lq]\t.*(0x[0-9a-f]+)", line.split(" <")[0])
        if jump:
            labels.add((int(jump.group(1), 16) & ~15, slots[int(jump.group(2), 16)] + "@plt"))
records = set()
for line in lines("gosym", "nm", name):
    fields = line.split(" ", 2)
    if len(fields) == 3 and begin <= int(fields[0], 16) < end and "@" in fields[2]:
        records.add((int(fields[0], 16), fields[2]))
for word, more in ("table", records - labels), ("objdump", labels - records):
    for address, label in sorted(more):
        print("only %s: %x %s" % (word, address, label))
if labels != records or not labels:
    sys.exit("%d labels, %d records" % (len(labels), len(records)))
print("%d entries, all named" % len(labels))
