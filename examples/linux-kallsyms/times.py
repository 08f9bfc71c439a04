# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times the way from the objects of a kernel to its vmlinux.

    times.py SOURCE RELEASE ARCH FOLDER ROUNDS PLUGIN...

FOLDER is one in which build.sh has built. Its vmlinux is built anew in the classic way,
with programs in front of ld.lld and clang that write down how they are called; then
these calls, and between them nm and scripts/kallsyms, are made again:

    classic   link, nm, kallsyms, assembler; the same again; link
    plain     the last link without a table
    plugin    the last link with the PLUGINs

ROUNDS times in turns. Prints the medians, of the wall clock and of the CPU, and that
the plugin's kernel is the same with other numbers of threads and with -gosym-check.
"""
import hashlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from compare import options_for

RECORDER = """#!%s
import json, os, sys
with open(%r, "a") as log:
    log.write(json.dumps([%r] + sys.argv[1:]) + "\\n")
os.execv(%r, [%r] + sys.argv[1:])
"""


def record(source, arch, folder):
    """The calls of ld.lld and clang in the last part of a build."""
    with tempfile.TemporaryDirectory() as bin:
        log = os.path.join(bin, "log")
        for name in ("ld.lld-22", "clang-22"):
            real = shutil.which(name)
            path = os.path.join(bin, name)
            with open(path, "w") as file:
                file.write(RECORDER % (sys.executable, log, real, real, real))
            os.chmod(path, 0o755)
        if os.path.exists(os.path.join(folder, "vmlinux")):
            os.remove(os.path.join(folder, "vmlinux"))
        subprocess.run(["make", "-C", source, "O=" + folder, "ARCH=" + arch, "LLVM=-22",
                        "CC=" + os.environ.get("CC", "clang-22"), "KBUILD_BUILD_TIMESTAMP=@0",
                        "KBUILD_BUILD_USER=user", "KBUILD_BUILD_HOST=host", "vmlinux"],
                       check=True, stdout=subprocess.DEVNULL,
                       # ccache knows a compilation already and calls nobody.
                       env=dict(os.environ, CCACHE_DISABLE="1",
                                PATH=bin + ":" + os.environ["PATH"]))
        return [json.loads(line) for line in open(log)]


def output_of(call):
    return call[call.index("-o") + 1] if "-o" in call else ""


def without_table(call, output):
    call = [a for a in call if "kallsyms" not in a or a.startswith("-")]
    call[call.index("-o") + 1] = output
    return call


def main(source, release, arch, folder, rounds, *plugins):
    folder = os.path.abspath(folder)
    calls = record(source, arch, folder)
    links = [c for c in calls if "ld.lld" in c[0] and "vmlinux" in output_of(c) and
             "-r" not in c]
    assemblies = [c for c in calls if "clang" in c[0] and output_of(c).endswith("kallsyms.o") or
                  "clang" in c[0] and ".tmp_vmlinux.kallsyms" in output_of(c)]
    assemblies = [c for c in assemblies if "vmlinux0" not in output_of(c)]
    final = links[-1]
    assert output_of(final) == "vmlinux" and len(links) == len(assemblies) + 1 >= 3
    mksysmap = ("NM=llvm-nm-22 sh %s/scripts/mksysmap %s %s" if release == "6.1" else
                "llvm-nm-22 -n %s | sed -f %s/scripts/mksysmap > %s")
    options = options_for(release, folder + "/include/config/auto.conf")

    def classic():
        for link, assembly in zip(links, assemblies):
            subprocess.run(link, check=True, cwd=folder)
            image, listed = output_of(link), output_of(link) + ".syms"
            words = (source, image, listed) if release == "6.1" else (image, source, listed)
            subprocess.run(["sh", "-c", mksysmap % words], check=True, cwd=folder)
            with open(os.path.join(folder, assembly[-1]), "w") as text:
                subprocess.run(["scripts/kallsyms"] + options + [listed], check=True,
                               cwd=folder, stdout=text)
            subprocess.run(assembly, check=True, cwd=folder)
        subprocess.run(final, check=True, cwd=folder)

    plain_call = without_table(final, ".tmp_plain") + ["--unresolved-symbols=ignore-all"]
    plugin_call = without_table(final, ".tmp_plugin")
    for plugin in plugins:
        plugin_call += ["-mllvm", "-load=" + os.path.abspath(plugin)]
    plugin_call += ["-mllvm", "-gosym-symtab=none", "-mllvm", "-kallsyms-release=" + release]

    def plain():
        subprocess.run(plain_call, check=True, cwd=folder)

    def plugin():
        subprocess.run(plugin_call, check=True, cwd=folder)

    def digest(*more):
        subprocess.run(plugin_call + list(more), check=True, cwd=folder)
        return hashlib.sha256(open(folder + "/.tmp_plugin", "rb").read()).hexdigest()

    digests = {digest(*more) for more in ((), ("--threads=1",), ("--threads=2",), ("--threads=16",),
                                          ("-mllvm", "-gosym-check"))}
    if len(digests) != 1:
        raise SystemExit("the kernel differs with the number of threads or when checked")
    print("the same kernel with 1, 2 and 16 threads and with -gosym-check")

    ways = {"classic": classic, "plain": plain, "plugin": plugin}
    measured = {name: [] for name in ways}
    for _ in range(int(rounds)):
        for name, way in ways.items():
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            begin = time.monotonic()
            way()
            wall = time.monotonic() - begin
            now = resource.getrusage(resource.RUSAGE_CHILDREN)
            measured[name].append((wall, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime))
    for column, what in enumerate(("wall", "CPU")):
        median = {name: statistics.median(m[column] for m in all) for name, all in measured.items()}
        pairs = [(c[column] / g[column], g[column] / p[column]) for c, p, g in
                 zip(measured["classic"], measured["plain"], measured["plugin"])]
        print("%-4s  classic %5.0f ms, plain %4.0f ms, plugin %4.0f ms; classic is %.1f times the "
              "plugin, the plugin %.2f times plain (medians of %s rounds)" %
              (what, *(1000 * median[name] for name in ways),
               statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs), rounds))


main(*sys.argv[1:])
