# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Becomes a program whose standard error is a pipe that nobody reads. SIGPIPE ends it,
as it does in a shell: Python ignores that signal, and programs inherit this.

    with-no-reader.py COMMAND...
"""
import os
import signal
import sys

reader, writer = os.pipe()
os.close(reader)
os.dup2(writer, 2)
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
