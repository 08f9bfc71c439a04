# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command with a folder ahead in PATH.   with-path.py FOLDER COMMAND..."""
import os
import sys

os.environ["PATH"] = os.path.abspath(sys.argv[1]) + os.pathsep + os.environ["PATH"]
os.execvp(sys.argv[2], sys.argv[2:])
