# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds gosymPrintableSize() to Python's decoder of UTF-8: all first bytes, behind
those above ASCII all second ones, and then the bytes around every bound.

    printable.py PROGRAM
"""
import itertools
import subprocess
import sys

EDGES = bytes([0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF])
THIRD = bytes([0x41, 0x7F, 0x80, 0x9F, 0xBF, 0xC0])
FOURTH = bytes([0x7F, 0x80, 0xBF, 0xC0])


def expected(text):
    for size in range(1, 5):
        try:
            point = ord(text[:size].decode("utf-8"))
        except (UnicodeDecodeError, TypeError):
            continue
        return size if 0x20 <= point <= 0x7E or point >= 0xA0 else 0
    return 0


texts = [bytes(t)
         for firsts, seconds in ((range(0x80), EDGES), (range(0x80, 0x100), range(0x100)))
         for t in itertools.product(firsts, seconds, THIRD, FOURTH)]
said = subprocess.run([sys.argv[1], "filter"], input=b"".join(texts),
                      stdout=subprocess.PIPE, check=True).stdout
if len(said) != len(texts):
    sys.exit("%d answers, expected %d" % (len(said), len(texts)))
for text, digit in zip(texts, said):
    if digit - ord("0") != expected(text):
        sys.exit("%s: %c, expected %d" % (text.hex(), digit, expected(text)))
