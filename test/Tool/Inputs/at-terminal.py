# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command whose error output is a terminal, and prints what comes there, with
escapes for what is not printable.

    at-terminal.py [--wait-for TEXT --then FILE] COMMAND...

With --wait-for its standard input stays open and empty until TEXT has come; then the
bytes of FILE are given.
"""
import os
import pty
import subprocess
import sys

arguments = sys.argv[1:]
wanted = given = None
if arguments[0] == "--wait-for":
    wanted, given = arguments[1].encode(), arguments[3]
    arguments = arguments[4:]
ours, theirs = pty.openpty()
environment = dict(os.environ, TERM="xterm")
process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                           stderr=theirs, env=environment)
os.close(theirs)
seen = b""
while True:
    try:
        piece = os.read(ours, 4096)
    except OSError:  # the other end is closed
        piece = b""
    seen += piece
    if wanted and wanted in seen:
        with open(given, "rb") as file:
            process.stdin.write(file.read())
        process.stdin.close()
        wanted = None
    if not piece:
        break
process.stdout.read()
print(ascii(seen.decode()))
sys.exit(process.wait())
