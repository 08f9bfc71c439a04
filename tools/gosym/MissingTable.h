//===- MissingTable.h - A file without a table ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_MISSINGTABLE_H
#define GOSYM_TOOLS_MISSINGTABLE_H

#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Error.h"

namespace gosym {

/// The error of a file that has none of the tables that are asked for. Its text
/// is the fact; remedy() says what a person can do.
class MissingTable : public llvm::ErrorInfo<MissingTable> {
public:
  MissingTable(std::string fact, std::string remedy)
      : fact(std::move(fact)), ownRemedy(std::move(remedy)) {}

  void log(llvm::raw_ostream &os) const override { os << fact; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }
  const std::string &remedy() const { return ownRemedy; }
  /// The same about a file of that name.
  llvm::Error inFile(llvm::StringRef path) const {
    return llvm::make_error<MissingTable>((path + ": " + fact).str(),
                                          ownRemedy);
  }

  static char ID;

private:
  std::string fact, ownRemedy;
};

/// What to do about \p elf, which has no table of the kind that is asked for.
std::string remedyFor(const llvm::object::ELFObjectFileBase &elf);

} // namespace gosym

#endif
