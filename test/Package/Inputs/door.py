# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the commands of one door of docs/BuildSystems.md in a copy of its example, and
holds the crash report to what it must say.

    door.py BUILD_SYSTEMS_MD HEADING EXAMPLE PREFIX MAJOR [TOOL...]

PREFIX is where GoSym is installed, /usr for packages; the folder that is worked in is
that of this call. TOOLs that are not installed are told, and nothing is run: "skipped".

Each block of commands under the heading that ends by running a program is run three
times, each in a new copy of the example:

  * as it is: the report must have names, files, lines and inlined calls;
  * without libgosym.so: it must fail, and say what is missing;
  * with a compiler that takes another lld in the end: it must fail with the sentence of
    the plugin. Another lld is any /usr/bin/ld.lld-NN that is there.
"""
import glob
import os
import re
import shutil
import subprocess
import sys

document, heading, example, prefix, major, *tools = sys.argv[1:]
missing = [tool for tool in tools if not shutil.which(tool)]
if missing:
    print("skipped: no " + ", ".join(missing))
    sys.exit()

text = re.split(r"\n##+ %s\n" % re.escape(heading), open(document).read())[1]
text = re.split(r"\n##+ ", text)[0]
blocks = [re.sub(r"^    ", "", block, flags=re.M)
          for block in re.findall(r"(?:^    .*\n)+", text, re.M)]
# A block that does not end by running something is about a file.
files = [block for block in blocks if not re.search(r"\n\S*(program|shop)\n$", block)]
commands = [block for block in blocks if block not in files]
if not commands:
    sys.exit("no commands under " + heading)

# As in docs/BuildSystems.md, for the compilers of any major.
def for_major(lines):
    return re.sub(r"\b(clang|clang\+\+|llvm)-22\b", r"\1-" + major, lines)

examples = os.path.join(os.path.dirname(os.path.abspath(document)), "..", "examples",
                        "build-systems")
prefix = os.path.abspath(prefix)
environment = dict(os.environ)
environment["PATH"] = prefix + "/bin:" + environment["PATH"]
if prefix != "/usr":
    places = glob.glob(prefix + "/lib*/pkgconfig") + glob.glob(prefix + "/lib*/*/pkgconfig")
    environment["PKG_CONFIG_PATH"] = ":".join(places)
    environment["CMAKE_PREFIX_PATH"] = prefix
for name in ("CC", "CXX", "CFLAGS", "CXXFLAGS", "LDFLAGS", "MAKEFLAGS", "GOFLAGS",
             "GO111MODULE", "CARGO_TARGET_DIR", "GOSYM_LD_LLD"):
    environment.pop(name, None)


bazelrc = ""
if example == "bazel":
    options = subprocess.check_output(["bazel", "help", "build", "--long"], text=True)
    if "enable_bzlmod" in options:
        bazelrc = "common --noenable_bzlmod\n"


def run(block, environment, linker=None):
    """Output and exit status of a block of commands in a new copy of the example.

    Bazel remembers which file the compiler is, so it is given another linker by its own
    option."""
    shutil.rmtree(example, ignore_errors=True)
    shutil.copytree(os.path.join(examples, example), example)
    if example == "bazel":
        open("bazel/WORKSPACE", "a").write(files[0])
        open("bazel/.bazelrc", "w").write(bazelrc)
    # Cargo's configuration is in a hidden folder.
    for path in [os.path.join(folder, name)
                 for folder, _, names in os.walk(example) for name in names]:
        old = open(path).read()
        new = for_major(old)
        if linker and example == "bazel":
            new = re.sub(r"--ld-path=[^\"]*", "--ld-path=" + linker, new)
        if old != new:
            open(path, "w").write(new)
    result = subprocess.run(["sh", "-euc", for_major(block)], cwd=example, env=environment,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            errors="replace", text=True)
    return result.stdout, result.returncode


def expect(block, output, facts):
    for fact in facts:
        if not re.search(fact, output, re.M):
            sys.exit("%s\n%s\nexpected in this output: %s" % (block, output, fact))


def name_of(function):
    return r"^#\d+ 0x[0-9a-f]+ (\S*\b)?" + function


REPORT = [r'^fatal signal SIGSEGV: null pointer write at 0x0+, thread \d+ "']
if example == "cargo":
    REPORT += [name_of(r"add_to \(inlined\) .*shop/src/main.rs:11$"),
               name_of(r"add\+0x[0-9a-f]+ .*shop/src/main.rs:17$"),
               r"shop::add is in main.rs"]
elif example == "go":
    REPORT += [name_of(r"add_to \(inlined\) .*store.c:7$"),
               name_of(r"store_add(\+0x[0-9a-f]+| \(inlined\)) .*store.c:12$"),
               name_of(r"add_one\+0x[0-9a-f]+ .*order.c:9$")]
else:
    REPORT += [name_of(r"add_to \(inlined\) .*store.c:7$"),
               name_of(r"store_add\+0x[0-9a-f]+ .*store.c:12$"),
               name_of(r"shop::Order::add\(int\) const \(inlined\) .*main.cpp:11$"),
               name_of(r"main\+0x[0-9a-f]+ .*main.cpp:18$")]

plugin = glob.glob(prefix + "/lib*/gosym/llvm-%s/libgosym.so" % major)
plugin += glob.glob(prefix + "/lib/*/gosym/llvm-%s/libgosym.so" % major)
others = [lld for lld in sorted(glob.glob("/usr/bin/ld.lld-*"))
          if not lld.endswith("-" + major)]

for block in commands:
    # The stripped program reports its crash and ends by the signal.
    output, status = run(block, environment)
    expect(block, output, REPORT)
    if status not in (-11, 139):
        sys.exit("%s\n%s\nstatus %d, expected the end by SIGSEGV" % (block, output, status))

    # No plugin. Where it is copied first, the copy fails.
    os.rename(plugin[0], plugin[0] + ".gone")
    try:
        output, status = run(block, environment)
    finally:
        os.rename(plugin[0] + ".gone", plugin[0])
    expect(block, output, [r"libgosym\.so"])
    if status == 0 or "fatal signal" in output:
        sys.exit("%s\n%s\nsucceeded without the plugin" % (block, output))

    # Another lld.
    refused = ""
    if others and example != "hermetic" and "gcc" not in block:
        os.makedirs("wrong", exist_ok=True)
        for name in ("clang", "clang++"):
            path = "wrong/%s-%s" % (name, major)
            open(path, "w").write("#!/bin/sh\ncase \" $* \" in\n"
                "*' -c '* | *' -E '* | *' -print'* | *' --version'* | *' -dump'*)\n"
                "exec /usr/bin/%s-%s \"$@\" ;;\nesac\n"
                "exec /usr/bin/%s-%s \"$@\" --ld-path=%s\n"
                % (name, major, name, major, others[0]))
            os.chmod(path, 0o755)
        wrong = dict(environment, PATH=os.path.abspath("wrong") + ":" + environment["PATH"])
        output, status = run(block, wrong, others[0])
        expect(block, output, [r"libgosym.so: error: .*link with /\S*ld.lld"])
        if status == 0 or "fatal signal" in output:
            sys.exit("%s\n%s\nsucceeded with %s" % (block, output, others[0]))
        refused = re.search(r"libgosym.so: error: .*LLD.*", output).group(0)
        print(refused, flush=True)
    print("%s: %s reports its crash, and fails without the plugin%s"
          % (heading, block.splitlines()[0], " and with another lld" if refused else ""))
