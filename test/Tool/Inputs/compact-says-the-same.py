#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes compact tables of Go tables and holds them to what they are made of.

    compact-says-the-same.py FILE...

FILE is what gosym reads. Of each, FILE.compact is made: it must be sound; have the
symbols of the Go table; and say of each symbol's address and its neighbours, as any
address between two symbols, what the Go table says. What goes back to Go's form and is
made compact again must be the same bytes.

Every difference is printed, and at the end how many tables and addresses there were.
"""
import subprocess
import sys


def run(*command, text=None):
    done = subprocess.run(
        command, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr.decode()}")
    return done.stdout


def symbols(file):
    """(address, letter, name) of `gosym nm`, in its order."""
    lines = run("gosym", "nm", file).decode().split("\n")[:-1]
    fields = [line.split(" ", 2) for line in lines]
    return [(int(address, 16), letter, name) for address, letter, name in fields]


def expected(listed):
    """Without the marks, and with a leaf function for a function."""
    texts = [i for i, s in enumerate(listed) if s[1] in "TtLl"]

    def marks(name):
        names = (name, "runtime." + name)
        return [i for i in texts if listed[i][1] == "T" and listed[i][2] in names]

    left_out = marks("text")[:1] + marks("etext")[-1:]
    leaf = {"L": "T", "l": "t"}
    return [
        (address, leaf.get(letter, letter), name)
        for i, (address, letter, name) in enumerate(listed)
        if i not in left_out
    ]


def answers(file, addresses):
    text = "".join(f"{address:#x}\n" for address in addresses).encode()
    return run("gosym", "addr2line", file, text=text).split(b"\n")


total = 0
for file in sys.argv[1:]:
    made = file + ".compact"
    run("gosym", "convert", "--to=compact", file, "-o", made)
    run("gosym", "verify", made)
    listed = symbols(file)
    if sorted(symbols(made)) != sorted(expected(listed)):
        print(f"{file}: {symbols(made)}, expected {expected(listed)}")

    known = {s[0] for s in listed}
    addresses = sorted({a + d for a in known for d in (-1, 0, 1)} - {-1, 2**64})
    total += len(addresses)
    if addresses:
        old, new = answers(file, addresses), answers(made, addresses)
        for i, address in enumerate(addresses):
            if old[2 * i : 2 * i + 2] != new[2 * i : 2 * i + 2]:
                print(f"{file}: {address:#x}: {new[2 * i:2 * i + 2]}")
                print(f"  expected {old[2 * i:2 * i + 2]}")

    # The first way may lose something: a name of a unit that has none.
    for before, after in (("", ".2"), (".2", ".3")):
        go = file + ".go" + after
        run("gosym", "convert", "--to=go1.1", made + before, "-o", go)
        run("gosym", "convert", "--to=compact", go, "-o", made + after)
    if open(made + ".2", "rb").read() != open(made + ".3", "rb").read():
        print(f"{file}: not the same bytes when it is made compact again")

print(f"{len(sys.argv) - 1} tables, {total} addresses")
