# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds the answers of `gosym` about addresses to those of compact.py.

    compact-answers-agree.py TABLE...

Asks for the frames of the begin, the middle and the end of each symbol and of each row,
and for the symbols that `gosym nm` lists; `gosym verify` must take each table.
"""
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "Format", "Inputs"))
import compact  # noqa: E402  (found by the line above)


def escaped(text):
    """As gosym shows what is stored: UTF-8 as it is, but for control characters."""
    shown = ""
    for char in text.decode("utf-8", "surrogateescape"):
        is_plain = char >= " " and not 0x7F <= ord(char) < 0xA0 and not 0xDC80 <= ord(char) <= 0xDCFF
        stored = char.encode("utf-8", "surrogateescape")
        shown += char if is_plain else "".join(f"\\x{byte:02x}" for byte in stored)
    return shown


def questions(table):
    distances = set()
    for symbol in table.functions:
        at, size = symbol["address"], symbol["size"]
        distances |= {at - 1, at, at + size // 2, at + size - 1, at + size}
    for block in table.blocks:
        for row in block:
            distances |= {row[0] - 1, row[0], row[0] + 1}
    return sorted({table.place(distance) for distance in distances})


def frames(table, address):
    """Lines of `gosym addr2line -i`."""
    if table.find(table.functions, table.code, address) is None:
        return ["??", "??:0"]
    lines = []
    for name, file, line in table.frames_of(address):
        place = f"{escaped(table.paths[file - 1])}:{line}" if file else "??:0"
        lines += [escaped(name), place]
    return lines


def symbols(table):
    for letters, kind in [("Dd", table.data_symbols), ("Tt", table.functions)]:
        for symbol in kind:
            letter = letters[symbol["local"]]
            if letters == "Dd" and symbol["flag"]:
                letter = "Bb"[symbol["local"]]
            digits = 2 * table.pointer
            yield f"{table.place(symbol['address']):0{digits}x} {letter} {escaped(symbol['name'])}"


def ask(*command):
    return subprocess.check_output(command, encoding="utf-8").splitlines()


def main():
    asked, wrong = 0, 0
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            table = compact.Table(file.read())
        ask("gosym", "verify", path)
        if ask("gosym", "nm", path) != list(symbols(table)):
            print(f"{path}: other symbols")
            wrong += 1
        addresses = questions(table)
        asked += len(addresses)
        if not addresses:
            continue
        found = ask("gosym", "addr2line", "-i", path, *(f"{a:x}" for a in addresses))
        expected = [(a, line) for a in addresses for line in frames(table, a)]
        for (address, line), answer in zip(expected, found):
            if line != answer:
                print(f"{path}: {address:#x}: {answer}, expected {line}")
                wrong += 1
        if len(expected) != len(found):
            print(f"{path}: {len(found)} lines, expected {len(expected)}")
            wrong += 1
    print(asked, "addresses")
    sys.exit(1 if wrong else 0)


main()
