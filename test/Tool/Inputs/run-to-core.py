# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a program that ends by a signal, and has the kernel write its memory to the
file `core`: all that the program wrote to and the head of each ELF file, as by
default; with `files` also what is as in the file.

    run-to-core.py [files] PROGRAM [ARGUMENT...]
"""
import glob
import os
import resource
import subprocess
import sys

withFiles = sys.argv[1] == "files"
command = sys.argv[1 + withFiles:]


def prepare():
    limit = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))
    with open("/proc/self/coredump_filter", "w") as file:
        file.write("0x37" if withFiles else "0x33")


for path in glob.glob("core*"):
    os.remove(path)
status = subprocess.run(command, preexec_fn=prepare).returncode
if status >= 0:
    sys.exit("status %d, expected a signal" % status)
cores = glob.glob("core*")
if len(cores) != 1:
    sys.exit("no core dump")
os.rename(cores[0], "core")
