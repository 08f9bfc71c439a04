# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the function table in a program with its .symtab.

    check.py PROGRAM

Entries ascend; each begins at a function `f`, has its size, and refers to a
symbol `f.meta`; every place of a function that has metadata has an entry.
Prints the functions in the order of the table. Works on -no-pie and -pie: the
addresses are in the file either way.
"""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import elf

program = elf.File(sys.argv[1])
count, *words = program.words(program.content(program.symbol("function_table")))
assert len(words) == 3 * count, "count and size disagree"
functions = {(s.address, s.name): s.size for s in program.symbols if s.type == elf.STT_FUNC}
metadata = {s.address: s.name[:-len(".meta")] for s in program.symbols
            if s.name.endswith(".meta")}

previous = 0
for function, size, meta in zip(words[0::3], words[1::3], words[2::3]):
    name = metadata[meta]
    assert functions[function, name] == size, name
    assert function >= previous, "%s is out of order" % name
    previous = function + size
    print(name)
named = set(metadata.values())
missing = {address for address, name in functions if name in named} - set(words[0::3])
assert not missing, "no entry for %s" % ["0x%x" % address for address in missing]
print("%d functions, all right" % count)
