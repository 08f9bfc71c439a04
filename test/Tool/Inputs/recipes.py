# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the commands that stand indented behind a bold heading of a document.

    recipes.py DOCUMENT HEADING
"""
import sys

document, heading = sys.argv[1:]
text = open(document).read()
begin = text.index("**%s" % heading)
ends = [at for at in (text.find("\n**", begin), text.find("\n#", begin)) if at >= 0]
for line in text[begin:min(ends)].splitlines():
    if line.startswith("    "):
        print(line[4:])
