//===- Lines.cpp - The addr2line and line2addr commands -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Commands.h"
#include "LineAnswers.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/WithColor.h"
#include <cstdio>
#include <iostream>

using namespace llvm;

namespace gosym {

/// Opens the table of \p path in \p file, which the result borrows.
static Expected<std::unique_ptr<LineAnswers>> openAnswers(StringRef path,
                                                          TableChoice choice,
                                                          unsigned quantum,
                                                          TableFile &file) {
  Expected<TableFile> opened = openTableFile(path, choice);
  if (!opened)
    return opened.takeError();
  file = std::move(*opened);
  Expected<std::unique_ptr<LineAnswers>> answers =
      makeLineAnswers(file, path, quantum);
  if (!answers)
    return inFile(path, answers.takeError());
  return answers;
}

//===----------------------------------------------------------------------===//
// addr2line
//===----------------------------------------------------------------------===//

std::optional<uint64_t> parseAddress(StringRef text) {
  text = text.trim();
  if (!text.consume_front("0x"))
    text.consume_front("0X");
  uint64_t address;
  if (text.getAsInteger(16, address))
    return std::nullopt;
  return address;
}

static Error badAddress(StringRef text) {
  return createStringError("address " + text +
                           ": not a number, expected hexadecimal digits");
}

static void printFrame(StringRef function, const CompactSourceFrame &frame,
                       raw_ostream &os) {
  os << printable(function) << '\n';
  if (frame.file)
    os << printable(*frame.file) << ':' << frame.line << '\n';
  else
    os << "??:0\n";
}

namespace {

/// Answers addresses.
class Printer {
public:
  Printer(StringRef path, const LineAnswers &answers, bool inlines,
          raw_ostream &os)
      : path(path), answers(answers), inlines(inlines), os(os) {}
  Error print(std::optional<uint64_t> address);
  /// A program that asks line by line expects two lines for each of its own.
  Error answerInput();

private:
  StringRef path;
  const LineAnswers &answers;
  bool inlines;
  raw_ostream &os;
};

} // namespace

Error Printer::print(std::optional<uint64_t> address) {
  std::vector<CompactSourceFrame> frames;
  if (address) {
    Expected<std::vector<CompactSourceFrame>> found = answers.frames(*address);
    if (!found)
      return inFile(path, found.takeError());
    frames = std::move(*found);
  }
  if (frames.empty())
    os << "??\n??:0\n";
  else if (!inlines)
    printFrame(frames.back().function, frames.front(), os);
  else
    for (const CompactSourceFrame &frame : frames)
      printFrame(frame.function, frame, os);
  return Error::success();
}

static Error badInput(std::error_code code) {
  return createStringError("standard input: " + code.message());
}

/// Fails if standard input is closed: the next file that is opened would get
/// its descriptor and be read instead.
static Error checkInput() {
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(fileno(stdin), status))
    return badInput(code);
  return Error::success();
}

Error Printer::answerInput() {
  for (std::string text; std::getline(std::cin, text);) {
    std::optional<uint64_t> address = parseAddress(text);
    if (!address)
      WithColor::warning(errs(), "gosym")
          << printable(toString(badAddress(text))) << '\n';
    if (Error error = print(address))
      return error;
    os.flush();
  }
  // The input has ended or cannot be read, like a folder. std::cin reads from
  // stdin, so ferror() tells which.
  if (ferror(stdin))
    return badInput(errnoAsErrorCode());
  return Error::success();
}

Error printLines(StringRef path, TableChoice choice,
                 ArrayRef<std::string> addresses, bool inlines,
                 unsigned quantum, raw_ostream &os) {
  // Checked first, before a table is read for nothing.
  for (StringRef text : addresses)
    if (!parseAddress(text))
      return badAddress(text);
  if (addresses.empty())
    if (Error error = checkInput())
      return error;

  TableFile file;
  Expected<std::unique_ptr<LineAnswers>> answers =
      openAnswers(path, choice, quantum, file);
  if (!answers)
    return answers.takeError();
  Printer printer(path, **answers, inlines, os);
  for (StringRef text : addresses)
    if (Error error = printer.print(parseAddress(text)))
      return error;
  return addresses.empty() ? printer.answerInput() : Error::success();
}

//===----------------------------------------------------------------------===//
// line2addr
//===----------------------------------------------------------------------===//

static Error printPc(StringRef path, const LineAnswers &answers,
                     StringRef position, raw_ostream &os) {
  auto [source, number] = position.rsplit(':');
  uint64_t line;
  if (source.empty() || number.getAsInteger(10, line) || line == 0)
    return createStringError("position " + position +
                             ": expected SOURCE:LINE, lines from 1");
  Expected<PlacedLine> found = answers.findPc(source, line);
  if (!found)
    return inFile(path, found.takeError());
  os << format_hex(found->pc, 2 + 2 * answers.pointerSize()) << ' '
     << printable(found->function) << '\n';
  return Error::success();
}

Error printPcs(StringRef path, TableChoice choice,
               ArrayRef<std::string> positions, unsigned quantum,
               raw_ostream &os) {
  TableFile file;
  Expected<std::unique_ptr<LineAnswers>> answers =
      openAnswers(path, choice, quantum, file);
  if (!answers)
    return answers.takeError();
  for (StringRef position : positions)
    if (Error error = printPc(path, **answers, position, os))
      return error;
  return Error::success();
}

} // namespace gosym
