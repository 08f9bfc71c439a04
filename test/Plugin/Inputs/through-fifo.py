# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a fifo, has a link write to it, and stores what came through in
FIFO.out.

    through-fifo.py FIFO ld.lld ARGUMENT...
"""
import os
import subprocess
import sys

fifo = sys.argv[1]
os.mkfifo(fifo)
with open(fifo + ".out", "wb") as out:
    reader = subprocess.Popen(["cat", fifo], stdout=out)
    status = subprocess.call(sys.argv[2:] + ["-o", fifo])
    if status != 0:
        reader.kill()
    reader.wait()
sys.exit(status)
