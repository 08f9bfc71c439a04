# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the frames of sampled pcs, inlined calls and lines, with llvm-symbolizer.

    inlined-frames-agree.py TABLE_FILE DEBUG_FILE SAMPLES [COMMAND...]

TABLE_FILE has a compact table and may be stripped. DEBUG_FILE is the same link with
debug info in the output. The pcs are spread evenly over all executable sections, and
fall anywhere in an instruction. `gosym addr2line -i` must print the frames of
`llvm-symbolizer --inlines`: as many, of the same functions, at the same places,
innermost first; or COMMAND, which reads addresses on its standard input. A difference has a kind:

  no line    places of line 0, or unknown, in both; all others are equal
  name       the outermost function has another name at the same address
  padding    behind the end of every function; of symbols no one is asked for
  FRAMES     anything else

Prints how many there are of each, how many pcs are in inlined calls and how deep
those are; exits 1 if there is any FRAMES.
"""
import bisect
import collections
import json
import re
import subprocess
import sys

table, debug, samples = sys.argv[1], sys.argv[2], int(sys.argv[3])
command = sys.argv[4:] or ["gosym", "addr2line", "-i", table]


def run(*command, text=None):
    return subprocess.run(command, input=text, check=True, stdout=subprocess.PIPE,
                          universal_newlines=True).stdout


def pcs():
    code = [(int(address, 16), int(size, 16)) for address, size in re.findall(
        r" PROGBITS +([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+) [0-9a-f]+ +AX ",
        run("llvm-readelf", "-SW", table))]
    everywhere = [address + i for address, size in code for i in range(size)]
    count = min(samples, len(everywhere))
    return [everywhere[i * len(everywhere) // count] for i in range(count)]


def ours(asked):
    """No function has address 0: its answer ends the frames of the pc before."""
    lines = run(*command,
                text="".join("%#x\n0x0\n" % pc for pc in asked)).splitlines()
    frames = list(zip(lines[::2], lines[1::2]))
    answers, at = [], 0
    while at < len(frames):
        end = frames.index(("??", "??:0"), at + 1)
        answers.append(frames[at:end])
        at = end + 1
    return answers


def theirs(asked):
    text = run("llvm-symbolizer", "--inlines", "--no-demangle", "--output-style=JSON",
               "--obj=" + debug, text="".join("%#x\n" % pc for pc in asked))
    return [[(f["FunctionName"] or "??", "%s:%d" % (f["FileName"] or "??", f["Line"]))
             for f in json.loads(line)["Symbol"]] for line in text.splitlines()]


def place(text):
    """llvm-symbolizer leaves `./` and `//` as they are; of line 0 the file says nothing."""
    text = re.sub(r"/+(\./+)*", "/", text)
    return "no line" if text.endswith(":0") else text


names, ends = collections.defaultdict(set), {}
for line in run("llvm-nm", "-S", debug).splitlines():
    fields = line.split()
    if len(fields) > 2 and fields[-2] in "tTwWiu":
        names[int(fields[0], 16)].add(fields[-1])
        if len(fields) == 4:
            ends[int(fields[0], 16)] = int(fields[0], 16) + int(fields[1], 16)
entries = sorted(ends)


def kind(pc, a, b):
    at = bisect.bisect_right(entries, pc) - 1
    if at < 0 or pc >= ends[entries[at]]:
        return "padding"
    same = [x[0] for x in a[:-1]] == [x[0] for x in b[:-1]] and \
        [place(x[1]) for x in a] == [place(x[1]) for x in b]
    if same and a[-1][0] == b[-1][0]:
        return "no line" if any(place(x[1]) == "no line" for x in a) else "equal"
    if same and {a[-1][0], b[-1][0]} <= names[entries[at]]:
        return "name"
    return "FRAMES"


asked = pcs()
counts = collections.Counter()
inlined = deepest = 0
found, expected = ours(asked), theirs(asked)
if not len(asked) == len(found) == len(expected):
    sys.exit("%d pcs, %d and %d answers" % (len(asked), len(found), len(expected)))
for pc, a, b in zip(asked, found, expected):
    what = kind(pc, a, b)
    counts[what] += 1
    inlined += what == "equal" and len(b) > 1
    deepest = max(deepest, len(b) - 1)
    if what == "FRAMES" and counts[what] <= 5:
        print("%#x: %s\n  llvm-symbolizer: %s" % (pc, a, b))
print("%d pcs: %s; %d equal ones in inlined calls, at most %d deep" % (
    len(asked), ", ".join("%d %s" % (n, k) for k, n in sorted(counts.items())),
    inlined, deepest))
sys.exit("FRAMES" in counts)
