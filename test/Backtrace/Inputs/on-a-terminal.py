# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a program whose standard error is a terminal and whose environment has some
changes, and prints what the terminal got; last, the signal.

    on-a-terminal.py [NAME=VALUE...] PROGRAM ARGUMENT...

NO_COLOR is unset and TERM is xterm unless they are given.
"""
import os
import pty
import subprocess
import sys

arguments, environment = sys.argv[1:], dict(os.environ, TERM="xterm")
environment.pop("NO_COLOR", None)
while "=" in arguments[0]:
    name, value = arguments.pop(0).split("=")
    environment[name] = value
ours, theirs = pty.openpty()
process = subprocess.Popen(arguments, stderr=theirs, env=environment)
os.close(theirs)
said = b""
while True:
    try:
        part = os.read(ours, 4096)
    except OSError:  # How Linux says that nobody has the other end.
        break
    if not part:
        break
    said += part
sys.stdout.buffer.write(said.replace(b"\r\n", b"\n").replace(b"\x1b", b"<ESC>"))
print("status %d" % process.wait())
