# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The projects that scripts/real-projects builds, and how a person would build them.

`build` and `test` are shell text (sh -e) that runs in an empty folder, or in a copy of
the source where a project builds nowhere else. The environment has what build systems
ask for: CC, CXX, CFLAGS, CXXFLAGS, LDFLAGS, RUSTFLAGS; and SRC, the folder of the source,
JOBS, and ROOT, where the packages that `needs` names are unpacked: they are not installed.
Nothing of GoSym is in the text: the plugin comes with LDFLAGS and RUSTFLAGS.

Tests that take minutes are left out, and `left_out` says which.
"""

import collections
import glob
import os
import subprocess

Project = collections.namedtuple(
    "Project", "package needs system language copied build test left_out programs")

CMAKE = 'cmake -S "$SRC" -B . -G Ninja '

# Of each: its source package, packages that it needs, the build system, what it is written
# in, whether it is built in a copy of its source, how it is built and tested, which tests
# are left out, and its programs and libraries: the path of each in the folder of the build,
# and the arguments that it is started with, or None for what is not started.
PROJECTS = {
    "ninja": Project(
        "ninja-build", "", "CMake", "C++", False,
        CMAKE + '-DCMAKE_BUILD_TYPE= && ninja -j "$JOBS" ninja ninja_test',
        "./ninja_test", "",
        {"ninja": ["--version"]}),
    "leveldb": Project(
        "leveldb", "", "CMake", "C++", False,
        CMAKE + '-DCMAKE_BUILD_TYPE= -DLEVELDB_BUILD_BENCHMARKS=OFF && ninja -j "$JOBS"',
        'ctest -j "$JOBS" -E "^(db_test|fault_injection_test|autocompact_test)$"',
        "db_test, fault_injection_test, autocompact_test",
        {"leveldbutil": ["dump"]}),
    # Debian's source lacks the tables that are made of Unicode's.
    "re2": Project(
        "re2", "unicode-data", "CMake", "C++", True,
        'sed -i "s|/usr/share/unicode|$ROOT&|" re2/unicode.py && cd re2 && '
        "perl make_perl_groups.pl >perl_groups.cc && "
        "/usr/bin/python3 make_unicode_groups.py >unicode_groups.cc && "
        "/usr/bin/python3 make_unicode_casefold.py >unicode_casefold.cc && cd .. && "
        "cmake -S . -B . -G Ninja -DCMAKE_BUILD_TYPE= -DBUILD_SHARED_LIBS=ON && "
        'ninja -j "$JOBS" charclass_test compile_test parse_test re2_arg_test re2_test '
        "regexp_test set_test simplify_test",
        'ctest -j "$JOBS" -R '
        '"^(charclass|compile|parse|re2_arg|re2|regexp|set|simplify)_test$"',
        "12 of 20 tests",
        {"libre2.so.9.0.0": None, "charclass_test": []}),
    "zstd": Project(
        "libzstd", "", "Make", "C", True,
        'make -s -j "$JOBS" -C lib libzstd && '
        'make -s -j "$JOBS" -C programs zstd HAVE_LZMA=0 HAVE_LZ4=0 && '
        'make -s -j "$JOBS" -C tests fuzzer zstreamtest',
        "tests/fuzzer -s1 -i300 && tests/zstreamtest -s1 -i150 --no-big-tests && "
        "programs/zstd -b3 -i0 lib/common/zstd_common.c",
        "playTests.sh, and most rounds of fuzzer and zstreamtest",
        {"programs/zstd": ["--version"], "lib/libzstd.so.1.5.4": None}),
    "redis": Project(
        "redis", "", "Make", "C", True,
        'make -s -j "$JOBS" -C src redis-server redis-cli redis-benchmark MALLOC=libc '
        "USE_SYSTEMD=no OPTIMIZATION=-O2",
        "./runtest --clients 2 --single unit/type/string --single unit/type/hash "
        "--single unit/expire --single unit/scan --single unit/printver",
        "all but five of the suites",
        {"src/redis-server": ["--version"], "src/redis-cli": ["--version"]}),
    "sqlite3": Project(
        "sqlite3", "", "autotools", "C", False,
        '"$SRC/configure" -q --disable-tcl --disable-readline --disable-shared && '
        'make -s -j "$JOBS" sqlite3 fuzzcheck',
        'for n in 1 2 3 4; do ./fuzzcheck -q "$SRC/test/fuzzdata$n.db"; done && '
        "./sqlite3 :memory: 'select sqlite_version()'",
        "the tests in Tcl, fuzzdata5 to 8, sessionfuzz",
        {"sqlite3": ["--version"]}),
    "wayland": Project(
        "wayland", "", "Meson", "C", False,
        'meson setup --buildtype=plain . "$SRC" -Ddocumentation=false '
        '-Ddtd_validation=false && ninja -j "$JOBS"',
        'XDG_RUNTIME_DIR="$PWD" meson test --no-rebuild', "",
        {"src/wayland-scanner": ["--version"], "src/libwayland-server.so.0.21.0": None}),
    # Its source, and the crates that it is made of, are Debian's packages, of which cargo
    # takes a folder; nothing is asked of the network.
    "hexyl": Project(
        "", "librust-hexyl-dev", "Cargo", "Rust", True,
        'mkdir -p .cargo && printf \'[source.crates-io]\\nreplace-with = "debian"\\n'
        '[source.debian]\\ndirectory = "%s"\\n\' "$ROOT/usr/share/cargo/registry" '
        '>.cargo/config.toml && cargo build --offline --release -j "$JOBS"',
        'cargo test --offline --release -j "$JOBS" && '
        "target/release/hexyl --color=never -n 32 Cargo.toml",
        "",
        {"target/release/hexyl": ["--version"]}),
}


def unpack(folder, package):
    """Unpacks a package of Debian and all that it depends on and is not installed, once;
    returns the folder that is their root, or None where apt cannot get them."""
    root = os.path.join(folder, "root", package)
    if not os.path.exists(root):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "fetch.log"), "a") as log:
            status = subprocess.call(
                ["sh", "-ec", '. "$0"; [ -f "$PWD/apt/conf" ] || private_apt "$PWD/apt"\n'
                 'rm -f apt/archives/*.deb; mkdir -p "$2.new"\n'
                 'apt-get -q -y -c apt/conf -d --no-install-recommends install "$1"\n'
                 'for file in apt/archives/*.deb; do dpkg-deb -x "$file" "$2.new"; done\n'
                 'mv "$2.new" "$2"',
                 os.path.join(os.path.dirname(__file__), "private-apt.sh"), package, root],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if status:
            return None
    return root


def source_of(folder, name):
    """The folder of the source of a project that is a package unpacked."""
    found = glob.glob(os.path.join(folder, "usr/share/cargo/registry", name + "-[0-9]*"))
    return found[0] if found else None
