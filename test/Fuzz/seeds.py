#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the inputs that the fuzz targets begin with.

    seeds.py FOLDER

The golden tables, PC-line tables and indexes (test/golden), assembled and put
together as each target takes them, and the inputs that scripts/fuzz has kept, go
to FOLDER/TARGET/NAME; which target takes which form, to FOLDER/forms.
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
FUNCTIONS = os.path.join(HERE, "..", "..", "docs", "FunctionTable.md")


def golden(folder):
    """Names and bytes of the sources in `folder`."""
    folder = os.path.join(HERE, "..", "golden", folder)
    for name in sorted(os.listdir(folder)):
        if name.endswith(".hex"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                yield name[:-4], hexbytes.assemble(file.read(), name)


def of_document(block, document=DOCUMENT):
    with open(document, encoding="utf-8") as file:
        return hexbytes.assemble(hexbytes.block_of(file.read(), block, document), block)


def piece(data):
    return len(data).to_bytes(2, "little") + data


# Targets that take the same bytes, by the form of their input:
#   table       a table
#   entries     a choice of header, entries
#   lines       quantum, start, a question, a PC-line table
#   index       byte order, an index
#   questions   quantum, size and bytes of a table, a PC-line table
#   compact     a compact table
#   compact-at  an address, a compact table
#   functions   a function table
#   runtime     the same with the size of the PC-line table before it, an index
FORMS = {
    "table": ["any-table", "canonical", "conversions", "histories", "agree-entries"],
    "entries": ["go11"],
    "lines": ["lines"],
    "index": ["index"],
    "questions": ["symbols", "compact-of-go", "index-of-table", "runtime-index", "agree-answers"],
    "runtime": ["runtime"],
    "compact": ["compact"],
    "functions": ["functions"],
    "compact-at": ["runtime-compact", "agree-compact", "exports"],
}


def golden_seeds():
    """Form, name and bytes of each seed."""
    tables = list(golden("tables")) + list(golden("errors"))
    tables.append(("document", of_document("hex table")))
    lines = list(golden("lines"))
    lines.append(("document", of_document("hex lines")))
    indexes = list(golden("indexes"))
    indexes.append(("document", of_document("hex index")))

    stream, index = lines[-1][1], indexes[-1][1]
    for name, table in tables:
        yield "table", name, table
        choice = HEADERS.get(table[:HEADER_SIZE])
        if choice is not None:
            yield "entries", name, bytes([choice]) + table[HEADER_SIZE:]
        yield "questions", name, b"\0" + piece(table) + stream
        yield "runtime", name, b"\0" + piece(table) + piece(stream) + index
    for name, table in golden("compact"):
        yield "compact-at", name, (0x11000).to_bytes(8, "little") + table
    for name, stream in lines:
        # quantum 1, code at 0x1000, the question at 0x1010.
        yield "lines", name, b"\0" + (0x1000 << 16).to_bytes(8, "little") + b"\1" + stream
    for name, index in indexes:
        yield "index", name, b"\0" + index
    for name, table in golden("compact"):
        yield "compact", name, table
    for block in "hex function-table", "hex big-endian-function-table":
        yield "functions", block[4:], of_document(block, FUNCTIONS)


def kept(form):
    folder = os.path.join(HERE, "..", "golden", "corpus", form)
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        with open(os.path.join(folder, name), "rb") as file:
            yield form, name, file.read()


def main():
    out = sys.argv[1]
    seeds = list(golden_seeds())
    for form in FORMS:
        seeds += kept(form)
    for form, name, data in seeds:
        for target in FORMS[form]:
            os.makedirs(os.path.join(out, target), exist_ok=True)
            with open(os.path.join(out, target, name), "wb") as file:
                file.write(data)
    with open(os.path.join(out, "forms"), "w", encoding="utf-8") as file:
        for form, targets in FORMS.items():
            for target in targets:
                file.write(f"{target} {form}\n")


if __name__ == "__main__":
    main()
