# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads the records of gosym --json from standard input, holds each to docs/Tool.md, and
prints it as Python has it.

    read-json-records.py COMMAND TOOL.MD

A record must have just the keys that the table of the document has for its kind, in
that order, of the kinds of COMMAND; those in brackets may be missing.
"""
import json
import re
import sys

command, document = sys.argv[1:]
kinds, current = {}, None
for line in open(document):
    heading = re.match(r"### Records of `(.*)`", line)
    if heading:
        current = heading[1]
    elif line.startswith("#"):
        current = None
    row = re.match(r"\| `(\w+)` \| (.*?) \|", line)
    if row and current and command in current.split("`, `"):
        kinds[row[1]] = re.findall(r"`(\[?\w+\]?)`", row[2])
for line in sys.stdin:
    pairs = json.loads(line, object_pairs_hook=list)
    record = {key: value if not isinstance(value, list) else
              [dict(item) for item in value] for key, value in pairs}
    keys = [key for key, _ in pairs]
    if keys[:2] != ["file", "record"]:
        sys.exit("no file and record first: " + line)
    expected = kinds.get(record["record"])
    if expected is None:
        sys.exit("%s has no record %s in the document" % (command, record["record"]))
    wanted = [key.strip("[]") for key in expected
              if not key.startswith("[") or key.strip("[]") in keys]
    if keys[2:] != wanted:
        sys.exit("%s has %s, expected %s" % (record["record"], keys[2:], wanted))
    print(" ".join(str(value) for value in record.values()))
