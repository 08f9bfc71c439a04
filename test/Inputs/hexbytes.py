#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Turns bytes that people can read into bytes.

    hexbytes.py FILE.hex -o FILE.bin
    hexbytes.py DOCUMENT.md --block "hex table" -o FILE.bin
    hexbytes.py DOCUMENT.md --block "dump table" --text -o FILE.txt

A line holds, in any number:

    0d:        offset of the next byte, hexadecimal: an error if it is not
    fd         a byte
    "main.c"   bytes; no escapes
    "x"*1024   the same as often as it says; so 0001*300, too
    # ...      a comment, to the end of the line

With --block only the fenced block of that title is taken; it must be there once.
--text copies it as it is.
"""
import argparse
import re
import sys

TOKEN = re.compile(
    r'\s+|#.*|(?P<offset>[0-9a-f]+):'
    r'|(?:(?P<text>"[^"]*")|(?P<bytes>(?:[0-9a-f]{2})+(?=\*)|[0-9a-f]{2}))'
    r"(?:\*(?P<times>[0-9]+))?(?![0-9a-f])"
)


def assemble(text, where):
    """The bytes of `text`; ValueError says where it is wrong."""
    out = bytearray()
    for number, line in enumerate(text.splitlines(), 1):
        at = 0
        while at < len(line):
            token = TOKEN.match(line, at)
            if not token:
                raise ValueError(f"{where}:{number}: not a byte: {line[at:]}")
            at = token.end()
            if token["offset"] and int(token["offset"], 16) != len(out):
                raise ValueError(
                    f"{where}:{number}: says {token['offset']}, is {len(out):x}"
                )
            times = int(token["times"] or 1)
            if token["text"]:
                out += token["text"][1:-1].encode() * times
            if token["bytes"]:
                out += bytes.fromhex(token["bytes"]) * times
    return bytes(out)


def block_of(document, title, where):
    found = re.findall(
        r"^```" + re.escape(title) + r"\n(.*?)^```$", document, re.MULTILINE | re.DOTALL
    )
    if len(found) != 1:
        raise ValueError(f"{where}: {len(found)} blocks '{title}', expected 1")
    return found[0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("--block")
    parser.add_argument("--text", action="store_true")
    parser.add_argument("-o", dest="output", required=True)
    options = parser.parse_args()
    with open(options.source, encoding="utf-8") as file:
        text = file.read()
    try:
        if options.block:
            text = block_of(text, options.block, options.source)
        data = text.encode() if options.text else assemble(text, options.source)
    except ValueError as error:
        sys.exit(f"hexbytes.py: {error}")
    with open(options.output, "wb") as file:
        file.write(data)


if __name__ == "__main__":
    main()
