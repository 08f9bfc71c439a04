# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds what three readers say of malformed compact tables to what a list says.

    compact-errors.py LIST TABLE ASK

LIST has one fault a line: what is put over the bytes of TABLE and where, or the size
that it is cut to, and the error:

    02fc: 20, 030f: 3f 7f | functions at offset 0x30f: address 0x0, expected 0x20 or more
    cut 17 | header at offset 0x0: 23 bytes, expected 24 or more

`gosym verify` must say just this. compact.py, which was made from the document, has
words of its own: what and where must be the same. ASK is ask-compact, the C reader: of
the addresses around all symbols and rows, and the names that are there, some are told
the error, with the same offset, and none is told another one.
"""
import os
import re
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "Format", "Inputs"))
import compact  # noqa: E402  (found by the line above)

#: Where ask-compact says that a table is.
ADDRESS = 0x100000


def changed(data, change):
    if change.startswith("cut "):
        return data[: int(change[4:], 16)]
    for one in change.split(","):
        offset, _, values = one.partition(":")
        at, values = int(offset, 16), bytes.fromhex(values)
        data = data[:at] + values + data[at + len(values) :]
    return data


def places(table):
    found = {row[0] for block in table.blocks for row in block}
    for symbol in table.functions + table.data_symbols:
        found |= {symbol["address"], symbol["address"] + symbol["size"] - 1}
    return sorted(table.place(distance) for distance in found)


def by_gosym(data):
    with open("table.bin", "wb") as file:
        file.write(data)
    done = subprocess.run(
        ["gosym", "verify", "table.bin"], stderr=subprocess.PIPE, encoding="utf-8"
    )
    return done.stderr.strip().replace("gosym: error: table.bin: ", "")


def by_document(data):
    try:
        compact.Table(data, ADDRESS)
    except compact.Bad as error:
        return str(error).split(": ")[0]
    return "no error"


def by_c(ask, data, pcs):
    """The offsets of all errors."""
    request = struct.pack("<Q", len(data)) + data
    request += struct.pack(f"<{len(pcs) + 1}Q", len(pcs), *pcs)
    done = subprocess.run([ask, "--names"], input=request, stdout=subprocess.PIPE)
    if done.returncode:
        return [f"status {done.returncode}"]
    said = done.stdout.decode("latin-1").replace("success at 0x0", "")
    return sorted(set(re.findall(r" at (0x[0-9a-f]+)", said)))


def main():
    list_path, table_path, ask = sys.argv[1:]
    with open(table_path, "rb") as file:
        data = file.read()
    pcs = places(compact.Table(data, ADDRESS))
    count, wrong = 0, 0
    with open(list_path, encoding="utf-8") as file:
        lines = [line.strip() for line in file]
    for line in lines:
        if not line or line.startswith("#"):
            continue
        count += 1
        change, _, error = line.partition(" | ")
        bad = changed(data, change)
        where = error.split(": ")[0]
        offset = where.rpartition(" ")[2]
        for reader, said, expected in [
            ("gosym", by_gosym(bad), error),
            ("compact.py", by_document(bad), where),
            ("C", by_c(ask, bad, pcs), [offset]),
        ]:
            if said != expected:
                print(f"{change}: {reader}: {said}, expected {expected}")
                wrong += 1
    print(count, "faults")
    sys.exit(1 if wrong else 0)


main()
