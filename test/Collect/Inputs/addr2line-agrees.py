# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Asks `go tool addr2line` for every function that llvm-readelf finds in the twin of
a stripped program, and fails unless it names one that the twin has there.

    addr2line-agrees.py STRIPPED TWIN
"""
import collections
import subprocess
import sys

stripped, twin = sys.argv[1:]
names = collections.defaultdict(set)
for line in subprocess.check_output(["llvm-readelf", "-sW", twin],
                                    universal_newlines=True).split("\n"):
    fields = line.split(None, 7)
    if len(fields) == 8 and fields[3] == "FUNC" and fields[6] != "UND":
        names[int(fields[1], 16)].add(fields[7])
addresses = sorted(names)
answer = subprocess.run(["go", "tool", "addr2line", stripped], check=True,
                        input="".join("0x%x\n" % a for a in addresses),
                        stdout=subprocess.PIPE, universal_newlines=True).stdout
# Two lines an address: name, then file:line.
found = answer.split("\n")[0::2]
wrong = 0
for address, name in zip(addresses, found):
    if name not in names[address]:
        wrong += 1
        print("%x: %s, expected %s" % (address, name, names[address]))
if wrong or len(found) < len(addresses):
    sys.exit("%d of %d wrong" % (wrong, len(addresses)))
print("%d addresses, all named" % len(addresses))
