# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A distributor for lld's distributed ThinLTO (DTLTO) whose only machine is this one.

    ld.lld ... --thinlto-distributor=python3 --thinlto-distributor-arg=distribute.py
               --thinlto-remote-compiler=clang

lld runs it once a link, with the name of a JSON file as the last argument:

    {"common": {"linker_output": .., "args": [compiler, flags..], "inputs": [..]},
     "jobs": [{"args": [..], "inputs": [..], "outputs": [..]}, ..]}

The command of a job is the arguments that all have in common, and its own. It may read
the inputs, and lld waits for the outputs."""

import json
import os
import subprocess
import sys

with open(sys.argv[-1]) as file:
    todo = json.load(file)
for job in todo["jobs"]:
    subprocess.check_call(todo["common"]["args"] + job["args"])
    for output in job["outputs"]:
        assert os.path.exists(output), output
print("distribute: %d jobs" % len(todo["jobs"]))
