# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The loop that kernels get their symbol table by: link, nm, generate, assemble, link
again until the table is right. What examples/kallsyms makes in one link.

The loop is given what helps it: llvm-nm does not sort and writes into a pipe, while the
generator reads; distances instead of addresses, so that the table is right after the
second link though all code has moved; llvm-mc instead of a compiler driver.

It works in the current folder and leaves the program in the file `loop`.
"""

import filecmp
import os
import subprocess
import sys

from measure import HERE, LLVM, remove

MAKE_TABLE = os.path.join(HERE, "../examples/kallsyms/make-table")
MAX_LINKS = 6


def generate(symbols_of, table, anchor, binary):
    """Makes TABLE.S (and TABLE.bin) of the symbols of the file SYMBOLS_OF; its
    source names table.bin, whatever TABLE is."""
    command = [MAKE_TABLE, anchor] + (["--binary", table + ".bin"] if binary else [])
    nm = subprocess.Popen([LLVM + "llvm-nm", "-pS", symbols_of] if symbols_of else
                          ["true"], stdout=subprocess.PIPE)
    with open(table + ".S", "w") as source:
        subprocess.check_call(command, stdin=nm.stdout, stdout=source)
    nm.stdout.close()
    if nm.wait() != 0:
        sys.exit("llvm-nm failed")


def assemble(table):
    subprocess.check_call([LLVM + "llvm-mc", "-filetype=obj", "-triple=x86_64-linux-gnu",
                           table + ".S", "-o", table + ".o"])


def same_table(a, b, binary):
    """Sources of binary tables differ in the name they include, and else in the
    base only, which the number in their .quad line tells."""
    if not binary:
        return filecmp.cmp(a + ".S", b + ".S", shallow=False)

    def quad(table):
        with open(table + ".S") as source:
            return [line for line in source if line.startswith(".quad")]
    return quad(a) == quad(b) and filecmp.cmp(a + ".bin", b + ".bin", shallow=False)


def loop(link, anchor, binary):
    """LINK: the command of ld.lld, without -o. ANCHOR: a global function that is told
    from. BINARY: the generator writes the bytes itself and has them included. Returns
    the number of links."""
    remove("loop", "table.S", "table.bin", "table.o")
    table, wanted = "table", "wanted"
    generate(None, table, anchor, binary)
    for links in range(1, MAX_LINKS + 1):
        assemble(table)
        remove("loop")
        subprocess.check_call(link + ["-o", "loop", table + ".o"])
        generate("loop", wanted, anchor, binary)
        if same_table(table, wanted, binary):
            return links
        table, wanted = wanted, table
    sys.exit("the table never came to rest")


def clean():
    remove("loop")
    for table in ("table", "wanted"):
        remove(table + ".S", table + ".bin", table + ".o")
