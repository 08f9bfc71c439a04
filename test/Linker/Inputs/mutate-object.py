# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Links an object again and again with its headers, relocations or symbols changed,
each time in another way, the same ways each time.

    mutate-object.py COUNT OBJECT.o SECTION -- COMMAND...

Changed are the section headers of SECTION and of its relocations, both sections'
bytes, and the symbols. COMMAND is a link without inputs and output, without the
plugin; it is run with GOSYM_PLUGIN, too. That link must end by itself within 20
seconds, have no more than 1 GiB of memory, and either make a file whose table is
sound or say what is wrong and make none; of what lld takes without the plugin it must
say the object and the section. Only where lld crashes by itself may it crash as well.

Prints how many links made a sound table, how many were refused, and in how many lld
crashes by itself."""
import os
import random
import resource
import struct
import subprocess
import sys

count, original, target = int(sys.argv[1]), sys.argv[2], sys.argv[3]
command = sys.argv[sys.argv.index("--") + 1:]
image = open(original, "rb").read()
plugin = ["-mllvm", "-load=" + os.environ["GOSYM_PLUGIN"], "-mllvm", "-gosym-pclntab=go1.1"]
MUTANT = "mutant.o"

wide = image[4] == 2
# Offsets in the file header, and of the fields of a section header: name, type, flags,
# address, offset, size, link, info, alignment, entry size.
AT, WORD, HEADERS = (40, "<Q", 58) if wide else (32, "<I", 46)
FIELDS = (list(zip([0, 4, 8, 16, 24, 32, 40, 44, 48, 56], "IIQQQQIIQQ")) if wide else
          list(zip(range(0, 40, 4), "IIIIIIIIII")))
OFFSET, SIZE = 4, 5


def word(data, at):
    return struct.unpack_from(WORD, data, at)[0]


def sections():
    """Name -> (offset of the header, offset, size)."""
    table = word(image, AT)
    entsize, number, names = struct.unpack_from("<HHH", image, HEADERS)
    rows = []
    for i in range(number):
        at = table + i * entsize
        rows.append((at,) + tuple(struct.unpack_from("<" + kind, image, at + where)[0]
                                  for where, kind in FIELDS))
    found = {}
    for row in rows:
        at = rows[names][1 + OFFSET] + row[1]
        found[image[at:image.index(b"\0", at)].decode()] = (row[0], row[1 + OFFSET], row[1 + SIZE])
    return found


known = sections()
relocations = next(p + target for p in (".rela", ".rel", ".crel") if p + target in known)


def mutate(rng):
    """A changed copy, and how it was changed."""
    data = bytearray(image)
    name = rng.choice([relocations, relocations, target])
    header, offset, size = known[name]
    way = rng.choice(["header", "header", "header", "byte", "bytes", "word", "symbol"])
    if way == "symbol":
        # Not its value: lld takes a symbol far behind its section, and so do we.
        _, offset, size = known[".symtab"]
        entry = 24 if wide else 16
        where, kind = rng.choice([(0, "I"), (4, "B"), (6, "H")] if wide else
                                 [(0, "I"), (12, "B"), (14, "H")])
        at = offset + rng.randrange(entry, size) // entry * entry + where
        new = rng.randrange(1 << rng.choice([3, 4, 6, 8 * struct.calcsize(kind)]))
        struct.pack_into("<" + kind, data, at, new)
        return data, "%#x at %#x of the file, in .symtab" % (new, at)
    if way == "header":
        # Not sh_info: relocations of another section are lld's, which does not look
        # whether they are inside.
        index = rng.choice([0, 1, 2, 4, 4, 4, 5, 5, 5, 6, 8, 9])
        where, kind = FIELDS[index]
        old = struct.unpack_from("<" + kind, data, header + where)[0]
        most = (1 << 8 * struct.calcsize(kind)) - 1
        new = rng.choice([0, 1, old + 1, old - 1, old * 2, old ^ (1 << rng.randrange(32)),
                          len(image), len(image) - 8, 1 << 31, most, most - 7, most >> 1,
                          rng.randrange(1 << 16)])
        struct.pack_into("<" + kind, data, header + where, new & most)
        return data, "field %d of the header of %s is %#x" % (index, name, new & most)
    place = rng.randrange(size)
    if way == "byte":
        data[offset + place] = rng.randrange(256)
    elif way == "bytes":
        for _ in range(rng.randrange(2, 40)):
            data[offset + rng.randrange(size)] = rng.randrange(256)
    else:
        place = min(place & ~3, size - 4)
        struct.pack_into("<I", data, offset + place,
                         rng.choice([0xffffffff, 0x7fffffff, 0x80000000, size, 0, 1 << 20]))
    return data, "%s at %#x of %s" % (way, place, name)


def limit():
    if "LD_PRELOAD" not in os.environ:  # sanitizers reserve terabytes
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def link(args):
    if os.path.exists("out"):
        os.unlink("out")
    try:
        run = subprocess.run(command + args + [MUTANT, "-o", "out"], timeout=20, preexec_fn=limit,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             universal_newlines=True, errors="replace")
    except subprocess.TimeoutExpired:
        return None, "does not end"
    return run.returncode, run.stdout


open(MUTANT, "wb").write(image)
status, text = link(plugin)
if status != 0 or text:
    sys.exit("the object as it is: " + text)

sound = refused = crashes = 0
for n in range(count):
    data, how = mutate(random.Random(n))
    open(MUTANT, "wb").write(data)
    status, text = link(plugin)
    made = os.path.exists("out")

    def fail(what):
        sys.exit("object %d (%s): %s, exit status %s\n%s" % (n, how, what, status, text))

    if status == 0:
        verify = subprocess.run(["gosym", "verify", "out"], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, universal_newlines=True)
        if verify.returncode:
            fail(verify.stdout)
        sound += 1
        continue
    plain, _ = link([])
    if status == 1:
        if made or "error: " not in text:
            fail("no error")
        if plain == 0 and not (MUTANT in text and ".gosym" in text):
            fail("no word of the section")
        refused += 1
    elif plain in (0, 1):
        fail("without the plugin %d" % plain)
    else:
        crashes += 1
print("%d objects: %d have a sound table, %d refused, %d crash lld" %
      (count, sound, refused, crashes))
