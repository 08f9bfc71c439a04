#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what `gosym dump` and another program say of tables.

    same-entries.py FOLDER COMMAND...

COMMAND, with a table behind it, prints letter, value and name of every entry, as
test/Inputs/readbare.go does. The tables are the golden ones of FOLDER. Go reads a
middle dot in a name as a dot.
"""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "Inputs"))
import hexbytes  # noqa: E402  (found by the line above)

RECORD = re.compile(r'^0x\w+ (\w) (\w+) ("?)(.*)\3$')


def lines_of(command):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return done.stdout.splitlines()


def ours(table):
    for line in lines_of(["gosym", "dump", table])[1:]:
        letter, value, _, name = RECORD.match(re.sub(r" type=\w+$", "", line)).groups()
        yield f"{letter} {int(value, 0)} {name}".replace("·", ".")


def main():
    folder, command = sys.argv[1], sys.argv[2:]
    entries = 0
    for source in sorted(os.listdir(folder)):
        if not source.endswith(".hex"):
            continue
        table = source[:-4] + ".bin"
        with open(os.path.join(folder, source), encoding="utf-8") as file:
            data = hexbytes.assemble(file.read(), source)
        with open(table, "wb") as file:
            file.write(data)
        mine, theirs = list(ours(table)), lines_of(command + [table])
        if mine != theirs:
            sys.exit(f"{source}: {mine}\n{theirs}")
        entries += len(mine)
    print(f"{entries} entries")


if __name__ == "__main__":
    main()
