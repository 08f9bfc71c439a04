# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds Go's debug/gosym (golines.go) to gosym, on the tables of a file.

    go-lines-agree.py FILE GOLINES ADDR2LINE

Every pc of .text has the same function, file and line (line 0: none, whatever the
file), from golines.go and from `go tool addr2line`, which is ADDR2LINE. Every line of every file that gosym knows is asked of LineToPC; the pc it
finds must be of that line, and for a main file, which one unit has, some pc must be
found. Of a header Go looks at one of the units that have it only."""
import re
import subprocess
import sys

file, golines, addr2line = sys.argv[1:]


def run(args, text):
    return subprocess.run(args, input=text, check=True, stdout=subprocess.PIPE,
                          universal_newlines=True).stdout.splitlines()


sections = "\n".join(run(["llvm-readelf", "-SW", file], ""))
start, size = re.search(r" \.text +PROGBITS +([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+)",
                        sections).groups()
pcs = range(int(start, 16), int(start, 16) + int(size, 16))
asked = "".join("%#x\n" % pc for pc in pcs)


def answers(command):
    lines = run(command, asked)
    places = ["" if place.endswith(":0") else place for place in lines[1::2]]
    return list(zip(lines[0::2], places))


ours = answers(["gosym", "addr2line", file])
for command in golines, addr2line:
    gos = answers([command, file])
    for pc, our, go in zip(pcs, ours, gos):
        if our != go:
            sys.exit("%#x: %s, %s: %s" % (pc, our, command, go))
    if len(ours) != len(pcs) or len(gos) != len(pcs):
        sys.exit("answers are missing")
at = dict(zip(pcs, (place for _, place in ours)))
print("%d pcs, %d with a line: all agree" % (len(pcs), sum(place != "" for place in at.values())))

places = sorted({place for place in at.values() if place})
found = 0
for place, pc in zip(places, run([golines, "-lines", file], "\n".join(places) + "\n")):
    if pc != "-":
        found += 1
        if at[int(pc, 16)] != place:
            sys.exit("%s: LineToPC found %s, which is %s" % (place, pc, at[int(pc, 16)]))
    elif ".cpp:" in place:
        sys.exit("%s: LineToPC found nothing" % place)
print("%d lines: %d found, all on their line" % (len(places), found))
