# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Verifies the checksums in an image, without running it.

    check.py IMAGE .text,.rodata           the sections, as the plugin was told
    check.py IMAGE --flip SYMBOL           changes a bit of a symbol, in place
"""
import hashlib
import os
import sys
import zlib

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import elf

path = sys.argv[1]
image = elf.File(path)
if sys.argv[2] == "--flip":
    offset = image.offset_of(image.symbol(sys.argv[3]))
    with open(path, "r+b") as file:
        file.seek(offset)
        file.write(bytes([image.data[offset] ^ 1]))
    sys.exit(0)

covered = b"".join(image.bytes_of(image.section(name)) for name in sys.argv[2].split(","))
wrong = 0
crc, = image.unpack("I", image.offset_of(image.symbol("image_crc32")))
if crc != zlib.crc32(covered):
    wrong = 1
    print("crc32 differs")
if image.content(image.symbol("image_sha256")) != hashlib.sha256(covered).digest():
    wrong = 1
    print("sha256 differs")
if not wrong:
    print("%d bytes, both checksums right" % len(covered))
sys.exit(wrong)
