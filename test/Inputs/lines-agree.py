# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares function, file and line of sampled pcs with llvm-symbolizer.

    lines-agree.py TABLE_FILE DEBUG_FILE SAMPLES [COMMAND...]

TABLE_FILE has the Go tables. DEBUG_FILE is the same link with debug info in the
output: its code must be at the same addresses. COMMAND, by default `gosym
addr2line TABLE_FILE`, reads addresses on its standard input and prints function
and file:line, two lines each. The pcs are spread evenly over all executable
sections, and fall anywhere in an instruction.

llvm-symbolizer is asked for the row of the line table (--no-inlines), its
function is that of the symbol table. A difference has a kind:

  no line       llvm-symbolizer says line 0, or knows no line; the table has none
  padding       behind the end of the function: symbolizer knows that it is not
                part of it, the table has no ends
  name          of several at one address
  thunk         made by the linker when the table's symbols are known; no line
  LINE          anything else

Prints how many there are of each, and the share of pcs that are equal or of kind
`no line`; exits 1 if that is below 99.9%, or if there is any LINE."""
import bisect
import re
import subprocess
import sys

table, debug, samples = sys.argv[1], sys.argv[2], int(sys.argv[3])
command = sys.argv[4:] or ["gosym", "addr2line", table]

sections = subprocess.run(["llvm-readelf", "-SW", table], check=True,
                          stdout=subprocess.PIPE, universal_newlines=True).stdout
code = [(int(address, 16), int(size, 16)) for address, size in
        re.findall(r" PROGBITS +([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+) [0-9a-f]+ +AX ", sections)]
total = sum(size for _, size in code)
# Evenly over all of the code, and every pc if there are fewer.
samples = min(samples, total)
pcs = [address + offset for address, size in code for offset in range(size)]
pcs = [pcs[i * total // samples] for i in range(samples)]
asked = "".join("0x%x\n" % pc for pc in pcs)


def run(args):
    return subprocess.run(args, input=asked, check=True, stdout=subprocess.PIPE,
                          universal_newlines=True).stdout


def clean(path):
    return re.sub(r"/+(\./+)*", "/", path)


names = {}
symbols = subprocess.run(["llvm-nm", "-S", debug], check=True, stdout=subprocess.PIPE,
                         universal_newlines=True).stdout
ends = {}
for line in symbols.splitlines():
    fields = line.split()
    if fields[0].startswith("U") or len(fields) < 3 or fields[-2] not in "tTwW":
        continue
    value = int(fields[0], 16)
    names.setdefault(value, set()).add(fields[-1])
    if len(fields) == 4:
        ends[value] = value + int(fields[1], 16)
aliases = {}
for group in names.values():
    for name in group:
        aliases.setdefault(name, set()).update(group)
entries = sorted(ends)

ours = run(command).splitlines()
theirs = [block.split("\n") for block in
          run(["llvm-symbolizer", "--no-inlines", "--no-demangle", "--obj=" + debug])
          .rstrip("\n").split("\n\n")]
if len(ours) != 2 * samples or len(theirs) != samples:
    sys.exit("%d and %d answers, expected %d" % (len(ours) // 2, len(theirs), samples))

counts = {}
shown = {}
for i, pc in enumerate(pcs):
    name, place = ours[2 * i], ours[2 * i + 1]
    file, line = place.rsplit(":", 1)
    other_name = theirs[i][0]
    other_file, other_line, _ = theirs[i][1].rsplit(":", 2)
    at = bisect.bisect_right(entries, pc) - 1
    is_padding = at < 0 or pc >= ends[entries[at]]
    same_line = (clean(file), line) == (clean(other_file), other_line)
    no_line = line == "0" and other_line == "0"
    same_name = name == other_name
    if same_name and same_line:
        kind = "equal"
    elif same_name and no_line:
        kind = "no line"
    elif is_padding:
        kind = "padding"
    elif no_line and "Thunk_" in other_name:
        kind = "thunk"
    elif (same_line or no_line) and other_name in aliases.get(name, ()):
        kind = "name"
    else:
        kind = "LINE"
    counts[kind] = counts.get(kind, 0) + 1
    if kind == "LINE" and len(shown.setdefault(kind, [])) < 5:
        shown[kind].append("%#x: %s %s, llvm-symbolizer: %s %s" %
                           (pc, name, place, other_name, theirs[i][1]))

inside = samples - counts.get("padding", 0) - counts.get("thunk", 0)
agree = (counts.get("equal", 0) + counts.get("no line", 0) + counts.get("name", 0)) / max(inside, 1)
print("%d pcs: %s" % (samples, ", ".join("%d %s" % (n, k) for k, n in sorted(counts.items()))))
print("of %d inside of functions %.3f%% agree" % (inside, 100 * agree))
for text in sum(shown.values(), []):
    print(text)
sys.exit(agree < 0.999 or "LINE" in counts)
