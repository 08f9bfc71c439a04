//===- TwinSymbols.cpp - The two sides of a comparison --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a table should hold is computed here from .symtab, by separate rules:
/// this checks the linker plugin and shares none of its code but the facts of
/// each target (Support/Machine.h).
///
/// Values are compared as both files store them, with the bit that marks Thumb
/// functions, which LLVM's getAddress() would clear.
///
//===----------------------------------------------------------------------===//

#include "TwinSymbols.h"
#include "../../lib/Support/Machine.h"
#include "CompactPrint.h"
#include "gosym/Format/Reader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include <algorithm>

using namespace llvm;
using namespace llvm::object;

namespace gosym {

//===----------------------------------------------------------------------===//
// The symbols of the twin
//===----------------------------------------------------------------------===//

static bool isTypeOfTable(uint8_t type) {
  return type != ELF::STT_SECTION && type != ELF::STT_FILE &&
         type != ELF::STT_TLS;
}

static char letterFor(ELFSymbolRef symbol, ELFSectionRef section) {
  char letter = 'D';
  if (section.getFlags() & ELF::SHF_EXECINSTR)
    letter = 'T';
  else if (section.getType() == ELF::SHT_NOBITS)
    letter = 'B';
  return symbol.getBinding() == ELF::STB_LOCAL ? toLower(letter) : letter;
}

template <class ELFT>
static uint64_t valueOf(const ELFObjectFile<ELFT> &twin, ELFSymbolRef symbol) {
  // The symbol tables have been checked when the file was opened.
  return cantFail(twin.getSymbol(symbol.getRawDataRefImpl()))->st_value;
}

static uint64_t valueOf(const ELFObjectFileBase &twin, ELFSymbolRef symbol) {
  if (const auto *object = dyn_cast<ELF64LEObjectFile>(&twin))
    return valueOf(*object, symbol);
  if (const auto *object = dyn_cast<ELF32LEObjectFile>(&twin))
    return valueOf(*object, symbol);
  if (const auto *object = dyn_cast<ELF64BEObjectFile>(&twin))
    return valueOf(*object, symbol);
  return valueOf(*cast<ELF32BEObjectFile>(&twin), symbol);
}

Expected<TwinSymbols> symbolsOfTwin(const ELFObjectFileBase &twin,
                                    bool withSizes) {
  const Machine &machine = machineOf(twin.getEMachine());
  TwinSymbols symbols;
  for (ELFSymbolRef symbol : twin.symbols()) {
    if (!isTypeOfTable(symbol.getELFType()))
      continue;
    // Undefined and absolute symbols have no section.
    Expected<section_iterator> section = symbol.getSection();
    if (!section)
      return section.takeError();
    if (*section == twin.section_end() ||
        !(ELFSectionRef(**section).getFlags() & ELF::SHF_ALLOC))
      continue;

    Expected<StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    if (name->empty() || machine.isMappingSymbol(*name))
      continue;
    symbols.push_back({*name, valueOf(twin, symbol),
                       letterFor(symbol, **section),
                       withSizes ? symbol.getSize() : 0});
  }
  llvm::sort(symbols);
  return symbols;
}

//===----------------------------------------------------------------------===//
// The symbols of the table
//===----------------------------------------------------------------------===//

/// L and l are functions without a frame: text to an ELF file.
static char withoutFrameKind(char letter) {
  return letter == 'L' ? 'T' : letter == 'l' ? 't' : letter;
}

/// Takes the mark `text` out of \p symbols. A function of the program may have
/// its name: the mark is the one that \p twin does not know.
static void eraseTextMark(TwinSymbols &symbols, const TwinSymbols &twin) {
  auto isNamedLikeMark = [](const TwinSymbol &symbol) {
    return gosym_is_text_mark(symbol.letter, symbol.name.data(),
                              symbol.name.size());
  };
  auto mark = find_if(symbols, [&](const TwinSymbol &symbol) {
    return isNamedLikeMark(symbol) &&
           !std::binary_search(twin.begin(), twin.end(), symbol);
  });
  if (mark == symbols.end())
    mark = find_if(symbols, isNamedLikeMark);
  if (mark != symbols.end())
    symbols.erase(mark);
}

Expected<TwinSymbols> symbolsOfTable(ArrayRef<uint8_t> table,
                                     const TwinSymbols &twin) {
  Expected<TableReader> reader = TableReader::create(table);
  if (!reader)
    return reader.takeError();

  TwinSymbols symbols;
  std::optional<size_t> lastText;
  uint64_t current = 0;
  auto endTable = [&] {
    if (lastText) // That is `etext`, or the table were not sound.
      symbols.erase(symbols.begin() + *lastText);
    lastText.reset();
    eraseTextMark(symbols, twin);
  };
  auto enterTable = [&] {
    if (std::exchange(current, reader->tableOffset()) != reader->tableOffset())
      endTable();
  };
  if (Error error = forEachEntry(*reader, [&](const Entry &entry) {
        enterTable();
        if (entry.isText())
          lastText = symbols.size();
        if (entry.isText() || entry.isData())
          symbols.push_back(
              {entry.name, entry.value, withoutFrameKind(entry.type)});
      }))
    return error;
  enterTable();
  endTable();
  llvm::sort(symbols);
  // Where a file has several tables, the same symbol may be in more than one of
  // them.
  if (current != 0)
    symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
  return symbols;
}

Expected<TwinSymbols> symbolsOfCompact(const CompactReader &reader,
                                       StringSaver &names) {
  TwinSymbols symbols;
  for (bool isFunction : {false, true}) {
    const CompactSymbols &list =
        isFunction ? reader.functions() : reader.data();
    if (Error error = list.forEach([&](const CompactSymbol &symbol) -> Error {
          Expected<std::string> name = reader.name(symbol);
          if (!name)
            return name.takeError();
          uint64_t value =
              reader.addressOf(symbol.distance) | uint64_t(symbol.isThumb);
          symbols.push_back({names.save(*name), value,
                             letterOf(symbol, isFunction), symbol.size});
          return Error::success();
        }))
      return error;
  }
  llvm::sort(symbols);
  return symbols;
}

Expected<TwinSymbols> symbolsOfFunctions(const FunctionTable &table) {
  TwinSymbols symbols;
  for (uint32_t i = 0; i != table.size(); ++i) {
    Expected<FunctionRecord> function = table.function(i);
    if (!function)
      return function.takeError();
    symbols.push_back({function->name, function->entry, 't'});
  }
  llvm::sort(symbols);
  return symbols;
}

void keepFunctions(TwinSymbols &twin, bool hasThumbBit) {
  erase_if(twin, [](const TwinSymbol &symbol) {
    return toLower(symbol.letter) != 't';
  });
  for (TwinSymbol &symbol : twin) {
    symbol.letter = 't';
    if (hasThumbBit)
      symbol.address &= ~uint64_t(1);
  }
  llvm::sort(twin);
}

} // namespace gosym
