//===- DumpTables.cpp - What we see in an archive of tables ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Prints what readtables.go prints, which has the form, as our library sees it:
// symbols by TableReader, functions and files by SymbolIndex. More than there:
//
//   form go1.1|go1.0|interim      behind `table`
//   symbol TYPE VALUE GOTYPE NAME OFFSET [COMPONENTS]
//   function ENTRY END NAME UNIT
//   error MESSAGE                 behind the symbols before the error
//   unsound MESSAGE               instead of functions and files
//
// GOTYPE `-`: it has none. UNIT `-`: before any history. COMPONENTS: how many
// the path of a history entry has.
//
//===----------------------------------------------------------------------===//

#include "gosym/Format/SymbolIndex.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace gosym;

static std::string escape(StringRef name) {
  std::string text;
  for (unsigned char c : name) {
    bool plain = c > ' ' && c < 0x7f && c != '\\';
    text += plain ? std::string(1, c)
                  : "\\" + toHex(ArrayRef(c), /*LowerCase=*/true);
  }
  return text;
}

static std::string hex(std::optional<uint64_t> number) {
  return number ? utohexstr(*number, /*LowerCase=*/true) : "-";
}

static StringRef formName(TableForm form) {
  return form == TableForm::Go11   ? "go1.1"
         : form == TableForm::Go10 ? "go1.0"
                                   : "interim";
}

/// Prints the entries; returns whether all are good.
static bool dumpSymbols(ArrayRef<uint8_t> table) {
  Expected<TableReader> reader = TableReader::create(table);
  if (!reader) {
    outs() << "error " << toString(reader.takeError()) << "\n";
    return false;
  }
  outs() << "form " << formName(reader->target().form) << "\n";
  while (true) {
    Expected<const Entry *> entry = reader->next();
    if (!entry) {
      outs() << "error " << toString(entry.takeError()) << "\n";
      return false;
    }
    if (!*entry)
      return true;
    const Entry &e = **entry;
    outs() << "symbol " << e.type << " " << hex(e.value) << " " << hex(e.goType)
           << " " << escape(e.isHistory() ? reader->path(e) : e.name) << " "
           << hex(reader->offset());
    if (e.isHistory())
      outs() << " " << e.path.size();
    outs() << "\n";
  }
}

static void dumpVariables(const Function &function, char type, StringRef word,
                          uint64_t pointerSize) {
  for (const TableVariable &v : function.variables) {
    if (v.type != type)
      continue;
    // As it was stored.
    uint64_t value = type == 'p' ? v.offset : -v.offset - pointerSize;
    outs() << "  " << word << " " << hex(value) << " " << hex(v.goType) << " "
           << escape(v.name) << "\n";
  }
}

static void dumpIndex(ArrayRef<uint8_t> table) {
  Expected<SymbolIndex> index = SymbolIndex::create(table);
  if (!index) {
    outs() << "unsound " << toString(index.takeError()) << "\n";
    return;
  }
  uint64_t pointerSize = index->target().pointerSize;
  for (const Function &f : index->functions()) {
    outs() << "function " << hex(f.entry) << " " << hex(f.end) << " "
           << escape(f.name) << " "
           << (f.unit == noUnit ? "-" : std::to_string(f.unit)) << "\n";
    outs() << "  frame " << hex(f.frame) << "\n";
    dumpVariables(f, 'p', "param", pointerSize);
    dumpVariables(f, 'a', "local", pointerSize);
  }
  for (const std::string &file : index->files())
    outs() << "file " << escape(file) << "\n";
}

int main(int, char **argv) {
  auto archive = MemoryBuffer::getFile(argv[1]);
  if (!archive) {
    errs() << argv[1] << ": " << archive.getError().message() << "\n";
    return 1;
  }
  ArrayRef<uint8_t> rest = arrayRefFromStringRef((*archive)->getBuffer());
  for (size_t number = 0; !rest.empty(); ++number) {
    uint32_t size = support::endian::read32le(rest.data());
    ArrayRef<uint8_t> table = rest.slice(sizeof(size), size);
    outs() << "table " << number << "\n";
    if (dumpSymbols(table))
      dumpIndex(table);
    rest = rest.drop_front(sizeof(size) + size);
  }
}
