//===- SymbolElf.h - An ELF file of symbols only ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MINIDEBUGINFO_SYMBOLELF_H
#define MINIDEBUGINFO_SYMBOLELF_H

#include "gosym/Linker/Link.h"
#include "llvm/ADT/SmallVector.h"
#include <string>
#include <vector>

/// A function for the file.
struct MiniSymbol {
  llvm::StringRef name;
  uint64_t address = 0;
  uint64_t size = 0;
  bool isLocal = false;
  /// In the list of sections, from 1 on; 0: in none of them.
  uint16_t section = 0;
};

/// What the file has from the program around it.
struct MiniProgram {
  llvm::endianness byteOrder = llvm::endianness::little;
  bool is64Bit = true;
  bool isPositionIndependent = false;
  uint16_t machine = 0;
  uint32_t flags = 0;
  /// gdb takes a section of this file for one of the program if it is as far
  /// from the entry.
  uint64_t entry = 0;
  /// All that the program has in memory: gdb warns of each that is missing.
  /// They have no bytes in the file.
  std::vector<gosym::SectionInfo> sections;
  std::vector<MiniSymbol> symbols;
};

/// The bytes of an ELF file with the sections, .symtab and .strtab.
llvm::SmallVector<char, 0> writeSymbolElf(const MiniProgram &program);

#endif
