# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the MiniDebugInfo of a stripped program with the symbols of its twin.

    check.py PROGRAM TWIN

TWIN is the same link, not stripped. Every function of its .symtab must be in
.gnu_debugdata, at the same address with the same size, in a section of the same name.
Prints what differs, and the number of functions.
"""
import lzma
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import elf

STT_GNU_IFUNC = 10


def functions(file):
    return {(symbol.name, symbol.address, symbol.size, file.sections[symbol.section].name)
            for symbol in file.symbols
            if symbol.type in (elf.STT_FUNC, STT_GNU_IFUNC) and 0 < symbol.section < len(file.sections)}


program, twin = elf.File(sys.argv[1]), elf.File(sys.argv[2])
data = lzma.decompress(program.bytes_of(program.section(".gnu_debugdata")),
                       format=lzma.FORMAT_XZ)
with tempfile.NamedTemporaryFile() as file:
    file.write(data)
    file.flush()
    found = functions(elf.File(file.name))
expected = functions(twin)
for symbol in sorted(expected - found):
    print("missing: %s at %#x, %d bytes, %s" % symbol)
for symbol in sorted(found - expected):
    print("extra: %s at %#x, %d bytes, %s" % symbol)
print("%d functions, %d differ" % (len(found), len(expected ^ found)))
sys.exit(expected != found)
