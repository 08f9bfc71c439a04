//===- Machine.h - What is special about a target ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One table of what differs between the machines of ELF (e_machine), as far as
/// symbols, relocations and unwind information of ours depend on it. A machine
/// that is not in the table has nothing special: a port to another one begins
/// here. Sources: the psABI of each machine, and lld's target files.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_SUPPORT_MACHINE_H
#define GOSYM_LIB_SUPPORT_MACHINE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/BinaryFormat/ELF.h"

namespace gosym {

/// Where objects keep the addend of a relocation.
enum class Addends {
  Beside,          ///< in the relocation (RELA)
  InPlace,         ///< in the bytes that it relocates (REL)
  InPlaceIf32Bits, ///< in the bytes, but beside for 64 bits and for MIPS n32
};

/// Relocation types first..last.
struct TypeRange {
  uint32_t first = 0, last = 0;
};

struct Machine {
  uint16_t number = llvm::ELF::EM_NONE;
  /// The letters x of mapping symbols `$x` and `$x.anything`, which tell
  /// disassemblers code from data.
  llvm::StringLiteral mappingLetters = "";
  /// Mapping symbols may name an instruction set, `$xrv64gc`.
  bool mapsInstructionSets = false;
  /// The GNU assembler keeps its own labels, `L0^A` and for `1:` `L1^B3`,
  /// because relocations need them. They are no names: most functions that
  /// have debug or unwind information have some inside.
  bool keepsAssemblerLabels = false;
  /// Bit 0 of the address of a function says in which mode it runs.
  bool hasThumbBit = false;
  /// Addresses of instructions are multiples of this many bytes, also of those
  /// of the shorter sets that some code of the machine may use.
  uint8_t codeQuantum = 1;
  /// Linkers shorten code, so an object leaves the differences of places in it
  /// to relocations that come in pairs.
  bool isRelaxed = false;
  Addends addends = Addends::Beside;
  /// A word that is relocated in the packed form (RELR) must be aligned.
  bool packsAlignedOnly = false;
  /// lld places __bss_start at .sbss where there is one.
  bool hasSmallBss = false;
  /// PLT entries whose address is that of the function come first.
  bool canonicalPLTFirst = false;
  /// Relocations that subtract, of a pair.
  TypeRange subtracts[3];
  /// Relocations of the low six bits of a byte, whose others are an opcode.
  uint32_t sixBits[2] = {};

  /// Whether `name` is of a mapping symbol, or a label of the assembler that
  /// says no more.
  bool isMappingSymbol(llvm::StringRef name) const;
  bool isSubtraction(uint32_t type) const {
    for (TypeRange range : subtracts)
      if (type && range.first <= type && type <= range.last)
        return true;
    return false;
  }
  bool isOfSixBits(uint32_t type) const {
    return type && (type == sixBits[0] || type == sixBits[1]);
  }
};

/// The facts of the machine called \p number in an ELF header. Lives forever.
const Machine &machineOf(uint16_t number);

} // namespace gosym

#endif
