# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Links self.c in every kind of output, with every set of options and kind of
LTO, and has each output check its own table. One line per cell.

    matrix.py PLUGIN WORK_DIR

A cell runs the program (a shared object is opened by a program without a
table), compares the table with the .symtab of the same file, and, under -s,
with that of the link without -s, whose addresses are the same.
"""
import os
import subprocess
import sys

plugin, work = sys.argv[1:3]
# The sources and scripts that several suites share.
shared = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                       "..", "..", "Inputs"))
os.makedirs(work, exist_ok=True)
os.chdir(work)
failures = 0

KINDS = ["-no-pie", "-pie", "-static", "-static-pie", "-shared"]
OPTIONS = {
    "plain": [],
    "gc+icf": ["-Wl,--gc-sections", "-Wl,--icf=all"],
    "stripped": ["-s"],
    "now": ["-Wl,-z,now"],
}
# Name, flags of the compiler, flags of the link.
LTO = {
    "none": ([], []),
    "full": (["-flto", "-DLTO"], ["-flto"]),
    "thin-cold": (["-flto=thin", "-DLTO"], ["-flto=thin"]),
    "thin-warm": (["-flto=thin", "-DLTO"], ["-flto=thin"]),
}


def run(command, folder="."):
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True)
    return done.returncode, done.stdout


def must(command):
    status, text = run(command)
    if status != 0:
        sys.exit("%s\n%s" % (" ".join(command), text))
    return text


def compile_all():
    for lto, (flags, _) in LTO.items():
        if lto == "thin-warm":
            continue
        os.makedirs(lto, exist_ok=True)
        for source in ("self", "other", "self-main"):
            must(["clang", "-O1", "-fPIC", "-ffunction-sections", "-fdata-sections",
                  "-c", os.path.join(shared, source + ".c"),
                  "-o", "%s/%s.o" % (lto, source)] + flags)
    must(["clang", "-fuse-ld=lld", os.path.join(shared, "self-dlopen.c"), "-ldl",
          "-o", "opener"])


def check(kind, option, lto):
    """Links and checks one cell; returns what is wrong with it."""
    # Every output is called `out`: the names of objects that LTO makes begin
    # with it, and the table holds them.
    cell = lambda option, lto: "%s/%s/%s" % (kind[1:], lto, option)
    here = cell(option, lto)
    os.makedirs(here, exist_ok=True)
    objects = os.path.abspath("thin-cold" if lto == "thin-warm" else lto)
    inputs = ["self", "other"] + ([] if kind == "-shared" else ["self-main"])
    link = ["clang", "-fuse-ld=lld", kind, "-Wl,-mllvm,-load=" + plugin,
            "-Wl,--threads=1", "-Wl,--build-id", "-o", "out"]
    link += OPTIONS[option] + LTO[lto][1]
    link += ["%s/%s.o" % (objects, name) for name in inputs]
    if lto.startswith("thin"):
        link.append("-Wl,--thinlto-cache-dir=%s/cache" %
                    os.path.abspath(cell(option, "thin-cold")))
    status, text = run(link, here)
    if status != 0 or text:
        return "link: %s%s" % (" ".join(link), text)

    out = here + "/out"
    program = ["./opener", "./" + out] if kind == "-shared" else ["./" + out]
    status, text = run(program)
    if status != 0:
        return "exit %d: %s" % (status, text)
    twin = cell("plain", lto) + "/out" if option == "stripped" else out
    status, text = run(["gosym", "verify", out, "--against", twin])
    if status != 0:
        return text
    if lto == "thin-warm":
        status, text = run(["cmp", out, cell(option, "thin-cold") + "/out"])
        if status != 0:
            return text

    collected = option == "gc+icf" or lto != "none"
    if (" neverCalled\n" in must(["gosym", "nm", out])) == collected:
        return "neverCalled: expected %s" % ("gone" if collected else "there")
    if kind not in ("-no-pie", "-static"):
        return ""
    if "R_X86_64_RELATIVE" in must(["llvm-readelf", "-r", out]):
        return "relative relocations in a program with fixed addresses"
    return ""


compile_all()
for kind in KINDS:
    for lto in LTO:
        for option in OPTIONS:
            wrong = check(kind, option, lto)
            failures += bool(wrong)
            print("%-11s %-9s %-8s %s" % (kind, lto, option, wrong or "ok"))
            sys.stdout.flush()
print("%d cells, %d failed" % (len(KINDS) * len(LTO) * len(OPTIONS), failures))
sys.exit(failures != 0)
