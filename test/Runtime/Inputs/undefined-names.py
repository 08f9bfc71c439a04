# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles lib/Runtime and lib/Backtrace in every way and prints, for each, the undefined symbols
of its parts.

    undefined-names.py SOURCE_TREE -O0,-O2 COMPILER [--freestanding] FLAG...

One line for each level and part: names that the objects of a part do not define
together. With --freestanding only the reader is compiled, as
where there is no libc.
"""
import glob
import os
import subprocess
import sys

source, levels, compiler = sys.argv[1:4]
flags = [flag for flag in sys.argv[4:] if flag != "--freestanding"]
PARTS = {"Self": "self", "SelfWeak": "weak"}
skipped = "libc" if "--freestanding" in sys.argv else None


def undefined(objects):
    """Names that `objects` need and do not define, `w` before weak ones."""
    text = subprocess.check_output(["llvm-nm"] + objects, universal_newlines=True)
    needed, defined = {}, set()
    for line in text.splitlines():
        words = line.split()
        if len(words) == 2 and words[0] in "Uw":
            needed[words[1]] = "" if words[0] == "U" else "w:"
        elif len(words) == 3:
            defined.add(words[2])
    return sorted(kind + name for name, kind in needed.items() if name not in defined)


for level in levels.split(","):
    parts = {"reader": [], "self": [], "weak": [], "libc": []}
    for path in sorted(glob.glob(os.path.join(source, "lib", "Runtime", "*.c")) +
                       glob.glob(os.path.join(source, "lib", "Backtrace", "*.c"))):
        name = os.path.basename(path)[:-2]
        part = PARTS.get(name, "reader") if "Runtime" in os.path.dirname(path) else "libc"
        if part == skipped:
            continue
        subprocess.check_call(
            [compiler, level, "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
             "-ffreestanding", "-fno-stack-protector",
             "-I" + os.path.join(source, "include"), "-c", path, "-o", name + ".o"] + flags)
        parts[part].append(name + ".o")
    for part, objects in parts.items():
        if objects:
            print("%s %s: %s" % (part, level, " ".join(undefined(objects)) or "none"))
