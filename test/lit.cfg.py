# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# How the tests are run.
#
# Tools of the LLVM we build for come by their plain names (ld.lld, FileCheck,
# llvm-mc, clang++, gosym): its folder is the first of the PATH. Linkers of other
# versions are named with their version (ld.lld-14) and are features.
#
#   %load           flags of ld.lld that load the plugin
#   %wl_load        the same through clang
#   %door_lto       flag of ld.lld that loads it as a pass plugin
#   %gosym_plugin   the plugin itself
#   %load_contract  flags that load the plugin of test/ContractPlugin; with -mllvm
#                   -contract=SCENARIO
#   %wl_load_contract the same through clang
#   %activation_dir the folder of the activation objects
#   %inputs         test/Inputs, what several suites share; what one suite uses
#                   is in the Inputs of its own folder, %S/Inputs
#   %runtime        command that makes ./runtime.a of lib/Runtime and
#                   lib/Backtrace, position independent; flags of clang may follow
#   %print_debug_info what lib/DebugInfo reads of an object, printed
#   %python         python3 that needs no environment
#   %cmake          the cmake that configured this build
#   %gosym_src      the source tree
#   %gosym_build    the build tree
#   %llvm_major     the major version of LLVM and lld
#   %llvm_tools     the folder of its programs
#   %go_new         a second Go, if the feature go-new is there
#   %llvm_dir       the folder of LLVMConfig.cmake
#   %llvm_include   LLVM's headers
#   %lld_source     the lld folder of its source, with the private headers
import glob
import os
import platform
import re
import shutil
import subprocess

import lit.formats

config.name = "GoSym"
# lit's own shell: the same on every machine, and it names the command that failed.
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".s", ".test", ".c", ".cpp", ".ll"]
config.excludes = ["Inputs", "Unit", "ContractPlugin", "Fuzz", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(config.gosym_binary_dir, "test")

system_path = os.environ.get("PATH", "/usr/bin:/bin")
# Where rustup puts Rust; scripts/install-deps has none.
system_path = os.pathsep.join([system_path, os.path.expanduser("~/.cargo/bin")])
config.environment["PATH"] = os.pathsep.join(
    [config.gosym_tools_dir, config.llvm_tools_dir, system_path]
)
config.environment["HOME"] = os.environ.get("HOME", config.test_exec_root)
# Messages and sorting that tests compare are those of the C locale.
config.environment["LC_ALL"] = "C"

# Where C libraries of other machines are that this Debian has not (docs/Testing.md).
if "GOSYM_CROSS_ROOT" in os.environ:
    config.environment["GOSYM_CROSS_ROOT"] = os.environ["GOSYM_CROSS_ROOT"]

# Go without network: programs of the standard library only, no modules, and a
# cache that belongs to this build.
config.environment["GO111MODULE"] = "off"
config.environment["GOPROXY"] = "off"
config.environment["GOFLAGS"] = ""
config.environment["GOTOOLCHAIN"] = "local"
config.environment["GOCACHE"] = os.path.join(config.gosym_binary_dir, "go-cache")
config.environment["GOPATH"] = os.path.join(config.gosym_binary_dir, "go-path")

if "-fsanitize=address" in config.cxx_flags:
    # ld.lld is not built with the sanitizer that the plugin needs, so its
    # runtime has to be there before. Leaks are lld's way to exit fast.
    runtimes = []
    for name in ("libasan.so", "libubsan.so"):
        found = subprocess.run(
            [config.cxx_compiler, "-print-file-name=" + name],
            stdout=subprocess.PIPE, universal_newlines=True,
        ).stdout.strip()
        if os.path.isabs(found):
            runtimes.append(os.path.realpath(found))
    config.environment["LD_PRELOAD"] = " ".join(runtimes)
    # LLVM's allocators poison what they have not handed out in code that is
    # compiled with the sanitizer, and hand it out in libLLVM.so, which is not.
    config.environment["ASAN_OPTIONS"] = "detect_leaks=0:allow_user_poisoning=0"
    config.available_features.add("asan")

# A name that begins another one must not eat it: longest first.
substitutions = {
    "%gosym_plugin": config.gosym_plugin,
    "%gosym_build": config.gosym_binary_dir,
    "%gosym_src": config.gosym_source_dir,
    "%llvm_major": config.llvm_major,
    "%llvm_tools": config.llvm_tools_dir,
    "%llvm_dir": config.llvm_cmake_dir,
    "%llvm_include": config.llvm_include_dir,
    "%lld_source": config.lld_source_dir,
    "%load": "-mllvm -load=" + config.gosym_plugin,
    "%wl_load": "-Wl,-mllvm,-load=" + config.gosym_plugin,
    "%door_lto": "--load-pass-plugin=" + config.gosym_plugin,
    "%load_contract": "-mllvm -load=" + config.contract_plugin,
    "%wl_load_contract": "-Wl,-mllvm,-load=" + config.contract_plugin,
    "%activation_dir": config.gosym_activation_dir,
    "%python": config.python,
    "%cmake": config.cmake,
    # Not the library of the build, which may be instrumented.
    "%runtime": "%s '%s' '%s'"
    % (
        config.python,
        os.path.join(config.test_source_root, "Inputs", "make-runtime.py"),
        config.gosym_source_dir,
    ),
    "%print_debug_info": os.path.join(
        config.gosym_binary_dir, "tools", "print-debug-info", "print-debug-info"
    ),
    "%inputs": os.path.join(config.test_source_root, "Inputs"),
}
for name in sorted(substitutions, key=len, reverse=True):
    config.substitutions.append((name + r"\b", substitutions[name]))

# What this lld does otherwise than later ones.
config.available_features.add("llvm-" + config.llvm_major)
for version in ("14", "15", "16", "19", "21", "22", "23"):
    if version != config.llvm_major and os.path.exists("/usr/bin/ld.lld-" + version):
        config.available_features.update(("lld-" + version, "other-lld"))
if shutil.which("gdb", path=system_path):
    config.available_features.add("gdb")
if os.path.exists(os.path.join(config.gosym_binary_dir, "examples", "minidebuginfo",
                               "minidebuginfo.so")) and shutil.which("xz", path=system_path):
    config.available_features.add("minidebuginfo")
if shutil.which("lldb", path=config.environment["PATH"]):
    config.available_features.add("lldb")
if shutil.which("valgrind", path=system_path):
    config.available_features.add("valgrind")
# perf is there, is for this kernel, and may count.
perf = shutil.which("perf", path=system_path)
if perf and subprocess.run(
    [perf, "record", "-q", "-e", "cpu-clock", "-o", "/dev/null", "true"],
    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
).returncode == 0:
    config.available_features.add("perf")
# libclang-rt of the LLVM we build for.
if glob.glob(os.path.join(config.llvm_library_dir, "clang", "*", "lib", "linux",
                          "libclang_rt.asan-%s.a" % platform.machine())):
    config.available_features.add("sanitizers")
if shutil.which("go", path=system_path):
    config.available_features.add("go")
    # The commands of Go 1.27 and later look at no .gosymtab; its package
    # debug/gosym decodes the table as ever.
    version = subprocess.run(
        ["go", "version"], stdout=subprocess.PIPE, universal_newlines=True,
        env=dict(os.environ, PATH=system_path),
    ).stdout
    version = re.search(r"go1\.(\d+)", version)
    if version and int(version.group(1)) < 27:
        config.available_features.add("go-gosymtab")
# Another Go, of 1.20 or later, that reads the newer form of function tables:
# GOSYM_GO_NEW names its `go` command, which may be a script that runs it in a
# root of its own where the folder of the tests has the same name.
go_new = os.environ.get("GOSYM_GO_NEW")
if go_new:
    config.available_features.add("go-new")
config.substitutions.insert(0, (r"%go_new\b", go_new or "false"))
if shutil.which("mkdocs", path=system_path):
    config.available_features.add("mkdocs")
if shutil.which("rustc", path=system_path):
    config.available_features.add("rust")
# Build systems and what manual pages and completions are checked with.
for feature, programs in (
    ("meson", ["meson", "pkg-config"]),
    ("autotools", ["autoreconf", "automake", "make", "pkg-config"]),
    ("bazel", ["bazel"]),
    ("man", ["man"]),
    ("zsh", ["zsh"]),
    ("rpm", ["rpmbuild"]),
):
    if all(shutil.which(program, path=system_path) for program in programs):
        config.available_features.add(feature)
# Some kernels and containers let nobody make a sandbox.
if shutil.which("bwrap", path=system_path) and subprocess.run(
    ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
).returncode == 0:
    config.available_features.add("bubblewrap")
# libc6-dev-i386 and lib32gcc: programs of i386 can be linked, and an x86-64
# kernel runs them.
if os.path.exists("/usr/lib32/crt1.o") and glob.glob(
    "/usr/lib/gcc/x86_64-linux-gnu/*/32/libgcc.a"
):
    config.available_features.add("i386-libc")
if shutil.which("qemu-system-x86_64", path=system_path):
    config.available_features.add("qemu-x86")
if shutil.which("qemu-s390x", path=system_path):
    config.available_features.add("qemu-user")
# Those that scripts/install-deps asks for; targets.py takes any that is there.
if all(os.path.exists("/usr/%s/lib/libc.a" % libc) for libc in (
        "aarch64-linux-gnu", "arm-linux-gnueabihf", "i686-linux-gnu",
        "powerpc64le-linux-gnu", "riscv64-linux-gnu", "s390x-linux-gnu")):
    config.available_features.add("cross-libcs")
# Where examples/linux-kallsyms/get-source.sh puts kernels; a big download, so that no
# test asks for it.
linux_sources = os.path.join(
    os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "gosym")
config.substitutions.append((r"%linux_sources\b", linux_sources))
if all(os.path.exists("%s/linux-source-%s/scripts/kallsyms.c" % (linux_sources, release))
       for release in ("6.1", "6.12")):
    config.available_features.add("linux-source")
if os.path.exists(os.path.join(config.llvm_library_dir, "libLLVMSupport.a")):
    config.available_features.add("llvm-static-libs")
# The kernel writes core dumps to the working folder, and a limit allows it.
try:
    import resource
    with open("/proc/sys/kernel/core_pattern") as pattern:
        if (re.match("core[^/]*$", pattern.read().strip()) and
                resource.getrlimit(resource.RLIMIT_CORE)[1] != 0):
            config.available_features.add("kernel-cores")
except (ImportError, OSError):
    pass
if platform.machine() in ("x86_64", "AMD64"):
    config.available_features.add("system-x86_64")
