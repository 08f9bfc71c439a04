# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the options of the first block under a heading of a Markdown file, on one
line, with the path of the plugin and of the library in place of those of the text.

    recipe.py FILE.md HEADING LIBGOSYM_SO LIBRARY_A
"""
import re
import sys

text, heading, plugin, library = open(sys.argv[1]).read(), *sys.argv[2:]
section = text.split("\n### %s\n" % heading)[1].split("\n##")[0]
block = re.search(r"(?:^    .*\n)+", section, re.MULTILINE).group(0)
for name, path in ((".../libgosym.so", plugin), ("libgosymRuntime.a", library)):
    if name not in block:
        sys.exit("%s does not name %s" % (heading, name))
    block = block.replace(name, path)
print(" ".join(block.split()))
