# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the symbols of a table, as gosym prints them, with the .symtab that
llvm-readelf prints, by rules written down here once more: name, address,
letter. Prints what differs and fails, or the number of symbols.

    same-as-symtab.py FILE [TWIN]
"""
import collections
import re
import subprocess
import sys

MAPPING = re.compile(r"\$([adtx](\.|$)|xrv)")


def lines(*command):
    return subprocess.check_output(command, universal_newlines=True).split("\n")


table = collections.Counter()
texts = []
for line in lines("gosym", "nm", sys.argv[1]):
    if line:
        address, letter, name = line.split(" ", 2)
        table[int(address, 16), letter, name] += 1
        if letter in "Tt":
            texts.append((int(address, 16), letter, name))

twin = sys.argv[-1]
machine, flags, symtab, inSymtab = "", {}, collections.Counter(), False
for line in lines("llvm-readelf", "-hSsW", twin):
    if "Machine:" in line:
        machine = line
    section = re.match(r"  \[ *(\d+)\] (.{17}) (\S+) +\w+ \w+ \w+ \w+ +"
                       r"([A-Za-z]*) +\d+ +\d+ +\d+$", line)
    if section:
        flags[section.group(1)] = (section.group(3), section.group(4))
    if line.startswith("Symbol table"):
        inSymtab = ".symtab" in line
    fields = line.split(None, 7)
    if not inSymtab or len(fields) < 8 or not fields[0][:-1].isdigit():
        continue
    _, value, _, kind, bind, _, index, name = fields
    if kind in ("SECTION", "FILE", "TLS") or index not in flags:
        continue
    type, flag = flags[index]
    if "A" not in flag or (MAPPING.match(name) and not re.search("X86|386", machine)):
        continue
    letter = "T" if "X" in flag else "B" if type == "NOBITS" else "D"
    # gosym and Go's readers speak of addresses; the file has a mark in bit 0.
    address = int(value, 16) & (~1 if "ARM" in machine and letter == "T" else ~0)
    symtab[address, letter.lower() if bind == "LOCAL" else letter, name] += 1

marks = [m for m in (next((t for t in texts if t[2] == "text"), None), texts[-1]) if m]
table.subtract(marks)
table = +table
# Code without symbols has records of names that no symbol has.
for key in set(table) - set(symtab):
    if key[1] == "t" and (key[2].endswith("@plt") or key[2].startswith(".")):
        del table[key]
for word, more in ("extra", table - symtab), ("missing", symtab - table):
    for (address, letter, name), n in sorted(more.items()):
        print("%s: %x %s %s %d times" % (word, address, letter, name, n))
if table != symtab:
    sys.exit(1)
print("%d symbols, the same" % sum(symtab.values()))
