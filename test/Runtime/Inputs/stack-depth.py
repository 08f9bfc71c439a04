# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the deepest stack, in bytes, that each public function may take, the
deepest last.

    stack-depth.py FOLDER gosym.h
    stack-depth.py FOLDER HEADER BOUND FUNCTION... [--libc NAME...]

FOLDER has object files of x86-64, compiled with -ffunction-sections, and beside
them what -fstack-usage says of each function. Who calls whom is read from the
relocations of the code. A return address, 8 bytes, is counted for every frame,
whether or not the compiler has counted it. Recursion, a frame of dynamic size,
a call that is not named, and more than GOSYM_STACK_SIZE are errors.

The second form asks about other functions, whose bound is BOUND of HEADER. What
functions of libc take is not counted; only those that are named may be called.
"""
import glob
import os
import re
import subprocess
import sys

frames, calls, wrong = {}, {}, []
bound_name = sys.argv[3] if len(sys.argv) > 3 else "GOSYM_STACK_SIZE"
asked, libc = sys.argv[4:], []
if "--libc" in asked:
    libc = asked[asked.index("--libc") + 1:]
    asked = asked[:asked.index("--libc")]

for path in glob.glob(os.path.join(sys.argv[1], "*.su")):
    for line in open(path):
        where, size, kind = line.rstrip("\n").split("\t")
        name = where.rsplit(":", 1)[1]
        frames[name] = max(frames.get(name, 0), int(size))
        if kind != "static":
            wrong.append("%s: a frame of %s size" % (name, kind))

objects = sorted(glob.glob(os.path.join(sys.argv[1], "*.o")))
code = subprocess.check_output(["llvm-objdump", "-dr", "--no-show-raw-insn"] + objects,
                               universal_newlines=True)
function, pending = None, None
for line in code.split("\n"):
    begin = re.match(r"[0-9a-f]+ <(.+)>:$", line)
    if begin:
        function = begin.group(1)
        calls[function] = set()
    instruction = re.match(r"\s+[0-9a-f]+:\s+(call|jmp)q?\s+(\S+)", line)
    relocation = re.search(r"R_X86_64_(?:PLT32|PC32)\s+(\S+?)[-+]0x", line)
    if relocation:
        target = re.sub(r"^\.text\.(unlikely\.)?", "", relocation.group(1))
        if pending:
            calls[function].add(target)
        pending = None
    elif re.match(r"\s+[0-9a-f]+:\s", line):
        if pending == "call":
            wrong.append("%s: a call that is not named" % function)
        pending = None
        if instruction and "*" in instruction.group(2):
            # jmp *: a switch.
            if instruction.group(1) == "call":
                wrong.append("%s: a call that is not named" % function)
        elif instruction:
            pending = instruction.group(1)


def frame(name):
    if name in libc:
        return 0
    # findNames.constprop.0 of the code is findNames.constprop of the report.
    while name not in frames and "." in name:
        name = name.rsplit(".", 1)[0]
    if name not in frames:
        wrong.append("%s: no frame is known" % name)
    return frames.get(name, 0)


def depth(name, above=()):
    if name in above:
        wrong.append("%s: calls itself" % name)
        return 0
    below = [depth(to, above + (name,)) for to in calls.get(name, ())]
    return frame(name) + 8 + max(below, default=0)


depths = sorted((depth(name), name) for name in calls
                if (name in asked if asked else name.startswith("gosym_")))
for bytes_, name in depths:
    print("%5d %s" % (bytes_, name))
bound = int(re.search(r"\b%s\b[ =]+(\d+)" % bound_name, open(sys.argv[2]).read()).group(1))
if depths[-1][0] > bound:
    wrong.append("deepest: more than %d" % bound)
for text in sorted(set(wrong)):
    print("error: " + text)
