# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the manifest in a program with the object files on disk.

    check.py PROGRAM        run in the folder where the program was linked

Sizes and hashes are those of the files; a member of an archive is read with
llvm-ar. Prints a line for each object that differs, and the number of objects.
"""
import hashlib
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import elf


def file_bytes(name):
    member = re.fullmatch(r"(.+)\((.+)\)", name)
    if not member:
        return open(name, "rb").read()
    return subprocess.run(["llvm-ar", "p", *member.groups()], check=True,
                          stdout=subprocess.PIPE).stdout


program = elf.File(sys.argv[1])
text = program.bytes_of(program.section(".build_manifest")).decode()
wrong = 0
lines = text.splitlines()[1:]
for line in lines:
    sha256, size, _, _, _, name = line.split(" ", 5)
    data = file_bytes(name)
    if len(data) != int(size) or hashlib.sha256(data).hexdigest() != sha256:
        wrong += 1
        print("%s: not the file that was linked" % name)
print("%d objects, %d differ" % (len(lines), wrong))
sys.exit(wrong != 0)
