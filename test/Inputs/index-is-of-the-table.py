# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the index of the Go symbol table in an ELF file once more, by the bytes of
both as docs/Format.md and Format/TableIndex.h give them and with no code of ours,
and fails unless `.gosymtab.index` is that index to the byte.

    index-is-of-the-table.py FILE

Prints the numbers of functions and blocks, whether the addresses are in it, and of
how many blocks the row of `.gopclntab` is, if the file has one.
"""
import bisect
import struct
import sys

BLOCK = 8  # functions


def sections(file):
    """Name -> (address, alignment, flags, bytes) of an ELF file."""
    wide = file[4] == 2
    order = "<" if file[5] == 1 else ">"
    where, = struct.unpack_from(order + ("Q" if wide else "I"), file, 40 if wide else 32)
    size, count, names = struct.unpack_from(order + "HHH", file, 58 if wide else 46)
    form = order + ("IIQQQQIIQQ" if wide else "IIIIIIIIII")
    headers = [struct.unpack_from(form, file, where + i * size) for i in range(count)]
    strings = headers[names][4]
    result = {}
    for name, kind, flags, address, offset, length, _, _, align, _ in headers:
        end = file.index(b"\0", strings + name)
        bytes = file[offset:offset + length] if kind != 8 else b""
        result[file[strings + name:end].decode()] = (address, align, flags, bytes)
    return order, result


def texts(table):
    """(offset, address, offset of the history in force) of each T t L l."""
    order = {b"\xfd\xff\xff\xff": "<", b"\xff\xff\xff\xfd": ">"}[table[:4]]
    word = table[7]
    at, history, found = 8, 0, []
    while at < len(table):
        start, first = at, table[at]
        letter = chr((first & 63) + 65) if (first & 63) < 26 else chr((first & 63) - 26 + 97)
        at += 1
        value = shift = 0
        if first & 0x40:
            value, = struct.unpack_from(order + ("Q" if word == 8 else "I"), table, at)
            at += word
        else:
            while True:
                value |= (table[at] & 127) << shift
                shift += 7
                at += 1
                if table[at - 1] < 128:
                    break
        at += word if first & 0x80 else 0
        at = table.index(b"\0", at) + 1
        if letter in "zZ":
            while table[at:at + 2] != b"\0\0":
                at += 2
            at += 2
            history = start if value == 1 else history
        if letter in "TtLl":
            found.append((start, value, history))
    return found


def rows(lines, start):
    """(pc, line, offset of the byte behind) of each row."""
    at, pc, line, found = 0, start, 0, []
    while at < len(lines):
        step = lines[at]
        at += 1
        if step > 128:
            pc += step - 128
            continue
        if step == 0:
            line += struct.unpack_from(">i", lines, at)[0]
            at += 4
        else:
            line += step if step <= 64 else 64 - step
        found.append((pc, line, at))
        pc += 1
    return found


def make(table, lines, order):
    """The index, whether addresses are in it, and how many rows."""
    found = texts(table)
    addresses = [address for _, address, _ in found]
    if addresses != sorted(addresses):
        sys.exit("the functions do not ascend")
    fit = not found or addresses[-1] - addresses[0] < 1 << 32
    words = [a - addresses[0] if fit else 0 for a in addresses]
    has_lines = fit and bool(lines)
    all_rows = rows(lines, addresses[0]) if has_lines and found else []
    numbers = [pc for pc, _, _ in all_rows]
    in_force = 0
    for offset, address, history in found[::BLOCK]:
        words += [offset, history]
        if has_lines:
            at = bisect.bisect_right(numbers, address) - 1
            pc, line, behind = all_rows[at] if at >= 0 else (addresses[0], 0, 0)
            words += [behind, pc - addresses[0], line]
            in_force += at >= 0
    head = struct.pack(order + "IBBBBII", 0x47534958, 1, BLOCK.bit_length() - 1,
                       fit + 2 * has_lines, 0, len(found), len(table))
    return head + struct.pack("%s%dI" % (order, len(words)), *words), len(found), fit, in_force


order, all = sections(open(sys.argv[1], "rb").read())
table = all[".gosymtab"][3]
address, align, flags, index = all[".gosymtab.index"]
lines = all[".gopclntab"][3] if ".gopclntab" in all else b""
expected, count, fit, in_force = make(table, lines, order)
if len(index) != len(expected):
    sys.exit("%d bytes, expected %d" % (len(index), len(expected)))
for at in range(len(index)):
    if index[at] != expected[at]:
        sys.exit("byte 0x%x: 0x%02x, expected 0x%02x" % (at, index[at], expected[at]))
if align != 4 or address % 4 or flags != 2:
    sys.exit("at 0x%x, alignment %d, flags %d" % (address, align, flags))
print("index of %d functions in %d blocks, %s%s" %
      (count, -(-count // BLOCK), "with addresses" if fit else "without addresses",
       ", %d with a row" % in_force if lines else ""))
