#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds what programs say of golden files to what their sources say.

    golden.py FOLDER [[--other] --tool COMMAND...]
    golden.py FOLDER [--other] --shows COMMAND...

FOLDER has one table a file, FILE.hex, as test/Inputs/hexbytes.py reads them.
Comments of these forms say what the tool must answer, line for line:

    # dump| ...      a line of `gosym dump`
    # verify| ...    what `gosym verify` says of a sound table
    # unsound| ...   its error, where dump has none
    # error| ...     the error of both

With --tool another program is asked in place of gosym. With --shows the files are no
tables: COMMAND, with the file behind it, is asked in place of both, and `# shows| ...`
is a line of its answer. With --other before one of these the program has words of its
own for what is wrong: only what and where must be the same.

Files are assembled in the working folder. Every difference is printed.
"""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "Inputs"))
import hexbytes  # noqa: E402  (found by the line above)

EXPECTATION = re.compile(r"^# (dump|verify|unsound|error|shows)\|(?: (.*))?$")


def expectations(text):
    found = {"dump": [], "verify": [], "unsound": [], "error": [], "shows": []}
    for line in text.splitlines():
        match = EXPECTATION.match(line)
        if match:
            found[match[1]].append(match[2] or "")
    return found


def ask(command, file):
    """Lines of the answer, and lines of the error, without the file's name."""
    done = subprocess.run(
        command + [file],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    if done.returncode not in (0, 1) or (done.returncode == 1) != bool(done.stderr):
        return [], [f"status {done.returncode}: {done.stderr}"]
    answer = done.stdout.replace(file + ": ", "").splitlines()
    error = done.stderr.replace(f"gosym: error: {file}: ", "").splitlines()
    # An empty name leaves a space at the end, which no source should have.
    return [line.rstrip() for line in answer], error


def compare(expected, file, shows, tool):
    """What was asked, what was expected and what was answered."""
    if shows:
        answer, error = ask(shows, file)
        yield "error", expected["error"], error
        yield "shows", expected["shows"], answer
        return
    dump, error = ask(tool + ["dump"], file)
    yield "dump", expected["error"], error
    # What comes before an error in the table may be shown.
    if not error:
        yield "dump", expected["dump"], dump
    verify, error = ask(tool + ["verify"], file)
    yield "verify", expected["error"] + expected["unsound"], error
    yield "verify", expected["verify"], verify


def place(errors):
    """What is wrong and where, of errors that say where."""
    return [re.match(r"(.* at offset \w+: |)", error)[0] for error in errors]


def differences(source, shows, tool, is_other):
    with open(source, encoding="utf-8") as file:
        text = file.read()
    assembled = os.path.basename(source)[: -len(".hex")] + ".bin"
    with open(assembled, "wb") as file:
        file.write(hexbytes.assemble(text, source))
    for what, wanted, got in compare(expectations(text), assembled, shows, tool):
        if wanted == got:
            continue
        # Answers have no offsets of this form.
        if is_other and any(place(wanted)) and place(wanted) == place(got):
            continue
        yield what, wanted, got


def main():
    folder, options = sys.argv[1], sys.argv[2:]
    is_other = options[:1] == ["--other"]
    options = options[is_other:]
    shows = options[1:] if options[:1] == ["--shows"] else []
    tool = options[1:] if options[:1] == ["--tool"] else ["gosym"]
    sources = sorted(name for name in os.listdir(folder) if name.endswith(".hex"))
    failed = 0
    for name in sources:
        for what, wanted, got in differences(
            os.path.join(folder, name), shows, tool, is_other
        ):
            failed += 1
            print(f"{name}: {what}", file=sys.stderr)
            for line in wanted:
                print(f"  expected {line}", file=sys.stderr)
            for line in got:
                print(f"  is       {line}", file=sys.stderr)
    if failed:
        sys.exit(f"golden.py: {failed} differences in {folder}")
    print(f"{len(sources)} files")


if __name__ == "__main__":
    main()
