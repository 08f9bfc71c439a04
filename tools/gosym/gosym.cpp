//===- gosym.cpp - Reads Go symbol tables ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The command line of the tool: it picks a command and prints its error.
///
///   gosym nm FILE                     one line per symbol
///   gosym dump FILE                   one line per record
///   gosym verify FILE                 is the table sound?
///   gosym verify FILE --against TWIN  has it the symbols of TWIN's .symtab?
///
/// Exit status: 0, or 1 with one `gosym: error: ` line.
///
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;

static cl::OptionCategory category("gosym options");

static cl::SubCommand nmCommand("nm", "Print the symbols of a table");
static cl::SubCommand dumpCommand("dump", "Print every record of a table");
static cl::SubCommand verifyCommand("verify", "Check that a table is sound");

static cl::opt<std::string> file(cl::Positional, cl::Required, cl::desc("FILE"),
                                 cl::sub(nmCommand), cl::sub(dumpCommand),
                                 cl::sub(verifyCommand), cl::cat(category));
static cl::opt<std::string>
    against("against", cl::value_desc("TWIN"), cl::sub(verifyCommand),
            cl::cat(category),
            cl::desc("Compare with .symtab of this ELF file: the same link, "
                     "not stripped"));

static Error run() {
  if (nmCommand)
    return gosym::printSymbols(file, outs());
  if (dumpCommand)
    return gosym::dumpTable(file, outs());
  if (verifyCommand)
    return gosym::verifyTable(file, against, outs());
  return createStringError("no command, expected nm, dump or verify");
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  // libLLVM brings the options of every pass along; they are not ours.
  cl::HideUnrelatedOptions(category);
  for (cl::SubCommand *command : {&nmCommand, &dumpCommand, &verifyCommand})
    cl::HideUnrelatedOptions(category, *command);
  cl::SetVersionPrinter(
      [](raw_ostream &os) { os << "gosym " GOSYM_VERSION "\n"; });
  cl::ParseCommandLineOptions(argc, argv, "Reads Go symbol tables\n");

  Error error = run();
  outs().flush();
  if (!error)
    return 0;
  WithColor::error(errs(), "gosym") << toString(std::move(error)) << '\n';
  return 1;
}
