//===- GoTables.cpp -------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tables a link gets.
//
// Options come one by one and in any order, and each may change what the ones
// before it have brought about: `-gosym-index=on -gosym-symtab=none`. So a call
// makes the generated symbols what the options say now. An index or a line
// table that was made for a symbol table which is gone is made anew; without
// one it says so itself, when all options have been read.
//
//===----------------------------------------------------------------------===//

#include "gosym/Collect/GoTables.h"
#include "Generators.h"
#include "GoTypes.h"

using namespace llvm;
using namespace gosym;

static void withdraw(bool &isCreated, const GeneratedSymbol &symbol) {
  if (std::exchange(isCreated, false))
    withdrawGeneratedSymbol(symbol.name);
}

static void createSymtab(std::shared_ptr<CollectedTable> table) {
  std::string symtab = goSymbolTableSymbol().name;
  createGeneratedSymbol(goSymbolTableSymbol(),
                        makeGoSymbolTable(std::move(table)));
  // What relocatable inputs bring; what their tables know goes into ours.
  // Not .gopclntab: -r makes none, and that of a Go program is its own.
  for (const GeneratedSymbol &s :
       {goSymbolTableSymbol(), goSymbolIndexSymbol()})
    consumeInputSections(symtab, s.section);
  // Under -r a type may be known to the final link only.
  if (!isRelocatableLink())
    consumeInputSections(symtab, typeAnnotationSection());
  // Go's linker makes such a section with nothing in it but local symbols
  // runtime.symtab and runtime.esymtab of its own; in a PIE it has this name.
  consumeInputSections(symtab, ".data.rel.ro.gosymtab");
}

/// The one place that decides whether the link gets a note. Auto is for tables
/// that nobody finds by a section: there is none yet.
static bool wantsNote(const TableOptions &options) {
  bool hasTable = options.symtab || options.index || options.pclntab;
  return hasTable && options.note == NoteOption::On;
}

void GoTables::apply(const TableOptions &options) {
  std::shared_ptr<CollectedTable> table = collected.lock();
  if (!table)
    collected = table = std::make_shared<CollectedTable>(options);

  if (!options.symtab) {
    withdraw(hasSymtab, goSymbolTableSymbol());
    table = nullptr;
  } else if (!std::exchange(hasSymtab, true)) {
    createSymtab(table);
  }
  withdraw(hasIndex, goSymbolIndexSymbol());
  withdraw(hasLines, pcLineTableSymbol());
  withdraw(hasNote, goTableNoteSymbol());
  // Differences of addresses are for the final link to make.
  if (isRelocatableLink())
    return;
  if (options.index) {
    createGeneratedSymbol(goSymbolIndexSymbol(), makeGoSymbolIndex(table));
    hasIndex = true;
  }
  if (options.pclntab) {
    createGeneratedSymbol(pcLineTableSymbol(), makePcLineTable(table));
    hasLines = true;
  }
  if (wantsNote(options)) {
    createGeneratedSymbol(goTableNoteSymbol(), makeGoTableNote());
    hasNote = true;
  }
}
