#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Shows what a reader that was written from docs/Format.md alone (documented.py) finds,
in the forms in which the golden files and our tools do.

    decoder-of-the-document.py dump TABLE          entries, as `gosym dump` shows them
    decoder-of-the-document.py verify TABLE        is the table sound?
    decoder-of-the-document.py lines FILE          rows, of code at 0x1000
    decoder-of-the-document.py index FILE          fields of a little-endian index
    decoder-of-the-document.py make TABLE [LINES]  the index of a table, as bytes
    decoder-of-the-document.py ask TABLE LINES arm|other
                                                   function, file:line of each pc,
                                                   one a line of standard input

Errors are `<what> at offset 0x<hex>` and facts of its own. Exit status 1 then.
"""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from documented import *  # noqa: E402,F403  (found by the line above)


def shown(name, exactly=False):
    out = ""
    for char in name.decode("utf-8", "surrogateescape"):
        code = ord(char)
        raw = char.encode("utf-8", "surrogateescape")
        is_text = 0x20 <= code < 0x7F or (code >= 0xA0 and not 0xDC80 <= code <= 0xDCFF)
        if is_text and not (exactly and char in '"\\'):
            out += char
        else:
            out += "".join(f"\\x{byte:02x}" for byte in raw)
    return out


def dump(data):
    for form, _, entry in entries(data):
        digits = 2 * form.pointer
        if entry is None:
            old = {"go1.0": "none: Go 1.0, ", "interim": "interim: ", "go1.1": ""}
            endian = "little" if form.order == "<" else "big"
            what = "pointers" if form.is_new else "words"
            yield f"header {old[form.name]}{endian}-endian {form.pointer}-byte {what}"
            continue
        value = f"0x{entry.value:0{digits}x}" if entry.is_slot else str(entry.value)
        name = shown(entry.name, True)
        if entry.letter in HISTORY + "f":
            text = joined(entry.components) if entry.letter in HISTORY else entry.name
            name = f'"{shown(text, True)}"'
        kind = "" if entry.go_type is None else f" type=0x{entry.go_type:0{digits}x}"
        yield f"0x{entry.offset:08x} {entry.letter} {value} {name}{kind}"


def show_lines(lines):
    for pc, line, _ in rows(lines, 0x1000):
        yield f"{pc:x} {line}"


def show_index(index):
    flags, functions, size, addresses, blocks = index_fields(index)
    yield f"flags {flags:x}, blocks of {functions}, table of {size} bytes"
    for address in addresses:
        yield f"address {address:x}"
    for block in blocks:
        yield "entry %x history %x row %x pc %x line %u" % block


def show_answers(data, lines, machine):
    asked = [int(address, 16) for address in sys.stdin]
    for function, place in answers(data, lines, machine == "arm", asked):
        yield shown(function) if function is not None else "??"
        yield f"{shown(joined(place[0]))}:{place[1]}" if place else "??:0"


def read(name):
    with open(name, "rb") as file:
        return file.read()


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    command, *names = sys.argv[1:]
    try:
        if command == "ask":
            answer = show_answers(read(names[0]), read(names[1]), names[2])
        elif command == "make":
            lines = read(names[1]) if names[1:] else b""
            sys.stdout.buffer.write(make_index(read(names[0]), lines))
            return
        elif command == "verify":
            answer = [f"{names[0]}: {verify(read(names[0]))}"]
        else:
            show = {"dump": dump, "lines": show_lines, "index": show_index}[command]
            answer = show(read(names[0]))
        for line in answer:
            print(line)
    except Malformed as error:
        sys.stdout.flush()
        sys.exit(str(error))


if __name__ == "__main__":
    main()
