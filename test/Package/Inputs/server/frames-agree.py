# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds a crash report to llvm-symbolizer, frame by frame.

    frames-agree.py REPORT TWIN...

A TWIN is a program or library with its symbols and debug info, whose report was
made by a stripped copy. Frames of code of twins must be those of llvm-symbolizer:
functions, inlined ones marked, files and lines. Where a twin was mapped is found
by its symbol of frame 0 or, for others, by name: the address in the report less
`+0x...` is that of the function. All other frames must be `module+0xoffset (id)`.
Prints how many of each there are.
"""
import re
import subprocess
import sys

report, twins = open(sys.argv[1]).read().splitlines(), sys.argv[2:]
FRAME = re.compile(r"#(\d+) (0x[0-9a-f]+) (.*)")
NAMED = re.compile(r"(.*?)(?:(\+0x[0-9a-f]+)|( \(inlined\)))(?: (/.*:[1-9]\d*))?$")
INLINED = re.compile(r" \(inlined\)( /.*:[1-9]\d*)?$")
MODULE = re.compile(r"[\w.+-]+\+0x[0-9a-f]+ \([0-9a-f]{8,}\)$")


def functions(twin):
    """Address of each function, by its name."""
    out = subprocess.check_output(["llvm-nm", "-C", "--defined-only", twin], text=True)
    return {line[19:]: int(line[:16], 16) for line in out.splitlines()}


def symbolized(twin, address):
    """(name, place) of each frame at an address, the innermost first."""
    out = subprocess.check_output(
        ["llvm-symbolizer", "--obj=" + twin, "--output-style=GNU", "-C", "-f", "-i",
         hex(address)], text=True).splitlines()
    return list(zip(out[0::2], out[1::2]))


known = {twin: functions(twin) for twin in twins}
groups = []
for line in report:
    match = FRAME.match(line)
    if not match:
        continue
    if int(match[1]) != sum(len(g[1]) for g in groups):
        sys.exit("frames are not numbered one by one: " + line)
    if groups and groups[-1][2]:
        groups[-1][1].append(match[3])
    else:
        groups.append([int(match[2], 16), [match[3]], False])
    groups[-1][2] = bool(INLINED.search(match[3]))

own = inlined = others = 0
for number, (pc, texts, _) in enumerate(groups):
    if MODULE.match(texts[-1]):
        others += 1
        continue
    name, offset, _, place = NAMED.match(texts[-1]).groups()
    twin, address = next((t, known[t][name] + int(offset[1:], 16))
                         for t in twins if name in known[t])
    expected = symbolized(twin, address - (number != 0))
    said = []
    for text in texts:
        match = NAMED.match(text)
        said.append((match[1], match[4]))
    if said != [(n, p.split(" (disc")[0]) for n, p in expected]:
        sys.exit("frame %d: %s, expected %s" % (number, said, expected))
    own += 1
    inlined += len(texts) - 1
print("%d own frames with %d inlined calls, %d of other modules" % (own, inlined, others))
