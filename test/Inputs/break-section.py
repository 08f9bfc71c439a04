# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Copies an object with every byte of one section replaced by 0xff.

    break-section.py FROM SECTION TO
"""
import re
import subprocess
import sys

source, section, target = sys.argv[1:]
text = subprocess.check_output(["llvm-readelf", "-SW", source], universal_newlines=True)
found = re.search(re.escape(section) + r"\s+PROGBITS\s+\w+\s+(\w+)\s+(\w+)", text)
offset, size = (int(x, 16) for x in found.groups())
data = bytearray(open(source, "rb").read())
data[offset:offset + size] = b"\xff" * size
open(target, "wb").write(data)
