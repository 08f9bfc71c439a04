# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a CPU profile for pprof, with one sample at each address of stdin.

    make-profile.py PROGRAM PROFILE

PROGRAM, an ELF file of 64 bits, was mapped where it says."""
import gzip
import os
import struct
import sys

PAGE = 0x1000


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def number(field, n):
    return varint(field << 3) + varint(n)


def message(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


program = sys.argv[1]
image = open(program, "rb").read()
table, = struct.unpack_from("<Q", image, 32)
entsize, count = struct.unpack_from("<HH", image, 54)
for i in range(count):
    kind, flags, offset, start, _, size = struct.unpack_from("<IIQQQQ", image, table + i * entsize)
    if kind == 1 and flags & 1:
        break
else:
    sys.exit("no segment of code")
end = start + size
start, offset = start // PAGE * PAGE, offset // PAGE * PAGE
strings = ["", "samples", "count", os.path.abspath(program)]
profile = message(1, number(1, 1) + number(2, 2))
profile += message(3, number(1, 1) + number(2, start) + number(3, end) +
                   number(4, offset) + number(5, 3))
for n, line in enumerate(sys.stdin, 1):
    profile += message(4, number(1, n) + number(2, 1) + number(3, int(line, 16)))
    profile += message(2, number(1, n) + number(2, 1))
profile += b"".join(message(6, text.encode()) for text in strings)
with gzip.open(sys.argv[2], "wb") as out:
    out.write(profile)
