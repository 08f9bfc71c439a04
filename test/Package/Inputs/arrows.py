# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds the includes of a source tree to the arrows of its libraries, and every
source file to its licence line. Prints what is wrong, and the number of files.

    arrows.py SOURCE_TREE
"""
import glob
import os
import re
import sys

LLD = r"ELF/|COFF/|MachO/|wasm/|lld/"
# Of files whose path begins so, what they may not include; all that match count.
# An include by `../` counts as what it leads to, lib/Room/... or gosym/Room/...
ROOM = r"(?:lib|gosym)/"
FORBIDDEN = [
    ("(?!lib/Linker/LLDAccess/)", LLD),
    ("lib/Support/", ROOM + "(?!Support/)"),
    ("(lib|include/gosym)/Model/", ROOM + "(?!(Model|Support)/)"),
    ("(lib|include/gosym)/DebugInfo/", ROOM + "(?!(DebugInfo|Model|Support)/)"),
    ("(lib|include/gosym)/Format/", ROOM + "(?!(Format|Model|Support)/)"),
    ("lib/Export/", ROOM + "(?!(Export|Format|Model|Support)/)"),
    # Which symbols there are, in which order, is said in the words of the model;
    # the seam to lld does without.
    ("lib/Linker/LLDAccess/", ROOM + "(?!(Linker|Support)/)"),
    ("lib/Linker/", ROOM + "(?!(Linker|Model|Support)/)"),
    ("include/gosym/Linker/", ROOM + "(?!Linker/)"),
    ("(lib|include/gosym)/Collect/",
     ROOM + "(?!(Collect|DebugInfo|Linker|Format|Model|Support)/)"),
    ("lib/Collect/", "lib/Linker/(?!(Ahead|CodeOrder|CodeSource|Pieces)\\.h)"),
    ("tools/print-debug-info/", ROOM + "(?!(DebugInfo|Model|Support)/)"),
    ("tools/(?!print-debug-info/)", ROOM + "(?!(Export|Format|Model|Support)/)"),
    ("examples/", ROOM + "(?!Linker/)"),
    ("examples/", "lib/"),
    ("lib/Linker/VersionGuard", "llvm|lld|clang"),
    ("include/", r"lib/|\.\./"),
    ("(lib/Runtime|include/gosym-c)/", ROOM + "(?!Runtime/)|llvm|lld"),
    ("lib/Backtrace/", ROOM + "(?!(Backtrace|Runtime)/)|llvm|lld"),
]
FOLDERS = ["include", "lib", "llvm-plugin", "tools", "test/Unit", "demo", "cmake",
           "scripts", "benchmarks", "examples", "test/Inputs", "test/*/Inputs"]

root = sys.argv[1]
files = wrong = 0


def leadsTo(path, include):
    """An include as written, or where it leads to in this tree."""
    if include.startswith("../"):
        include = os.path.normpath(os.path.join(os.path.dirname(path), include))
    return re.sub("^include/gosym/", "gosym/", include)


def complain(text):
    global wrong
    wrong += 1
    print(text)


folders = [folder for pattern in FOLDERS
           for folder in sorted(glob.glob(os.path.join(root, pattern)))]
for folder in folders:
    for where, _, names in os.walk(folder):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(where, name), root)
            if name.endswith((".pyc", ".md", ".json", ".csv", ".txt~")):
                continue
            files += 1
            text = open(os.path.join(root, path), errors="replace").read()
            # Patches of the kernel quote it, and are under its licence.
            licence = "GPL-2.0" if path.startswith("examples/linux-kallsyms/patches/") \
                else "Apache-2.0 WITH LLVM-exception"
            if "SPDX-License-Identifier: " + licence not in text:
                complain(path + ": no SPDX line")
            if not name.endswith((".h", ".c", ".cpp", ".h.in")):
                continue
            for number, line in enumerate(text.split("\n"), 1):
                include = re.match(r'\s*#\s*include\s*[<"]([^>"]+)', line)
                for place, forbidden in FORBIDDEN:
                    if include and re.match(place, path) and re.match(forbidden, leadsTo(path, include.group(1))):
                        complain("%s:%d: may not include %s" % (path, number, include.group(1)))
                        break
print("%d files, %d wrong" % (files, wrong))
sys.exit(wrong != 0)
