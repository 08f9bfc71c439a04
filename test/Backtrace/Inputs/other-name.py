# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a response file for clang by which debug information calls SOURCE NAME,
in which Python's escapes stand for bytes. A #line cannot hold such names: clang 23
refuses them.

    other-name.py SOURCE NAME
"""
import sys

source, name = sys.argv[1], sys.argv[2].encode().decode("unicode_escape")
option = "-fdebug-prefix-map=%s=%s" % (source, name)
print('"%s"' % option.replace("\\", "\\\\").replace('"', '\\"'))
