//===- AskElf.h - A question to any ELF file --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_SUPPORT_ASKELF_H
#define GOSYM_LIB_SUPPORT_ASKELF_H

#include "llvm/Object/ELFObjectFile.h"

namespace gosym {

/// What \p question answers about the ELFFile of \p elf: LLVM has a class for
/// each class and byte order of ELF.
template <class Question>
auto askElf(const llvm::object::ELFObjectFileBase &elf, Question question) {
  using namespace llvm::object;
  if (const auto *object = llvm::dyn_cast<ELF64LEObjectFile>(&elf))
    return question(object->getELFFile());
  if (const auto *object = llvm::dyn_cast<ELF32LEObjectFile>(&elf))
    return question(object->getELFFile());
  if (const auto *object = llvm::dyn_cast<ELF64BEObjectFile>(&elf))
    return question(object->getELFFile());
  return question(llvm::cast<ELF32BEObjectFile>(&elf)->getELFFile());
}

} // namespace gosym

#endif
