# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Answers addresses as `llvm-addr2line -f -i` does, from a Breakpad symbol file.

    breakpad-frames.py SYMBOLS BASE < ADDRESSES

BASE is the lowest address of the module, hexadecimal. Reads the file as Breakpad's
processor does: a function has its lines, and the inlined calls whose ranges have the
address, the deepest one innermost.
"""
import bisect
import sys

base = int(sys.argv[2], 16)
files, origins, functions, publics = {}, {}, [], []
for number, line in enumerate(open(sys.argv[1])):
    words = line.rstrip("\n").split(" ")
    if number == 0 and (words[0] != "MODULE" or len(words[3]) != 33):
        sys.exit("no MODULE line: " + line)
    if words[0] in ("FUNC", "PUBLIC") and words[1] == "m":
        del words[1]
    if words[0] == "FILE":
        files[words[1]] = " ".join(words[2:])
    elif words[0] == "INLINE_ORIGIN":
        origins[words[1]] = " ".join(words[2:])
    elif words[0] == "FUNC":
        functions.append((int(words[1], 16), int(words[2], 16), " ".join(words[4:]), [], []))
    elif words[0] == "PUBLIC":
        publics.append((int(words[1], 16), " ".join(words[3:])))
    elif words[0] == "INLINE":
        ranges = [int(word, 16) for word in words[5:]]
        functions[-1][4].append((int(words[1]), words[2], words[3], words[4],
                                 list(zip(ranges[::2], ranges[1::2]))))
    elif words[0] not in ("MODULE", "INFO"):
        functions[-1][3].append((int(words[0], 16), int(words[1], 16), words[2], words[3]))
functions.sort()
publics.sort()
begins = [function[0] for function in functions]
public_begins = [public[0] for public in publics]


def answer(address):
    at = bisect.bisect_right(begins, address) - 1
    if at < 0 or address >= functions[at][0] + functions[at][1]:
        at = bisect.bisect_right(public_begins, address) - 1
        return [(publics[at][1] if at >= 0 else "??", "??:0")]
    _, _, name, lines, inlines = functions[at]
    place = "??:0"
    for begin, size, line, file in lines:
        if begin <= address < begin + size:
            place = "%s:%s" % (files[file], line)
    frames = []
    calls = sorted((call for call in inlines
                    if any(begin <= address < begin + size for begin, size in call[4])),
                   key=lambda call: call[0])
    if [call[0] for call in calls] != list(range(len(calls))):
        sys.exit("calls at %#x are of depths %s" % (address, [call[0] for call in calls]))
    for _, line, file, origin, _ in reversed(calls):
        frames.append((origins[origin], place))
        place = "%s:%s" % (files[file], line) if line != "0" else "??:0"
    return frames + [(name, place)]


for text in sys.stdin:
    for frame in answer(int(text, 16) - base):
        print("%s\n%s" % frame)
