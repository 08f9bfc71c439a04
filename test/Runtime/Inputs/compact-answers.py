# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds the C reader to compact.py, which was written from docs/CompactFormat.md.

    compact-answers.py PROGRAM TABLE...             addresses around all symbols and rows
    compact-answers.py PROGRAM --changed TABLE...   each byte changed, each cut
    compact-answers.py PROGRAM --names TABLE...     prints symbols by their names

PROGRAM is ask-compact. A table that the document refuses may be refused where it is
used, or be answered from where it is sound; of any other the answers must be the same.
"""
import os
import random
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "Format", "Inputs"))
from compact import Bad, Table  # noqa: E402  (found by the line above)

ADDRESS = 0x100000


def places(table):
    """Addresses where an answer may change, and those around them."""
    found = {0}
    for symbol in table.functions + table.data_symbols:
        found |= {symbol["address"], symbol["address"] + symbol["size"]}
    found |= {row[0] for block in table.blocks for row in block}
    for covered in (table.code, table.data_range):
        found |= set(covered or ())
    mask = (1 << 8 * table.pointer) - 1
    return sorted({table.place(f + more) & mask for f in found for more in (-1, 0, 1)})


def record(data, pcs):
    numbers = struct.pack(f"<{len(pcs) + 1}Q", len(pcs), *pcs)
    return struct.pack("<Q", len(data)) + data + numbers


def answers(program, records):
    command = program if isinstance(program, list) else [program]
    done = subprocess.run(command, input=b"".join(records), stdout=subprocess.PIPE)
    if done.returncode:
        sys.exit(f"compact-answers.py: {command[0]}: status {done.returncode}")
    return iter(done.stdout.decode("latin-1").splitlines())


def changed(data):
    """The table with one thing changed."""
    numbers = random.Random(13)
    for at in range(len(data)):
        # The prefix table is long, and all of it alike.
        for value in {data[at] ^ 1, data[at] ^ 0x80, numbers.randrange(256)} - {data[at]}:
            yield data[:at] + bytes([value]) + data[at + 1 :]
    for size in range(len(data)):
        yield data[:size]
        # And a header that agrees, where there is one.
        if size >= 24:
            yield data[:8] + struct.pack("<I", size) + data[12:size]


def compare(program, name, cases):
    """Cases are (bytes, addresses). Returns how many were sound."""
    lines = answers(program, [record(data, pcs) for data, pcs in cases])
    sound = 0
    for data, pcs in cases:
        opened = next(lines)
        is_open = opened.startswith("success")
        given = [next(lines) for _ in pcs] if is_open else []
        try:
            table = Table(data, ADDRESS)
        except Bad:
            continue
        sound += 1
        if not is_open:
            sys.exit(f"{name}: {data.hex()}: {opened}")
        for pc, answer in zip(pcs, given):
            if answer != table.ask(pc):
                sys.exit(
                    f"{name}: {pc:#x}: {answer}, expected {table.ask(pc)}: {data.hex()}"
                )
    return sound


def main():
    program, files = sys.argv[1], sys.argv[2:]
    is_changed = files[:1] == ["--changed"]
    is_names = files[:1] == ["--names"]
    for file in files[is_changed or is_names :]:
        with open(file, "rb") as stream:
            data = stream.read()
        pcs = places(Table(data, ADDRESS))
        if is_names:
            lines = answers([program, "--names"], [record(data, pcs)])
            print("\n".join(sorted({line for line in lines if line.startswith("by")})))
            continue
        if is_changed:
            few = random.Random(1).sample(pcs, min(len(pcs), 24))
            cases = [(case, few) for case in changed(data)]
        else:
            cases = [(data, pcs)]
        sound = compare(program, file, cases)
        print(f"{os.path.basename(file)}: {len(cases)} tables, {sound} sound, as the document says")


if __name__ == "__main__":
    main()
