//===- LineAnswers.h - What a table says of lines ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The questions of addr2line and line2addr, which all kinds of table answer.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_LINEANSWERS_H
#define GOSYM_TOOLS_LINEANSWERS_H

#include "../../lib/Export/CodeMap.h"
#include "TableFile.h"

namespace gosym {

/// A source line in the code.
struct PlacedLine {
  uint64_t pc = 0;
  std::string function;
};

class LineAnswers {
public:
  virtual ~LineAnswers() = default;

  virtual unsigned pointerSize() const = 0;

  /// Frames of \p pc, innermost first; the last one is the function that has
  /// the code. Empty where no function has it.
  virtual llvm::Expected<std::vector<CompactSourceFrame>>
  frames(uint64_t pc) const = 0;

  /// Where the function begins that has the code at \p pc.
  virtual llvm::Expected<std::optional<uint64_t>> entry(uint64_t pc) const = 0;

  /// Lowest pc of a line of a file: a whole path or, where no file has that,
  /// the end of one from behind a `/`. Errors: there is no such file, no code
  /// on the line, or the table knows no lines.
  virtual llvm::Expected<PlacedLine> findPc(llvm::StringRef file,
                                            uint64_t line) const = 0;

  /// What frames() answers, for many questions; null from a table that is as
  /// fast without.
  virtual llvm::Expected<std::unique_ptr<CodeMap>> unfold() const {
    return nullptr;
  }
  /// How many questions are worth it.
  virtual uint64_t questionsToUnfold() const { return UINT64_MAX; }
};

/// Of the table \p file, which must outlive the result. Errors are without the
/// name of the file, \p path; a note about it may be printed.
llvm::Expected<std::unique_ptr<LineAnswers>>
makeGoLineAnswers(const TableFile &file, llvm::StringRef path,
                  unsigned quantum);
llvm::Expected<std::unique_ptr<LineAnswers>>
makeCompactLineAnswers(const TableFile &file);
/// \p elf is null for a table that is not in an ELF file.
llvm::Expected<std::unique_ptr<LineAnswers>>
makeFunctionLineAnswers(const llvm::object::ELFObjectFileBase *elf,
                        const Part &part);
/// Of whatever \p file has.
llvm::Expected<std::unique_ptr<LineAnswers>>
makeLineAnswers(const TableFile &file, llvm::StringRef path, unsigned quantum);

/// What findPc() says in vain.
inline llvm::Error noSuchFile(llvm::StringRef file) {
  return llvm::createStringError("no functions of a file " + file);
}
inline llvm::Error noSuchLine(llvm::StringRef file, uint64_t line) {
  return llvm::createStringError("no code on line " + llvm::Twine(line) +
                                 " of " + file);
}

} // namespace gosym

#endif
