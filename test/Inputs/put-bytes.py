# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Copies an object with some bytes of a section replaced.

    put-bytes.py FROM SECTION OFFSET HEX_BYTES TO
"""
import re
import subprocess
import sys

source, section, offset, text, target = sys.argv[1:]
headers = subprocess.check_output(["llvm-readelf", "-SW", source], universal_newlines=True)
found = re.search(r"\] " + re.escape(section) + r"\s+\w+\s+\w+\s+(\w+)\s+(\w+)", headers)
start, size = (int(x, 16) for x in found.groups())
new = bytes.fromhex(text)
offset = int(offset)
if offset + len(new) > size:
    sys.exit("%s has %d bytes" % (section, size))
data = bytearray(open(source, "rb").read())
data[start + offset:start + offset + len(new)] = new
open(target, "wb").write(data)
