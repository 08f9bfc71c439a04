# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The blocks of code in documents.

    documents.py block FILE.md TEXT [FROM=TO...]    prints the block that has TEXT
    documents.py commands TREE LIST                 checks the commands of all documents

`block` prints the one block, fenced or indented, with TEXT in it; each FROM becomes TO,
and must be there. A comment that tells the reader what a line does stays.

`commands` goes through README.md and docs/*.md of TREE. A block has commands if it is
fenced as `sh`, or if one of its lines begins with the name of a program (PROGRAMS below).
LIST says of each such block which test runs it, or why none does:

    README.md: WORDS OF THE BLOCK: Package/name-of-a-test
    README.md: WORDS OF THE BLOCK: not run: reason

`*` for the words stands for all blocks of a document, of which the test runs each. The test
must exist and name the document. Printed is each block that LIST does not have, and each
line of LIST that fits no block, or several, of a document that is there.
"""
import glob
import os
import re
import sys

PROGRAMS = re.compile(
    r"^\s*(?:\$ )?(?:[A-Z_]+=\S* )*(?:sudo |env |PATH=\S+ )?"
    r"(?:(?:\./|scripts/|build/|benchmarks/|examples/|test/)\S+|(?:apt|apt-get|cargo|cd|chroot"
    r"|clang|clang\+\+|clang(?:\+\+)?-\d+|cmake|ctest|dpkg|g\+\+|gcc|gdb|git|go|gosym"
    r"|gosym-config|ld\.lld|llvm-[a-z-]+\d*|ls|make|meson|mkdir|mkdocs|ninja|objcopy|perf"
    r"|pkg-config|python3|qemu-[a-z0-9_-]+|strip))(?: |$)", re.M)


def blocks(text):
    """Of each block of code: its line, the word behind the fence, and its text."""
    lines, at = text.split("\n"), 0
    in_list = False
    while at < len(lines):
        fence = re.match(r"( *)```(\S*)", lines[at])
        if fence:
            end = at + 1
            while not re.match(r" *```\s*$", lines[end]):
                end += 1
            yield at + 1, fence[2], "\n".join(
                line[len(fence[1]):] for line in lines[at + 1:end]) + "\n"
            at = end + 1
            continue
        if lines[at] and not lines[at].startswith(" "):
            in_list = bool(re.match(r"([*-]|\d+\.) ", lines[at]))
        # An indented line in a list goes on with its text.
        if lines[at].startswith("    ") and at and not lines[at - 1].strip() and not in_list:
            end = at
            while end < len(lines) and (lines[end].startswith("    ") or
                                        not lines[end].strip()):
                end += 1
            while not lines[end - 1].strip():
                end -= 1
            yield at + 1, "", "\n".join(line[4:] for line in lines[at:end]) + "\n"
            at = end
            continue
        at += 1


def read(path):
    with open(path) as file:
        return file.read()


def block(path, wanted, *changes):
    found = [text for _, _, text in blocks(read(path)) if wanted in text]
    if len(found) != 1:
        sys.exit("%s: %d blocks have '%s', expected one" % (path, len(found), wanted))
    text = found[0]
    for change in changes:
        before, after = change.split("=", 1)
        if before not in text:
            sys.exit("%s: the block has no '%s'" % (path, before))
        text = text.replace(before, after)
    sys.stdout.write(text)


def commands(tree, path):
    said = []
    for line in read(path).splitlines():
        if line.strip() and not line.startswith("#"):
            said.append(line.split(": ", 2))
    used = [0] * len(said)
    wrong = []
    for file in ["README.md"] + sorted(
            os.path.relpath(p, tree) for p in glob.glob(os.path.join(tree, "docs/*.md"))):
        for line, fence, text in blocks(read(os.path.join(tree, file))):
            if fence not in ("", "sh") or not (fence == "sh" or PROGRAMS.search(text)):
                continue
            fits = [i for i, (of, words, _) in enumerate(said)
                    if of == file and (words == "*" or words in text)]
            if not fits:
                wrong.append("%s:%d: no test runs this and no reason is given: %s" %
                             (file, line, text.split("\n")[0]))
            for i in fits:
                used[i] += 1
    for (file, words, how), count in zip(said, used):
        if not os.path.exists(os.path.join(tree, file)):
            continue
        if count != 1 and not (words == "*" and count):
            wrong.append("%s: %s: %d blocks have '%s', expected one" %
                         (path, file, count, words))
        if how.startswith("not run: "):
            continue
        tests = glob.glob(os.path.join(tree, "test", how) + ".*")
        if not tests:
            wrong.append("%s: no test %s" % (path, how))
        elif file not in read(tests[0]):
            wrong.append("%s: %s does not name %s" % (path, how, file))
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit({"block": block, "commands": commands}[sys.argv[1]](*sys.argv[2:]))
