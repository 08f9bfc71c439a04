# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command and fails if it fails or had more memory at a time.

    peak-memory.py MIB COMMAND...
"""
import resource
import subprocess
import sys

status = subprocess.run(sys.argv[2:]).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
if peak > int(sys.argv[1]):
    sys.exit("%d MiB of memory, expected at most %s" % (peak, sys.argv[1]))
sys.exit(status)
