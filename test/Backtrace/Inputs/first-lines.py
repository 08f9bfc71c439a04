# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a program with each argument and prints by which signal it ended, and the
first line of what it wrote to the standard error output, without the thread; last,
whether a frame of the report is the function `culprit` or `pushingCulprit`.

    first-lines.py PROGRAM ARGUMENT...
"""
import re
import signal
import subprocess
import sys

for argument in sys.argv[2:]:
    run = subprocess.run([sys.argv[1], argument], stderr=subprocess.PIPE, text=True)
    lines = run.stderr.splitlines() or ["nothing"]
    end = signal.Signals(-run.returncode).name if run.returncode < 0 else run.returncode
    culprit = any(re.match(r"#\d+ 0x[0-9a-f]+ (culprit|pushingCulprit)\+0x", line) for line in lines)
    print("%s: %s, %s%s" % (argument, end, re.sub(r', thread \d+ ".*"', "", lines[0]),
                            ", culprit" if culprit else ""))
