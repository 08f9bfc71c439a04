//===- Convert.h - The parts of the convert command -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_CONVERT_H
#define GOSYM_TOOLS_CONVERT_H

#include "Commands.h"
#include "gosym/Format/GoModel.h"

namespace gosym {

/// A form that is no table, but a file for the tools of others.
inline bool isForeignForm(ConvertForm form) {
  return form == ConvertForm::Elf || form == ConvertForm::Gsym ||
         form == ConvertForm::Breakpad || form == ConvertForm::PerfMap;
}

/// What the Go table \p file knows, with the lines of the file. Errors are
/// without the name of the file.
llvm::Expected<std::unique_ptr<GoProgram>>
goProgramOf(llvm::StringRef path, const TableFile &file,
            const ConvertOptions &options);

/// The bytes of a foreign form. Errors are without the name of the file.
llvm::Expected<llvm::SmallVector<char, 0>>
exportTable(llvm::StringRef path, const TableFile &file,
            const ConvertOptions &options);

} // namespace gosym

#endif
