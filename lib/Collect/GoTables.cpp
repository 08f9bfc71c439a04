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

/// Auto is for the table that nobody finds by a section.
static bool wantsNote(const TableOptions &options) {
  bool hasCompact = options.compact != CompactChoice::Off;
  if (options.note == NoteOption::Auto)
    return hasCompact;
  return options.note == NoteOption::On &&
         (hasCompact || options.wantsSymtab() || options.index ||
          options.pclntab != PclntabChoice::Off);
}

/// The table called \p name needs debug information.
static void readAhead(StringRef name,
                      std::shared_ptr<CollectedProgram> program) {
  beginAhead(name, [program = std::move(program)](const EarlyLink &link) {
    program->beginAhead(link);
  });
}

void GoTables::apply(const TableOptions &options) {
  std::shared_ptr<CollectedProgram> program = collected.lock();
  if (!program)
    collected = program = std::make_shared<CollectedProgram>(options);

  std::shared_ptr<CollectedTable> goTable;
  if (!options.wantsSymtab()) {
    withdraw(hasSymtab, goSymbolTableSymbol());
  } else if (std::exchange(hasSymtab, true)) {
    goTable = table.lock();
  } else {
    table = goTable = std::make_shared<CollectedTable>(program);
    createSymtab(goTable);
  }
  withdraw(hasIndex, goSymbolIndexSymbol());
  withdraw(hasLines, pcLineTableSymbol());
  withdraw(hasCompact, compactTableSymbol());
  withdraw(hasNote, goTableNoteSymbol());
  // Differences of addresses are for the final link to make.
  if (isRelocatableLink())
    return;
  if (goTable && (options.frames || options.locals))
    readAhead(goSymbolTableSymbol().name, program);
  if (options.index) {
    createGeneratedSymbol(goSymbolIndexSymbol(), makeGoSymbolIndex(goTable));
    hasIndex = true;
  }
  if (options.wantsFunctionTable()) {
    createGeneratedSymbol(functionTableSymbol(), makeFunctionTable(program));
    readAhead(functionTableSymbol().name, program);
    hasLines = true;
  } else if (options.pclntab == PclntabChoice::Go11) {
    createGeneratedSymbol(pcLineTableSymbol(), makePcLineTable(goTable));
    readAhead(pcLineTableSymbol().name, program);
    hasLines = true;
  }
  if (options.compact != CompactChoice::Off) {
    createCompactTable(program);
    hasCompact = true;
  }
  if (wantsNote(options)) {
    createGeneratedSymbol(goTableNoteSymbol(),
                          makeGoTableNote(options.wantsFunctionTable()));
    hasNote = true;
  }
}
