# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Are all symbols that a plugin leaves undefined defined by ld.lld, or by a
library that either of them needs?

    unresolved.py PLUGIN
"""
import re
import shutil
import subprocess
import sys


def lines(*command):
    return subprocess.check_output(command, universal_newlines=True,
                                   stderr=subprocess.DEVNULL).split("\n")


def symbols(file, option):
    return {line.split()[-1].split("@")[0] for line in
            lines("llvm-nm", "-D", option, file) if line}


def libraries(file):
    # "name => path (address)"; the dynamic loader is "path (address)".
    return {m.group(1) for m in (re.search(r"(?:=> |^\s*)(/\S+) \(", line)
                                 for line in lines("ldd", file)) if m}


plugin = sys.argv[1]
linker = shutil.which("ld.lld")
defined = set().union(*(symbols(f, "--defined-only") for f in
                        {linker} | libraries(linker) | libraries(plugin)))
weak = {line.split()[-1].split("@")[0] for line in lines("llvm-nm", "-D", plugin)
        if re.match(r"\s+[wv] ", line)}
undefined = symbols(plugin, "--undefined-only") - weak
for name in sorted(undefined - defined):
    print("undefined: " + name)
if undefined - defined:
    sys.exit(1)
print("%d undefined symbols, all defined" % len(undefined))
