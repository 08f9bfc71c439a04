#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds what `gosym` says about tables to what their sources say.

    golden.py FOLDER

FOLDER has one table a file, FILE.hex, as test/Inputs/hexbytes.py reads them. Comments
of these forms say what the tool must answer, line for line:

    # dump| ...      a line of `gosym dump`
    # verify| ...    what `gosym verify` says of a sound table
    # unsound| ...   its error, where dump has none
    # error| ...     the error of both

Tables are assembled in the working folder. Every difference is printed.
"""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Inputs"))
import hexbytes  # noqa: E402  (found by the line above)

EXPECTATION = re.compile(r"^# (dump|verify|unsound|error)\|(?: (.*))?$")


def expectations(text):
    found = {"dump": [], "verify": [], "unsound": [], "error": []}
    for line in text.splitlines():
        match = EXPECTATION.match(line)
        if match:
            found[match[1]].append(match[2] or "")
    return found


def ask(command, table):
    """Lines of the answer, and lines of the error, without the file's name."""
    done = subprocess.run(
        ["gosym", command, table],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
        encoding="utf-8",
    )
    if done.returncode not in (0, 1) or (done.returncode == 1) != bool(done.stderr):
        return [], [f"status {done.returncode}: {done.stderr}"]
    answer = done.stdout.replace(table + ": ", "").splitlines()
    error = done.stderr.replace(f"gosym: error: {table}: ", "").splitlines()
    # An empty name leaves a space at the end, which no source should have.
    return [line.rstrip() for line in answer], error


def differences(source):
    with open(source, encoding="utf-8") as file:
        text = file.read()
    expected = expectations(text)
    table = os.path.basename(source)[: -len(".hex")] + ".bin"
    with open(table, "wb") as file:
        file.write(hexbytes.assemble(text, source))

    dump, dump_error = ask("dump", table)
    verify, verify_error = ask("verify", table)
    if not any(expected.values()):
        yield "expects nothing", [], []
    if dump_error != expected["error"]:
        yield "dump", expected["error"], dump_error
    # What comes before an error in the table may be shown.
    if not dump_error and dump != expected["dump"]:
        yield "dump", expected["dump"], dump
    if verify_error != expected["error"] + expected["unsound"]:
        yield "verify", expected["error"] + expected["unsound"], verify_error
    if verify != expected["verify"]:
        yield "verify", expected["verify"], verify


def main():
    folder = sys.argv[1]
    sources = sorted(name for name in os.listdir(folder) if name.endswith(".hex"))
    failed = 0
    for name in sources:
        for what, wanted, got in differences(os.path.join(folder, name)):
            failed += 1
            print(f"{name}: {what}", file=sys.stderr)
            for line in wanted:
                print(f"  expected {line}", file=sys.stderr)
            for line in got:
                print(f"  is       {line}", file=sys.stderr)
    if failed:
        sys.exit(f"golden.py: {failed} differences in {folder}")
    print(f"{len(sources)} tables")


if __name__ == "__main__":
    main()
