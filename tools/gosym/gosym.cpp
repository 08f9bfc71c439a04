//===- gosym.cpp - Reads symbol tables ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The tool: it runs a command on each of its files and prints what is wrong.
///
///   gosym nm FILE...                  one line per symbol
///   gosym dump FILE...                one line per record
///   gosym verify FILE...              is the table sound?
///   gosym verify FILE --against TWIN  has it the symbols of TWIN's .symtab?
///   gosym addr2line FILE [ADDRESS...] function, file and line of addresses
///   gosym line2addr FILE SOURCE:LINE...
///                                     the first pc of source lines
///   gosym stats FILE...               which records take how many bytes
///   gosym convert --to=FORM FILE -o OUT
///                                     the same facts in another form
///   gosym symbolize [--maps FILE | --core FILE | --base ADDRESS] [TEXT...]
///                                     names for the addresses in any text
///
/// docs/Tool.md has the options, the forms, and the exit status: 0; 1 with a
/// `gosym: error: ` line for each file that is wrong; 2 with one about the
/// command line, and no file has been opened.
///
//===----------------------------------------------------------------------===//

#include "MissingTable.h"
#include "Options.h"
#include "Progress.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace gosym;

namespace {

enum ExitStatus { Success = 0, WrongFile = 1, WrongCommandLine = 2 };

/// One run of the tool.
class Run {
public:
  explicit Run(const Options &options) : options(options) {
    out.json = options.json;
    out.demangles = options.demangles;
  }
  ExitStatus run();

private:
  void runOnEach(StringRef name, size_t number);
  bool runOnMembers(ArrayRef<InputFile> members);
  Error runOn(const InputFile &input);
  Error runOnOne();
  void fail(Error error);

  const Options &options;
  Output out = {outs()};
  ExitStatus status = Success;
  bool hasPrinted = false;
};

} // namespace

/// Prints \p error, and what can be done about it.
void Run::fail(Error error) {
  if (!error)
    return;
  status = WrongFile;
  std::string remedy;
  if (error.isA<MissingTable>())
    error = handleErrors(std::move(error), [&](const MissingTable &missing) {
      remedy = missing.remedy();
      return make_error<StringError>(missing.message(),
                                     inconvertibleErrorCode());
    });
  std::string text = toString(std::move(error));
  if (out.json)
    Record(out, "error").text("message", text).text("remedy", remedy);
  // What has been printed comes before the error.
  outs().flush();
  // The names in the message may hold what is not printable.
  WithColor::error(errs(), "gosym") << printable(text) << '\n';
  if (!remedy.empty())
    WithColor::note(errs(), "gosym") << printable(remedy) << '\n';
}

Error Run::runOn(const InputFile &input) {
  out.file = input.name;
  switch (options.command) {
  case Command::Nm:
    return printSymbols(input, options.table, out);
  case Command::Dump:
    return dumpTable(input, options.table, out);
  case Command::Verify:
    return verifyTable(input, options.table, options.against, options.quantum,
                       out);
  case Command::Stats:
    return printStats(input, options.table, out);
  case Command::Addr2line:
    return printLines(input, options.table, options.addresses, options.inlines,
                      options.quantum, out);
  case Command::Line2addr:
    return printPcs(input, options.table, options.positions, options.quantum,
                    out);
  case Command::Convert:
    return convertTableFile(input, options.table, options.convert,
                            options.output);
  case Command::Symbolize:
    break;
  }
  return Error::success();
}

/// Of an archive the members without a table are passed over; whether any has
/// one is returned.
bool Run::runOnMembers(ArrayRef<InputFile> members) {
  bool isTitled = options.command != Command::Verify && !options.json &&
                  (options.files.size() > 1 || members.size() > 1);
  bool hasTable = false;
  for (const InputFile &member : members) {
    // What else archives hold, like bitcode, is no table either.
    if (member.isMember) {
      Expected<TableFile> file = openTableFile(member, options.table);
      bool isMissing = !file && file.errorIsA<MissingTable>();
      bool isOther = file && !file->elf && !file->isCompact &&
                     !file->isFunctions && members.size() > 1;
      consumeError(file.takeError());
      if (isMissing || isOther)
        continue;
    }
    hasTable = true;
    if (isTitled)
      out.os << (std::exchange(hasPrinted, true) ? "\n" : "")
             << printable(member.name) << ":\n";
    fail(runOn(member));
  }
  return hasTable;
}

/// What Progress says of a file.
static std::string workOn(StringRef name, size_t number, size_t count) {
  std::string text = name == "-" ? "standard input" : name.str();
  if (count > 1)
    text += ", " + std::to_string(number) + " of " + std::to_string(count);
  return text;
}

void Run::runOnEach(StringRef name, size_t number) {
  Progress progress(workOn(name, number, options.files.size()));
  out.file = name.str();
  Expected<std::vector<InputFile>> inputs = openInputs(name);
  if (!inputs)
    return fail(inputs.takeError());
  if (runOnMembers(*inputs))
    return;
  fail(make_error<MissingTable>(
      (name + ": no table in any of its " + Twine(inputs->size()) + " members")
          .str(),
      "objects get their table when they are linked; with -r the linker makes "
      "one with -mllvm -gosym-symtab=go1.1"));
}

Error Run::runOnOne() {
  if (options.command == Command::Symbolize)
    return symbolize(options.symbolize, options.texts, outs());
  out.file = options.files.front();
  Expected<InputFile> input = openInput(options.files.front());
  if (!input)
    return input.takeError();
  return runOn(*input);
}

ExitStatus Run::run() {
  switch (options.command) {
  case Command::Nm:
  case Command::Dump:
  case Command::Verify:
  case Command::Stats:
    for (size_t i = 0; i < options.files.size(); ++i)
      runOnEach(options.files[i], i + 1);
    break;
  case Command::Convert: {
    Progress progress(workOn(options.files.front(), 1, 1));
    fail(runOnOne());
    break;
  }
  default:
    fail(runOnOne());
  }
  outs().flush();
  if (std::error_code code = outs().error()) {
    outs().clear_error();
    // There is one cause, and it has been told if anything has failed.
    if (status == Success)
      WithColor::error(errs(), "gosym")
          << "standard output: " << code.message() << '\n';
    status = WrongFile;
  }
  return status;
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  Expected<std::optional<Options>> options = readOptions(argc, argv);
  if (!options) {
    WithColor::error(errs(), "gosym")
        << printable(toString(options.takeError())) << '\n';
    return WrongCommandLine;
  }
  return *options ? Run(**options).run() : WrongCommandLine;
}
