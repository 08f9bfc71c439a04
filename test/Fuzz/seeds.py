#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the inputs that the fuzz targets begin with.

    seeds.py FOLDER

The golden tables, PC-line tables and indexes (test/golden), assembled and cut to
what each target takes, go to FOLDER/TARGET/NAME.
"""
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "Inputs"))
import hexbytes  # noqa: E402  (found by the line above)

HEADER_SIZE = 8
# The byte with which Go11.cpp picks a header.
HEADERS = {
    bytes.fromhex("fdffffff00000008"): 0,
    bytes.fromhex("fffffffd00000008"): 1,
    bytes.fromhex("fdffffff00000004"): 2,
    bytes.fromhex("fffffffd00000004"): 3,
}
DOCUMENT = os.path.join(HERE, "..", "..", "docs", "Format.md")


def golden(folder):
    """Names and bytes of the sources in `folder`."""
    folder = os.path.join(HERE, "..", "golden", folder)
    for name in sorted(os.listdir(folder)):
        if name.endswith(".hex"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                yield name[:-4], hexbytes.assemble(file.read(), name)


def of_document(block):
    with open(DOCUMENT, encoding="utf-8") as file:
        return hexbytes.assemble(hexbytes.block_of(file.read(), block, DOCUMENT), block)


def piece(data):
    return len(data).to_bytes(2, "little") + data


def seeds():
    """Target, name and bytes of each seed."""
    tables = list(golden("tables")) + list(golden("errors"))
    tables.append(("document", of_document("hex table")))
    lines = list(golden("lines"))
    lines.append(("document", of_document("hex lines")))

    stream = of_document("hex lines")
    index = of_document("hex index")
    indexes = list(golden("indexes"))
    indexes.append(("document", index))
    for name, table in tables:
        for target in ("any-table", "canonical", "conversions", "histories", "agree-entries"):
            yield target, name, table
        choice = HEADERS.get(table[:HEADER_SIZE])
        if choice is not None:
            yield "go11", name, bytes([choice]) + table[HEADER_SIZE:]
        for target in ("symbols", "runtime-index", "agree-answers"):
            yield target, name, b"\0" + piece(table) + stream
        yield "runtime", name, b"\0" + piece(table) + piece(stream) + index
        yield "index-of-table", name, piece(table) + stream
    for name, one in indexes:
        yield "index", name, b"\0" + one
    for name, stream in lines:
        # quantum 1, code at 0x1000, the question at 0x1010.
        yield "lines", name, b"\0" + (0x1000 << 16).to_bytes(8, "little") + b"\1" + stream


def main():
    for target, name, data in seeds():
        folder = os.path.join(sys.argv[1], target)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
