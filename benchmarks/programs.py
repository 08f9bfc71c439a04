# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The programs that benchmarks of compact tables measure, and what is in their files.

  the big link      all of LLVM, C++ (make-llvm-link); one library has debug info
  a C program       OpenSSL's or sqlite3's static library, or the kernel that runs now
  a Rust program    the symbols of rustc's driver
  with debug info   the static libraries of this build, compiled with -O2 -g
  many units        a C++ program that is made (test/Inputs/make-many-units.py), -O2 -g
  small programs    ninja, zstd and leveldb of Debian's source packages, -O2 -g

What is a list of symbols only (a kernel, a driver) becomes an object: every symbol has
its address, size, kind and name there, and the code and the data are zeros.
"""

import collections
import glob
import os
import shlex
import shutil
import struct
import subprocess
import sys

import measure
from measure import HERE, LLVM

Section = collections.namedtuple("Section", "name type flags address offset size link")
Symbol = collections.namedtuple("Symbol", "address size letter name")
LIBRARIES = "/usr/lib/x86_64-linux-gnu/"


def sections(path):
    """The sections of an ELF file of 64 bits, low byte first, by name."""
    with open(path, "rb") as file:
        header = file.read(64)
        offset, = struct.unpack_from("<Q", header, 0x28)
        size, count, names = struct.unpack_from("<HHH", header, 0x3a)
        file.seek(offset)
        table = file.read(size * count)
        raw = [struct.unpack_from("<IIQQQQI", table, size * i) for i in range(count)]
        file.seek(raw[names][4])
        texts = file.read(raw[names][5])
    found = {}
    for name, *rest in raw:
        text = texts[name:texts.index(b"\0", name)].decode()
        found[text] = Section(text, *rest)
    return found


def section_size(path, name):
    section = sections(path).get(name)
    return section.size if section else 0


def symbol_table_size(path):
    """Of .symtab and .strtab together."""
    return section_size(path, ".symtab") + section_size(path, ".strtab")


def symbols_of(nm_lines):
    """Of lines `address size letter name`, or without size, as `nm -S` has them, those
    of functions and data."""
    for line in nm_lines:
        words = line.split(None, 3)
        if len(words) == 4 and len(words[2]) == 1:
            address, size, letter, name = words
        elif len(words) >= 3 and len(words[1]) == 1:
            address, letter, name = words[:3]
            size = "0"
        else:
            continue
        if letter in "tTwWvVdDbBrRuiGgSs":
            yield Symbol(int(address, 16), int(size, 16), letter, name.strip())


def sized(symbols):
    """Symbols without size reach up to the next one at another address."""
    symbols = sorted(symbols)
    result, end = [], None
    for i in range(len(symbols) - 1, -1, -1):
        if i + 1 < len(symbols) and symbols[i + 1].address != symbols[i].address:
            end = symbols[i + 1].address
        size = symbols[i].size or (end - symbols[i].address if end else 1)
        result.append(symbols[i]._replace(size=size))
    return result[::-1]


def write_object(path, symbols, source="symbols"):
    """An object for x86-64 with the symbols, of functions in .text and of data in .bss,
    at the distances that they have. Zeros of the code are a hole in the file."""
    is_code = {s: s.letter in "tTwWi" for s in symbols}
    first, room = {}, {}
    for code in (True, False):
        some = [s for s in symbols if is_code[s] == code]
        first[code] = min((s.address for s in some), default=0) & ~4095
        room[code] = max((s.address + s.size for s in some), default=0) - first[code]
    names, offsets = bytearray(b"\0" + source.encode() + b"\0"), {}
    entries = [struct.pack("<IBBHQQ", 0, 0, 0, 0, 0, 0),
               struct.pack("<IBBHQQ", 1, 4, 0, 0xfff1, 0, 0)]  # FILE
    seen = set()
    local = [s for s in symbols if s.letter in "tdbr"]
    rest = []
    for s in symbols:
        if s.letter in "tdbr":
            continue
        # What a module of a kernel has once more.
        (local if s.name in seen else rest).append(s)
        seen.add(s.name)
    for s in local + rest:
        if s.name not in offsets:
            offsets[s.name] = len(names)
            names += s.name.encode() + b"\0"
        code = is_code[s]
        binding = 0 if len(entries) < 2 + len(local) else 1
        entries.append(struct.pack("<IBBHQQ", offsets[s.name],
                                   binding << 4 | (2 if code else 1), 0,
                                   1 if code else 2, s.address - first[code], s.size))
    table = b"".join(entries)
    texts = b"\0.text\0.bss\0.symtab\0.strtab\0"
    at_table = 64 + room[True] + 15 & ~15
    at_names = at_table + len(table)
    at_texts = at_names + len(names)
    at_headers = at_texts + len(texts) + 15 & ~15

    def header(name, kind, flags, offset, size, link=0, info=0, align=1, entry=0):
        return struct.pack("<IIQQQQIIQQ", texts.index(b"\0" + name) + 1 if name else 0,
                           kind, flags, 0, offset, size, link, info, align, entry)
    with open(path, "wb") as file:
        file.write(b"\x7fELF\2\1\1" + bytes(9) +
                   struct.pack("<HHIQQQIHHHHHH", 1, 62, 1, 0, 0, at_headers, 0, 64, 0, 0,
                               64, 6, 5))
        file.seek(at_table)
        file.write(table + names + texts)
        file.seek(at_headers)
        file.write(header(b"", 0, 0, 0, 0) +
                   header(b".text", 1, 6, 64, room[True], align=4096) +
                   header(b".bss", 8, 3, 64, room[False], align=4096) +
                   header(b".symtab", 2, 0, at_table, len(table), 4, 2 + len(local), 8,
                          24) +
                   header(b".strtab", 3, 0, at_names, len(names)) +
                   header(b".strtab", 3, 0, at_texts, len(texts)))


def archive_link(*libraries):
    """Arguments of ld.lld for all of some static libraries in one shared object, which
    may leave names undefined."""
    return ["-shared", "-Bsymbolic", "--whole-archive", *libraries,
            "--no-whole-archive"]


def rust_driver():
    """The file with the symbols of rustc's driver, or None."""
    rustc = shutil.which("rustc")
    if not rustc:
        return None
    root = subprocess.run([rustc, "--print", "sysroot"], stdout=subprocess.PIPE,
                          universal_newlines=True).stdout.strip()
    files = glob.glob(os.path.join(root, "lib/librustc_driver-*.so"))
    return files[0] if files and ".symtab" in sections(files[0]) else None


def object_of_file(path, folder, name):
    """An object with the symbols of a program."""
    out = os.path.join(folder, name + ".o")
    if not os.path.exists(out):
        lines = subprocess.run([LLVM + "llvm-nm", "-S", path], check=True,
                               stdout=subprocess.PIPE).stdout.decode().splitlines()
        write_object(out + ".new", list(symbols_of(lines)), name)
        os.rename(out + ".new", out)
    return out


def kernel_object(folder):
    """An object with the symbols of the kernel that runs, or None if it does not tell
    where they are. Those of modules are left out."""
    out = os.path.join(folder, "kernel.o")
    if os.path.exists(out):
        return out
    try:
        with open("/proc/kallsyms") as file:
            symbols = list(symbols_of(line for line in file if "[" not in line))
    except OSError:
        return None
    symbols = [s for s in symbols if s.address >= 1 << 32]
    if len(symbols) < 10000:
        return None
    write_object(out + ".new", sized(symbols), "kernel")
    os.rename(out + ".new", out)
    return out


def c_programs(folder):
    """What to call them, and arguments of ld.lld without -o."""
    found = {}
    for library, name in (("libsqlite3.a", "sqlite3"), ("libcrypto.a", "OpenSSL")):
        path = LIBRARIES + library
        if os.path.exists(path):
            found[name] = archive_link(path)
    kernel = kernel_object(folder)
    if kernel:
        found["the kernel that runs"] = ["-e", "0", kernel]
    return found


def rust_programs(folder):
    driver = rust_driver()
    if not driver:
        return {}
    return {"rustc's driver": ["-e", "0", object_of_file(driver, folder, "rustc-driver")]}


def own_libraries(build, names=("Format", "Model", "Support", "DebugInfo", "Collect")):
    """The libraries of this build, if they have debug info."""
    found = []
    for name in names:
        path = os.path.join(build, "lib/%s/libgosym%s.a" % (name, name))
        if os.path.exists(path):
            dump = subprocess.run(
                [LLVM + "llvm-readelf", "-S", path], stdout=subprocess.PIPE,
                universal_newlines=True).stdout
            if ".debug_info" in dump:
                found.append(path)
    return found


def compile_all(folder, pairs, jobs=None):
    """PAIRS of an object and the command that makes it, but for its name, in FOLDER, on
    all cores. Objects that are there stay."""
    waiting = [(out, command) for out, command in pairs
               if not os.path.exists(os.path.join(folder, out))]
    running = []
    while waiting or running:
        while waiting and len(running) < (jobs or os.cpu_count()):
            out, command = waiting.pop()
            running.append((out, subprocess.Popen(command + ["-o", out + ".new"],
                                                  cwd=folder)))
        out, process = running.pop(0)
        if process.wait() != 0:
            sys.exit("%s: the compiler failed" % out)
        os.rename(os.path.join(folder, out + ".new"), os.path.join(folder, out))


def driver_link(driver, *arguments):
    """The arguments of ld.lld that a compiler driver would call it with, without -o."""
    said = subprocess.run([LLVM + driver, "-###", "-fuse-ld=lld", *arguments], check=True,
                          stderr=subprocess.PIPE, universal_newlines=True).stderr
    words = shlex.split(said.splitlines()[-1])[1:]
    at = words.index("-o")
    return words[:at] + words[at + 2:]


def many_units(folder, units, functions=12):
    """Sources and objects of a program with containers of the C++ library, once; goes to
    their folder and returns the arguments of its link."""
    sources = os.path.join(os.path.abspath(folder), "src%d" % units)
    if not os.path.exists(os.path.join(sources, "done")):
        subprocess.check_call([sys.executable,
                               os.path.join(HERE, "../test/Inputs/make-many-units.py"),
                               sources, str(units), str(functions), "std"])
        compile_all(sources, [("unit%d.o" % n, [LLVM + "clang++", "-O2", "-g", "-c",
                                                "unit%d.cpp" % n]) for n in range(units)])
        with open(os.path.join(sources, "done"), "w"):
            pass
    os.chdir(sources)
    return driver_link("clang++", "-no-pie", "-O2",
                       *["unit%d.o" % n for n in range(units)])


def debian_source(folder, package):
    """The folder of the sources of a package of Debian, patched, which apt gets with
    lists of its own (scripts/private-apt.sh); None where apt cannot."""
    pattern = os.path.join(folder, package + "-*/debian")
    if not glob.glob(pattern):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "fetch.log"), "a") as log:
            subprocess.call(
                ["sh", "-c", '. "$0"; private_apt "$PWD/apt" && '
                 'apt-get -q -c apt/conf source "$1"',
                 os.path.join(HERE, "../scripts/private-apt.sh"), package],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    found = glob.glob(pattern)
    return os.path.dirname(found[0]) if found else None


# Of each program: its package, the folders of its sources, those of them that are tests
# or of other systems, and the flags it wants.
SmallProgram = collections.namedtuple("SmallProgram", "package folders without flags link")
SMALL_PROGRAMS = {
    "ninja": SmallProgram(
        "ninja-build", ["src"],
        ["*test.cc", "*win32.cc", "*.in.cc", "browse.cc", "hash_collision_bench.cc",
         "getopt.c"], [], []),
    "zstd": SmallProgram(
        "libzstd", ["lib/common", "lib/compress", "lib/decompress", "lib/dictBuilder",
                    "programs"], [],
        ["-DXXH_NAMESPACE=ZSTD_", "-DZSTD_MULTITHREAD", "-DZSTD_LEGACY_SUPPORT=0", "-Ilib",
         "-Ilib/common"], ["-pthread"]),
    "leveldb": SmallProgram(
        "leveldb", ["db", "table", "util"],
        ["*_test.cc", "*_test_helper.cc", "*windows*", "testutil.cc", "c_test.c"],
        ["-DLEVELDB_PLATFORM_POSIX=1", "-DHAVE_FDATASYNC=1", "-DHAVE_FULLFSYNC=0",
         "-DHAVE_O_CLOEXEC=1", "-DHAVE_CRC32C=0", "-DHAVE_SNAPPY=0", "-Iport-config", "-I.",
         "-Iinclude"], ["-pthread"]),
}


def small_program(folder, name):
    """Goes to the folder of the objects of a small program, which are made once; returns
    the arguments of its link, or None where its source cannot be got."""
    program = SMALL_PROGRAMS[name]
    source = debian_source(os.path.abspath(folder), program.package)
    if not source:
        return None
    if name == "leveldb":
        # What its build would generate; the flags say it.
        os.makedirs(os.path.join(source, "port-config/port"), exist_ok=True)
        with open(os.path.join(source, "port-config/port/port_config.h"), "w"):
            pass
    sources = {path for under in program.folders for kind in ("c", "cc", "S")
               for path in glob.glob(os.path.join(source, under, "*." + kind))}
    sources -= {path for under in program.folders for some in program.without
                for path in glob.glob(os.path.join(source, under, some))}
    pairs = []
    for path in sorted(sources):
        path = os.path.relpath(path, source)
        compiler = "clang++" if path.endswith(".cc") else "clang"
        pairs.append((path + ".o", [LLVM + compiler, "-O2", "-g", "-w", *program.flags,
                                    "-c", path]))
    compile_all(source, pairs)
    os.chdir(source)
    is_c = all(out.endswith((".c.o", ".S.o")) for out, _ in pairs)
    return driver_link("clang" if is_c else "clang++", *program.link,
                       *[out for out, _ in pairs])
