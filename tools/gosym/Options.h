//===- Options.h - The command line -----------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the command line says, as plain data that is sound: options that do not
/// go together are errors here, before a file is opened.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_OPTIONS_H
#define GOSYM_TOOLS_OPTIONS_H

#include "Commands.h"

namespace gosym {

enum class Command {
  Nm,
  Dump,
  Verify,
  Addr2line,
  Line2addr,
  Stats,
  Convert,
  Symbolize
};

struct Options {
  Command command = Command::Nm;
  /// One, but for commands that take several; none for Symbolize.
  std::vector<std::string> files;
  TableChoice table = TableChoice::Any;
  bool json = false;
  bool demangles = false;
  bool inlines = false;
  unsigned quantum = 1;
  /// Of Addr2line and Line2addr.
  std::vector<std::string> addresses, positions;
  /// Of Verify.
  std::string against;
  /// Of Convert.
  ConvertOptions convert;
  std::string output;
  /// Of Symbolize.
  SymbolizeOptions symbolize;
  std::vector<std::string> texts;
};

/// Reads the command line; `--help` and `--version` end the process. Nothing if
/// an option is unknown or has a wrong value: the message has been printed.
/// Errors: options that do not go together.
llvm::Expected<std::optional<Options>> readOptions(int argc, char **argv);

} // namespace gosym

#endif
