# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the lines of the second file that are not those of the first one.

    differing-lines.py FIRST SECOND
"""
import sys

first, second = (open(path, encoding="latin-1").read().split("\n") for path in sys.argv[1:])
if len(first) != len(second):
    sys.exit("%d and %d lines" % (len(first), len(second)))
print("\n".join(b for a, b in zip(first, second) if a != b))
