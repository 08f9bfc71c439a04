#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the inlined calls that print-debug-info prints with llvm-symbolizer.

    inlines-agree.py PRINT-DEBUG-INFO OBJECT

OBJECT has one section of code. At each byte of code that has a line the functions,
innermost first, and the places of their calls are those that llvm-symbolizer tells.
Prints how many pcs agree and how deep calls are nested; the exit status is 1 if one
does not agree.
"""
import json
import re
import subprocess
import sys


def read_object(tool, path):
    """Of each pc the calls, innermost first: name of the function, place of the call."""
    text = subprocess.run([tool, path], check=True, capture_output=True, text=True).stdout
    calls, runs = {}, []
    for line in text.splitlines():
        if line.startswith("run "):
            runs.append([int(n, 16) for n in re.search(r"(0x\w+)-(0x\w+)$", line).groups()])
        match = re.match(r" *inlined (0x\w+)-(0x\w+) (.*), called in (.*)$", line)
        if match:
            for pc in range(int(match[1], 16), int(match[2], 16)):
                calls.setdefault(pc, []).insert(0, (match[3], match[4]))
        if line.startswith("left out:"):
            print(line)
    return calls, [pc for begin, end in runs for pc in range(begin, end)]


def ask_symbolizer(path, pcs):
    answers = subprocess.run(
        ["llvm-symbolizer", "--inlines", "--no-demangle", "--output-style=JSON",
         "--obj=" + path], input="\n".join(map(hex, pcs)), check=True,
        capture_output=True, text=True).stdout
    calls = {}
    for line in answers.splitlines():
        answer = json.loads(line)
        frames = answer["Symbol"]
        calls[int(answer["Address"], 16)] = [
            (inner["FunctionName"],
             f'{outer["FileName"]}:{outer["Line"]}' if outer["Line"] else "-")
            for inner, outer in zip(frames, frames[1:])]
    return calls


def normal(place):
    """llvm-symbolizer leaves `./` and `..` in paths as they are."""
    return place.replace("/./", "/")


def main():
    tool, path = sys.argv[1:]
    ours, pcs = read_object(tool, path)
    theirs = ask_symbolizer(path, pcs)
    differ = [pc for pc in pcs
              if ours.get(pc, []) != [(n, normal(p)) for n, p in theirs[pc]]]
    for pc in differ[:10]:
        print(f"{pc:#x}: ours {ours.get(pc, [])}\n  llvm-symbolizer {theirs[pc]}")
    print(f"{len(pcs)} pcs, {len(pcs) - len(differ)} agree, "
          f"{sum(map(bool, ours.values()))} in inlined calls, "
          f"at most {max(map(len, ours.values()), default=0)} deep")
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
