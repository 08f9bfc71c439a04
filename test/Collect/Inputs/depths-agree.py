# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds the depths of `gosym dump` to llvm-dwarfdump's rows of .eh_frame.

    depths-agree.py FILE

Of each function that both know: at each byte the depth is the offset of the CFA from
RSP, less the 8 bytes of the return address; where the CFA is told otherwise there is none.
"""
import re
import subprocess
import sys

file = sys.argv[1]


def run(*args):
    return subprocess.run(args, check=True, stdout=subprocess.PIPE,
                          encoding="utf-8").stdout


rows, found = {}, []
for line in run("llvm-dwarfdump", "--eh-frame", file).splitlines():
    header = re.search(r" FDE .*pc=([0-9a-f]+)\.\.\.([0-9a-f]+)", line)
    row = re.match(r" +0x([0-9a-f]+): CFA=([^:]+)", line)
    if header:
        found = []
        rows[int(header[1], 16)] = (int(header[2], 16), found)
    elif row:
        found.append((int(row[1], 16), row[2]))

depths, current = {}, None
for line in run("gosym", "dump", file).splitlines():
    fields = line.split()
    if fields[0] == "function":
        current = depths.setdefault(int(fields[2], 16), [])
    elif fields[0] == "depth":
        current.append((int(fields[1], 16), int(fields[2])))

functions = known = unknown = 0
for begin, found in depths.items():
    if not found or begin not in rows:
        continue
    functions += 1
    end, expected = rows[begin]
    if not expected:
        continue
    # A depth holds up to the next one, or to where none is known any more; so a
    # byte without one is found by the row there.
    for pc in range(begin, end):
        rule = [rule for at, rule in expected if at <= pc][-1]
        plus = re.match(r"RSP\+([0-9]+)$", rule)
        if not plus:
            unknown += 1
            continue
        depth = [value for at, value in found if at <= pc][-1]
        if depth != int(plus[1]) - 8:
            sys.exit("%#x: depth %d, expected %s" % (pc, depth, rule))
        known += 1
if any(found and begin in rows and "RSP" not in str(rows[begin][1])
       for begin, found in depths.items()):
    sys.exit("a depth where RSP tells nothing")
print("%d functions, %d bytes of code with a depth, %d without: all agree" %
      (functions, known, unknown))
