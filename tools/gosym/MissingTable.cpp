//===- MissingTable.cpp - A file without a table --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "MissingTable.h"
#include "ElfFacts.h"
#include "TableFile.h"

using namespace llvm;
using namespace llvm::object;

namespace gosym {

char MissingTable::ID = 0;

/// A table of another kind than was asked for.
static std::string otherTableIn(const ELFObjectFileBase &elf) {
  const std::pair<PartNames, StringLiteral> kinds[] = {
      {tableNames, "go"}, {compactNames, "compact"}};
  for (auto [names, choice] : kinds) {
    Expected<std::optional<Part>> part = findPart(elf, names);
    if (part && *part && !(*part)->bytes.empty())
      return ("it has another table: --table=" + choice).str();
    consumeError(part.takeError());
  }
  Expected<std::optional<Part>> functions = findFunctionTable(elf);
  if (functions && *functions)
    return "it has another table: --table=functions";
  consumeError(functions.takeError());
  return {};
}

std::string remedyFor(const ELFObjectFileBase &elf) {
  if (std::string other = otherTableIn(elf); !other.empty())
    return other;
  if (isOnlyDebugInfo(elf))
    return "it has debug information and no code; the table is in the program "
           "itself";
  if (elf.isRelocatableObject())
    return "an object gets its table when it is linked; with -r the linker "
           "makes one with -mllvm -gosym-symtab=go1.1";
  std::string more;
  for (ELFSectionRef section : elf.sections())
    if (section.getType() == ELF::SHT_SYMTAB)
      more = "; until then llvm-nm and llvm-symbolizer read its .symtab";
  return "it was linked without one; link it with ld.lld -mllvm "
         "-load=/path/to/libgosym.so -mllvm -gosym-symtab=none -mllvm "
         "-gosym-compact=on" +
         more;
}

} // namespace gosym
