# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a link without the plugin and with it, and fails unless exit status, both
streams and the output file `out` are the same to the byte.

    same-without-plugin.py [--exit=N] [--flags "-mllvm -gosym-..."] PLUGIN ld.lld ARGUMENT...

The plugin and its flags (-gosym-symtab=none unless told) come before the
arguments. Every run makes its output anew, called `out`. --exit is the
status that is expected, 0 unless told; then there must be an output.
"""
import os
import subprocess
import sys

arguments = sys.argv[1:]
expected = 0
flags = "-mllvm -gosym-symtab=none"
while arguments[0].startswith("--"):
    if arguments[0].startswith("--exit="):
        expected = int(arguments.pop(0)[len("--exit="):])
    else:
        flags = arguments[1]
        del arguments[:2]
plugin, linker = arguments[:2]


def link(options):
    if os.path.exists("out"):
        os.remove("out")
    done = subprocess.run([linker] + options + arguments[2:],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    output = open("out", "rb").read() if os.path.exists("out") else None
    return {"exit": done.returncode, "stdout": done.stdout,
            "stderr": done.stderr, "output": output}


without = link([])
if without["exit"] != expected or (expected == 0) == (without["output"] is None):
    sys.exit("without the plugin: exit %d\n%s" %
             (without["exit"], without["stderr"].decode()))
with_plugin = link(["-mllvm", "-load=" + plugin] + flags.split())
differ = [k for k in without if without[k] != with_plugin[k]]
for k in differ:
    print("%s differs" % k)
    if k != "output":
        print("--- without\n%s\n--- with\n%s" % (without[k], with_plugin[k]))
sys.exit(bool(differ))
