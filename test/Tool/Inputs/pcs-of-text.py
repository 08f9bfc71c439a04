#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints each address of the section .text of an ELF file, and some around it."""
import subprocess
import sys

text = subprocess.run(
    ["llvm-readelf", "-SW", sys.argv[1]], stdout=subprocess.PIPE, check=True
).stdout.decode()
for line in text.splitlines():
    fields = line.replace("[ ", "[").split()
    if fields[1:2] == [".text"]:
        address, size = int(fields[3], 16), int(fields[5], 16)
        for pc in range(address - 16, address + size + 16):
            print(hex(pc))
