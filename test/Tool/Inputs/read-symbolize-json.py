# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints what `gosym symbolize --json` has written, and holds it to the text that it
was made of and to the same text with names.

    read-symbolize-json.py JSON TEXT NAMES
"""
import json
import sys

objects = [json.loads(line) for line in open(sys.argv[1], "rb")]
text = open(sys.argv[2], "rb").read().decode(errors="replace")
names = open(sys.argv[3], encoding="utf-8").read()
texts = []
for o in objects:
    if not texts or texts[-1] != o["text"]:
        texts.append(o["text"])
    if "frames" not in o:
        continue
    assert text.encode()[o["offset"]:].startswith(o["text"].encode())
    print(o["offset"], "#%s" % o["number"], o["address"],
          o["module"] + "+" + o["moduleOffset"], o["buildId"])
    for f in o["frames"]:
        inlined = "inlined" if f["inlined"] else ""
        print(" ", f["function"], inlined, "%s:%d" % (f["file"], f["line"]), f["offset"])
        shown = f["function"] + (" (inlined)" if f["inlined"] else "+" + f["offset"])
        assert "%s %s:%d" % (shown, f["file"], f["line"]) in names
assert "\n".join(texts) + "\n" == text, texts
