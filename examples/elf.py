# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sections and symbols of an ELF file, as far as the examples' checks need them.

It shares no code with the plugins and none with LLVM, so that what it reads is a
second opinion. ELF of 32 and 64 bits, both byte orders.
"""
import collections
import struct

Section = collections.namedtuple("Section", "name type flags address offset size link")
Symbol = collections.namedtuple("Symbol", "name address size type section")

SHT_SYMTAB, SHT_NOBITS = 2, 8
STT_OBJECT, STT_FUNC = 1, 2


class File:
    def __init__(self, path):
        self.data = open(path, "rb").read()
        if self.data[:4] != b"\x7fELF":
            raise SystemExit("%s: not an ELF file" % path)
        self.wide = self.data[4] == 2
        self.order = "<" if self.data[5] == 1 else ">"
        self.sections = self._sections()
        self.symbols = self._symbols()

    def unpack(self, layout, offset):
        return struct.unpack_from(self.order + layout, self.data, offset)

    def section(self, name):
        for section in self.sections:
            if section.name == name:
                return section
        raise SystemExit("no section %s" % name)

    def bytes_of(self, section):
        if section.type == SHT_NOBITS:
            return b""
        return self.data[section.offset:section.offset + section.size]

    def symbol(self, name):
        for symbol in self.symbols:
            if symbol.name == name:
                return symbol
        raise SystemExit("no symbol %s" % name)

    def offset_of(self, symbol):
        """Place in the file of the symbol's first byte."""
        section = self.sections[symbol.section]
        return section.offset + symbol.address - section.address

    def content(self, symbol):
        offset = self.offset_of(symbol)
        return self.data[offset:offset + symbol.size]

    def words(self, data):
        """The pointer-size words that `data` consists of."""
        size, letter = (8, "Q") if self.wide else (4, "I")
        return struct.unpack("%s%d%s" % (self.order, len(data) // size, letter), data)

    def _string(self, table, offset):
        start = table.offset + offset
        return self.data[start:self.data.index(b"\0", start)].decode(errors="replace")

    def _sections(self):
        table, = self.unpack("Q", 0x28) if self.wide else self.unpack("I", 0x20)
        entry, count, names = self.unpack("HHH", 0x3a if self.wide else 0x2e)
        rows = [self.unpack("IIQQQQI" if self.wide else "IIIIIII", table + i * entry)
                for i in range(count)]
        unnamed = [Section(*row) for row in rows]
        return [s._replace(name=self._string(unnamed[names], s.name)) for s in unnamed]

    def _symbols(self):
        symbols = []
        for table in self.sections:
            if table.type != SHT_SYMTAB:
                continue
            size = 24 if self.wide else 16
            for offset in range(table.offset, table.offset + table.size, size):
                if self.wide:
                    name, info, _, section, address, length = self.unpack("IBBHQQ", offset)
                else:
                    name, address, length, info, _, section = self.unpack("IIIBBH", offset)
                name = self._string(self.sections[table.link], name)
                symbols.append(Symbol(name, address, length, info & 15, section))
        return symbols
