# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Records a program that moves its code (anonymous-code.cpp), gives perf the map of
it, and prints perf's report.

    perf-anonymous.py PROGRAM ROUNDS
"""
import os
import subprocess
import sys

program, rounds = sys.argv[1:]
said = subprocess.run(["perf", "record", "-q", "-e", "cpu-clock", "-o", "data",
                       "./" + program, rounds], check=True, stdout=subprocess.PIPE,
                      universal_newlines=True).stdout
process, base = said.split()
# perf looks nowhere else.
path = "/tmp/perf-%s.map" % process
try:
    subprocess.run(["gosym", "convert", "--to=perfmap", "-C", "--base=" + base, program,
                    "-o", path], check=True)
    subprocess.run(["perf", "report", "-i", "data", "--stdio", "--sort", "dso,symbol"],
                   check=True, stderr=subprocess.DEVNULL)
finally:
    if os.path.exists(path):
        os.unlink(path)
