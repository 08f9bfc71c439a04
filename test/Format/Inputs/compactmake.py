# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes small compact tables from facts, for compact.py. A simple writer: it shows what
the format can say, not how small a table can be.

The facts, all of which may be missing but "functions":

    "pointer"      4 or 8 (8)
    "base"         the number of the header (0); all other addresses are distances from it
    "dictionary"   entries: a text, or a list of 2 to 5 texts, a phrase of entries that
                   stand for these. Bytes that no text has get entries of their own
    "phrases"      so many more phrases, of the codes that stand together most often (0)
    "code"         [begin, end] of the functions; else from the first to the last one
    "functions"    [address, size, name, what more]; more is an object of
                   "local": true, "thumb": true, "unit": number or null (that before it)
    "dataRange", "data"   the same of data symbols; more: "local", "nobits"
    "files"        paths; files are told by their path below, null is not known
    "units"        paths of the main files
    "frames"       [frame, locals, args] of each function; null: not known
    "inlined"      [name, file, line] of each inlined function
    "rows"         [address, file, line, calls]; calls, the outermost first, are
                   [number of an inlined function, file, line of the call]
    "rowsOfBlock"  rows of a block (64)
    "unknown"      [kind, bytes as hex] of a part that no reader knows

Latin-1 characters of texts stand for bytes.
"""
NONE = 0xFFFFFFFF


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


def signed(value):
    return varint(2 * value if value >= 0 else -2 * value - 1)


def u32(value):
    return value.to_bytes(4, "little")


def u64(value):
    return value.to_bytes(8, "little")


def printable(text):
    """A comment that stays in its line."""
    return text.encode("unicode_escape").decode()


class Bits:
    """A bit string that grows."""

    def __init__(self):
        self.value, self.size = 0, 0

    def add(self, value, size):
        self.value |= value << self.size
        self.size += size

    def bytes(self):
        return self.value.to_bytes((self.size + 7) // 8, "little")


def class_of(rank):
    """Class, extra bits and their number of a rank."""
    extra = 0
    while rank + 4 >= 8 << extra:
        extra += 1
    return 4 * extra + (rank + 4 >> extra) - 4, rank + 4 & (1 << extra) - 1, extra


def prefix_lengths(counts):
    """Lengths of prefixes, at most 8, of classes that are seen so often."""
    while True:
        lengths = dict.fromkeys(counts, 0)
        heap = sorted((count, [kind]) for kind, count in counts.items())
        while len(heap) > 1:
            (a, one), (b, other) = heap[:2]
            for kind in one + other:
                lengths[kind] += 1
            heap = sorted(heap[2:] + [(a + b, one + other)])
        if max(lengths.values()) <= 8:
            return {kind: max(length, 1) for kind, length in lengths.items()}
        counts = {kind: count // 2 + 1 for kind, count in counts.items()}


class Dictionary:
    """Entries for some strings, and the strings in codes."""

    def __init__(self, texts, strings, phrases):
        #: What each entry stands for; of phrases, the entries they are made of.
        self.texts, self.parts = [b""], [None]
        for text in texts:
            if isinstance(text, str):
                self.add(text.encode("latin-1"), None)
        for byte in sorted(set(b"".join(strings)) - {t[0] for t in self.texts if len(t) == 1}):
            self.add(bytes([byte]), None)
        for text in texts:
            if not isinstance(text, str):
                numbers = [self.texts.index(part.encode("latin-1")) for part in text]
                self.add(b"".join(self.texts[n] for n in numbers), numbers)
        self.strings = [self.parse(string) for string in strings]
        self.drop_unused(texts)
        for _ in range(phrases):
            self.add_phrase()
        self.number_ranks()

    def add(self, text, parts):
        self.texts.append(text)
        self.parts.append(parts)

    def parse(self, string):
        """The fewest entries that stand for a string, one behind the other."""
        best = [(0, None)] + [None] * len(string)
        for at in range(len(string)):
            if best[at] is None:
                continue
            for number, text in enumerate(self.texts):
                end = at + len(text)
                if not text or string[at:end] != text:
                    continue
                if best[end] is None or best[at][0] + 1 < best[end][0]:
                    best[end] = (best[at][0] + 1, number)
        codes, at = [], len(string)
        while at:
            number = best[at][1]
            codes.append(number)
            at -= len(self.texts[number])
        return codes[::-1] + [0]

    def drop_unused(self, texts):
        """Entries of one byte that were added above and that nothing needs go."""
        used = {number for codes in self.strings for number in codes}
        used.update(number for parts in self.parts if parts for number in parts)
        asked = {text.encode("latin-1") for text in texts if isinstance(text, str)}
        kept = [
            number
            for number, text in enumerate(self.texts)
            if number == 0 or number in used or self.parts[number] or text in asked
        ]
        new = {number: i for i, number in enumerate(kept)}
        self.texts = [self.texts[number] for number in kept]
        self.parts = [
            self.parts[number] and [new[part] for part in self.parts[number]]
            for number in kept
        ]
        self.strings = [[new[number] for number in codes] for codes in self.strings]

    def add_phrase(self):
        counts = {}
        for codes in self.strings:
            for pair in zip(codes, codes[1:-1]):
                counts[pair] = counts.get(pair, 0) + 1
        if not counts:
            return
        pair = min(counts, key=lambda pair: (-counts[pair], pair))
        number = len(self.texts)
        self.add(self.texts[pair[0]] + self.texts[pair[1]], list(pair))
        for codes in self.strings:
            i = 0
            while i + 1 < len(codes):
                if tuple(codes[i : i + 2]) == pair:
                    codes[i : i + 2] = [number]
                i += 1

    def number_ranks(self):
        """Ranks by how often entries are used, and the prefixes of their classes."""
        uses = [0] * len(self.texts)
        for codes in self.strings + [parts for parts in self.parts if parts]:
            for number in codes:
                uses[number] += 1
        order = [0] + sorted(range(1, len(uses)), key=lambda n: (-uses[n], n))
        self.order = order
        self.ranks = {number: rank for rank, number in enumerate(order)}
        counts = {class_of(0)[0]: 1}
        for number, count in enumerate(uses):
            kind = class_of(self.ranks[number])[0]
            if count:
                counts[kind] = counts.get(kind, 0) + count
        lengths = prefix_lengths(counts)
        self.prefixes, code, before = {}, 0, 0
        for kind in sorted(lengths, key=lambda kind: (lengths[kind], kind)):
            length = lengths[kind]
            code <<= length - before
            # The first bit of a prefix is the lowest one of the number.
            self.prefixes[kind] = (int(f"{code:0{length}b}"[::-1], 2), length)
            code, before = code + 1, length

    def codes(self, numbers, bits):
        for number in numbers:
            kind, value, extra = class_of(self.ranks[number])
            bits.add(*self.prefixes[kind])
            bits.add(value, extra)

    def prefix_table(self):
        table = []
        for index in range(256):
            for kind, (prefix, length) in self.prefixes.items():
                if index & (1 << length) - 1 == prefix or len(self.prefixes) == 1:
                    table.append((kind, length))
        return table

    def entry(self, number):
        """Bytes and comment of an entry."""
        text, parts = self.texts[number], self.parts[number]
        rank = self.ranks[number]
        if not parts:
            return bytes([len(text)]) + text, f"{rank}: {text!r:s}"[0:60]
        bits = Bits()
        self.codes(parts, bits)
        code = bits.bytes()
        head = 0x80 | len(parts) - 2 << 5 | len(code)
        ranks = " ".join(str(self.ranks[part]) for part in parts)
        return bytes([head]) + code, f"{rank}: a phrase of {ranks}: {text!r:s}"

    def part(self):
        yield u32(len(self.texts)), "entries"
        yield u32(0), ""
        table = self.prefix_table()
        for size in (1, 2, 4, 8, 16, 32, 64, 128, 256):
            if table == table[:size] * (256 // size):
                break
        for i in range(size):
            kind, bits = table[i]
            where = f"{i:0{max(size.bit_length() - 1, 1)}b}"
            yield bytes([kind, bits]), f"{where}: class {kind}, {bits} bits", 256 // size
        entries = [self.entry(number) for number in self.order]
        offset = 0
        for i, (code, _) in enumerate(entries):
            if i % 4 == 0:
                yield u32(offset), f"of entry {i}"
            offset += len(code)
        yield from entries


class Maker:
    """A table of some facts."""

    def __init__(self, facts):
        self.facts = facts
        self.files = [path.encode("latin-1") for path in facts.get("files", [])]
        self.functions, self.data = facts.get("functions", []), facts.get("data", [])
        self.inlined = facts.get("inlined", [])
        named = [s[2] for s in self.functions + self.data] + [g[0] for g in self.inlined]
        names = [name.encode("latin-1") for name in named]
        self.dictionary = Dictionary(
            facts.get("dictionary", []), names + self.files, facts.get("phrases", 0)
        )
        self.all_strings = names + self.files
        self.unit = None

    def file(self, path):
        return 0 if path is None else self.files.index(path.encode("latin-1")) + 1

    def strings(self, first, count):
        yield u32(count), "strings"
        yield u32(0), ""
        groups, offset, offsets = [], 0, []
        for begin in range(first, first + count, 16):
            bits, texts = Bits(), []
            for i in range(begin, min(begin + 16, first + count)):
                codes = self.dictionary.strings[i]
                self.dictionary.codes(codes, bits)
                ranks = " ".join(str(self.dictionary.ranks[n]) for n in codes)
                texts.append(f"{self.all_strings[i]!r:s} {ranks}")
            groups.append((bits.bytes(), "; ".join(texts)))
            offsets.append((u32(offset), f"of string {begin - first}"))
            offset += len(bits.bytes())
        yield from offsets + groups

    def symbols(self, symbols, first, covered, flag):
        if not covered:
            covered = [symbols[0][0], symbols[-1][0] + symbols[-1][1]]
        yield u32(len(symbols)), "symbols"
        yield u32(first), "the name of the first one"
        yield u64(covered[0]), "begin"
        yield u64(covered[1]), "end"
        records, blocks, unit, end, offset = [], [], None, 0, 0
        before = None
        for i, (address, size, name, *more) in enumerate(symbols):
            more = more[0] if more else {}
            if i % 64 == 0:
                blocks.append((u64(address), f"block {i // 64}"))
                blocks.append((u32(offset), ""))
                blocks.append((u32(NONE if unit is None else unit), "unit"))
                end = address
            gap = address - end
            if i % 64 and before == (address, size):
                head, rest = 30, b""
            elif 0 <= gap < 30:
                head, rest = gap, varint(size)
            else:
                head, rest = 31, signed(gap) + varint(size)
            head |= bool(more.get("local")) << 5 | bool(more.get(flag)) << 6
            if "unit" in more and more["unit"] != unit:
                unit = more["unit"]
                head |= 0x80
                rest += varint(0 if unit is None else unit + 1)
            records.append((bytes([head]) + rest, f"{name[:40]} at {address:#x}"))
            offset += len(rest) + 1
            before, end = (address, size), address + size
        yield from blocks + records

    def units(self):
        units = self.facts["units"]
        yield u32(len(units)), "units"
        yield u32(0), ""
        for path in units:
            yield u32(NONE if path is None else self.file(path) - 1), f"{path}"

    def frames(self):
        frames = self.facts["frames"]
        yield u32(len(frames)), "functions"
        yield u32(0), ""
        codes = [
            b"".join(varint(0 if size is None else size + 1) for size in sizes)
            for sizes in frames
        ]
        for i in range(0, len(codes), 16):
            yield u32(sum(map(len, codes[:i]))), f"of function {i}"
        for code, sizes in zip(codes, frames):
            yield code, f"{sizes}"

    def homes(self):
        yield u32(len(self.inlined)), "inlined functions"
        yield u32(0), ""
        for name, file, line in self.inlined:
            yield u32(self.file(file)), f"{name[:40]}: {file}"
            yield u32(line), f":{line}"

    def lines(self):
        rows, per = self.facts["rows"], self.facts.get("rowsOfBlock", 64)
        blocks = [rows[i : i + per] for i in range(0, len(rows), per)]
        yield u32(len(blocks)), "blocks"
        yield u32(0), ""
        steps = [self.steps(block) for block in blocks]
        offset = 0
        for block, code in zip(blocks, steps):
            yield u64(block[0][0]), "block"
            yield u32(offset), ""
            offset += sum(len(step) for step, _ in code)
        for code in steps:
            yield from code

    def steps(self, rows):
        """The steps of a block, with comments."""
        out, file, line, calls, address = [], 0, 0, [], rows[0][0]
        for i, (at, path, wanted, *inlined) in enumerate(rows):
            inlined, setting = (inlined[0] if inlined else []), []
            same = 0
            while same < min(len(calls), len(inlined)) and calls[same] == inlined[same]:
                same += 1
            for call in calls[same:][::-1]:
                file, line = self.file(call[1]), call[2]
                setting.append((b"\x05", "  leaves"))
            for call in inlined[same:]:
                name, home, home_line = self.inlined[call[0]]
                call_file = self.file(call[1])
                if call_file == file:
                    code = b"\x03" + varint(call[0]) + signed(call[2] - line)
                else:
                    code = b"\x04" + varint(call[0]) + varint(call_file) + varint(call[2])
                setting.append((code, f"  enters {name[:40]}, called at {call[1]}:{call[2]}"))
                file, line = self.file(home), home_line
            calls = inlined
            if self.file(path) == 0 and file:
                setting.append((b"\x01", "  of no line"))
                file, line = 0, 0
            elif self.file(path) != file or (i == 0 and wanted != line):
                add = wanted - line if i == 0 else 0
                file, line = self.file(path), line + add
                setting.append((b"\x02" + varint(file) + signed(add), f"  {path}"))
            if i == 0:
                out += setting
                out[-1:] = [(out[-1][0], out[-1][1] + f"; {at:#x} is line {line}")]
                continue
            add, more = at - address, wanted - line
            if 1 <= add <= 20 and -3 <= more <= 8:
                code = bytes([16 + (add - 1) * 12 + more + 3])
            else:
                code = b"\x00" + varint(add) + signed(more)
            out += [(code, f"{at:#x}, line {more:+d}: {wanted}")] + setting
            address, line = at, wanted
        return out

    def parts(self):
        facts, names = self.facts, len(self.functions) + len(self.data)
        yield 1, "dictionary", self.dictionary.part()
        yield 2, "names of symbols", self.strings(0, names)
        yield 3, "functions", self.symbols(self.functions, 0, facts.get("code"), "thumb")
        if self.data:
            yield 4, "data", self.symbols(
                self.data, len(self.functions), facts.get("dataRange"), "nobits"
            )
        if "units" in facts:
            yield 5, "units", self.units()
        if self.files:
            yield 6, "paths", self.strings(names + len(self.inlined), len(self.files))
        if "frames" in facts:
            yield 7, "frames", self.frames()
        if "rows" in facts:
            yield 8, "lines", self.lines()
        if self.inlined:
            yield 9, "inlined functions", self.homes()
            yield 10, "names of inlined functions", self.strings(names, len(self.inlined))
        for kind, content in facts.get("unknown", []):
            yield kind, "unknown", [(bytes.fromhex(content), "")]

    def fields(self):
        """(bytes, comment, times, whether a part begins) of the whole table."""
        parts = [
            (kind, name, [(*field, 1)[:3] for field in fields])
            for kind, name, fields in self.parts()
        ]
        sizes = [sum(len(f[0]) * f[2] for f in fields) for _, _, fields in parts]
        head = 24 + 12 * len(parts)
        facts = self.facts
        yield b"\xb7GSc", "", 1, None
        yield b"\x01", "version", 1, None
        yield bytes([facts.get("pointer", 8)]), "pointer size", 1, None
        yield bytes([len(parts)]), "parts", 1, None
        yield b"\x00", "", 1, None
        yield u32(head + sum(sizes)), "size of the table", 1, None
        yield u32(0), "", 1, None
        base = facts.get("base", 0)
        yield u64(base & (1 << 64) - 1), f"base: {base:#x}", 1, None
        offset = head
        for (kind, name, _), size in zip(parts, sizes):
            yield u32(kind) + u32(offset) + u32(size), name, 1, None
            offset += size
        for _, name, fields in parts:
            for i, (code, comment, times) in enumerate(fields):
                yield code, comment, times, None if i else name

    def pieces(self):
        """The same with the repeating part of the prefix table in one piece."""
        fields = list(self.fields())
        while fields:
            run = [field for field in fields if field[2] > 1] if fields[0][2] > 1 else []
            if run:
                comments = [comment for _, comment, _, _ in run]
                yield b"".join(field[0] for field in run), comments, run[0][2], None
            else:
                yield fields[0]
            del fields[: max(len(run), 1)]

    def bytes(self):
        return b"".join(code * times for code, _, times, _ in self.pieces())

    def annotated(self):
        """Lines as test/Inputs/hexbytes.py takes them."""
        at = 0
        for code, comment, times, part in self.pieces():
            if part:
                yield f"# {part}"
            if times > 1:
                yield f"# {times} times:"
                for line in comment:
                    yield f"#   {line}"
                yield f"{at:04x}: {code.hex()}*{times}"
            for begin in range(0, len(code) if times == 1 else 0, 16):
                piece = code[begin : begin + 16].hex(" ")
                text = printable(comment[:100]) if begin == 0 else ""
                yield f"{at + begin:04x}: {piece:<24}{'  # ' + text if text else ''}".rstrip()
            at += len(code) * times
