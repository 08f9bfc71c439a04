#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the inputs that the fuzz targets of lib/DebugInfo, and of the stepper, begin with.

    object-seeds.py CLANG FOLDER

Sections of small objects, compiled for this, in the form that the targets cut
their input into (FuzzObject.h): for each section two bytes of size, the bytes, two
bytes of size, and three bytes for each relocation against the code. The stepper
takes linked tables (UnwindTables.cpp). They go to FOLDER/TARGET/NAME, with the inputs of test/golden/corpus/TARGET that were found by
fuzzing, and the targets' names to FOLDER/forms.
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "examples"))
import elf  # noqa: E402  (found by the line above)

SOURCE = """
struct Pair { int a, b; };
static inline int half(int x) { return x / 2; }
int sum(struct Pair p, int more) { volatile int kept = p.a; return kept + half(more); }
int start(int x) { struct Pair p = {x, x + 1}; int buffer[4] = {x}; return sum(p, buffer[x & 3]); }
int step(int);
static inline int twice(int x) { if (x > 4) { int y = step(x); x += half(y); } return half(x) + step(x); }
int loop(int x) { return twice(x) ^ twice(x + 1); }
"""
# Of each target: what comes before the first section, and the sections.
TARGETS = {
    "debug-lines": (lambda five: bytes([five]), [".debug_line", ".debug_line_str"]),
    "debug-units": (lambda five: b"", [
        ".debug_info", ".debug_abbrev", ".debug_str", ".debug_str_offsets",
        ".debug_line", ".debug_line_str", ".debug_addr", ".debug_rnglists"]),
    "debug-inlines": (lambda five: b"", [
        ".debug_info", ".debug_abbrev", ".debug_str", ".debug_str_offsets",
        ".debug_line", ".debug_line_str", ".debug_addr", ".debug_rnglists",
        ".debug_ranges"]),
    "debug-unwind": (lambda five: b"\0", [".eh_frame", ".debug_frame", ".stack_sizes"]),
    "debug-variables": (lambda five: b"", [
        ".debug_info", ".debug_abbrev", ".debug_str", ".debug_str_offsets",
        ".debug_addr", ".debug_loclists", ".debug_rnglists", ".eh_frame"]),
}
FLAGS = [(version, level, more) for version in (4, 5) for level in ("-O0", "-O2")
         for more in ([], ["-fno-omit-frame-pointer"], ["-fno-asynchronous-unwind-tables"])]


def piece(data):
    return len(data).to_bytes(2, "little") + data


def section(file, name):
    """The bytes of a section and its relocations against the code."""
    found = [s for s in file.sections if s.name == name]
    if not found:
        return piece(b"") + piece(b"")
    places = b""
    for rela in file.sections:
        if rela.name != ".rela" + name:
            continue
        for offset in range(rela.offset, rela.offset + rela.size, 24):
            place, info, addend = file.unpack("QQq", offset)
            # R_X86_64_64 and PC32: those against code, of which there is one section.
            if info & 0xffffffff in (1, 2) and 0 <= addend < 256 and place < 65536:
                places += place.to_bytes(2, "little") + bytes([addend])
    return piece(file.bytes_of(found[0])) + piece(places)


def unwind_tables(clang, folder):
    """The input of UnwindTables.cpp for some places of a linked object: the place
    from .eh_frame_hdr on, which registers are known, a byte for each of them, and
    the memory of .eh_frame_hdr and .eh_frame, which is behind it."""
    path = os.path.join(folder, "a.so")
    for level in ("-O0", "-O2"):
        for linker in ("lld", "bfd"):
            subprocess.check_call(
                [clang, "-target", "x86_64-linux-gnu", "-shared", "-fPIC", "-nostdlib", level,
                 "-fuse-ld=" + linker, "a.c", "-o", path], cwd=folder)
            file = elf.File(path)
            sections = {s.name: s for s in file.sections}
            header, frames = sections[".eh_frame_hdr"], sections[".eh_frame"]
            memory = file.data[header.offset:frames.offset + frames.size]
            for name in (".text", ".plt"):
                code = sections[name]
                for place in range(code.address, code.address + code.size, 24):
                    yield ((place - header.address).to_bytes(8, "little", signed=True) +
                           b"\xff" * 8 + bytes([64]) * 17 + memory)


ARM_SOURCE = """
int step(int);
void use(int *, double);
int big(int x) { int buffer[400] = {x}; use(buffer, 1.0); return buffer[x & 3] + step(x); }
int many(int n) { int buffer[n]; use(buffer, 2.0); return step(buffer[0]) + step(n); }
double floats(double a, double b, int n) {
  double x = step(n), y = step(n + 1); use(&n, x); return a * x + b * y; }
"""


def arm_tables(clang, folder):
    """The input of UnwindTables.cpp as of arm for each function of a linked object:
    the place from .ARM.exidx on, which registers are known, a byte for each of them,
    how many entries, and the memory of .ARM.exidx and .ARM.extab, which is behind it."""
    path = os.path.join(folder, "arm.so")
    with open(os.path.join(folder, "arm.c"), "w", encoding="utf-8") as file:
        file.write(SOURCE + ARM_SOURCE.replace("int step(int);", ""))
    for code in ("-marm", "-mthumb"):
        for level in ("-O0", "-O2"):
            subprocess.check_call(
                [clang, "-target", "armv7-linux-gnueabihf", code, "-shared", "-fPIC", "-nostdlib",
                 level, "-funwind-tables", "-fuse-ld=lld", "arm.c", "-o", path], cwd=folder)
            file = elf.File(path)
            sections = {s.name: s for s in file.sections}
            index, last = sections[".ARM.exidx"], sections[".ARM.extab"]
            memory = file.data[index.offset:last.offset + last.size]
            for symbol in file.symbols:
                if symbol.type == elf.STT_FUNC and symbol.size:
                    yield ((symbol.address - index.address).to_bytes(8, "little", signed=True) +
                           b"\xff" * 8 + bytes([64]) * 16 + bytes([index.size // 8]) + memory)


STEPPERS = {"unwind-tables": unwind_tables, "arm-tables": arm_tables}


def main():
    clang, out = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        source, obj = os.path.join(folder, "a.c"), os.path.join(folder, "a.o")
        with open(source, "w", encoding="utf-8") as file:
            file.write(SOURCE)
        for number, (version, level, more) in enumerate(FLAGS):
            subprocess.check_call(
                [clang, "-target", "x86_64-linux-gnu", "-c", "-g", "-gdwarf-%d" % version,
                 level, "-fstack-size-section", "a.c", "-o", obj] + more, cwd=folder)
            file = elf.File(obj)
            for target, (head, sections) in TARGETS.items():
                os.makedirs(os.path.join(out, target), exist_ok=True)
                data = head(version == 5) + b"".join(section(file, s) for s in sections)
                with open(os.path.join(out, target, "object%d" % number), "wb") as seed:
                    seed.write(data)
        for target, tables in STEPPERS.items():
            os.makedirs(os.path.join(out, target), exist_ok=True)
            for number, data in enumerate(tables(clang, folder)):
                with open(os.path.join(out, target, "object%d" % number), "wb") as seed:
                    seed.write(data)
    targets = list(TARGETS) + list(STEPPERS)
    for target in targets:
        kept = os.path.join(HERE, "..", "golden", "corpus", target)
        for name in sorted(os.listdir(kept)) if os.path.isdir(kept) else []:
            shutil.copy(os.path.join(kept, name), os.path.join(out, target, name))
    with open(os.path.join(out, "forms"), "a", encoding="utf-8") as file:
        for target in targets:
            file.write(f"{target} {target}\n")


if __name__ == "__main__":
    main()
