# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds the JSON report of a crash to the text report of the same crash: Python's
parser reads it, and each frame in words is the line of the text. Addresses are left
out, as each process has its own.

    json-is-the-text.py TEXT JSON
"""
import json
import re
import sys

text = open(sys.argv[1], "rb").read().decode("utf-8").split("\n")
report = json.loads(open(sys.argv[2], "rb").read().decode("utf-8"))


def words(frame):
    place = ""
    if "file" in frame:
        place = " " + frame["file"]
        if "line" in frame:
            place += ":%d" % frame["line"]
    if "function" in frame:
        if frame.get("inlined"):
            return frame["function"] + " (inlined)" + place
        return "%s+0x%x%s" % (frame["function"], frame["offset"], place)
    if "module" in frame:
        name = "%s+%s" % (frame["module"].rsplit("/", 1)[-1], frame["moduleOffset"])
        return name + (" (%s)" % frame["buildId"] if "buildId" in frame else "")
    return "??"


# In the text it stands between quotes.
name = report["threadName"].replace('"', "\\x22")
heading, lines = text[0], [line for line in text[1:] if line]
expected = 'fatal signal %s: %s, thread N "%s"' % (
    report["signal"], report["reason"], name)
if not report["reason"].endswith(report["address"]):
    sys.exit("%r is not at %r" % (report["reason"], report["address"]))
if re.sub(r"thread \d+", "thread N", heading) != expected:
    sys.exit("%r, expected %r" % (heading, expected))
if len(lines) != len(report["frames"]):
    sys.exit("%d lines, %d frames" % (len(lines), len(report["frames"])))
for number, (line, frame) in enumerate(zip(lines, report["frames"])):
    if re.sub(" 0x[0-9a-f]+ ", " ", line, count=1) != "#%d %s" % (number, words(frame)):
        sys.exit("%r, expected %r" % (line, words(frame)))
    if frame["index"] != number or not re.match("0x[0-9a-f]{16}$", frame["address"]):
        sys.exit("frame %d: %r" % (number, frame))
    if "function" in frame and "module" not in frame:
        sys.exit("frame %d has no module: %r" % (number, frame))
print("%d frames" % len(lines))
print(report["frames"][0]["function"])
print(report["frames"][0]["file"])
print(report["frames"][-1].get("module", "no module").rsplit("/", 1)[-1])
print(report["threadName"])
