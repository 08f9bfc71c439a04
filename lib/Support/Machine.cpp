//===- Machine.cpp --------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"
#include "llvm/ADT/STLExtras.h"
#include <vector>

using namespace llvm;
using namespace llvm::ELF;
using namespace gosym;

static std::vector<Machine> makeMachines() {
  std::vector<Machine> machines(1);
  auto add = [&](uint16_t number) -> Machine & {
    machines.emplace_back().number = number;
    return machines.back();
  };

  add(EM_386).addends = Addends::InPlace;
  add(EM_IAMCU).addends = Addends::InPlace;

  Machine &arm = add(EM_ARM);
  arm.mappingLetters = "adt";
  arm.hasThumbBit = true;
  arm.codeQuantum = 2;
  arm.addends = Addends::InPlace;

  Machine &aarch64 = add(EM_AARCH64);
  aarch64.mappingLetters = "dx";
  aarch64.codeQuantum = 4;

  Machine &riscv = add(EM_RISCV);
  riscv.mappingLetters = "dx";
  riscv.mapsInstructionSets = true;
  riscv.isRelaxed = true;
  riscv.codeQuantum = 2;
  riscv.hasSmallBss = true;
  riscv.subtracts[0] = {R_RISCV_SUB8, R_RISCV_SUB64};
  riscv.subtracts[1] = {R_RISCV_SUB6, R_RISCV_SUB6};
  riscv.subtracts[2] = {R_RISCV_SUB_ULEB128, R_RISCV_SUB_ULEB128};
  riscv.sixBits[0] = R_RISCV_SET6;
  riscv.sixBits[1] = R_RISCV_SUB6;

  Machine &loongArch = add(EM_LOONGARCH);
  loongArch.keepsAssemblerLabels = true;
  loongArch.isRelaxed = true;
  loongArch.codeQuantum = 4;
  loongArch.subtracts[0] = {R_LARCH_SUB8, R_LARCH_SUB64};
  loongArch.subtracts[1] = {R_LARCH_SUB6, R_LARCH_SUB6};
  loongArch.subtracts[2] = {R_LARCH_SUB_ULEB128, R_LARCH_SUB_ULEB128};
  loongArch.sixBits[0] = R_LARCH_ADD6;
  loongArch.sixBits[1] = R_LARCH_SUB6;

  Machine &mips = add(EM_MIPS);
  mips.addends = Addends::InPlaceIf32Bits;
  mips.packsAlignedOnly = true;
  mips.codeQuantum = 2;

  add(EM_HEXAGON).packsAlignedOnly = true;
  Machine &ppc = add(EM_PPC);
  ppc.canonicalPLTFirst = true;
  ppc.codeQuantum = 4;
  add(EM_PPC64).codeQuantum = 4;
  add(EM_S390).codeQuantum = 2;
  Machine &sparc = add(EM_SPARC);
  sparc.codeQuantum = 4;
  Machine &sparcV9 = add(EM_SPARCV9);
  sparcV9.packsAlignedOnly = true;
  sparcV9.codeQuantum = 4;
  return machines;
}

const Machine &gosym::machineOf(uint16_t number) {
  // Its first has nothing special.
  static const std::vector<Machine> machines = makeMachines();
  auto it = llvm::find_if(machines,
                          [&](const Machine &m) { return m.number == number; });
  return it == machines.end() ? machines.front() : *it;
}

/// `L`, digits, and a control character that no name of a program has.
static bool isAssemblerLabel(StringRef name) {
  if (!name.consume_front("L"))
    return false;
  StringRef behind = name.ltrim("0123456789");
  return behind.size() < name.size() &&
         (behind.starts_with("\1") || behind.starts_with("\2"));
}

bool Machine::isMappingSymbol(StringRef name) const {
  if (keepsAssemblerLabels && isAssemblerLabel(name))
    return true;
  if (mappingLetters.empty() || name.size() < 2 || name[0] != '$')
    return false;
  if (mapsInstructionSets && name.starts_with("$xrv"))
    return true;
  return mappingLetters.contains(name[1]) &&
         (name.size() == 2 || name[2] == '.');
}
