# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs CMake with LLVM_DIR=FOLDER and fails if CMake takes it. Where there is no such
folder, nothing is run, and that is no failure.

    refuses-folder.py FOLDER COMMAND...
"""
import os
import subprocess
import sys

folder, command = sys.argv[1], sys.argv[2:]
if os.path.exists(folder) and subprocess.call(command + ["-DLLVM_DIR=" + folder]) == 0:
    sys.exit("CMake took " + folder)
