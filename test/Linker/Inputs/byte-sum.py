# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Does a section hold, as a 64-bit word, one more than the sum of all bytes of
another section?

    byte-sum.py FILE SUM-SECTION READ-SECTION
"""
import subprocess
import sys


def section(file, name):
    """The bytes of a section, by llvm-objcopy, which shares no code with us."""
    subprocess.check_call(["llvm-objcopy", "--dump-section", name + "=bytes.bin", file, "unused.out"])
    with open("bytes.bin", "rb") as f:
        return f.read()


file, sum_name, read_name = sys.argv[1:]
found = int.from_bytes(section(file, sum_name), "little")
expected = 1 + sum(section(file, read_name))
if found != expected:
    sys.exit("%s holds %d, expected %d" % (sum_name, found, expected))
print("%s is the sum of %s" % (sum_name, read_name))
