# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds what we read in tables to what Go's debug/gosym reads in them. Both must
take the same tables and see the same in them, but for the differences that have a
rule here, a test of its own and a line in docs/Compatibility.md.

    compare-with-go.py DUMP_TABLES READTABLES ARCHIVE
    compare-with-go.py DUMP_TABLES READTABLES --hex FILE

With --hex the one table is the hexadecimal bytes of FILE behind a line `#--- table`,
and what both saw is printed too.

A rule does not say "may differ here". From what one reader saw and the rules
follows exactly what the other one must have seen.
"""
import re
import struct
import subprocess
import sys
import tempfile

TEXTS, HISTORIES = "TtLl", "zZ"


class Wrong(Exception):
    pass


def expect(what, good):
    if not good:
        raise Wrong(what)


class Seen:
    """What a reader printed for a table."""

    def __init__(self, lines):
        self.symbols, self.functions, self.files = [], [], []
        self.form = self.error = self.unsound = self.panic = None
        for line in lines:
            word, _, rest = line.lstrip().partition(" ")
            if word == "symbol":
                self.symbols.append(rest.split(" "))
            elif word == "function":
                self.functions.append({"head": rest.split(" "), "param": [], "local": []})
            elif word in ("param", "local"):
                self.functions[-1][word].append(rest.split(" "))
            elif word in ("frame", "lookup"):
                self.functions[-1][word] = rest
            elif word == "file":
                self.files.append(rest)
            else:
                setattr(self, word, rest)


def dotted(name, rules):
    """Go takes the bytes of a middle dot in any name for a dot."""
    if "\\c2\\b7" in name:
        rules.add("middle-dot")
    return name.replace("\\c2\\b7", ".")


def as_go_sees(table, ours, rules):
    """Our symbols in Go's eyes."""
    result, kept = [], "0"
    for type, value, go_type, name, offset, *_ in ours.symbols:
        if len(table) - int(offset, 16) < 4:
            rules.add("last-bytes")
            continue
        if go_type == "-":
            if kept != "0":
                rules.add("go-type-kept")
            go_type = kept
        elif ours.form == "go1.1":
            kept = go_type
        result.append([type, value, go_type, dotted(name, rules)])
    return result


def plain(symbols):
    """Our symbols as SymbolIndex sees them."""
    return [[t, v, "0" if g == "-" else g, n] for t, v, g, n, *_ in symbols]


def go_functions(symbols):
    """debug/gosym's functions, from its symbols, with what a lookup will do."""
    functions, history = [], False
    for i, (type, value, go_type, name) in enumerate(symbols):
        history |= type in HISTORIES
        if type not in TEXTS:
            continue
        if functions:
            functions[-1]["head"][1] = value
        if name in ("etext", "runtime.etext"):
            continue
        f = {"head": [value, "0", name], "frame": "0", "param": [], "local": [],
             "symbol": i, "history": history}
        for t, v, g, n in symbols[i + 1:]:
            if t in TEXTS + HISTORIES:
                break
            if t == "m":
                f["frame"] = v
            elif t in "pa":
                f["param" if t == "p" else "local"].append([v, g, n])
        functions.append(f)
    bounds = [(int(f["head"][0], 16), int(f["head"][1], 16)) for f in functions]
    for f, (entry, _) in zip(functions, bounds):
        low, high, f["lookup"] = 0, len(functions), "none"
        while low < high:
            middle = (low + high) // 2
            if entry < bounds[middle][0]:
                high = middle
            elif entry < bounds[middle][1]:
                f["lookup"] = "done" if functions[middle]["history"] else "panic"
                break
            else:
                low = middle + 1
    return functions


def bounds(symbols):
    """Numbers of the symbols `text` and `etext`, as SymbolIndex takes them."""
    first = next((i for i, s in enumerate(symbols)
                  if s[0] == "T" and s[3] in ("text", "runtime.text")), None)
    last = next((i for i, s in reversed(list(enumerate(symbols)))
                 if s[0] == "T" and s[3] in ("etext", "runtime.etext")), None)
    return first, last


def is_sound(symbols):
    """Can functions be searched, have all details one and all histories an order?"""
    marks = bounds(symbols)
    least = line = depth = 0
    inside = False
    for i, symbol in enumerate(symbols):
        type, value = symbol[0], int(symbol[1], 16)
        if type in TEXTS:
            inside = i not in marks
            if inside and value < least:
                return False
            least = max(least, value) if inside else least
        elif type in "map":
            if not inside or (type != "m" and value > (1 << 63) - 9):
                return False
        elif type in HISTORIES:
            opens = symbol[5] != "0"
            if value == 1 and opens:
                line = depth = 0
            depth += 1 if opens else -1
            if value < max(line, 1) or depth < 0:
                return False
            line = value
    return marks[1] is None or int(symbols[marks[1]][1], 16) >= least


def our_functions(symbols):
    """SymbolIndex's, from our symbols, as its header promises them."""
    first, last = bounds(symbols)
    functions, current = [], None
    for i, (type, value, go_type, name) in enumerate(symbols):
        if type in TEXTS and i not in (first, last):
            current = {"head": [value, "", name], "frame": "-", "param": [], "local": [],
                       "symbol": i}
            functions.append(current)
        elif type == "m" and name == ".frame":
            current["frame"] = value
        elif type in "pa":
            current["param" if type == "p" else "local"].append([value, go_type, name])
    end = symbols[last][1] if last is not None else "ffffffffffffffff"
    for i in reversed(range(len(functions))):
        if i + 1 < len(functions) and functions[i]["head"][0] != functions[i + 1]["head"][0]:
            end = functions[i + 1]["head"][0]
        functions[i]["head"][1] = end
    return functions, first, last


def same_functions(model, printed):
    keys = ("head", "frame", "param", "local")
    return ([[f["head"][:3]] + [f[k] for k in keys[1:]] for f in model] ==
            [[f["head"][:3]] + [f[k] for k in keys[1:]] for f in printed])


def compare_functions(ours, go, dropped, rules):
    theirs = go_functions(go.symbols)
    expect("Go's functions", same_functions(theirs, go.functions))
    expect("Go's lookups", [f["lookup"] for f in theirs] ==
           [f["lookup"] for f in go.functions])
    expect("soundness", is_sound(ours.symbols) == (ours.unsound is None))
    if ours.unsound:
        rules.add("soundness-is-not-checked")
        return
    mine, first, last = our_functions(plain(ours.symbols))
    expect("our functions", same_functions(mine, ours.functions))
    for f, printed in zip(mine, ours.functions):
        f["unit"] = printed["head"][3]

    by_symbol = {f["symbol"]: f for f in theirs}
    for f in mine:
        g = by_symbol.pop(f["symbol"], None)
        if g is None:
            expect("function that Go has not", f["symbol"] in dropped or
                   f["head"][2] in ("etext", "runtime.etext"))
            if f["symbol"] not in dropped:
                rules.add("each-etext-is-a-bound")
            continue
        entry, end = f["head"][:2]
        texts = [s for s in range(g["symbol"] + 1, len(go.symbols))
                 if go.symbols[s][0] in TEXTS]
        following = texts[0] if texts else None
        if end != g["head"][1]:
            if following is None:
                rules.add("end-without-etext")
            elif following == first:
                rules.add("text-is-a-function")
            elif g["head"][1] == entry:
                rules.add("end-of-an-alias")
            elif go.symbols[following][3] in ("etext", "runtime.etext"):
                rules.add("each-etext-is-a-bound")
            else:
                raise Wrong("end of " + f["head"][2])
        if (f["unit"] == "-") == g["history"]:
            raise Wrong("unit of " + f["head"][2])
        rest = [s[0] for s in go.symbols[g["symbol"] + 1:following]]
        later = any(t in HISTORIES for t in rest) and any(
            t in "map" for t in rest[[t in HISTORIES for t in rest].index(True):])
        if f["frame"] != g["frame"] and not (f["frame"] == "-" and g["frame"] == "0"):
            rules.add("history-ends-a-function" if later else "frame-is-the-last-m")
        if len(f["param"] + f["local"]) != len(g["param"] + g["local"]):
            expect("variables of " + f["head"][2], later or dropped)
            rules.add("history-ends-a-function" if later else "last-bytes")
    for g in by_symbol.values():
        expect("function that we have not: " + g["head"][2], g["symbol"] in (first, last))
        rules.add("text-is-a-function" if g["symbol"] == first else "each-etext-is-a-bound")
    if any(g["lookup"] == "panic" for g in theirs):
        rules.add("lookup-panics-without-history")


def compare_files(ours, go, rules):
    files, i = set(), 0
    while i < len(go.symbols):
        depth = 0
        while i < len(go.symbols) and go.symbols[i][0] in HISTORIES:
            name = go.symbols[i][3]
            if name and depth == 0:
                files.add(name)
            depth += 1 if name else -1
            i += 1
        i += 1
    expect("Go's files", files == set(go.files))
    if ours.unsound:
        return
    opened = [s for s in ours.symbols if s[0] in HISTORIES and s[5] != "0"]
    all = {s[3] for s in opened}
    expect("our files", all == set(ours.files))
    if "" in all:
        rules.add("file-without-name")
    elif {name.replace("\\c2\\b7", ".") for name in all} != files:
        rules.add("nested-files")


def rule_of_error(table, ours, go, seen):
    """Why Go takes a table that we refuse. `seen` are the symbols before it."""
    what, offset, fact = re.fullmatch(r"(.*) at offset 0x([0-9a-f]+): (.*)", ours.error).groups()
    left = len(table) - int(offset, 16)
    extra = go.symbols[len(seen):]
    if not extra:
        if not table:
            return "empty-table"
        expect("nothing behind the error, but not at the end", left < 4)
        return "last-bytes"
    type, value, _, name = extra[0]
    number = int(value, 16)
    rest = table[int(offset, 16):]
    if what == "type" or "unknown prefix" in fact:
        expect("type " + type, not re.fullmatch("[A-Za-z]", type))
        return "letter-codes"
    if fact.startswith("varint above 64 bits"):
        expect("varint", all(byte > 127 for byte in rest[:9]) and rest[9] > 1)
        return "varint-overflow"
    if fact.startswith("path index"):
        expect("f " + value, type == "f" and not 1 <= number <= 65535)
        return "component-number"
    if fact.startswith("path component above"):
        expect("size of f " + value, type == "f" and rest.index(b"\0") > 1023)
        return "component-size"
    if what == "name" and "without a NUL" in fact:
        expect("entry behind the last NUL", len(extra) == 1 and b"\0" not in rest)
        return "missing-nul"
    if what == "name" and "unknown name of an m" in fact:
        expect("m " + name, type == "m" and name not in (".frame", ".locals", ".args"))
        return "m-names"
    expect(ours.error, type in HISTORIES)
    if "history entry with a name" in fact:
        expect("name of a history", rest[0] != 0)
        return "history-name"
    path = list(struct.iter_unpack(">H", rest[:len(rest) & ~1]))
    if "without the index 0" in fact:
        expect("entry behind the last path", len(extra) == 1 and (0,) not in path)
        return "path-cut"
    if fact.startswith("path above"):
        expect("length of a path", path.index((0,)) > 1023)
        return "path-length"
    unknown = int(re.match("unknown index (\\d+)", fact).group(1))
    known = {int(s[1], 16) for s in seen if s[0] == "f"}
    expect(ours.error, unknown not in known and (unknown,) in path[:path.index((0,))])
    return "unknown-component"


def first_of_second_table(table, ours):
    """Number of our first symbol behind another header like the first, if any."""
    for number, symbol in enumerate(ours.symbols):
        at = int(symbol[4], 16)
        if ours.form == "go1.1" and at > 8 and table[at - 8:at] == table[:8]:
            return number
    return None


def compare(table, ours, go, rules):
    """Raises Wrong; returns whether the table was taken by any."""
    expect("panic " + str(go.panic), go.panic is None)
    if go.error is not None:
        expect("only Go refuses: " + go.error, ours.error is not None)
        return False
    second = first_of_second_table(table, ours)
    if second is not None:
        # To Go the header is a symbol of a type that is no letter.
        before = as_go_sees(table, ours, rules)[:second]
        expect("symbols of the first table", before == go.symbols[:second])
        rules.clear()
        rules.add("second-table")
        return True
    symbols = as_go_sees(table, ours, rules)
    expect("symbols", symbols == go.symbols[:len(symbols)])
    if ours.error is not None:
        rules.clear()
        rules.add(rule_of_error(table, ours, go, symbols))
        return True
    expect("number of symbols", len(symbols) == len(go.symbols))
    dropped = range(len(symbols), len(ours.symbols))
    compare_functions(ours, go, dropped, rules)
    compare_files(ours, go, rules)
    return True


def outputs(program, archive):
    text = subprocess.check_output([program, archive]).decode()
    tables = re.split(r"^table \d+\n", text, flags=re.M)
    return [t.splitlines() for t in tables[1:]]


def from_hex(name):
    lines = open(name).read().split("#--- table\n")[1].splitlines()
    text = " ".join(line.split("#")[0] for line in lines)
    # 78*3 is 78 78 78.
    return bytes.fromhex(re.sub(r"(\w+)\*(\d+)", lambda m: m[1] * int(m[2]), text))


mine, theirs, archive = sys.argv[1:4]
explain = archive == "--hex"
if explain:
    table = from_hex(sys.argv[4])
    file = tempfile.NamedTemporaryFile()
    file.write(struct.pack("<I", len(table)) + table)
    file.flush()
    archive = file.name
data = open(archive, "rb").read()
tables = []
while data:
    size, = struct.unpack_from("<I", data)
    tables.append(data[4:4 + size])
    data = data[4 + size:]

same = refused = wrong = 0
counts = {}
ours, go = outputs(mine, archive), outputs(theirs, archive)
if not len(ours) == len(go) == len(tables):
    sys.exit("%d and %d of %d tables were read" % (len(ours), len(go), len(tables)))
for number, (table, a, b) in enumerate(zip(tables, ours, go)):
    rules = set()
    if explain:
        print("\n".join(["ours: " + line for line in a] + ["go:   " + line for line in b]))
    try:
        taken = compare(table, Seen(a), Seen(b), rules)
    except Wrong as e:
        wrong += 1
        if wrong <= 10:
            print("table %d: %s\n  %s\nours: %s\ngo:   %s" %
                  (number, e, table.hex(" "), "\n      ".join(a), "\n      ".join(b)))
        continue
    refused += not taken
    same += taken and not rules
    for rule in rules:
        counts[rule] = counts.get(rule, 0) + 1
for rule in sorted(counts):
    print("rule %s: %d" % (rule, counts[rule]))
print("%d tables: %d read the same, %d refused by both, %d differ by rules, %d wrong" %
      (len(tables), same, refused, len(tables) - same - refused - wrong, wrong))
sys.exit(wrong != 0)
