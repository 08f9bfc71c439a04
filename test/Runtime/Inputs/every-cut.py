# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Gives a program every beginning of every golden table, from no byte to all.

    every-cut.py TEST_DIR COMMAND...

COMMAND gets the files of one table at a time and must succeed. Files are in the
working folder.
"""
import glob
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(sys.argv[1], "Inputs"))
import hexbytes  # noqa: E402  (found by the line above)

cuts = 0
sources = sorted(glob.glob(os.path.join(sys.argv[1], "golden", "tables", "*.hex"))
                 + glob.glob(os.path.join(sys.argv[1], "golden", "errors", "*.hex")))
for source in sources:
    with open(source, encoding="utf-8") as file:
        table = hexbytes.assemble(file.read(), source)
    files = []
    for size in range(len(table) + 1):
        files.append("cut-%d" % size)
        with open(files[-1], "wb") as file:
            file.write(table[:size])
    done = subprocess.run(sys.argv[2:] + files, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True)
    if done.returncode != 0:
        sys.exit("%s: status %d\n%s" % (source, done.returncode, done.stdout))
    cuts += len(files)
print("%d cuts of %d tables" % (cuts, len(sources)))
