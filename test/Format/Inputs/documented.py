# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A reader written from the text of docs/Format.md alone, to prove that the text is
enough. Where it was not, the document was mended, never this file by our sources.
Comments name the chapters. It does what they say in the plainest way, in whatever
time that takes; decoder-of-the-document.py shows what it finds.
"""
import collections
import string
import struct

TEXT, DATA, BSS, HISTORY, DETAILS = "TtLl", "Dd", "Bb", "zZ", "map"
MAX_LINE = 2**31 - 1


class Malformed(Exception):
    def __init__(self, what, offset, fact="against the document"):
        super().__init__(f"{what} at offset {offset:#x}: {fact}, expected another")


# Header, Older forms


class Form(collections.namedtuple("Form", "name order pointer size prefix")):
    @property
    def is_new(self):
        return self.name == "go1.1"


def is_old_type(byte):
    return byte >= 0x80 and chr(byte & 0x7F) in string.ascii_letters


def form_of(table):
    prefixes = {
        b"\xfd\xff\xff\xff\0\0\0": ("go1.1", "<"),
        b"\xff\xff\xff\xfd\0\0\0": ("go1.1", ">"),
        b"\xfe\xff\xff\xff\0\0": ("interim", "<"),
    }
    for prefix, (name, order) in prefixes.items():
        if not table.startswith(prefix):
            continue
        if name == "interim":
            return Form(name, order, 4, 6, prefix)
        if len(table) < 8:
            raise Malformed("header", 0)
        if table[7] not in (4, 8):
            raise Malformed("pointer size", 7)
        return Form(name, order, table[7], 8, table[:8])
    if len(table) >= 5 and not is_old_type(table[4]):
        raise Malformed("header", 0)
    if any(prefix.startswith(table) for prefix in prefixes):
        raise Malformed("header", 0)
    return Form("go1.0", ">", 4, 0, b"")


# Entry


class Entry:
    """`at` has the offsets of the fields."""

    def __init__(self):
        self.at, self.path, self.go_type, self.is_slot = {}, [], None, False

    def opens_unit(self):
        return self.letter in HISTORY and self.value == 1 and bool(self.path)


class Cursor:
    def __init__(self, table, form):
        self.table, self.form, self.at = table, form, form.size

    def word(self, what, size):
        if len(self.table) - self.at < size:
            raise Malformed(what, self.at)
        self.at += size
        raw = self.table[self.at - size : self.at]
        return int.from_bytes(raw, "little" if self.form.order == "<" else "big")

    def varint(self):
        value, start = 0, self.at
        for i in range(10):
            if self.at == len(self.table):
                raise Malformed("value", start)
            byte = self.table[self.at]
            self.at += 1
            value |= (byte & 0x7F) << 7 * i
            if byte < 0x80:
                break
        if byte >= 0x80 or value >= 2**64:
            raise Malformed("value", start)
        return value

    def name_and_path(self, entry):
        entry.at["name"] = self.at
        end = self.table.find(b"\0", self.at)
        if end < 0:
            raise Malformed("name", self.at)
        entry.name = self.table[self.at : end]
        self.at = entry.at["path"] = end + 1
        while entry.letter in HISTORY:
            if len(self.table) - self.at < 2:
                raise Malformed("path", entry.at["path"])
            (index,) = struct.unpack_from(">H", self.table, self.at)
            self.at += 2
            if index == 0:
                break
            entry.path.append(index)

    def new_entry(self, entry):
        code = self.word("type", 1)
        if code & 0x3F >= 52:
            raise Malformed("type", entry.offset)
        letters = string.ascii_uppercase + string.ascii_lowercase
        entry.letter = letters[code & 0x3F]
        entry.at["value"] = self.at
        entry.is_slot = bool(code & 0x40)
        size = self.form.pointer
        entry.value = self.word("value", size) if entry.is_slot else self.varint()
        if code & 0x80:
            entry.go_type = self.word("Go type", size)
        self.name_and_path(entry)

    def old_entry(self, entry):
        entry.at["value"] = self.at
        entry.value = self.word("value", 4)
        type_at = self.at
        code = self.word("type", 1)
        if not is_old_type(code):
            raise Malformed("type", type_at)
        entry.letter = chr(code & 0x7F)
        entry.is_slot = entry.letter in TEXT + DATA + BSS
        self.name_and_path(entry)
        entry.go_type = self.word("Go type", 4) or None


def check(entry, components):
    """What a reader refuses, of an entry that is whole."""
    if entry.letter == "f" and not 1 <= entry.value <= 65535:
        raise Malformed("value", entry.at["value"])
    if (
        (entry.letter in HISTORY and entry.name)
        or (entry.letter == "m" and entry.name not in (b".frame", b".locals", b".args"))
        or (entry.letter == "f" and len(entry.name) > 1023)
    ):
        raise Malformed("name", entry.at["name"])
    if len(entry.path) > 1023 or any(index not in components for index in entry.path):
        raise Malformed("path", entry.at["path"])


def joined(components):
    text = b""
    for component in components:
        if text and not text.endswith(b"/"):
            text += b"/"
        text += component
    return text


def entries(table):
    """Each entry, with the offset of the table that it is of; None where one begins."""
    form = form_of(table)
    cursor, own, components = Cursor(table, form), 0, {}
    yield form, 0, None
    while cursor.at < len(table):
        if form.is_new and table.startswith(form.prefix, cursor.at):
            own, components = cursor.at, {}
            cursor.at += form.size
            yield form, own, None
            continue
        entry = Entry()
        entry.offset = cursor.at
        (cursor.new_entry if form.is_new else cursor.old_entry)(entry)
        check(entry, components)
        entry.components = [components[index] for index in entry.path]
        if entry.letter == "f":
            components[entry.value] = entry.name
        yield form, own, entry


# Records: the marks


def is_mark(entry, name):
    return entry.letter == "T" and entry.name in (name, b"runtime." + name)


def marks(texts):
    first = next((e for e in texts if is_mark(e, b"text")), None)
    last = next((e for e in reversed(texts) if is_mark(e, b"etext")), None)
    return first, last


# What a reader refuses: unsound tables


class Table:
    def __init__(self, form):
        self.form, self.entries = form, []

    def of(self, letters):
        return [e for e in self.entries if e.letter in letters]

    def check(self):
        seen_history, before = False, None
        for entry in self.entries:
            seen_history |= entry.letter in HISTORY
            if entry.letter in DETAILS and before is None:
                raise Malformed("entry", entry.offset)
            if entry.letter not in TEXT:
                continue
            if not seen_history:
                raise Malformed("entry", entry.offset)
            if before and entry.value < before.value:
                raise Malformed("value", entry.at["value"])
            before = entry
        if before and not is_mark(before, b"etext"):
            raise Malformed("entry", before.offset)


def tables(data):
    found = []
    for form, _, entry in entries(data):
        if entry is None:
            found.append(Table(form))
        else:
            found[-1].entries.append(entry)
    return found


def verify(data):
    """In the words of `gosym verify`."""
    all_tables = tables(data)
    functions = data_symbols = bss = units = 0
    for table in all_tables:
        table.check()
        texts = table.of(TEXT)
        functions += sum(text not in marks(texts) for text in texts)
        data_symbols += len(table.of(DATA))
        bss += len(table.of(BSS))
        units += sum(entry.opens_unit() for entry in table.entries)
    text = f"{functions} functions, {data_symbols} data, {bss} bss, {units} units"
    return text + (f" in {len(all_tables)} tables" if len(all_tables) > 1 else "")


# History


def place_of(history, line):
    """Components of the file and the line in it; the records of a history."""
    opened, hidden, least, depth = [], [], 1, 0
    for record in history:
        depth += 1 if record.path else -1
        if record.value < least or depth < 0:
            raise Malformed("history", record.offset)
        least = record.value
        if record.value > line:
            continue
        if record.path:
            opened.append(record)
            hidden.append(0)
        else:
            inner, _ = opened.pop(), hidden.pop()
            if hidden:
                hidden[-1] += record.value - inner.value
    if line and opened:
        return opened[-1].components, line - opened[-1].value + 1 - hidden[-1]
    first = next((record for record in history if record.path), None)
    return (first.components, 0) if first else None


# PC-line table


def rows(lines, pc, quantum=1):
    """(pc, line, offset behind the line step)"""
    at = line = pending = 0
    start = None
    while at < len(lines):
        byte = lines[at]
        start = at if start is None else start
        at += 1
        if byte > 0x80:
            pending += quantum * (byte - 0x80)
            continue
        if byte == 0:
            if len(lines) - at < 4:
                raise Malformed("line step", at - 1)
            line += struct.unpack_from(">i", lines, at)[0]
            at += 4
        else:
            line += byte if byte <= 0x40 else 0x40 - byte
        if not 0 <= line <= MAX_LINE:
            raise Malformed("line step", at - (5 if byte == 0 else 1))
        pc, pending = pc + pending, 0
        if pc >= 2**64:
            raise Malformed("pc step", start)
        yield pc, line, at
        pc, start = pc + quantum, None


def answers(data, lines, is_arm, addresses):
    """Records, Thumb: function and place of each address, of the first table."""
    table = tables(data)[0]
    texts, clear = table.of(TEXT), ~1 if is_arm else ~0
    first, last = marks(texts)
    functions, history = [], []
    for entry in table.entries:
        if entry.opens_unit():
            history = []
        if entry.letter in HISTORY:
            history = history + [entry]
        if entry.letter in TEXT and entry not in (first, last):
            functions.append((entry.value & clear, entry.name, history))
    starts = first or (functions and next(t for t in texts if t is not last))
    all_rows = list(rows(lines, starts.value)) if starts else []
    end = last.value & clear if last else 2**64
    for pc in addresses:
        pc &= clear
        here = [f for f in functions if f[0] <= pc] if pc < end else []
        if not here:
            yield None, None
            continue
        line = 0
        for row_pc, row_line, _ in all_rows:
            if row_pc & clear <= pc:
                line = row_line
        yield here[-1][1], place_of(here[-1][2], line)


# Index


def index_fields(index):
    """flags, functions of a block, size of the table, addresses, blocks"""
    if len(index) < 16:
        raise Malformed("index", 0)
    magic, version, shift, flags, zero, count, size = struct.unpack_from("<IBBBBII", index)
    blocks = -(-count // 2**shift)
    words = 5 if flags == 3 else 2
    for offset, good in (
        (0, magic == 0x47534958),
        (4, version == 1),
        (5, shift <= 6),
        (6, flags in (0, 1, 3)),
        (7, zero == 0),
        (8, len(index) == 16 + 4 * count + 4 * words * blocks),
    ):
        if not good:
            raise Malformed("index", offset)
    addresses = struct.unpack_from(f"<{count}I", index, 16)
    for i, address in enumerate(addresses):
        must_be_0 = i == 0 or not flags
        if address != 0 if must_be_0 else address < addresses[i - 1]:
            raise Malformed("index", 16 + 4 * i)
    found = []
    for i in range(blocks):
        at = 16 + 4 * count + 4 * words * i
        block = struct.unpack_from(f"<{words}I", index, at) + (0,) * (5 - words)
        entry, history, row, pc, line = block
        if not (found[-1][0] if found else 7) < entry < size:
            raise Malformed("index", at)
        if history and not 8 <= history < entry:
            raise Malformed("index", at + 4)
        if not row and (pc or line):
            raise Malformed("index", at + 8)
        if pc > addresses[i << shift]:
            raise Malformed("index", at + 12)
        found.append(block)
    return flags, 2**shift, size, addresses, found


def make_index(data, lines):
    texts, histories, history, before, seen_text = [], [], 0, None, False
    for form, own, entry in entries(data):
        if not form.is_new:
            raise Malformed("header", 0)
        if own:
            raise Malformed("header", own)
        if entry is None:
            continue
        in_run = before is not None and before.letter in HISTORY
        before = entry
        if entry.letter in HISTORY and not entry.opens_unit() and not in_run:
            raise Malformed("history", entry.offset)
        if entry.opens_unit():
            history = entry.offset
        if entry.letter == "f" and history:
            raise Malformed("entry", entry.offset)
        if entry.letter in TEXT:
            is_first_mark = is_mark(entry, b"text") and not seen_text
            seen_text |= is_first_mark
            if texts and entry.value < texts[-1].value:
                raise Malformed("text symbol", entry.offset)
            if texts and is_first_mark and texts[0].value < entry.value:
                raise Malformed("text symbol", entry.offset)
            texts.append(entry)
            histories.append(history)
    base = texts[0].value if texts else 0
    fits = not texts or texts[-1].value - base < 2**32
    flags = (3 if lines else 1) if fits else 0
    words = [0x47534958, 1 | 3 << 8 | flags << 16, len(texts), len(data)]
    words += [text.value - base if fits else 0 for text in texts]
    ahead = list(rows(lines, base)) if flags == 3 else []
    row, line = (base, 0, 0), 0
    for i in range(0, len(texts), 8):
        words += [texts[i].offset, histories[i]]
        while line < len(ahead) and ahead[line][0] <= texts[i].value:
            row, line = ahead[line], line + 1
        if flags == 3:
            words += [row[2], row[0] - base, row[1]]
    order = form.order
    out = bytearray(struct.pack(f"{order}{len(words)}I", *words))
    out[4:8] = bytes([1, 3, flags, 0])
    return bytes(out)
