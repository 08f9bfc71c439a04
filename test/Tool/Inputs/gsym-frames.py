# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Answers addresses as `llvm-addr2line -f -i` does, from a GSYM file.

    gsym-frames.py GSYM < ADDRESSES

Asks llvm-gsymutil, which prints a line for each frame, innermost first:

    0x0000000000001010: grow + 4 @ /src/list.h:40 [inlined]
                        main + 16 @ /src/main.c:7
"""
import re
import subprocess
import sys

# Its answers name the file that each address is looked up in.
asked = "".join("%s %s\n" % (line.strip(), sys.argv[1]) for line in sys.stdin)
text = subprocess.run(["llvm-gsymutil", "--addresses-from-stdin"], input=asked,
                      stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout
for line in text.splitlines():
    line = re.sub("^0x[0-9a-f]+: ", "", line).strip()
    if not line:
        continue
    frame = re.match(r"(.*?)(?: \+ \d+)?(?: @ (.*?):(\d+))?(?: \[inlined\])?$", line)
    if line.startswith("error:"):
        print("??\n??:0")
    else:
        print("%s\n%s:%s" % (frame[1], frame[2] or "??", frame[3] or 0))
