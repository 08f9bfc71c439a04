# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes relocatable outputs of self.c and links them finally, by GNU ld, by lld
and by lld with the plugin; each program checks its own table. One line a cell.

    relocatable-matrix.py PLUGIN DEMO_DIR WORK_DIR

What a table has must be in the .symtab of the same program: the same name,
address and letter; with the plugin it must be all of it.
"""
import os
import re
import subprocess
import sys

plugin, demo, work = sys.argv[1:4]
# The sources and scripts that several suites share.
shared = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                       "..", "..", "Inputs"))
os.makedirs(work, exist_ok=True)
os.chdir(work)
load = ["-mllvm", "-load=" + plugin]
failures = 0


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True)
    return done.returncode, done.stdout


def must(*command):
    status, text = run(*command)
    if status != 0:
        sys.exit("%s\n%s" % (" ".join(command), text))
    return text


def relocatable(output, *inputs):
    must("ld.lld", "-r", "-o", output, *inputs, *load)


for source in ("self", "other", "self-main"):
    must("clang", "-O1", "-w", "-fPIC", "-ffunction-sections", "-fdata-sections",
         "-I" + demo, "-c", os.path.join(shared, source + ".c"), "-o", source + ".o")
relocatable("one.o", "self.o", "other.o")
relocatable("self-alone.o", "self.o")
relocatable("other-alone.o", "other.o")
relocatable("nested.o", "self-alone.o", "other.o")
relocatable("again.o", "one.o")
relocatable("collected.o", "self.o", "other.o", "--gc-sections", "-u",
            "checkOwnTable", "-u", "neverCalled")

# Relocatable outputs, and whether the first table has all the program asks of.
INPUTS = {
    "one": (["one.o"], True),
    "nested": (["nested.o"], True),
    "again": (["again.o"], True),
    "collected": (["collected.o"], True),
    "two": (["self-alone.o", "other-alone.o"], False),
}
KINDS = ["-no-pie", "-pie", "-static", "-static-pie", "-shared"]
LINKERS = {
    "GNU ld": ["gcc", "-fuse-ld=bfd"],
    # The addresses are in the file, too, for verify.
    "lld": ["clang", "-fuse-ld=lld", "-Wl,--apply-dynamic-relocs"],
    "plugin": ["clang", "-fuse-ld=lld", "-Wl,-mllvm,-load=" + plugin],
}
must("clang", "-fuse-ld=lld", os.path.join(shared, "self-dlopen.c"), "-ldl",
     "-o", "opener")


def check(inputs, whole, kind, linker, collect):
    main = [] if kind == "-shared" else ["self-main.o"]
    options = ["-Wl,--gc-sections"] if collect else []
    status, text = run(*LINKERS[linker], kind, *options, *inputs, *main, "-o", "out")
    if status != 0 or text:
        return "link: " + text
    if whole or linker == "plugin":
        status, text = run(*(["./opener", "./out"] if kind == "-shared" else ["./out"]))
        if status != 0:
            return "exit %d: %s" % (status, text)
    status, text = run("gosym", "verify", "out", "--against", "out")
    if linker == "plugin":
        tables = must("llvm-readelf", "-SW", "out").count(" .gosymtab ")
        headers = must("gosym", "dump", "out").count("header")
        if tables != 1 or headers != 1:
            return "%d sections, %d tables" % (tables, headers)
        return text if status != 0 else ""
    # Slots of what another module may define instead are symbols to the loader.
    if kind == "-shared":
        return ""
    headers = must("gosym", "dump", "out").count("header")
    # The program refers to the first, and so keeps only that.
    if headers != (1 if collect else len(inputs)):
        return "%d tables of %d inputs" % (headers, len(inputs))
    # GNU ld leaves hidden symbols global in .symtab.
    hidden = re.findall(r"^wrong letter: .* (\w), expected (\w)$", text, re.M)
    hidden = len([a for a, b in hidden if a.upper() == b and linker == "GNU ld"])
    if not re.search(r"missing \d+, extra 0, wrong address 0, wrong letter %d " %
                     hidden, text):
        return text
    if "DT_TEXTREL" in must("llvm-readelf", "-d", "out"):
        return "text relocations"
    return ""


cells = 0
for name, (inputs, whole) in INPUTS.items():
    for linker in LINKERS:
        for kind in KINDS:
            for collect in (False, True):
                wrong = check(inputs, whole, kind, linker, collect)
                failures += bool(wrong)
                cells += 1
                print("%-10s %-7s %-11s %-3s %s" % (name, linker, kind,
                      "gc" if collect else "", wrong or "ok"))
                sys.stdout.flush()
print("%d cells, %d failed" % (cells, failures))
sys.exit(failures != 0)
