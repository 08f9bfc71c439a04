# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command and fails unless its exit status is the one given. A signal,
which lit's `not` takes for a failure like any other, is no exit status.

    exit-status.py STATUS COMMAND...
"""
import subprocess
import sys

status = subprocess.call(sys.argv[2:])
if status != int(sys.argv[1]):
    sys.exit("exit status %d, expected %s" % (status, sys.argv[1]))
