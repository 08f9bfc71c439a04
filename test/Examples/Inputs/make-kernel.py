# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes kernel.s, kernel.lds and config files for a program that is laid out as a Linux
kernel is: hundreds of symbols of every kind that its symbol table treats differently."""
import random

random.seed(4)
words = ("read write sys page map alloc free lock init get put set dev file node task irq "
         "timer net queue work entry table").split()
text, data, percpu, init = [], [], [], []


def place(lines, name, binding, kind, size=16, more=()):
    """A symbol, with others at its address."""
    for other, other_binding in ((name, binding),) + tuple(more):
        if other_binding:
            lines.append("  .%s %s" % (other_binding, other))
        lines.append("  .type %s, @%s" % (other, kind))
        lines.append("%s:" % other)
    lines.append("  .fill %d, 1, 0x90" % size)


names = set()
while len(names) < 900:
    names.add("_" * random.choice((0, 0, 0, 1, 2)) +
              "_".join(random.choice(words) for _ in range(random.randint(1, 6))))
shuffled = sorted(names)
random.shuffle(shuffled)
for i, name in enumerate(shuffled):
    binding = random.choice(("globl", "globl", None, "weak", "hidden"))
    more = [(m + name, b) for m, b in (("__se_", "globl"), ("alias_", "weak"), ("_", None),
                                       ("__start_", "globl")) if random.random() < 0.1 and m + name not in names]
    lines, kind = ((text, "function"), (data, "object"), (percpu, "object"),
                   (init, "function"))[i % 10 % 4 if i % 10 < 8 else 0]
    place(lines, name, binding, kind, random.choice((0, 4, 16)), more)
# Long names, that take more than 127 codes. (With 511 bytes scripts/kallsyms writes behind
# its buffer, in 6.1 while it sorts.)
letters = "".join(chr(c) for c in range(97, 123)) + "QXZJ0123456789"
for length in (130, 300, 510):
    place(text, "".join(random.choice(letters) for _ in range(length)).lstrip("0123456789"),
          "globl", "function")
# Names that LTO gives to local functions, and those that are left out.
for i in range(9):
    place(text, "promoted.llvm.%d" % random.randint(1, 10 ** 9), None, "function")
    place(text, "promoted_%s" % "ba"[i % 2] + str(i), None, "function")
for name in ("$local", "__crc_a", "__kstrtab_a", "__kstrtabns_a", "__efistub_a", "L0",
             "__kcfi_typeid_a", "a_veneer", "a_from_arm", "__AArch64ADRPThunk_a",
             "__pi_$x", "a.long_branch.b", "__some0Thunk_a"):
    place(text, '"%s"' % name, "globl", "function")

with open("kernel.s", "w") as out:
    for section, flags, lines in ((".text", "ax", text), (".data", "aw", data),
                                  (".data..percpu", "aw", percpu), (".init.text", "ax", init)):
        print('  .section %s,"%s",@progbits' % (section, flags), *lines, sep="\n", file=out)
    print('  .section .rodata,"a"\n.globl linux_banner\nlinux_banner: .ascii "Linux"', file=out)
    print("  .bss\n.globl zeros\nzeros: .zero 64", file=out)
    # What a kernel looks at.
    print("  .data", *("  .quad " + name for name in (
        "kallsyms_offsets", "kallsyms_relative_base", "kallsyms_num_syms", "kallsyms_names",
        "kallsyms_markers", "kallsyms_seqs_of_names", "kallsyms_token_table",
        "kallsyms_token_index")), sep="\n", file=out)
with open("kernel.lds", "w") as out:
    out.write("""SECTIONS {
  .data..percpu 0 : { __per_cpu_start = .; *(.data..percpu) __per_cpu_end = .; }
  . = 0xffffffff81000000;
  .text : { _text = .; _stext = .; *(.text) _etext = .; }
  .rodata : { __start_rodata = .; *(.rodata) __end_rodata = .; }
  .init.text ALIGN(. + 1, 64) : { _sinittext = .; *(.init.text) _einittext = .; }
  .data : { _sdata = .; *(.data) _edata = .; }
  .bss : { __bss_start = .; *(.bss) __bss_stop = .; }
  a_number = 0x1234;
  _end = .;
}
""")
for name, options in (("code", ""), ("all", "ALL"), ("lto", "ALL LTO")):
    with open(name + ".conf", "w") as out:
        out.write("CONFIG_KALLSYMS=y\nCONFIG_KALLSYMS_ABSOLUTE_PERCPU=y\n# CONFIG_EMPTY is not set\n")
        if "ALL" in options:
            out.write("CONFIG_KALLSYMS_ALL=y\n")
        if "LTO" in options:
            out.write("CONFIG_LTO_CLANG=y\n")
