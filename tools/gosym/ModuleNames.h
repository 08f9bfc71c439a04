//===- ModuleNames.h - Functions and lines of a module ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is at an address of a module, by whatever is there to tell it.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_MODULENAMES_H
#define GOSYM_TOOLS_MODULENAMES_H

#include "AddressSpace.h"
#include "ElfFacts.h"
#include "LineAnswers.h"
#include "ModuleFiles.h"
#include "llvm/DebugInfo/Symbolize/Symbolize.h"

namespace gosym {

/// A function at an address, or a call that was inlined into it.
struct NamedFrame {
  std::string function;
  bool isInlined = false;
  /// Nothing and 0 where they are not known.
  std::optional<std::string> file;
  uint32_t line = 0;
  /// Where the function begins. None of an inlined call.
  std::optional<uint64_t> entry;
};

/// A module and its answers. Addresses are those of its file.
class ModuleNames {
public:
  /// The files are opened by \p files, which lives longer. \p core, which may
  /// be null, has the module at \p begin.
  ModuleNames(WantedModule wanted, ModuleFiles &files, const CoreFile *core,
              uint64_t begin, bool demangles);

  const WantedModule &module() const { return wanted; }
  /// Nothing is known of the module but its name.
  bool isUnknown() const { return headers.empty(); }
  /// Added to addresses of the file where the module's lowest address is \p
  /// begin.
  uint64_t biasAt(uint64_t begin) const {
    return begin - firstLoadedAddress(headers);
  }
  bool isCode(uint64_t address) const {
    return isCodeAddress(headers, address);
  }
  /// The address without the bit that marks Thumb code.
  uint64_t codeAddress(uint64_t address) const {
    return hasThumbBit ? address & ~uint64_t(1) : address;
  }
  std::optional<uint64_t> symbol(llvm::StringRef name) const;

  /// Innermost first; empty where nothing is known. A source that fails is
  /// told once, and the next one is asked.
  std::vector<NamedFrame> frames(uint64_t address);

private:
  /// A table, and what its addresses have more than those of the file.
  struct Table {
    std::string path;
    std::unique_ptr<LineAnswers> answers;
    uint64_t bias = 0;
  };
  void readHead(const CoreFile &core, uint64_t begin);
  void addTables(ModuleFile &file);
  void addTablesInMemory(const CoreFile &core, uint64_t bias,
                         const llvm::object::ELFObjectFileBase &head);
  void addTable(llvm::StringRef path, const TableFile &file, uint64_t bias);
  llvm::Expected<std::vector<NamedFrame>> framesOf(const Table &table,
                                                   uint64_t address) const;
  llvm::Expected<std::vector<NamedFrame>> framesOf(const ModuleFile &file,
                                                   uint64_t address);
  std::string shown(llvm::StringRef name) const;
  void warn(llvm::StringRef path, llvm::Error error);

  WantedModule wanted;
  std::vector<ModuleFile *> moduleFiles;
  std::vector<ProgramHeader> headers;
  bool hasThumbBit = false;
  bool demangles;
  std::vector<Table> tables;
  /// Tables that were copied out of a core dump.
  std::vector<std::unique_ptr<TableFile>> inMemory;
  std::vector<std::vector<uint8_t>> memory;
  std::unique_ptr<llvm::symbolize::LLVMSymbolizer> symbolizer;
  llvm::StringSet<> warned;
};

} // namespace gosym

#endif
