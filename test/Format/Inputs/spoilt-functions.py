# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds `read-golden functions` to Go's debug/gosym on tables that are spoilt.

    spoilt-functions.py TABLE START PCS READFUNCTIONS READ_GOLDEN

TABLE is cut at each byte, and each of its bytes is changed to some others. Where our
reader answers a question, Go's must give the same answer; where ours has an error, Go's
may say anything. Go reads all functions first and knows none if one of them is spoilt;
such tables are counted. Prints how many tables there were and how many answers were the
same.
"""
import os
import re
import struct
import subprocess
import sys



def entries(data):
    """Of the list of functions, with its end."""
    count, at = struct.unpack("<Q", data[8:16])[0], struct.unpack("<Q", data[64:72])[0]
    found = [data[at + 8 * i:at + 8 * i + 4] for i in range(count + 1)]
    return [struct.unpack("<I", word)[0] for word in found if len(word) == 4]


source, start, pcs, go, golden = sys.argv[1:]
with open(source, "rb") as file:
    table = file.read()
spoilt = [table[:size] for size in range(len(table))]
for at in range(len(table)):
    # Go takes memory for as many functions as the header says.
    if at in range(8, 16):
        continue
    for value in (table[at] ^ 1, table[at] ^ 2, table[at] ^ 0x80, 0, 0xff):
        data = table[:at] + bytes([value]) + table[at + 1:]
        # Go searches twice, in two ways, and does not check that entries ascend.
        if entries(data) == sorted(entries(data)):
            spoilt.append(data)
os.makedirs("spoilt", exist_ok=True)
names = []
for i, data in enumerate(spoilt):
    names.append("spoilt/%d" % i)
    with open(names[-1], "wb") as file:
        file.write(data)


def answers(command):
    """Of each table, by pc."""
    found, current = {}, None
    done = subprocess.run(command + [start, pcs] + names, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="latin-1")
    if done.returncode:
        sys.exit("%s: %s" % (command[0], done.stderr[:300]))
    text = done.stdout
    for line in text.split("\n"):
        if line in all_names:
            current = found.setdefault(line, {})
        elif line.split(" ")[0] in asked and current is not None:
            # A function may begin at a pc: its line has two numbers.
            pc, answer = line.split(" ", 1)
            current[pc] = answer
    return found


all_names, asked = set(names), pcs.split(",")
ours, gos = answers([golden, "functions"]), answers([go])
same = refused = unknown = 0
for name in names:
    if all(answer == "?" for answer in gos.get(name, {}).values()):
        unknown += 1
        continue
    for pc in asked:
        our = ours.get(name, {}).get(pc, "error")
        if our == "error":
            refused += 1
            continue
        their = gos.get(name, {}).get(pc)
        # Where there is no value Go says line -1, and no file.
        their = re.sub(r":-[0-9]+$", ":0", their or "")
        if our != their:
            sys.exit("%s: %s: we say %s, Go %s" % (name, pc, our, their))
        same += 1
print("%d tables, Go knows nothing of %d; %d answers the same, %d refused" %
      (len(names), unknown, same, refused))
