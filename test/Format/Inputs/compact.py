#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads compact tables, and makes small ones. Written from docs/CompactFormat.md alone.

    compact.py dump TABLE                     every fact, a line each
    compact.py ask TABLE PC...                function and frames of each address
    compact.py make FACTS.json -o TABLE       a table of these facts
    compact.py make FOLDER -o FOLDER          NAME.bin of each NAME.json in it
    compact.py make FACTS.json --hex          the same as annotated hex, for golden files

The address of a table that lies in a file is taken to be 0, unless `--address N` says.
What the document says must be refused is refused, everywhere in the table:
`<what> at offset 0x<hex>: <fact>, expected <fact>` on the error output, exit status 1.

The facts are a JSON object; compactmake.py says what is in it.
"""
import argparse
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

MAGIC = b"\xb7GSc"
PARTS = [
    None, "dictionary", "names", "functions", "data", "units", "paths", "frames",
    "lines", "inlined functions", "names of inlined functions",
]
DICTIONARY, NAMES, FUNCTIONS, DATA, UNITS, PATHS, FRAMES, LINES, INLINED, INLINED_NAMES = (
    range(1, 11)
)
NONE = 0xFFFFFFFF
MAX_STRING, MAX_DEPTH, MAX_CALLS, MAX_ROWS = 1048575, 16, 64, 255


class Bad(Exception):
    """The table must be refused."""

    def __init__(self, what, offset, fact, expected):
        super().__init__(f"{what} at offset {offset:#x}: {fact}, expected {expected}")


def shown(text):
    """Bytes in quotes, as people and FileCheck can read them."""
    out = ""
    for byte in text:
        is_plain = 0x20 <= byte < 0x7F and byte not in b'"\\'
        out += chr(byte) if is_plain else f"\\x{byte:02x}"
    return f'"{out}"'


class Bytes:
    """Some bytes of a table, read from `at` on; offsets are those of the table."""

    def __init__(self, what, data, at, end):
        self.what, self.data, self.at, self.end = what, data, at, end

    def fixed(self, size):
        if self.end - self.at < size:
            raise Bad(
                self.what, self.at, f"{max(self.end - self.at, 0)} bytes", f"{size} or more"
            )
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at], "little")

    def varint(self):
        begin, value, shift = self.at, 0, 0
        while True:
            if self.at == self.end:
                raise Bad(self.what, begin, "a number that is cut", "a varint")
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if value >= 1 << 64 or (byte & 0x80 and shift == 63):
                raise Bad(self.what, begin, "a number of more than 64 bits", "64 or less")
            if not byte & 0x80:
                return value
            shift += 7

    def signed(self):
        value = self.varint()
        return -(value + 1) // 2 if value & 1 else value // 2

    def offsets(self, count, each, end_of_array=None):
        """`count` offsets for `each` things; the places in the table where they point."""
        blocks = -(-count // each)
        if (self.end - self.at) // 4 < blocks:
            raise Bad(
                self.what, self.at, f"{self.end - self.at} bytes", f"{4 * blocks} or more"
            )
        behind = self.at + 4 * blocks
        places = []
        for _ in range(blocks):
            at = self.at
            offset = self.fixed(4)
            if behind + offset > self.end:
                raise Bad(
                    self.what, at, f"offset {offset:#x}", f"at most {self.end - behind:#x}"
                )
            places.append(behind + offset)
        return places

    def counted(self):
        """The number of things that begins a part, and the reserved word."""
        count = self.fixed(4)
        reserved = self.fixed(4)
        if reserved:
            raise Bad(self.what, self.at - 4, f"reserved word {reserved:#x}", "0")
        return count


class Codes:
    """A bit string of codes."""

    def __init__(self, what, table, at, end):
        self.what, self.table, self.at, self.end = what, table, at * 8, end * 8

    def bits(self, count):
        value = 0
        for i in range(count):
            at = self.at + i
            if at < self.end:
                value |= (self.table.data[at // 8] >> at % 8 & 1) << i
        return value

    def rank(self):
        begin = self.at // 8
        index = self.bits(8)
        kind, bits = self.table.prefixes[index]
        self.at += bits
        extra = kind >> 2
        rank = ((4 + (kind & 3)) << extra) - 4 + self.bits(extra)
        self.at += extra
        if self.at > self.end:
            raise Bad(self.what, begin, "codes that are cut", "codes up to their end")
        if rank >= self.table.entries_count:
            raise Bad(
                self.what, begin, f"rank {rank}", f"below {self.table.entries_count}"
            )
        return rank


class Table:
    """A table, all of it read and checked."""

    def __init__(self, data, address=0):
        self.data, self.address = data, address
        self.read_header()
        self.read_dictionary()
        self.names = self.strings(NAMES)
        self.functions, self.code = self.symbols(FUNCTIONS)
        self.data_symbols, self.data_range = self.symbols(DATA)
        self.paths = self.strings(PATHS)
        self.read_units()
        self.read_frames()
        self.inlined_names = self.strings(INLINED_NAMES)
        self.read_inlined()
        self.read_lines()

    # Header and parts

    def read_header(self):
        data = self.data
        head = Bytes("header", data, 0, len(data))
        if data[:4] != MAGIC:
            raise Bad("header", 0, f"bytes {data[:4].hex(' ')}", MAGIC.hex(" "))
        if len(data) < 24:
            raise Bad("header", 0, f"{len(data)} bytes", "24 or more")
        head.fixed(4)
        for at, what, allowed in [(4, "version", (1,)), (5, "pointer size", (4, 8))]:
            value = head.fixed(1)
            if value not in allowed:
                raise Bad(
                    "header", at, f"{what} {value}", " or ".join(map(str, allowed))
                )
        self.pointer = data[5]
        count = head.fixed(1)
        for at, size in [(7, 1), (8, 4), (12, 4)]:
            value = head.fixed(size)
            if at == 8 and value != len(data):
                raise Bad("header", at, f"size {value}", f"{len(data)}")
            if at == 7:
                if value & ~1:
                    raise Bad("header", at, f"flags {value:#x}", "0 or 1")
            elif at != 8 and value:
                raise Bad("header", at, f"reserved {value:#x}", "0")
        base = head.fixed(8)
        self.base = base - (1 << 64) if base >> 63 else base
        if len(data) < 24 + 12 * count:
            raise Bad("header", 6, f"{count} parts", f"at most {(len(data) - 24) // 12}")
        self.parts = {}
        self.part_order = []
        for i in range(count):
            at = head.at
            kind, offset, size = head.fixed(4), head.fixed(4), head.fixed(4)
            if offset + size > len(data):
                raise Bad(
                    "part", at, f"bytes up to {offset + size:#x}", f"{len(data):#x} or less"
                )
            if kind in self.parts:
                raise Bad("part", at, f"kind {kind} again", "another one")
            if kind >> 31:
                raise Bad("part", at, f"kind {kind:#x}", "one that is known")
            self.parts[kind] = (offset, size)
            self.part_order.append(kind)
        for kind, needed in [
            (0, (DICTIONARY, NAMES, FUNCTIONS)),
            (LINES, (UNITS, PATHS)),
            (INLINED, (INLINED_NAMES, LINES)),
            (INLINED_NAMES, (INLINED, LINES)),
        ]:
            for other in needed:
                if (kind == 0 or kind in self.parts) and other not in self.parts:
                    raise Bad("part", head.at, "no " + PARTS[other], "it to be there")

    def part(self, kind):
        if kind not in self.parts:
            return None
        offset, size = self.parts[kind]
        return Bytes(PARTS[kind], self.data, offset, offset + size)

    # Codes

    def read_dictionary(self):
        part = self.part(DICTIONARY)
        self.entries_count = part.counted()
        if self.entries_count == 0:
            raise Bad(part.what, part.at - 8, "0 entries", "1 or more")
        self.prefixes = []
        for _ in range(256):
            kind, bits = part.fixed(1), part.fixed(1)
            if not 1 <= bits <= 8:
                raise Bad(part.what, part.at - 1, f"a prefix of {bits} bits", "1 to 8")
            self.prefixes.append((kind, bits))
        for i, entry in enumerate(self.prefixes):
            if entry != self.prefixes[i & ((1 << entry[1]) - 1)]:
                raise Bad(
                    part.what, part.at - 512 + 2 * i, f"another prefix than that of "
                    f"{i & ((1 << entry[1]) - 1)}", "the same",
                )
        places = part.offsets(self.entries_count, 4)
        #: Of each entry: offset, and its text or the ranks of its phrase.
        self.entries = []
        for i in range(self.entries_count):
            if i % 4 == 0:
                if i and places[i // 4] != part.at:
                    raise Bad(
                        part.what, part.at, f"entry {i} at {places[i // 4]:#x}", "here"
                    )
                part.at = places[i // 4]
            self.entries.append(self.read_entry(part, i))
        self.texts, self.depths = {}, {}
        for i in range(self.entries_count):
            self.expand(i, ())

    def read_entry(self, part, number):
        at = part.at
        head = part.fixed(1)
        if (head == 0) != (number == 0):
            raise Bad(
                part.what, at, f"entry {number} with head {head:#x}",
                "0x0" if number == 0 else "another one",
            )
        size = head & (0x1F if head & 0x80 else 0x7F)
        begin = part.at
        part.fixed(size)
        if not head & 0x80:
            return at, self.data[begin : part.at]
        codes = Codes(part.what, self, begin, part.at)
        ranks = []
        for _ in range((head >> 5 & 3) + 2):
            where = codes.at // 8
            rank = codes.rank()
            if rank == 0:
                raise Bad(part.what, where, "rank 0 in a phrase", "another one")
            ranks.append(rank)
        return at, ranks

    def expand(self, number, path):
        """Fills in the text and depth of an entry."""
        if number in self.texts:
            return
        at, content = self.entries[number]
        if len(path) > MAX_DEPTH or number in path:
            raise Bad("dictionary", at, "a phrase that is too deep", f"{MAX_DEPTH} or less")
        if isinstance(content, bytes):
            self.texts[number], self.depths[number] = content, 0
            return
        for rank in content:
            self.expand(rank, path + (number,))
        depth = 1 + max(self.depths[rank] for rank in content)
        if depth > MAX_DEPTH:
            raise Bad("dictionary", at, f"a phrase {depth} deep", f"{MAX_DEPTH} or less")
        # A phrase that is too long is no fault before a string has it.
        text = b"".join(self.texts[rank] for rank in content)
        self.texts[number], self.depths[number] = text[: MAX_STRING + 1], depth

    def strings(self, kind):
        part = self.part(kind)
        if not part:
            return []
        count = part.counted()
        places = part.offsets(count, 16)
        found = []
        for i in range(count):
            if i % 16 == 0:
                codes = Codes(part.what, self, places[i // 16], part.end)
            begin, text = codes.at // 8, b""
            while (rank := codes.rank()) != 0:
                text += self.texts[rank]
                if len(text) > MAX_STRING:
                    raise Bad(
                        part.what, begin, f"string {i} that is too long",
                        f"{MAX_STRING} bytes or less",
                    )
            found.append(text)
        return found

    # Symbols

    def symbols(self, kind):
        part = self.part(kind)
        if not part:
            return [], None
        begin = part.at
        count, first = part.fixed(4), part.fixed(4)
        if first + count > len(self.names):
            raise Bad(
                part.what, begin, f"names up to {first + count}",
                f"{len(self.names)} or less",
            )
        covered = (part.fixed(8), part.fixed(8))
        blocks = -(-count // 64)
        array = part.at
        part.fixed(16 * blocks)
        behind, found = part.at, []
        for block in range(blocks):
            part.at = array + 16 * block
            found += self.block_of_symbols(
                part, kind, behind, min(64, count - 64 * block), first + 64 * block, found
            )
        return found, covered

    def block_of_symbols(self, part, kind, behind, count, first, before):
        at = part.at
        block_address, offset, unit = part.fixed(8), part.fixed(4), part.fixed(4)
        if before and block_address < before[-1]["address"]:
            raise Bad(
                part.what, at, f"address {block_address:#x}",
                f"{before[-1]['address']:#x} or more",
            )
        if behind + offset > part.end:
            raise Bad(part.what, at + 8, f"offset {offset:#x}", f"{part.end - behind:#x}")
        unit = None if unit == NONE else self.unit_of(part, at + 12, kind, unit)
        part.at = behind + offset
        address, size, found = block_address, 0, []
        for i in range(count):
            at = part.at
            head = part.fixed(1)
            gap = head & 31
            if i == 0 and gap != 0:
                raise Bad(part.what, at, f"gap {gap} of the first one of a block", "0")
            if kind == DATA and head & 0x80:
                raise Bad(part.what, at, "a unit of data", "none")
            if gap != 30:
                end = address + size & (1 << 64) - 1
                new = end + (part.signed() if gap == 31 else gap) & (1 << 64) - 1
                if new < address:
                    raise Bad(part.what, at, f"address {new:#x}", f"{address:#x} or more")
                address, size = new, part.varint()
            if head & 0x80:
                where = part.at
                unit = part.varint()
                unit = self.unit_of(part, where, kind, unit - 1) if unit else None
            found.append({
                "address": address, "size": size, "local": bool(head & 0x20),
                "flag": bool(head & 0x40), "unit": unit, "name": self.names[first + i],
            })
        return found

    def unit_of(self, part, at, kind, unit):
        units = self.part(UNITS)
        count = units.fixed(4) if units and kind == FUNCTIONS else 0
        if unit >= count:
            raise Bad(part.what, at, f"unit {unit}", f"below {count}" if count else "none")
        return unit

    # Units and frames

    def read_units(self):
        part = self.part(UNITS)
        self.units = []
        for _ in range(part.counted() if part else 0):
            at = part.at
            file = part.fixed(4)
            if file != NONE and file >= len(self.paths):
                raise Bad(part.what, at, f"file {file}", f"below {len(self.paths)}")
            self.units.append(None if file == NONE else file)

    def read_frames(self):
        part = self.part(FRAMES)
        self.frames = []
        if not part:
            return
        count = part.counted()
        if count != len(self.functions):
            raise Bad(part.what, part.at - 8, f"{count} functions", f"{len(self.functions)}")
        places = part.offsets(count, 16)
        for i in range(count):
            if i % 16 == 0:
                part.at = places[i // 16]
            sizes = [part.varint() for _ in range(3)]
            self.frames.append([size - 1 if size else None for size in sizes])

    # Lines

    def read_inlined(self):
        part = self.part(INLINED)
        self.homes = []
        if not part:
            return
        count = part.counted()
        if count != len(self.inlined_names):
            raise Bad(
                part.what, part.at - 8, f"{count} functions", f"{len(self.inlined_names)}"
            )
        for _ in range(count):
            file = self.file_of(part, part.at, part.fixed(4))
            self.homes.append((file, part.fixed(4)))

    def file_of(self, part, at, file):
        if file > len(self.paths):
            raise Bad(part.what, at, f"file {file}", f"at most {len(self.paths)}")
        return file

    def read_lines(self):
        part = self.part(LINES)
        self.blocks = []
        if not part:
            return
        count = part.counted()
        array = part.at
        part.fixed(12 * count)
        behind = part.at
        ends = []
        blocks = []
        for i in range(count):
            part.at = array + 12 * i
            address, offset = part.fixed(8), part.fixed(4)
            if behind + offset > part.end or (blocks and behind + offset < blocks[-1][1]):
                raise Bad(
                    part.what, part.at - 4, f"offset {offset:#x}",
                    "that of the block before or more, and in the part",
                )
            blocks.append((address, behind + offset))
        for i, (address, begin) in enumerate(blocks):
            end = blocks[i + 1][1] if i + 1 < count else part.end
            if self.blocks and address < self.blocks[-1][-1][0]:
                raise Bad(
                    part.what, array + 12 * i, f"address {address:#x}",
                    f"{self.blocks[-1][-1][0]:#x} or more",
                )
            self.blocks.append(self.rows(Bytes(part.what, self.data, begin, end), address))

    def rows(self, steps, address):
        """The rows of a block: (address, file, line, calls), the outermost call first;
        a call is (function, file and line of the call)."""
        found, file, line, calls, added = [], 0, 0, [], 0

        def end_row():
            found.append((address, file, line + added & NONE, tuple(calls)))
            if len(found) > MAX_ROWS:
                raise Bad(steps.what, at, f"{len(found)} rows", f"{MAX_ROWS} or less")

        while steps.at < steps.end:
            at = steps.at
            step = steps.fixed(1)
            if step == 0 or step >= 0x10:
                end_row()
                line = found[-1][2]
                if step:
                    add, added = (step - 16) // 12 + 1, (step - 16) % 12 - 3
                else:
                    add, added = steps.varint(), steps.signed()
                if address + add >= 1 << 64:
                    raise Bad(steps.what, at, "a row that descends", "one that does not")
                address += add
            elif step == 1:
                file, line = 0, 0
            elif step == 6:
                line = 0
            elif step == 2:
                file = self.file_of(steps, at, steps.varint())
                line += steps.signed()
            elif step in (3, 4):
                function = steps.varint()
                if function >= len(self.homes):
                    raise Bad(
                        steps.what, at, f"inlined function {function}",
                        f"below {len(self.homes)}",
                    )
                if len(calls) == MAX_CALLS:
                    raise Bad(steps.what, at, "another call", f"{MAX_CALLS} or less")
                if step == 3:
                    line += steps.signed()
                else:
                    file = self.file_of(steps, at, steps.varint())
                    line = steps.varint()
                calls.append((function, file, line & NONE))
                file, line = self.homes[function]
            elif step == 5:
                if not calls:
                    raise Bad(steps.what, at, "leaving a call", "one that was entered")
                _, file, line = calls.pop()
            else:
                raise Bad(steps.what, at, f"step {step:#x}", "one that is known")
        end_row()
        return found

    # Answers

    def place(self, distance):
        """The address at a distance from the base address."""
        mask = (1 << 8 * self.pointer) - 1
        return self.address + self.base + distance & mask

    def file_line(self, file, line):
        return f"{shown(self.paths[file - 1]) if file else '?'}:{line}"

    def find(self, symbols, covered, address):
        """The number of the symbol of an address, or None."""
        mask = (1 << 8 * self.pointer) - 1
        distance = address - self.address - self.base & mask
        if covered is None or not covered[0] <= distance < covered[1]:
            return None
        below = [i for i, symbol in enumerate(symbols) if symbol["address"] <= distance]
        return below[-1] if below else None

    def frames_of(self, address):
        """Frames of an address in a function, innermost first: name, file, line."""
        mask = (1 << 8 * self.pointer) - 1
        distance = address - self.address - self.base & mask
        function = self.functions[self.find(self.functions, self.code, address)]
        state = (0, 0, 0, ())
        for block in self.blocks:
            for row in block:
                if row[0] <= distance:
                    state = row
        _, file, line, calls = state
        for g, call_file, call_line in reversed(calls):
            yield self.inlined_names[g], file, line
            file, line = call_file, call_line
        if file == 0 and not calls:
            line = 0
            if function["unit"] is not None and self.units[function["unit"]] is not None:
                file = self.units[function["unit"]] + 1
        yield function["name"], file, line

    def ask(self, address):
        """What a lookup of an address shows."""
        number = self.find(self.functions, self.code, address)
        if number is None:
            number = self.find(self.data_symbols, self.data_range, address)
            if number is None:
                return "none"
            symbol = self.data_symbols[number]
            start = self.place(symbol["address"])
            return f"data {start:#x} {symbol['size']:#x} {shown(symbol['name'])}"
        frames = " in ".join(
            f"{shown(name)} {self.file_line(file, line)}"
            for name, file, line in self.frames_of(address)
        )
        function = self.functions[number]
        return f"{self.place(function['address']):#x} {function['size']:#x} {frames}"


def dump_dictionary(table):
    classes = {}
    for index, (kind, bits) in enumerate(table.prefixes):
        classes.setdefault((kind, bits, index & ((1 << bits) - 1)), None)
    for kind, bits, prefix in sorted(classes):
        yield f"class {kind} prefix {prefix:0{bits}b}"
    for i, (_, content) in enumerate(table.entries):
        ranks = " of " + " ".join(map(str, content)) if isinstance(content, list) else ""
        yield f"entry {i} {shown(table.texts[i])}{ranks}"


def dump_symbols(table, what, symbols, covered, flag):
    if covered is None:
        return
    yield f"{what} from {table.place(covered[0]):#x} to {table.place(covered[1]):#x}"
    for i, symbol in enumerate(symbols):
        words = [what, str(i), f"{table.place(symbol['address']):#x}"]
        words += [f"size {symbol['size']:#x}"]
        words += ["local"] * symbol["local"] + [flag] * symbol["flag"]
        if symbol["unit"] is not None:
            words.append(f"unit {symbol['unit']}")
        yield " ".join(words + [shown(symbol["name"])])


def dump(table):
    yield (
        f"header pointer {table.pointer} size {len(table.data):#x} base {table.base:#x}"
    )
    for kind in table.part_order:
        offset, size = table.parts[kind]
        known = PARTS[kind] if kind < len(PARTS) and kind else f"unknown {kind}"
        yield f"part {offset:#x} size {size:#x} {known}"
    yield from dump_dictionary(table)
    yield from dump_symbols(table, "function", table.functions, table.code, "thumb")
    yield from dump_symbols(
        table, "data", table.data_symbols, table.data_range, "nobits"
    )
    for i, path in enumerate(table.paths):
        yield f"file {i + 1} {shown(path)}"
    for i, file in enumerate(table.units):
        yield f"unit {i} file {'?' if file is None else file + 1}"
    for i, sizes in enumerate(table.frames):
        known = ["?" if size is None else f"{size}" for size in sizes]
        yield f"frame {i} frame {known[0]} locals {known[1]} args {known[2]}"
    for i, (file, line) in enumerate(table.homes):
        yield f"inlined {i} {shown(table.inlined_names[i])} {table.file_line(file, line)}"
    for block in table.blocks:
        yield f"block of {len(block)} rows"
        for address, file, line, calls in block:
            words = [f"row {table.place(address):#x}"]
            for g, call_file, call_line in reversed(calls):
                name = shown(table.inlined_names[g])
                words.append(f"{table.file_line(file, line)} of {name} from")
                file, line = call_file, call_line
            yield " ".join(words + [table.file_line(file, line)])


def make(facts, is_hex, output):
    if os.path.isdir(facts):
        for name in sorted(os.listdir(facts)):
            stem, suffix = os.path.splitext(name)
            if suffix == ".json":
                make(os.path.join(facts, name), False, f"{output}/{stem}.bin")
        return
    from compactmake import Maker

    with open(facts, encoding="utf-8") as file:
        made = Maker(json.load(file))
    if is_hex:
        print("\n".join(made.annotated()))
    if output:
        with open(output, "wb") as file:
            file.write(made.bytes())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", type=lambda text: int(text, 0), default=0)
    parser.add_argument("command", choices=["dump", "ask", "make"])
    parser.add_argument("file")
    parser.add_argument("pcs", nargs="*", type=lambda text: int(text, 0))
    parser.add_argument("--hex", action="store_true")
    parser.add_argument("-o", dest="output")
    options = parser.parse_args()
    if options.command == "make":
        return make(options.file, options.hex, options.output)
    with open(options.file, "rb") as file:
        content = file.read()
    try:
        table = Table(content, options.address)
    except Bad as error:
        sys.exit(str(error))
    if options.command == "dump":
        print("\n".join(dump(table)))
    for pc in options.pcs:
        print(table.ask(pc))


if __name__ == "__main__":
    main()
