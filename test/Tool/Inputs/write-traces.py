# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes texts for `gosym symbolize`, whose module `prog` is at 0x555555554000.

    write-traces.py any    parts of frames in any order, and the same many times
                           over: without an address of prog
    write-traces.py long   lines of 64 KiB to 5 MiB with addresses of prog at their
                           ends, where parts of a line may begin; two short ones
"""
import random
import sys

WORDS = [b"#1 ", b"0x", b"+0x", b"(", b")", b" - ", b"[0x", b"]", b"??", b"\0", b"\n", b"\r",
         b" ", b"4", b"prog", b"BuildId: ", b"0123456789abcdef", b"\xff", b"\xc3\xa4", b"in ",
         b":", b"/dev/zero"]


def writeAny(out):
    rng = random.Random(7)
    for _ in range(200000):
        out.write(rng.choice(WORDS))
    for word in b"a+0x1", b"(+0x1", b"#1 ", b" (", b"0x0":
        out.write(word * (65000 // len(word)) + b"\n" + word * 500000 + b"\n")


def writeLong(out):
    short = b"#0 0x555555556000 ??\n"
    out.write(short)
    # Behind 17 pieces of 64 KiB the beginning of a line has passed.
    for begin in 1 << 16, 1 << 20, 17 << 16, 5 << 20:
        out.write(b"x" * begin + b" 0x555555556000 prog+0x2000" * 10 + b"\n")
    out.write(short)


{"any": writeAny, "long": writeLong}[sys.argv[1]](sys.stdout.buffer)
