//===- ElfFacts.h - What symbolize asks of an ELF file ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Program headers and build id of an ELF file, whatever its class and byte
/// order. Both are also asked of the first pages of a module as a core dump has
/// them: these are an ELF file that ends early, without its section headers.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_ELFFACTS_H
#define GOSYM_TOOLS_ELFFACTS_H

#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace gosym {

struct ProgramHeader {
  uint32_t type = 0;
  uint32_t flags = 0;
  uint64_t address = 0;
  uint64_t size = 0; ///< in memory
  uint64_t alignment = 0;
};

llvm::Expected<std::vector<ProgramHeader>>
programHeaders(const llvm::object::ELFObjectFileBase &elf);

/// The lowest address that a segment is loaded at, rounded down to a page of 4
/// KiB: what is at the first address of the module in memory. 0 if there is
/// none.
uint64_t firstLoadedAddress(llvm::ArrayRef<ProgramHeader> headers);

/// Whether \p address is in a segment that may be executed.
bool isCodeAddress(llvm::ArrayRef<ProgramHeader> headers, uint64_t address);

/// The file has the headers of code but not its bytes: `objcopy
/// --only-keep-debug` made it.
bool isOnlyDebugInfo(const llvm::object::ELFObjectFileBase &elf);

/// The bytes of NT_GNU_BUILD_ID as hexadecimal digits, by the program headers
/// or else by the sections; empty if there is none, or it is malformed.
std::string buildIdOf(const llvm::object::ELFObjectFileBase &elf);

/// Address of a symbol in .dynsym or .symtab; nothing if it is not defined
/// there.
std::optional<uint64_t>
symbolAddress(const llvm::object::ELFObjectFileBase &elf, llvm::StringRef name);

} // namespace gosym

#endif
