# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a link again and again with 1, 2 and 16 threads and fails unless each
output is the same to the byte; the first one stays, called `out`.

    same-bytes-each-time.py RUNS ld.lld ARGUMENT...
"""
import subprocess
import sys

runs = int(sys.argv[1])
first = None
for threads in (1, 2, 16):
    for run in range(runs):
        name = "out" if first is None else "again"
        subprocess.check_call(sys.argv[2:] + ["-o", name, "--threads=%d" % threads])
        output = open(name, "rb").read()
        first = first or output
        if output != first:
            at = next(i for i, (a, b) in enumerate(zip(output, first)) if a != b)
            sys.exit("threads=%d, run %d: differs at byte %d" % (threads, run, at))
print("%d links, all the same" % (3 * runs))
