# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares /proc/kallsyms, as init.c printed it, with the kernel's System.map.

    check-boot.py LOG SYSTEM.MAP CONFIG

CONFIG is the kernel's include/config/auto.conf. Addresses may all be moved by the
same distance, for a kernel may choose its place; per-CPU variables that have the
letter A are numbers and stay. If the kernel has a self-test of its table
(CONFIG_KALLSYMS_SELFTEST), it must have passed.
"""
import re
import sys


def symbols_of(lines):
    for line in lines:
        address, letter, name = line.split()[:3]
        yield int(address, 16), letter, name


def main(log, system_map, config):
    said = open(log, encoding="latin-1").read().replace("\r", "")
    enabled = set(re.findall(r"^CONFIG_(\w+)=y$", open(config).read(), re.M))
    all_symbols = "KALLSYMS_ALL" in enabled
    match = re.search(r"^init: begin\n(.*?)^init: end\n", said, re.M | re.S)
    if not match:
        raise SystemExit("%s: no table, expected the one that init prints" % log)
    lines = [line for line in match.group(1).splitlines()
             if re.match(r"[0-9a-f]{16} \S \S+$", line)]
    table = list(symbols_of(lines))
    listed = list(symbols_of(open(system_map)))

    where = {name: address for address, _, name in listed}
    text = next(address for address, _, name in table if name == "_text" or name == "_stext")
    named = "_text" if any(name == "_text" for _, _, name in table) else "_stext"
    moved = text - where[named]

    def is_in(first, last, address):
        return first in where and where[first] <= address <= where[last]

    expected = []
    for address, letter, name in listed:
        # Numbers, be they in the range of per-CPU variables, and what is not loaded.
        if letter in "AanN":
            continue
        absolute = "KALLSYMS_ABSOLUTE_PERCPU" in enabled and \
            is_in("__per_cpu_start", "__per_cpu_end", address)
        if not all_symbols and not is_in("_stext", "_etext", address) and \
                not is_in("_sinittext", "_einittext", address) and \
                not re.match("__(start|stop)_", name):
            continue
        expected.append((address, "A", name) if absolute else
                        ((address + moved) % (1 << 64), letter, name))
    # kallsyms_*, which only one of the releases leaves out of its table, and names of
    # arm64's code for EFI, which both leave out (Names.cpp). Without KALLSYMS_ALL also the
    # bounds of sections, which again only one leaves out, and what lies at the end of the
    # code, of which the table has only the bound.
    missing = set(expected) - set(table)
    added = set(table) - set(expected)
    ignored = {s for s in missing if re.match("kallsyms_|__efistub_", s[2]) or
               not all_symbols and (re.match("__(start|stop)_", s[2]) or
                                    s[0] - moved in (where["_etext"], where["_einittext"]))}
    for symbol in sorted(missing - ignored)[:5]:
        print("missing: %x %s %s" % symbol)
    for symbol in sorted(added)[:5]:
        print("not in System.map: %x %s %s" % symbol)
    if missing - ignored or added or table != sorted(table, key=lambda s: s[0]):
        raise SystemExit("/proc/kallsyms is not System.map")
    print("booted, moved by 0x%x: %d symbols of /proc/kallsyms, as in System.map" %
          (moved % (1 << 64), len(table)))
    if "KALLSYMS_SELFTEST" in enabled:
        for line in re.findall(r"kallsyms_selftest: .*", said):
            if re.search("start|finish|abort|fail", line):
                print(line)
        if not re.search("kallsyms_selftest: finish", said) or \
                re.search("kallsyms_selftest: .*(abort|failed)", said):
            raise SystemExit("the kernel's self-test of the table did not pass")


main(*sys.argv[1:])
