# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Links an object again and again with its debug info broken, each time in another
way, the same ways each time.

    corrupt-debug-info.py lines|frames COUNT OBJECT.o REST.o... -- COMMAND...

`lines` asks the plugin for lines; `frames` for frames and variables, and breaks what
they are read from. COMMAND is a link without inputs and output; the program is OBJECT.o, broken, and the
rest. Each link must end by itself within 20 seconds, be as successful as without the
plugin (lld reads some debug sections, and may refuse them), name all functions of
the unbroken program, and warn at most once of the broken object; the warning says
which section. Where it warned of lines, the same link with -gosym-lines=on must fail.

Prints how many links warned, how many did not notice, how many lld refused itself."""
import os
import random
import re
import struct
import subprocess
import sys

kind, count = sys.argv[1], int(sys.argv[2])
split = sys.argv.index("--")
original, rest, command = sys.argv[3], sys.argv[4:split], sys.argv[split + 1:]
# Those with several are hit more often.
BREAKS = {
    "lines": [".debug_line"] * 4 + [".debug_info"] * 2 + [".debug_abbrev"] * 2 +
             [".debug_str_offsets", ".debug_addr", ".debug_rnglists"],
    "frames": [".stack_sizes", ".debug_frame", ".debug_frame", ".debug_info", ".debug_info",
               ".debug_abbrev", ".debug_loclists", ".debug_loc", ".debug_addr"],
}[kind]
OPTIONS = {"lines": ["-gosym-pclntab=go1.1"], "frames": ["-gosym-frames=on", "-gosym-locals=on"]}
image = open(original, "rb").read()
BROKEN = "broken.o"


def sections(data):
    """Name -> (offset of the header, offset, size) of an ELF64 little-endian object."""
    table, = struct.unpack_from("<Q", data, 40)
    entsize, number, names = struct.unpack_from("<HHH", data, 58)
    headers = [struct.unpack_from("<IIQQQQ", data, table + i * entsize) for i in range(number)]
    found = {}
    for i, header in enumerate(headers):
        at = headers[names][4] + header[0]
        name = data[at:data.index(b"\0", at)].decode()
        found[name] = (table + i * entsize, header[4], header[5])
    return found


def mutate(rng):
    """A broken copy, and how it was broken."""
    data = bytearray(image)
    name = rng.choice(BREAKS)
    known = sections(image)
    if name not in known:
        name = BREAKS[0]
    header, offset, size = known[name]
    way = rng.choice(["truncate", "byte", "byte", "bytes", "word", "ones", "zeros", "form",
                      "relocation"])
    # The header says most, so it is hit more often.
    place = rng.randrange(min(size, 80)) if rng.random() < 0.5 else rng.randrange(size)
    if way == "truncate":
        # lld does not look whether a relocation is inside of its section.
        size = rng.randrange(size)
        struct.pack_into("<Q", data, header + 32, size)
        if ".rela" + name in known:
            header, offset, relas = known[".rela" + name]
            kept = [at for at in range(0, relas, 24)
                    if struct.unpack_from("<Q", data, offset + at)[0] + 8 <= size]
            struct.pack_into("<Q", data, header + 32, 24 * len(kept))
    elif way == "byte":
        data[offset + place] = rng.randrange(256)
    elif way == "bytes":
        for _ in range(rng.randrange(2, 40)):
            data[offset + rng.randrange(size)] = rng.randrange(256)
    elif way == "word":
        value = rng.choice([0xffffffff, 0xfffffff0, 0x7fffffff, 0x80000000, size, size - 1, 0])
        struct.pack_into("<I", data, offset + min(place, size - 4), value)
    elif way in ("ones", "zeros"):
        end = min(size, place + rng.randrange(1, 64))
        data[offset + place:offset + end] = bytes([255 if way == "ones" else 0]) * (end - place)
    elif way == "form":
        # Any byte of the abbreviations or of the entry formats, made a form of another size.
        name = rng.choice([".debug_abbrev", BREAKS[0]])
        _, offset, size = known[name]
        place = rng.randrange(min(size, 60))
        data[offset + place] = rng.choice([0x08, 0x0e, 0x19, 0x1b, 0x1f, 0x21, 0x7f, 0x03])
    else:
        # The addend of a relocation.
        name = ".rela" + BREAKS[0]
        _, offset, size = known[name]
        entry = offset + 24 * rng.randrange(size // 24)
        struct.pack_into("<q", data, entry + 16, rng.choice([-1, 1 << 40, 0x1000, 3]))
    return data, "%s of %s" % (way, name)


def link(args):
    try:
        run = subprocess.run(command + args + [BROKEN] + rest + ["-o", "out"], timeout=20,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             universal_newlines=True, errors="replace")
    except subprocess.TimeoutExpired:
        return None, "does not end"
    return run.returncode, run.stdout


def functions():
    table = subprocess.run(["gosym", "nm", "out"], check=True, stdout=subprocess.PIPE,
                           universal_newlines=True).stdout
    return sorted(line.split()[-1] for line in table.splitlines())


plugin = ["-mllvm", "-load=" + os.environ["GOSYM_PLUGIN"]]
asked = plugin + [word for option in OPTIONS[kind] for word in ("-mllvm", option)]
open(BROKEN, "wb").write(image)
status, text = link(asked)
if status != 0 or text:
    sys.exit("the unbroken program: " + text)
names = functions()

warned = unnoticed = refused = 0
ways = {}
for n in range(count):
    data, how = mutate(random.Random(n))
    open(BROKEN, "wb").write(data)

    def fail(what):
        sys.exit("object %d (%s): %s" % (n, how, what))

    status, text = link(asked)
    if status != 0:
        without, _ = link([])
        if without != status:
            fail("exit status %s, without the plugin %s: %s" % (status, without, text))
        refused += 1
        continue
    if functions() != names:
        fail("other names")
    subprocess.run(["gosym", "verify", "out"], check=True, stdout=subprocess.PIPE)
    warnings = [line for line in text.splitlines() if "warning:" in line and
                "functions of this object" in text]
    if not warnings:
        unnoticed += 1
        continue
    if len(warnings) > 1 or not re.search(BROKEN + r": \.\w+: .", warnings[0]):
        fail(text)
    warned += 1
    ways[how] = ways.get(how, 0) + 1
    if kind == "lines" and warned % 10 == 1:
        status, text = link(asked + ["-mllvm", "-gosym-lines=on"])
        if status != 1 or BROKEN + ": .debug_" not in text:
            fail("-gosym-lines=on: exit status %s: %s" % (status, text))
print("%d objects: %d warned, %d without notice, %d refused by lld" %
      (count, warned, unnoticed, refused))
