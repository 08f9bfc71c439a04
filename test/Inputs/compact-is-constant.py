# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks by llvm-readelf that nothing changes the compact table of a file.

    compact-is-constant.py FILE

`.gosym` is read-only and in a PT_LOAD that is too, and no relocation, static or
dynamic, of any form, is of an address in it. Prints how many relocations the file
has; the exit status is 1 if the table is not constant."""
import re
import subprocess
import sys

file = sys.argv[1]


def readelf(*flags):
    return subprocess.run(["llvm-readelf", *flags, file], check=True,
                          capture_output=True, text=True).stdout


section = re.search(r" \.gosym +PROGBITS +(\w+) \w+ (\w+) +\w+ +(\w*) +\d+ +\d+ +\d+$",
                    readelf("-SW"), re.M)
if not section:
    sys.exit("no .gosym")
begin = int(section[1], 16)
end = begin + int(section[2], 16)
if section[3] != "A":
    sys.exit("flags of .gosym are %s, expected A" % section[3])

segments = readelf("-lW")
for address, size, flags in re.findall(
        r"^  LOAD +\w+ 0x(\w+) 0x\w+ 0x\w+ 0x(\w+) (.{3}) ", segments, re.M):
    if int(address, 16) <= begin < int(address, 16) + int(size, 16):
        if "W" in flags:
            sys.exit("the segment of .gosym is %s" % flags)
        break
else:
    sys.exit("no segment has .gosym")
for address, size in re.findall(r"^  GNU_RELRO +\w+ 0x(\w+) 0x\w+ 0x\w+ 0x(\w+) ", segments, re.M):
    if int(address, 16) < end and begin < int(address, 16) + int(size, 16):
        sys.exit(".gosym is RELRO")

# Those that --emit-relocs keeps for debug info are of no address.
unloaded = re.findall(r"^  \[ *\d+\] (\S+) +\w+ +0+ \w+ \w+ \w+ +[^A ]* ", readelf("-SW"), re.M)
places = []
for part in re.split(r"^Relocation section ", readelf("-rW"), flags=re.M)[1:]:
    name = re.match(r"'\.rela?(.*?)'", part)
    if name and name[1] in unloaded:
        continue
    # Of packed ones (RELR) the word and its first address, or another address of it.
    places += [int(one or other, 16) for one, other in re.findall(
        r"^(?:(\w{8,16})  +\w{8,16} R_|(?:\w{4}:\s+\w+|\s{8,})\s+(\w{8,16})\b)", part, re.M)]
inside = [place for place in places if begin <= place < end]
if inside:
    sys.exit("%d relocations in .gosym, the first at %#x" % (len(inside), inside[0]))
print("%d relocations, none in .gosym" % len(places))
