# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Crashes a program of each machine that can be built and run here, and prints the
first functions of its backtrace, one line for each argument and machine.

    crash-elsewhere.py SOURCE_TREE PLUGIN PROGRAM.c [-FLAG...] ARGUMENT...

Functions are printed to the fourth, or with a flag, which is one for the compiler,
to main.

A machine needs its C library (libc6-dev-*-cross, libgcc-*-dev-*-cross) and
qemu-user; one that lacks them is `not here`. They are looked for below the folder
GOSYM_CROSS_ROOT first, if the environment has it (docs/Testing.md).
"""
import glob
import os
import re
import shutil
import subprocess
import sys

# Name, that of its QEMU, triple, what else its code may have.
MACHINES = [
    ("i386", "i386", "i686-linux-gnu", []),
    # Return addresses are authenticated.
    ("aarch64", "aarch64", "aarch64-linux-gnu", ["-mbranch-protection=standard"]),
    ("arm", "arm", "arm-linux-gnueabihf", []),
    ("thumb", "arm", "arm-linux-gnueabihf", ["-mthumb"]),
    ("riscv64", "riscv64", "riscv64-linux-gnu", []),
    ("ppc64le", "ppc64le", "powerpc64le-linux-gnu", []),
    ("s390x", "s390x", "s390x-linux-gnu", []),
    ("loongarch64", "loongarch64", "loongarch64-linux-gnu", []),
]
ROOTS = [root for root in (os.environ.get("GOSYM_CROSS_ROOT"), "/") if root]
os.environ["PATH"] = os.pathsep.join(
    [os.path.join(root, "usr/bin") for root in ROOTS[:-1]] + [os.environ["PATH"]])

source, plugin, program = sys.argv[1:4]
more = [argument for argument in sys.argv[4:] if argument.startswith("-")]


def build(machine, qemu, triple, flags):
    """Makes the program; returns whether it can be run here."""
    for root in ROOTS:
        libc = os.path.join(root, "usr", triple)
        libgcc = max(glob.glob("%s/usr/lib/gcc-cross/%s/*/" % (root, triple)), default="")
        if (os.path.exists(libc + "/lib/libc.a") and os.path.exists(libgcc + "libgcc.a")
                and shutil.which("qemu-" + qemu)):
            break
    else:
        return False
    out = "crash-" + machine
    subprocess.check_call(
        ["clang", "--target=" + triple, "-std=c11", "-O1", "-g", "-fno-omit-frame-pointer",
         "-funwind-tables", "-static", "-fuse-ld=lld", "-Wl,-mllvm,-load=" + plugin,
         "-isystem", libc + "/include", "-I" + source + "/include",
         "-B" + libc + "/lib", "-L" + libc + "/lib", "-B" + libgcc, "-L" + libgcc,
         program, "-o", out] + flags + more + sorted(glob.glob(source + "/lib/Runtime/*.c") +
                                             glob.glob(source + "/lib/Backtrace/*.c")))
    subprocess.check_call(["llvm-strip", out])
    return True


isHere = {machine[0]: build(*machine) for machine in MACHINES}
for argument in sys.argv[4 + len(more):]:
    for machine, qemu, _, _ in MACHINES:
        frames = ["not here"]
        if isHere[machine]:
            text = subprocess.run(["qemu-" + qemu, "./crash-" + machine, argument],
                                  stderr=subprocess.PIPE, universal_newlines=True).stderr
            frames = re.findall(r"^#\d+ 0x[0-9a-f]+ (\?\?|\w+)|inside", text, re.M)
        end = 4 if not more else frames.index("main") + 1 if "main" in frames else len(frames)
        print("%s %s: %s" % (argument, machine, " ".join(frames[:end])))
