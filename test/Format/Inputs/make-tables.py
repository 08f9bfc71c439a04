# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes an archive of tables (readtables.go has its form) to be read by us and by
Go: those that are given, and as many more, always the same ones.

    make-tables.py COUNT TABLE...

A third are of our own making, in any form and width, most of them sound; the rest
are such tables and the given ones with a few bytes changed, cut, added, or put
together from two.
"""
import random
import struct
import sys

rng = random.Random(1013)  # the number is no matter, that it stays is

HEADERS = {
    ("go1.1", "<", 4): b"\xfd\xff\xff\xff\0\0\0\4",
    ("go1.1", "<", 8): b"\xfd\xff\xff\xff\0\0\0\x08",
    ("go1.1", ">", 4): b"\xff\xff\xff\xfd\0\0\0\4",
    ("go1.1", ">", 8): b"\xff\xff\xff\xfd\0\0\0\x08",
    ("go1.0", ">", 4): b"",
    ("interim", "<", 4): b"\xfe\xff\xff\xff\0\0",
}
NAMES = [b"main", b"x", b"", b"runtime.gc", b"main.(*T).f", b"a\xc2\xb7b", b"\xc2",
         b"etext", b"text", b"runtime.etext", b"s p a c e", b"\xff\xfe", b"n" * 70]
COMPONENTS = [b"/", b"src", b"a.c", b"dir/", b"", b"\xc2\xb7", b"b.h"]


def maybe(chance):
    return rng.random() < chance


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    if maybe(0.01):  # longer than it need be, or than it may
        return out + bytes([value | 128]) + b"\x80" * rng.randrange(10) + bytes([rng.randrange(2)])
    return out + bytes([value])


class Table:
    def __init__(self):
        self.form, self.order, self.word = rng.choice(list(HEADERS))
        self.bytes = HEADERS[self.form, self.order, self.word]

    def pointer(self, value):
        value &= (1 << 8 * self.word) - 1
        return struct.pack(self.order + ("Q" if self.word == 8 else "I"), value)

    def add(self, letter, value, name, wide=False, typed=None, path=None):
        end = name + b"\0"
        if path is not None:
            end += b"".join(struct.pack(">H", i) for i in path) + b"\0\0"
        if self.form != "go1.1":
            self.bytes += self.pointer(value) + bytes([ord(letter) | 128]) + end
            self.bytes += self.pointer(typed or 0)
            return
        code = ord(letter) - 65 if letter < "a" else ord(letter) - 97 + 26
        code |= (64 if wide else 0) | (128 if typed is not None else 0)
        self.bytes += bytes([code]) + (self.pointer(value) if wide else varint(value))
        self.bytes += (self.pointer(typed) if typed is not None else b"") + end


def goType():
    return rng.randrange(1, 1 << 31) if maybe(0.2) else None


def function(table, address, files):
    table.add(rng.choice("TTTtLl"), address, rng.choice(NAMES), not maybe(0.05), goType())
    for name in [b".frame", b".locals", b".args"]:
        if maybe(0.4):
            table.add("m", rng.choice([0, 8, 24, 300]), name, typed=goType())
    for _ in range(rng.randrange(3)):
        table.add(rng.choice("ap"), rng.choice([0, 8, 16, 1000]), rng.choice(NAMES), typed=goType())
    if maybe(0.02):
        history(table, files)
        table.add("m", 40, b".frame")


def history(table, files):
    line = 1
    table.add("z", line, b"", path=[rng.randint(1, files) for _ in range(rng.randint(1, 3))])
    for _ in range(rng.choice([0, 0, 0, 1, 2])):
        line += rng.choice([10, 100, 3000])
        if maybe(0.8):
            table.add(rng.choice("zzZ"), line, b"", path=[])
        table.add("z", line, b"", path=[rng.randint(1, files)])


def make():
    table = Table()
    for _ in range(rng.randrange(3)):
        table.add(rng.choice("DdBbGA"), rng.randrange(1 << 31), rng.choice(NAMES), True, goType())
    files = rng.randint(1, 5)
    for index in range(1, files + 1):
        table.add("f", index, rng.choice(COMPONENTS))
    if not maybe(0.03):
        history(table, files)
    address = 1 << rng.choice([12, 20, 31])
    if maybe(0.9):
        table.add("T", address, b"text", True)
    for _ in range(rng.randrange(6)):
        if maybe(0.2):
            history(table, files)
        function(table, address, files)
        address += rng.choice([0, 1, 16, 16, 16]) if not maybe(0.02) else -8
    if not maybe(0.03):
        table.add("T", address, b"etext", True)
    return table.bytes


def mutate(data, others):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(8)
        if kind < 3 and at < len(data):
            data[at] = rng.choice([data[at] ^ 1 << rng.randrange(8), rng.randrange(256),
                                   rng.choice(b"\0\1\x7f\x80\xff\xc2\xb7")])
        elif kind == 3:
            data = data[:at]
        elif kind == 4:
            data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 12)))
        elif kind == 5:
            del data[at:at + rng.randint(1, 12)]
        elif kind == 6:
            data[at:at] = data[at:at + rng.randint(1, 40)]
        else:
            other = rng.choice(others)
            data[at:] = other[rng.randrange(len(other) + 1):]
    return bytes(data)


count = int(sys.argv[1])
given = [open(name, "rb").read() for name in sys.argv[2:]]
seeds = given * 10 + [make() for _ in range(200)]
for number in range(-len(given), count):
    if number < 0:
        table = given[number]
    else:
        table = make() if number % 3 == 0 else mutate(rng.choice(seeds), seeds)
    sys.stdout.buffer.write(struct.pack("<I", len(table)) + table)
