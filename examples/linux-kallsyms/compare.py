# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the table in a kernel with what the kernel's own program makes of it.

    compare.py VMLINUX SOURCE RELEASE CONFIG

SOURCE is the kernel's source tree, whose scripts/kallsyms.c is compiled for this,
RELEASE is 6.1 or 6.12, and CONFIG the kernel's include/config/auto.conf. Every
part of the table must be the same, byte for byte. Environment: LLVM, the folder
with llvm-nm; HOSTCC, by default cc.
"""
import os
import re
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import elf


def options_for(release, config):
    enabled = set(re.findall(r"^CONFIG_(\w+)=y$", open(config).read(), re.M))
    options = []
    if "KALLSYMS_ALL" in enabled:
        options.append("--all-symbols")
    if "KALLSYMS_ABSOLUTE_PERCPU" in enabled:
        options.append("--absolute-percpu")
    if release == "6.1":
        options.append("--base-relative")
        if "LTO_CLANG" in enabled:
            options.append("--lto-clang")
    return options


def assembly_of(vmlinux, source, release, config, folder):
    """What scripts/kallsyms prints about the symbols of the kernel."""
    nm = os.path.join(os.environ.get("LLVM", "/usr/lib/llvm-22/bin"), "llvm-nm")
    program = os.path.join(folder, "kallsyms")
    subprocess.check_call([os.environ.get("HOSTCC", "cc"), "-O2", "-w", "-o", program,
                           source + "/scripts/kallsyms.c", "-I", source + "/scripts/include",
                           "-I", source + "/tools/include"])
    symbols = os.path.join(folder, "symbols")
    script = source + "/scripts/mksysmap"
    if release == "6.1":
        subprocess.check_call(["sh", script, vmlinux, symbols], env=dict(os.environ, NM=nm))
    else:
        listed = subprocess.run([nm, "-n", vmlinux], check=True, stdout=subprocess.PIPE).stdout
        kept = subprocess.run(["sed", "-f", script], check=True, input=listed,
                              stdout=subprocess.PIPE).stdout
        open(symbols, "wb").write(kept)
    return subprocess.check_output([program] + options_for(release, config) + [symbols],
                                   text=True, encoding="latin-1")


def parts_of(assembly, order, text):
    """The bytes behind each label; `text` is the address of _text."""
    parts = {}
    formats = {".long": "I", ".byte": "B", ".short": "H"}
    for line in assembly.splitlines():
        line = re.sub(r"/\*.*?\*/", "", line).strip()
        if re.match(r"\w+:$", line):
            part = parts[line[:-1]] = bytearray()
            continue
        word, _, rest = line.partition("\t") if "\t" in line else line.partition(" ")
        rest = rest.strip()
        if word in formats:
            for number in rest.split(","):
                value = int(number, 0) & (1 << 8 * struct.calcsize(formats[word])) - 1
                part += struct.pack(order + formats[word], value)
        elif word == ".asciz":
            part += rest[1:-1].encode("latin-1") + b"\0"
        elif word == "PTR":
            sign, number = re.match(r"_text ([+-]) (\w+)", rest).groups()
            value = text + int(sign + number.lstrip("+"), 0)
            part += struct.pack(order + "Q", value & (1 << 64) - 1)
    return parts


def main(vmlinux, source, release, config):
    kernel = elf.File(vmlinux)
    with tempfile.TemporaryDirectory() as folder:
        assembly = assembly_of(vmlinux, source, release, config, folder)
    wanted = parts_of(assembly, kernel.order, kernel.symbol("_text").address)
    different = 0
    for name, expected in wanted.items():
        offset = kernel.offset_of(kernel.symbol(name))
        found = kernel.data[offset:offset + len(expected)]
        if found == expected:
            continue
        at = next(i for i in range(len(expected)) if found[i:i + 1] != expected[i:i + 1])
        print("%s: different from byte %d of %d: %s, expected %s" %
              (name, at, len(expected), found[at:at + 8].hex(), expected[at:at + 8].hex()))
        different += 1
    if different:
        sys.exit(1)
    count, = struct.unpack(kernel.order + "I", wanted["kallsyms_num_syms"])
    print("%d symbols, %d parts of %d bytes: all the same as scripts/kallsyms makes" %
          (count, len(wanted), sum(map(len, wanted.values()))))


if __name__ == "__main__":
    main(*sys.argv[1:])
