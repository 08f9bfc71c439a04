//===- MachineTest.cpp - What is special about a target -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// LLVM's names of relocations say which ones subtract and which are of six
// bits; the rest is what the psABIs say.
//
//===----------------------------------------------------------------------===//

#include "../../lib/Support/Machine.h"
#include "llvm/Object/ELF.h"
#include "gtest/gtest.h"

using namespace gosym;
using namespace llvm;
using namespace llvm::ELF;

namespace {

constexpr uint16_t linkedMachines[] = {
    EM_386,   EM_IAMCU,     EM_X86_64, EM_ARM,     EM_AARCH64,
    EM_RISCV, EM_LOONGARCH, EM_MIPS,   EM_HEXAGON, EM_PPC,
    EM_PPC64, EM_S390,      EM_SPARC,  EM_SPARCV9};

TEST(Machine, RelocationsThatSubtractAreThoseNamedSo) {
  for (uint16_t number : linkedMachines) {
    const Machine &machine = machineOf(number);
    for (uint32_t type = 0; type < 256; ++type) {
      StringRef name = object::getELFRelocationTypeName(number, type);
      // Of the targets where differences come in pairs.
      bool isPair = number == EM_RISCV || number == EM_LOONGARCH;
      EXPECT_EQ(machine.isSubtraction(type),
                isPair && name.contains("_SUB") && !name.contains("SOP"))
          << name.str();
      bool isSix = isPair && (name.ends_with("SET6") ||
                              name.ends_with("SUB6") || name.ends_with("ADD6"));
      EXPECT_EQ(machine.isOfSixBits(type), isSix) << name.str();
    }
  }
}

TEST(Machine, ObjectsOfSomeKeepAddendsInTheBytes) {
  for (uint16_t number : linkedMachines) {
    Addends expected =
        number == EM_386 || number == EM_IAMCU || number == EM_ARM
            ? Addends::InPlace
        : number == EM_MIPS ? Addends::InPlaceIf32Bits
                            : Addends::Beside;
    EXPECT_EQ(machineOf(number).addends, expected) << number;
  }
}

TEST(Machine, LabelsOfTheAssemblerAreKeptOnLoongArchOnly) {
  const Machine &loongArch = machineOf(EM_LOONGARCH);
  for (const char *name : {"L0\1", "L12\0013", "L1\2", "L1\0023"})
    EXPECT_TRUE(loongArch.isMappingSymbol(name)) << name;
  for (const char *name : {"", "L", "L0", "L\1", "L0kept", ".L0", "x0\1"})
    EXPECT_FALSE(loongArch.isMappingSymbol(name)) << name;
  EXPECT_FALSE(machineOf(EM_X86_64).isMappingSymbol("L0\1"));
}

TEST(Machine, MappingSymbolsAreThoseOfThePsABI) {
  const Machine &arm = machineOf(EM_ARM), &aarch64 = machineOf(EM_AARCH64),
                &riscv = machineOf(EM_RISCV), &x86 = machineOf(EM_X86_64);
  for (const char *name : {"$a", "$t", "$d", "$d.1", "$a.x"})
    EXPECT_TRUE(arm.isMappingSymbol(name)) << name;
  for (const char *name : {"$x", "$", "a", "$ab", "$data", ""})
    EXPECT_FALSE(arm.isMappingSymbol(name)) << name;
  for (const char *name : {"$x", "$d", "$x.7"})
    EXPECT_TRUE(aarch64.isMappingSymbol(name)) << name;
  EXPECT_FALSE(aarch64.isMappingSymbol("$a"));
  for (const char *name : {"$x", "$d", "$xrv64gc", "$xrv32i2p1"})
    EXPECT_TRUE(riscv.isMappingSymbol(name)) << name;
  EXPECT_FALSE(riscv.isMappingSymbol("$xyz"));
  EXPECT_FALSE(x86.isMappingSymbol("$d"));
}

TEST(Machine, OneThatIsNotKnownHasNothingSpecial) {
  const Machine &machine = machineOf(0x4242);
  EXPECT_FALSE(machine.hasThumbBit || machine.isRelaxed ||
               machine.packsAlignedOnly || machine.hasSmallBss ||
               machine.canonicalPLTFirst || machine.isSubtraction(1) ||
               machine.isOfSixBits(1));
  EXPECT_EQ(machine.addends, Addends::Beside);
  EXPECT_FALSE(machine.isMappingSymbol("$d"));
}

} // namespace
