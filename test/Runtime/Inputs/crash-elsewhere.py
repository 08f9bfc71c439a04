# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Crashes a program of each machine that can be built and run here, and prints the
functions of its backtrace, one line a machine.

    crash-elsewhere.py SOURCE_TREE PLUGIN PROGRAM.c ARGUMENT

A machine needs its C library (libc6-dev-*-cross, libgcc-12-dev-*-cross) and
qemu-user; one that lacks them is `not here`.
"""
import glob
import os
import re
import shutil
import subprocess
import sys

MACHINES = {
    "aarch64": "aarch64-linux-gnu",
    "arm": "arm-linux-gnueabihf",
    "riscv64": "riscv64-linux-gnu",
    "ppc64le": "powerpc64le-linux-gnu",
    "s390x": "s390x-linux-gnu",
}

source, plugin, program, argument = sys.argv[1:5]
for machine, triple in MACHINES.items():
    libc, libgcc = "/usr/%s" % triple, "/usr/lib/gcc-cross/%s/12" % triple
    if not (os.path.exists(libc + "/lib/libc.a") and os.path.exists(libgcc + "/libgcc.a")
            and shutil.which("qemu-" + machine)):
        print(machine + ": not here")
        continue
    out = "crash-" + machine
    subprocess.check_call(
        ["clang", "--target=" + triple, "-std=c11", "-O1", "-g", "-fno-omit-frame-pointer",
         "-static", "-fuse-ld=lld", "-Wl,-mllvm,-load=" + plugin,
         "-isystem", libc + "/include", "-I" + source + "/include",
         "-B" + libc + "/lib", "-L" + libc + "/lib", "-B" + libgcc, "-L" + libgcc,
         program, "-o", out] + sorted(glob.glob(source + "/lib/Runtime/*.c")))
    subprocess.check_call(["llvm-strip", out])
    text = subprocess.run(["qemu-" + machine, "./" + out, argument],
                          stderr=subprocess.PIPE, universal_newlines=True).stderr
    frames = re.findall(r"^#\d+ 0x[0-9a-f]+ (\?\?|\w+)", text, re.M)
    print("%s: %s" % (machine, " ".join(frames)))
