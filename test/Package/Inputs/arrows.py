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
FORBIDDEN = [
    ("(?!lib/Linker/LLDAccess/)", LLD),
    ("(lib|include/gosym)/Format/", "gosym/(?!Format/)|lld"),
    ("(lib|include/gosym)/Linker/", "gosym/(?!Linker/)"),
    ("(lib|include/gosym)/Collect/", "gosym/(?!(Collect|Linker|Format)/)"),
    ("tools/", "gosym/(?!Format/)"),
    ("examples/", "gosym/(?!Linker/)"),
    ("lib/Linker/VersionGuard", "llvm|lld|clang"),
    ("include/", r"\.\./"),
    ("(lib/Runtime|include/gosym-c)/", "gosym/|llvm|lld"),
]
FOLDERS = ["include", "lib", "llvm-plugin", "tools", "test/Unit", "demo", "cmake",
           "scripts", "benchmarks", "examples", "test/Inputs", "test/*/Inputs"]

root = sys.argv[1]
files = wrong = 0


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
            if "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception" not in text:
                complain(path + ": no SPDX line")
            if not name.endswith((".h", ".c", ".cpp", ".h.in")):
                continue
            for number, line in enumerate(text.split("\n"), 1):
                include = re.match(r'\s*#\s*include\s*[<"]([^>"]+)', line)
                for place, forbidden in FORBIDDEN:
                    if include and re.match(place, path) and re.match(forbidden, include.group(1)):
                        complain("%s:%d: may not include %s" % (path, number, include.group(1)))
                        break
print("%d files, %d wrong" % (files, wrong))
sys.exit(wrong != 0)
