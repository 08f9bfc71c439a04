# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what `gosym symbolize` makes of frames with what llvm-symbolizer tells.

    symbolize-agrees.py TWIN BASE FORMS SAMPLES COMMAND...

TWIN is the unstripped link of a module called `prog`, loaded at BASE. Pcs are spread
over all its functions. For each one a frame is written in each of FORMS, with commas
between, as if by the program that prints this form. COMMAND reads the text. Behind
what was before the name it must print the frames that llvm-symbolizer has for the
byte that is meant: the pc, or the one before it if the form has return addresses.
Numbers behind `#` are counted on from line to line, to the next that is not above
the one before in the text. Each has the function, its file and line; the last one the distance from its entry.

Prints how many agree, of each form; exits 1 if any differs.
"""
import collections
import json
import re
import subprocess
import sys

twin, base, forms, samples = sys.argv[1], int(sys.argv[2], 16), sys.argv[3], int(sys.argv[4])
command = sys.argv[5:]

# What stays, what makes way for names, and whether pc is a return address.
FORMS = {
    "first": ("#0 {address:#018x} ", "prog+{pc:#x} ({id})", False),
    "report": ("#1 {address:#018x} ", "prog+{pc:#x} ({id})", True),
    "sanitizer": ("    #1 {address:#x}  ", "(/nowhere/prog+{pc:#x}) (BuildId: {id})", False),
    "glibc": ("/nowhere/prog(+{pc:#x}) [{address:#x}] ", "", True),
    "module": ("  prog+{pc:#x} ({id}) ", "", False),
    "unknown": ("#2 {address:#018x} ", "??", True),
    "gdb": ("#1  {address:#018x} ", "in ?? ()", True),
    "rust": ("   3:     {address:#x} - ", "<unknown>", True),
    "number": ("  {address:#x} ", "", False),
}


def run(*command, text=None):
    return subprocess.run(command, input=text, check=True, stdout=subprocess.PIPE,
                          universal_newlines=True).stdout


def place(name, path):
    """llvm-symbolizer leaves `./` and `x/../` as they are, and so do we, elsewhere."""
    return name, re.sub(r"/+(\./+)*", "/", path)


# Pointers to Thumb code are odd.
mark = int("Machine: EM_ARM" in run("llvm-readobj", "-h", twin))
pcs = []
for line in run("llvm-nm", "-S", twin).splitlines():
    fields = line.split()
    if len(fields) == 4 and fields[2] in "tTwW":
        begin, size = int(fields[0], 16), int(fields[1], 16)
        pcs += range(begin + 1 + mark, begin + size)
pcs = sorted(set(pc & ~mark for pc in pcs))
pcs = [pcs[i * len(pcs) // samples] for i in range(samples)]
buildId = re.search(r"Build ID: (\w+)", run("llvm-readelf", "-n", twin)).group(1)

asked = [(form, pc) for pc in pcs for form in forms.split(",")]
text, befores = "", []
for form, pc in asked:
    before, name, _ = FORMS[form]
    values = {"pc": pc | mark, "address": base + pc | mark, "id": buildId}
    befores.append(before.format(**values))
    text += (before + name).format(**values).rstrip(" ") + "\n.\n"
answers = run(*command, text=text).split("\n.\n")[:-1]
oracle = run("llvm-symbolizer", "--inlines", "--output-style=JSON", "--obj=" + twin,
             text="".join("%#x\n" % (pc - FORMS[form][2]) for form, pc in asked))
oracle = [json.loads(line)["Symbol"] for line in oracle.splitlines()]
if not len(asked) == len(answers) == len(oracle):
    sys.exit("%d frames, %d and %d answers" % (len(asked), len(answers), len(oracle)))

counts = collections.Counter()
last = added = 0
for (form, pc), before, answer, frames in zip(asked, befores, answers, oracle):
    expected, befores = [], []
    numbered = re.match(r" *#(\d+)", before)
    if numbered:
        added = added if int(numbered[1]) > last else 0
        last = int(numbered[1])
    for frame in frames:
        behind = " (inlined)"
        if frame is frames[-1]:
            behind = "+%#x" % (pc - (int(frame["StartAddress"], 16) & ~mark))
        where = place(frame["FunctionName"] + behind,
                      " %s:%d" % (frame["FileName"], frame["Line"]))
        befores.append(re.sub(r"#\d+", "#%d" % (last + added), before))
        added += bool(numbered) and frame is not frames[-1]
        expected.append(befores[-1] + "".join(where))
    found = [before + "".join(place("", line[len(before):])) if line.startswith(before) else line
             for before, line in zip(befores, answer.split("\n"))]
    found += answer.split("\n")[len(befores):]
    # Of line 0 the file says nothing.
    if any(frame["Line"] == 0 for frame in frames):
        counts[form, "without a line"] += 1
        continue
    counts[form, "equal" if found == expected else "DIFFERENT"] += 1
    counts[form, "inlined"] += len(frames) > 1
    if found != expected and counts[form, "DIFFERENT"] <= 3:
        print("\n".join(["%s, %#x" % (form, pc)] + found + ["expected"] + expected))
for form in forms.split(","):
    print("%s: %s" % (form, ", ".join("%d %s" % (counts[form, what], what) for what in (
        "equal", "DIFFERENT", "inlined", "without a line"))))
sys.exit(any(what == "DIFFERENT" and n for (_, what), n in counts.items()))
