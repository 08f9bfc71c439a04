#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints what a compact table says that a Go table can say, too.

    facts-of-compact.py FILE

These are the lines of `gosym dump`, but without those of the dictionary and the parts,
without sizes of symbols and inlined calls, and without numbers that a writer is free to
choose: a function has the name of its unit's file, and a row is one where file or line
change.
"""
import re
import subprocess
import sys

dump = subprocess.run(
    ["gosym", "dump", "--table=compact", sys.argv[1]],
    stdout=subprocess.PIPE,
    check=True,
).stdout.decode()

files = dict(re.findall(r'^file (\d+) (".*")$', dump, re.M))
units = dict(re.findall(r"^unit (\d+) file (\S+)$", dump, re.M))
# Of data at one address a Go table does not say which one is the last.
data = sorted(re.sub(r"^data \d+ (\S+) size \S+", r"data \1", line)
              for line in re.findall(r"^data \d+ .*$", dump, re.M))
print(*data, sep="\n")
place = None
for line in dump.splitlines():
    if re.match(r"data \d+ ", line):
        continue
    if re.match(r"function \d+ ", line):
        line = re.sub(r" size 0x\w+", "", line, count=1)
        line = re.sub(
            r" unit (\d+) ", lambda m: f" of {files.get(units[m[1]])} ", line, count=1
        )
        print(line)
    elif re.match("(function|data|frame) ", line):
        print(line)
    elif line.startswith("row "):
        line = re.sub(' of "[^"]*" from .*', "", line)
        # Which file code of no line is of, a Go table does not say.
        line = re.sub(' ".*":0$', " ?:0", line)
        if line.split(" ", 2)[2] != place:
            print(line)
        place = line.split(" ", 2)[2]
