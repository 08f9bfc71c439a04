//===- InputFiles.h - What the command line names ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A name on the command line is a file, `-` for standard input, or a member
/// of an archive, `lib.a(member.o)`. An archive is all of its members.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_INPUTFILES_H
#define GOSYM_TOOLS_INPUTFILES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <vector>

namespace gosym {

struct InputFile {
  /// For messages.
  std::string name;
  llvm::MemoryBufferRef bytes;
  bool isMember = false;
  /// Of the bytes.
  std::shared_ptr<void> owner;
};

/// Opens what \p name means: the members of an archive in their order, thin
/// ones too; else one. Errors: `<name>: <fact>`.
llvm::Expected<std::vector<InputFile>> openInputs(llvm::StringRef name);

/// The same where one is expected. Errors: also an archive.
llvm::Expected<InputFile> openInput(llvm::StringRef name);

} // namespace gosym

#endif
