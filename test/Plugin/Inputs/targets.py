# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Links a program that looks for itself in its own table: for each target, in
each kind of output, through each door. One line a cell.

    targets.py PLUGIN ACTIVATION_DIR INCLUDE_DIR WORK_DIR [TARGET...]

Kinds: `-r` is a program of fixed addresses from the output of -r. Doors:
`load+index` is -load with a table index, by which the program then looks up;
`compact` is -load with a compact table and no other, `functions` with a function
table and no other, so that the program opens that one.

A cell of the door -load:
  * verify: the table is sound and equal to .symtab, of the output and of a
    stripped copy;
  * the slots have one relative relocation each, of the target's type and with
    the right addend, in position-independent output, and none elsewhere;
  * no mapping symbol is in the table;
  * the stripped program runs, under QEMU where the machine is another one, and
    finds the functions whose pointers it takes, by the C reader.
A cell of the door compact: verify, the C reader and the mapping symbols as with
-load; the section is read-only and no relocation is in it; the decoder of the document reads it, and the
addresses of the names above are those of llvm-nm. A relocatable output has none.
A cell of the door functions: verify and the C reader, which finds functions only.
A cell of the pass plugin's door, opened by the activation object: the output is
that of -load to the byte; on i386, where lld makes a .got.plt for it, it passes
the same checks, with the same names.

A program has Debian's libc of its target, where that is installed; else it
calls the kernel itself. What cannot be run is told in its line.
"""
import concurrent.futures
import glob
import os
import re
import subprocess
import sys

plugin, activation, include, work = (os.path.abspath(p) for p in sys.argv[1:5])
here = os.path.dirname(os.path.abspath(__file__))
LLD_MAJOR = int(re.search(r"LLD (\d+)", subprocess.run(
    ["ld.lld", "--version"], stdout=subprocess.PIPE,
    universal_newlines=True).stdout).group(1))
os.makedirs(work, exist_ok=True)

KINDS = ["static", "static-pie", "pie", "shared", "-r"]
NAMES = ["helper", "hiddenFunction", "globalFunction", "checkTable", "constant",
         "counter", "zeroes", "globalData", "globalZero"]
FUNCTIONS = NAMES[:4]

# What the program needs of the C reader.
READER = ["CompactCodes", "CompactFrames", "CompactLines", "CompactNames", "CompactOpen",
          "CompactSymbols", "Entry", "Error", "Function", "FunctionTable", "Index",
          "Locate", "Names", "Open", "Self"]


class Target:
    def __init__(self, name, triple, relocation, flags="", object=None,
                 qemu=None, libc=None, loader=None, bare=False, link="",
                 sameBytes=True, broken=()):
        self.name, self.triple, self.relocation = name, triple, relocation
        self.flags, self.link = flags.split(), link.split()
        self.object = "gosym-%s.o" % (object or name) if object != "" else None
        self.qemu = qemu
        # Folder of the libc, under /usr, and what loads its programs.
        self.libc, self.loader = libc, loader
        # Can the program without a libc run?
        self.bare = bare
        self.sameBytes = sameBytes
        # Kinds of which any program crashes that lld has linked with this libc,
        # without us too.
        self.broken = broken


TARGETS = [
    Target("x86_64", "x86_64-linux-gnu", "R_X86_64_RELATIVE", qemu="",
           libc="lib/x86_64-linux-gnu", loader="/lib64/ld-linux-x86-64.so.2"),
    # Neither kernels nor QEMU run it any more, and there is no LTO for it.
    Target("x32", "x86_64-linux-gnux32", "R_X86_64_RELATIVE", object=""),
    # lld makes a .got.plt as soon as it has seen bitcode.
    Target("i386", "i386-linux-gnu", "R_386_RELATIVE", qemu="i386",
           libc="i686-linux-gnu/lib", loader="ld-linux.so.2", sameBytes=False,
           broken=("static-pie",)),
    Target("aarch64", "aarch64-linux-gnu", "R_AARCH64_RELATIVE", qemu="aarch64",
           bare=True, libc="aarch64-linux-gnu/lib",
           loader="ld-linux-aarch64.so.1"),
    Target("aarch64_be", "aarch64_be-linux-gnu", "R_AARCH64_RELATIVE",
           qemu="aarch64_be", bare=True),
    Target("arm", "armv7-linux-gnueabihf", "R_ARM_RELATIVE", "-marm", qemu="arm",
           libc="arm-linux-gnueabihf/lib", loader="ld-linux-armhf.so.3"),
    Target("thumb", "armv7-linux-gnueabihf", "R_ARM_RELATIVE", "-mthumb",
           qemu="arm", object="arm", libc="arm-linux-gnueabihf/lib",
           loader="ld-linux-armhf.so.3"),
    Target("riscv64", "riscv64-linux-gnu", "R_RISCV_RELATIVE", qemu="riscv64",
           bare=True, libc="riscv64-linux-gnu/lib",
           loader="ld-linux-riscv64-lp64d.so.1"),
    Target("riscv32", "riscv32-linux-gnu", "R_RISCV_RELATIVE",
           "-march=rv32gc -mabi=ilp32d", qemu="riscv32", bare=True),
    # Debian's libc is of ABI version 1, which lld does not link.
    Target("ppc64", "powerpc64-linux-gnu", "R_PPC64_RELATIVE", "-mabi=elfv2",
           qemu="ppc64", bare=True),
    Target("ppc64le", "powerpc64le-linux-gnu", "R_PPC64_RELATIVE",
           qemu="ppc64le", bare=True, libc="powerpc64le-linux-gnu/lib",
           loader="ld64.so.2"),
    Target("ppc", "powerpc-linux-gnu", "R_PPC_RELATIVE", qemu="ppc",
           libc="powerpc-linux-gnu/lib", loader="ld.so.1",
           broken=("pie", "shared")),
    # Their start files ask for an executable stack. A section of more than 32 KiB
    # that lld's -r has made cannot be linked: R_MIPS_GOT16 is out of range.
    Target("mips", "mips-linux-gnu", "R_MIPS_REL32", "-ffunction-sections",
           qemu="mips",
           libc="mips-linux-gnu/lib", loader="ld.so.1", link="-z execstack"),
    Target("mipsel", "mipsel-linux-gnu", "R_MIPS_REL32", "-ffunction-sections",
           qemu="mipsel",
           libc="mipsel-linux-gnu/lib", loader="ld.so.1", link="-z execstack"),
    Target("mips64el", "mips64el-linux-gnuabi64", "R_MIPS_REL32",
           qemu="mips64el", libc="mips64el-linux-gnuabi64/lib",
           loader="/lib64/ld.so.1", link="-z execstack"),
    Target("s390x", "s390x-linux-gnu", "R_390_RELATIVE", qemu="s390x",
           libc="s390x-linux-gnu/lib", loader="ld64.so.1"),
    # QEMU 7.2 knows no vectors of it.
    Target("loongarch64", "loongarch64-linux-gnu", "R_LARCH_RELATIVE",
           "-march=loongarch64 -msimd=none", qemu="loongarch64", bare=True),
    Target("hexagon", "hexagon-linux-musl", "R_HEX_RELATIVE", "-mv67 -G0",
           qemu="hexagon", bare=True),
]


class Wrong(Exception):
    pass


def run(*command):
    """Output of `command`, which must succeed and be silent beside it."""
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True,
                          errors="replace")
    if done.returncode != 0:
        raise Wrong("exit %d: %s\n%s" %
                    (done.returncode, " ".join(command), done.stdout))
    return done.stdout


def names(file):
    """Letters and names of a table, without addresses."""
    lines = run("gosym", "nm", file).splitlines()
    return sorted(line[line.index(" "):] for line in lines)


def found(*patterns):
    """The first file that a pattern names; None without one."""
    return next((f for p in patterns for f in glob.glob(p)), None)


class Cells:
    """The cells of one target."""

    def __init__(self, target):
        self.target = target
        self.lines = []
        self.passed = self.failed = 0
        self.folder = os.path.join(work, target.name)
        os.makedirs(self.folder, exist_ok=True)
        self.lib = self.gcc = None
        if target.libc:
            name = [p for p in target.libc.split("/") if p != "lib"][0]
            self.lib = os.path.join("/usr", target.libc)
            self.gcc = found("/usr/lib/gcc-cross/%s/*/" % name,
                             "/usr/lib/gcc/%s/*/" % name)
            if not self.gcc or not os.path.exists(self.lib + "/libc.a"):
                self.lib = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def compile(self, name, source, *flags):
        run("clang", "--target=" + self.target.triple, "-O1", "-fPIC",
            "-ffreestanding", "-fno-stack-protector", "-nostdlibinc",
            "-I" + include, *self.target.flags, *flags, "-c",
            os.path.join(here, source), "-o", self.path(name))

    def compileAll(self):
        self.compile("table.o", "target-table.c")
        for source in READER:
            self.compile(source + ".o", "../../../lib/Runtime/%s.c" % source)
        self.objects = [self.path(name + ".o") for name in ["table"] + READER]
        if self.lib:
            self.compile("main.o", "target-main.c")
        else:
            self.compile("static.o", "target-start.c")
            self.compile("static-pie.o", "target-start.c", "-DRELOCATE")

    def relocatable(self, options):
        """What is linked again in the cell -r."""
        out = self.path("relocatable%d.o" % len(options))
        if not os.path.exists(out):
            run("ld.lld", "-r", "-mllvm", "-load=" + plugin, *options,
                *self.objects, "-o", out)
        return out

    def start(self, kind, objects):
        """Arguments of the linker for a program of `objects`."""
        pie = kind != "static"
        static = kind != "pie"
        arguments = ["-pie"] if pie else []
        if static:
            arguments += ["-static"] + (["--no-dynamic-linker"] if pie else [])
        else:
            loader = self.target.loader
            arguments += ["--dynamic-linker",
                          loader if "/" in loader else self.lib + "/" + loader]
        first = "rcrt1.o" if pie and static else "Scrt1.o" if pie else "crt1.o"
        bounds = "S" if pie else "T"
        libraries = ["-lgcc", "-lgcc_eh", "-lc"] if static else \
            ["-lgcc", "-lc"]
        return arguments + ["--eh-frame-hdr", "-z", "text",
                            self.lib + "/" + first, self.lib + "/crti.o",
                            self.gcc + "crtbegin%s.o" % bounds] + objects + \
            ["-L" + self.gcc, "-L" + self.lib, "--start-group"] + libraries + \
            ["--end-group", self.gcc + "crtend%s.o" % ("S" if pie else ""),
             self.lib + "/crtn.o"]

    def has(self, kind):
        """Whether the target has such programs, here."""
        # lld 21 makes none, with or without the plugin.
        if LLD_MAJOR == 21 and self.target.name == "x32" and \
                kind in ("static-pie", "pie", "shared"):
            return False
        if kind == "static-pie":
            return not self.lib or os.path.exists(self.lib + "/rcrt1.o")
        return kind != "pie" or self.lib

    def inputs(self, kind, options=()):
        """Arguments of the linker."""
        objects = self.objects
        if kind == "-r":
            objects, kind = [self.relocatable(options)], "static"
        if kind == "shared":
            return ["-shared", "-z", "text"] + objects
        if not self.lib:
            flags = [] if kind == "static" else \
                ["-pie", "--no-dynamic-linker", "-z", "text"]
            return flags + objects + [self.path(kind + ".o")]
        return self.start(kind, objects + [self.path("main.o")])

    def command(self, kind, program):
        """How `program` runs; None if it cannot."""
        target = self.target
        canRun = target.bare and kind != "shared" or self.lib
        if not canRun or kind in target.broken:
            return None
        if kind == "shared":
            os.replace(program, self.path("libtable.so"))
            main = self.path("opener")
            run("ld.lld", *self.target.link, *self.start(
                "pie", [self.path("main.o"), self.path("libtable.so")]),
                "-rpath", self.folder, "-o", main)
            program = main
        if target.qemu == "":
            return [program]
        emulator = found("/usr/bin/qemu-" + target.qemu)
        if not emulator:
            return None
        return [emulator] + (["-L", os.path.dirname(self.lib)]
                             if self.lib else []) + [program]

    def checkCompact(self, out):
        """Checks that the compact table of an output is fit to be shared."""
        run(sys.executable, os.path.join(here, "../../Inputs/compact-is-constant.py"), out)
        run("llvm-objcopy", "-O", "binary", "--only-section=.gosym", out, out + ".bytes")
        header = run("llvm-readelf", "-SW", out)
        address = re.search(r" \.gosym +PROGBITS +([0-9a-f]+)", header).group(1)
        told = run(sys.executable,
                   os.path.join(here, "../../Format/Inputs/compact.py"), "dump",
                   "--address", "0x" + address, out + ".bytes")
        told = {(int(value, 16), name) for value, name in re.findall(
            r'^(?:function|data) \d+ (0x\w+) .*"(.+)"$', told, re.M)}
        expected = re.findall(r"^(\w+) \w (\w+)$", run("llvm-nm", out), re.M)
        mask = ~1 if self.target.qemu == "arm" else ~0
        for value, name in expected:
            if name in NAMES and (int(value, 16) & mask, name) not in told:
                raise Wrong("%s is not at 0x%s" % (name, value))

    def check(self, kind, out, compact=False, functions=False):
        """Checks an output; returns what was left out."""
        run("gosym", "verify", out, "--against", out)
        stripped = out + ".stripped"
        run("llvm-strip", out, "-o", stripped)
        run("gosym", "verify", stripped, "--against", out)
        if compact:
            self.checkCompact(out)
        elif not functions:
            run(sys.executable, os.path.join(here, "../../Inputs/table-relocations.py"),
                out, "none" if kind in ("static", "-r") else self.target.relocation)
        if re.search(r"^\w+ \w \$[adtx]", run("gosym", "nm", out), re.M):
            raise Wrong("mapping symbols in the table")

        command = self.command(kind, stripped)
        if not command:
            return "ok, not run"
        printed = run(*command).split()
        if printed != (FUNCTIONS if functions else NAMES):
            raise Wrong("printed %s" % " ".join(printed))
        return "ok, run"

    def link(self, kind, out, door, options=()):
        """`options` are for the relocatable link, too."""
        inputs = self.inputs(kind, options)
        run("ld.lld", *self.target.link, *door, *options, *inputs, "-o", out)

    def cell(self, kind, door):
        out = self.path(kind)
        if door == "load":
            self.link(kind, out, ["-mllvm", "-load=" + plugin])
            return self.check(kind, out)
        if door == "load+index":
            self.link(kind, out + ".index", ["-mllvm", "-load=" + plugin,
                                             "-mllvm", "-gosym-index=on"])
            return self.check(kind, out + ".index")
        if door == "compact":
            self.link(kind, out + ".compact", ["-mllvm", "-load=" + plugin],
                      ["-mllvm", "-gosym-symtab=none",
                       "-mllvm", "-gosym-compact=on"])
            return self.check(kind, out + ".compact", compact=True)
        if door == "functions":
            self.link(kind, out + ".functions", ["-mllvm", "-load=" + plugin],
                      ["-mllvm", "-gosym-symtab=none",
                       "-mllvm", "-gosym-pclntab=go1.20"])
            return self.check(kind, out + ".functions", functions=True)
        self.link(kind, out + ".door", [
            os.path.join(activation, self.target.object),
            "--load-pass-plugin=" + plugin])
        if not self.target.sameBytes:
            if names(out) != names(out + ".door"):
                raise Wrong("not the names of -load")
            return self.check(kind, out + ".door") + ", same names"
        if open(out, "rb").read() != open(out + ".door", "rb").read():
            raise Wrong("not the bytes of -load")
        return "ok, same bytes"

    def runAll(self):
        try:
            self.compileAll()
        except Wrong as wrong:
            self.lines.append("%s: %s" % (self.target.name, wrong))
            self.failed += 1
            return self
        for kind in KINDS:
            if not self.has(kind):
                continue
            doors = ["load"] + ["pass-plugin"] * bool(self.target.object) + \
                ["compact", "functions"]
            if kind in ("static", "static-pie", "pie"):
                doors.append("load+index")
            for door in doors:
                try:
                    result = self.cell(kind, door)
                    self.passed += 1
                except Wrong as wrong:
                    result = "FAILED: %s" % wrong
                    self.failed += 1
                self.lines.append("%-11s %-10s %-11s %s" % (
                    self.target.name, kind, door, result))
        return self


asked = sys.argv[5:]
targets = [t for t in TARGETS if not asked or t.name in asked]
passed = failed = 0
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for cells in pool.map(lambda t: Cells(t).runAll(), targets):
        print("\n".join(cells.lines))
        sys.stdout.flush()
        passed += cells.passed
        failed += cells.failed
print("%d cells passed, %d failed" % (passed, failed))
sys.exit(failed != 0)
