# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Looks up every byte of every executable section of a linked program in its table
and fails where the answer is a wrong name. Right is

  * a symbol of .symtab that covers the byte: by its size or, without size, up
    to the end of its input section (which --print-map tells)
  * a record that says it is no symbol: `foo@plt`, or the name of a section
  * the function before, for fewer than 64 bytes of padding in its own section,
    or in front of the next one

and the history in force must be that of the object whose section it is.

    never-blame.py FILE MAP
"""
import bisect
import re
import subprocess
import sys

name, map_name = sys.argv[1:]
PADDING = 64


def lines(*command):
    return subprocess.check_output(command, universal_newlines=True).split("\n")


outputs, symbols = [], {}
for line in lines("llvm-readelf", "-SsW", name):
    section = re.match(r"  \[ *\d+\] (\S+) +(\S+) +(\w+) \w+ (\w+) \w+ +(\w+)", line)
    if section and "X" in section.group(5):
        begin = int(section.group(3), 16)
        outputs.append((begin, begin + int(section.group(4), 16), section.group(1)))
    fields = line.split(None, 7)
    if len(fields) == 8 and fields[0][:-1].isdigit() and fields[3] in ("FUNC", "NOTYPE"):
        symbols.setdefault(fields[7], []).append(
            (int(fields[1], 16), int(fields[2], 0)))

# Input sections: begin, end, object, name.
inputs = []
for line in open(map_name):
    found = re.match(r" *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) +\d+ {9}(\S+):\((\S+)\)$", line)
    if found and int(found.group(2), 16):
        begin = int(found.group(1), 16)
        inputs.append((begin, begin + int(found.group(2), 16), found.group(3), found.group(4)))
inputs.sort()

records, unit = [], None
for line in lines("gosym", "dump", name):
    fields = line.split(" ", 3)
    if len(fields) == 4 and fields[1] == "z":
        unit = fields[3].strip('"')
    if len(fields) == 4 and fields[1] in "Tt":
        records.append((int(fields[2], 16), fields[3], unit))
addresses = [r[0] for r in records]


def input_at(address):
    i = bisect.bisect_right(inputs, (address, 1 << 64)) - 1
    return inputs[i] if i >= 0 and address < inputs[i][1] else None


def covers(symbol, address, section):
    for begin, size in symbols.get(symbol, ()):
        if begin <= address < begin + size:
            return True
        if not size and begin <= address and section and section[0] <= begin:
            return True
    return False


checked = wrong = 0
for begin, end, output in outputs:
    for address in range(begin, end):
        checked += 1
        at, found, unit = records[bisect.bisect_right(addresses, address) - 1]
        section = input_at(address)
        said = found.endswith("@plt") or found in (output, section and section[3])
        if section:
            own = section[2] if not section[2].startswith("<internal>") else "<internal>"
            right = said or covers(found, address, section)
            if not right:  # padding inside the section
                right = any(section[0] <= b and 0 < s and b + s <= address < b + s + PADDING
                            for b, s in symbols.get(found, ()))
            right = right and unit == own and at >= section[0]
        else:  # between sections
            right = said or address - at < PADDING or any(
                address - (b + s) < PADDING for b, s in symbols.get(found, ())) or any(
                i[1] <= address < i[1] + PADDING for i in inputs if i[0] <= at < i[1])
        if not right:
            wrong += 1
            if wrong < 10:
                print("%x: %s of %s, but it is %s" % (address, found, unit, section))
if wrong or not checked:
    sys.exit("%d of %d bytes wrong" % (wrong, checked))
print("%d bytes, none blamed on a neighbour" % checked)
