# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Asks a filter one line at a time and prints its two lines of answer before the
next question. A filter that keeps its answers back never gives one; it is not
waited for longer than a minute.

    ask-line-by-line.py QUESTION... -- COMMAND...
"""
import select
import subprocess
import sys

split = sys.argv.index("--")
questions, command = sys.argv[1:split], sys.argv[split + 1:]
process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                           bufsize=0)
for question in questions:
    process.stdin.write(question.encode() + b"\n")
    answer = b""
    while answer.count(b"\n") < 2:
        if not select.select([process.stdout], [], [], 60)[0]:
            process.kill()
            sys.exit("no answer to " + question)
        part = process.stdout.read(4096)
        if not part:
            sys.exit("end of output, expected an answer to " + question)
        answer += part
    print(question, "->", " ".join(answer.decode().split("\n")), flush=True)
process.stdin.close()
if process.stdout.read() or process.wait():
    sys.exit("more output or a failure, expected the end")
