# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the manifest in a program with the object files on disk.

    check.py PROGRAM FILES    run in the folder where the program was linked

FILES is what the linker wrote for --dependency-file=FILES: the files it has
read. Objects are found by their hash, among these files and the members of those
that are archives (of thin ones, only when they are files of the link, too).
Prints a line for each object that is not there, and the number of objects.
"""
import hashlib
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import elf


def objects_of(path):
    """The bytes of an object, or of each member of an archive."""
    data = open(path, "rb").read()
    if not data.startswith(b"!<arch>\n"):
        return [data]
    objects = []
    at = 8
    while at < len(data):
        size = int(data[at + 48:at + 58])
        objects.append(data[at + 60:at + 60 + size])
        at += 60 + size + size % 2
    return objects


def digest(data):
    return hashlib.sha256(data).hexdigest(), str(len(data))


# "program: \\\n  a.o \\\n  lib.a\n", then a rule for each file.
rule = open(sys.argv[2]).read().split("\n\n")[0]
files = [line.strip(" \\") for line in rule.splitlines()[1:]]
linked = {digest(data) for path in files for data in objects_of(path)}

program = elf.File(sys.argv[1])
text = program.bytes_of(program.section(".build_manifest")).decode()
wrong = 0
lines = text.splitlines()[1:]
for line in lines:
    sha256, size, _, _, _, name = line.split(" ", 5)
    if (sha256, size) not in linked:
        wrong += 1
        print("%s: in none of the files that were linked" % name)
print("%d objects, %d differ" % (len(lines), wrong))
sys.exit(wrong != 0)
