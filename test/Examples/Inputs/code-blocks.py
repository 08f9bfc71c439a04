# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the code blocks of a Markdown file that name themselves into files.

    code-blocks.py FILE.md          into the current folder

A block names itself by its first line: `// name.c` or `# name.sh`.
"""
import re
import sys

text = open(sys.argv[1]).read()
for block in re.findall(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
    name = re.match(r"(?://|#) (\S+)\n", block)
    if name:
        with open(name.group(1), "w") as file:
            file.write(block)
        print(name.group(1))
