# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Finds the errors and warnings in the sources that a document does not have.

    messages.py TREE DOCUMENT.md EXEMPTIONS

A message is a call in one of the folders below that makes an error or a warning, or a
message() of CMake. Of its text, which values interrupt, the document must have each piece
of 16 letters or more between two values, in the same words; if none is that long, the
longest. EXEMPTIONS has a line for each piece that the document need not have, with the
reason:

    FILE: BEGINNING OF THE PIECE: why

Each line must be of use. Prints each message that is
in neither, with file and line.
"""
import glob
import os
import re
import sys

FOLDERS = ["include/gosym/Linker", "lib/Linker", "lib/Collect", "llvm-plugin", "tools/gosym",
           "cmake"]
# What begins a message in C++: a call whose arguments are the text, or a stream.
CALLS = re.compile(r"\b(?:createStringError|createFileError|malformed|fatal|"
                   r"(?:o|link|session\.link)(?:\.|->)(?:error|warn)|link\.warn|"
                   r"breach|refuse|die|reportError|reportFatal|fprintf)\(")
STREAMS = re.compile(r"(?:\berrs\(\)|\b(?:Err|Warn)\(ctx\)|WithColor::(?:error|warning)\()")
CMAKE = re.compile(r"message\((?:FATAL_ERROR|WARNING|SEND_ERROR)|"
                   r"string\(CONCAT GoSym_NOT_FOUND_MESSAGE|set\(GoSym_NOT_FOUND_MESSAGE")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def call_at(text, opening):
    """The text of a call, up to the parenthesis that closes it."""
    depth, at = 0, opening
    while at < len(text):
        if text[at] == '"':
            at = STRING.match(text, at).end()
            continue
        depth += (text[at] == "(") - (text[at] == ")")
        at += 1
        if depth == 0:
            break
    return text[opening:at]


def pieces(code):
    """The pieces of text of a piece of code, between values. Literals that follow each
    other with nothing between are one; so are those of formatv, cut at {0}."""
    joined = re.sub(r'"\s*"', "", code)
    for literal in STRING.findall(joined):
        literal = literal.replace('\\"', '"').replace("\\n", "\n")
        for piece in re.split(r"\{\d+[^}]*\}|\$\{[^}]*\}|%[su]|\n", literal):
            yield " ".join(piece.split()).strip(" :;,.'()")


def letters(piece):
    return len(re.sub("[^A-Za-z]", "", piece))


def messages(tree):
    """Of each message: file, line, and each piece of its text that counts."""
    files = sorted(path for folder in FOLDERS for path in
                   glob.glob(os.path.join(tree, folder, "**/*"), recursive=True)
                   if path.endswith((".cpp", ".h", ".cmake", ".cmake.in")))
    for path in files:
        with open(path) as file:
            text = file.read()
        # Comments say nothing to users.
        text = re.sub(r"//[^\n]*", lambda m: " " * len(m.group()), text) \
            if path.endswith((".cpp", ".h")) else \
            re.sub(r"^\s*#[^\n]*", lambda m: " " * len(m.group()), text, flags=re.M)
        found = []
        if path.endswith((".cpp", ".h")):
            for match in CALLS.finditer(text):
                found.append((match.start(), call_at(text, match.end() - 1)))
            for match in STREAMS.finditer(text):
                found.append((match.start(), text[match.end():text.index(";", match.end())]))
        else:
            for match in CMAKE.finditer(text):
                opening = text.index("(", match.start())
                found.append((match.start(), call_at(text, opening)))
        for start, code in found:
            some = sorted(set(pieces(code)), key=letters)
            for piece in [p for p in some if letters(p) >= 16] or some[-1:]:
                if letters(piece) >= 4:
                    yield (os.path.relpath(path, tree), text.count("\n", 0, start) + 1, piece)


def main(tree, document, exemptions):
    with open(document) as file:
        known = " ".join(file.read().split())
    exempt = {}
    with open(exemptions) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                path, piece, why = line.strip().split(": ", 2)
                exempt[path, piece] = False
    missing = 0
    for path, line, piece in messages(tree):
        reasons = [key for key in exempt if key[0] == path and piece.startswith(key[1])]
        for key in reasons:
            exempt[key] = True
        if not reasons and piece not in known:
            missing += 1
            print("%s:%d: %s" % (path, line, piece))
    for (path, piece), used in exempt.items():
        if not used:
            missing += 1
            print("%s: no such message: %s: %s" % (exemptions, path, piece))
    return missing != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
