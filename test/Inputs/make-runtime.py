# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes ./runtime.a of the sources of lib/Runtime and lib/Backtrace.

    make-runtime.py SOURCE_TREE [FLAG...]

Flags go to clang, behind ours.
"""
import glob
import os
import subprocess
import sys

source, flags = sys.argv[1], sys.argv[2:]
objects = []
os.makedirs("runtime", exist_ok=True)
for path in sorted(glob.glob(os.path.join(source, "lib", "Runtime", "*.c")) +
                   glob.glob(os.path.join(source, "lib", "Backtrace", "*.c"))):
    objects.append(os.path.join("runtime", os.path.basename(path)[:-1] + "o"))
    subprocess.check_call(
        ["clang", "-std=c11", "-O2", "-fPIC", "-ffreestanding",
         "-fno-omit-frame-pointer", "-fasynchronous-unwind-tables",
         "-fvisibility=hidden",
         "-I" + os.path.join(source, "include"), "-c", path, "-o", objects[-1]]
        + flags)
if os.path.exists("runtime.a"):
    os.remove("runtime.a")
subprocess.check_call(["llvm-ar", "rcs", "runtime.a"] + objects)
