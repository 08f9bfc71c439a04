# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints what the symbol table in a Linux kernel says, as `nm -n` would: address, letter,
name. Reads it as the kernel does, and holds its parts to each other.

    read-kallsyms.py KERNEL EXAMPLES [absolute-percpu]
"""
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[2])
import elf

kernel = elf.File(sys.argv[1])
absolute_percpu = "absolute-percpu" in sys.argv[3:]


def part(name):
    symbol = kernel.symbol("kallsyms_" + name)
    assert symbol.address % 8 == 0, name + " is not aligned"
    return kernel.data[kernel.offset_of(symbol):]


def numbers(name, letter, count):
    return struct.unpack_from("%s%d%s" % (kernel.order, count, letter), part(name))


count, = numbers("num_syms", "I", 1)
base, = numbers("relative_base", "Q", 1)
tokens = []
for begin in numbers("token_index", "H", 256):
    table = part("token_table")
    tokens.append(table[begin:table.index(b"\0", begin)].decode())
stream, at, symbols, starts = part("names"), 0, [], []
for _ in range(count):
    starts.append(at)
    length = stream[at]
    at += 1
    if length & 0x80:
        length = length & 0x7f | stream[at] << 7
        assert length > 0x7f, "two bytes for a small number"
        at += 1
    symbols.append("".join(tokens[code] for code in stream[at:at + length]))
    at += length
assert list(numbers("markers", "I", (count + 255) // 256)) == starts[::256], "markers"
sequence = part("seqs_of_names")[:3 * count]
order = [int.from_bytes(sequence[i:i + 3], "big") for i in range(0, 3 * count, 3)]
assert sorted(order) == list(range(count)), "seqs_of_names"
names = [symbols[i][1:].split(".llvm.")[0] for i in order]
assert names == sorted(names) or [symbols[i][1:] for i in order] == sorted(s[1:] for s in symbols)
last = 0
for offset, symbol in zip(numbers("offsets", "i" if absolute_percpu else "I", count), symbols):
    address = offset if absolute_percpu and offset >= 0 else \
        base - 1 - offset if absolute_percpu else base + offset
    assert last <= address, "order of addresses"
    last = address
    print("%016x %s %s" % (address, symbol[0], symbol[1:]))
