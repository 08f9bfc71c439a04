# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads .note.gosym of an ELF file by program headers alone, as docs/Format.md
says, and holds it to the symbols that llvm-nm shows.

    note-names-tables.py FILE

Prints a line for each PT_NOTE with our note: the kinds it names, then whether
each is where the symbols say.
"""
import struct
import subprocess
import sys

path = sys.argv[1]
data = open(path, "rb").read()
wide = data[4] == 2
order = "<" if data[5] == 1 else ">"
PT_LOAD, PT_NOTE = 1, 4

phoff, = struct.unpack_from(order + ("Q" if wide else "I"), data, 32 if wide else 28)
phentsize, phnum = struct.unpack_from(order + "HH", data, 54 if wide else 42)
segments = []
for i in range(phnum):
    at = phoff + i * phentsize
    if wide:
        kind, flags, offset, vaddr, _, filesz, _, align = struct.unpack_from(
            order + "IIQQQQQQ", data, at)
    else:
        kind, offset, vaddr, _, filesz, _, flags, align = struct.unpack_from(
            order + "8I", data, at)
    segments.append((kind, flags, offset, vaddr, filesz, align))

symbols = {}
for line in subprocess.check_output(["llvm-nm", path], universal_newlines=True).splitlines():
    words = line.split()
    if len(words) == 3:
        symbols[words[2]] = int(words[0], 16)
BOUNDS = {2: ("runtime.symtab", "runtime.esymtab"), 3: ("gosym.index", "gosym.eindex"),
          4: ("runtime.pclntab", "runtime.epclntab")}


def padded(size, alignment):
    return (size + alignment - 1) // alignment * alignment


def is_loaded(address, size):
    """In one segment that is readable and has these bytes in the file."""
    return any(kind == PT_LOAD and flags & 4 and vaddr <= address and
               address + size <= vaddr + filesz
               for kind, flags, _, vaddr, filesz, _ in segments)


for kind, _, offset, vaddr, filesz, align in segments:
    at, end = 0, filesz
    while kind == PT_NOTE and at < end:
        namesz, descsz, type = struct.unpack_from(order + "III", data, offset + at)
        name = data[offset + at + 12:][:namesz]
        if name == b"GoSym\0" and type == 1:
            desc = at + 20
            version, count = struct.unpack_from(order + "II", data, offset + desc)
            assert version == 1 and descsz == 8 + 24 * count
            assert vaddr + at == symbols["gosym.note"]
            assert vaddr + desc + descsz == symbols["gosym.enote"]
            kinds = []
            for i in range(count):
                kind, zero, distance, size = struct.unpack_from(
                    order + "IIqQ", data, offset + desc + 8 + 24 * i)
                begin, finish = BOUNDS[kind]
                assert zero == 0
                assert vaddr + desc + distance == symbols[begin], begin
                assert size == symbols[finish] - symbols[begin], finish
                assert is_loaded(symbols[begin], size), begin
                kinds.append(kind)
            print("note at 0x%x names %s, where the symbols say" % (vaddr + at, kinds))
            break
        align = 8 if align == 8 else 4
        at = padded(padded(at + 12 + namesz, align) + descsz, align)
