//===- Lines.cpp - The addr2line and line2addr commands -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "AddressPrinter.h"
#include "BulkAnswers.h"
#include "Commands.h"
#include "LineAnswers.h"
#include "SymbolPrinter.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/WithColor.h"
#include <cstdio>

using namespace llvm;

namespace gosym {

/// Opens the table of \p input in \p file, which the result borrows.
static Expected<std::unique_ptr<LineAnswers>>
openAnswers(const InputFile &input, TableChoice choice, unsigned quantum,
            TableFile &file) {
  Expected<TableFile> opened = openTableFile(input, choice);
  if (!opened)
    return opened.takeError();
  file = std::move(*opened);
  Expected<std::unique_ptr<LineAnswers>> answers =
      makeLineAnswers(file, input.name, quantum);
  if (!answers)
    return inFile(input.name, answers.takeError());
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

Error badAddress(StringRef text) {
  return createStringError("address " + text +
                           ": not a number, expected hexadecimal digits");
}

Expected<SourcePosition> parsePosition(StringRef text) {
  auto [source, number] = text.rsplit(':');
  uint64_t line;
  if (source.empty() || number.getAsInteger(10, line) || line == 0)
    return createStringError("position " + text +
                             ": expected SOURCE:LINE, lines from 1");
  return SourcePosition{source, line};
}

namespace {

/// Answers addresses.
class Answerer {
public:
  Answerer(StringRef path, const LineAnswers &answers, bool inlines,
           const Output &out)
      : path(path), answers(answers), out(out), printer(out, inlines),
        left(answers.questionsToUnfold()) {}
  Error answer(std::optional<uint64_t> address);
  /// A program that asks line by line waits for the answer to each: they are
  /// all printed before more input is waited for.
  Error answerInput();

private:
  void unfold();
  Error answerLine(StringRef text);

  StringRef path;
  const LineAnswers &answers;
  const Output &out;
  AddressPrinter printer;
  /// Questions up to those that are worth an unfolded table.
  uint64_t left;
  std::unique_ptr<CodeMap> map;
  std::optional<BulkAnswers> bulk;
};

} // namespace

/// A table that is damaged somewhere is asked as before: it may be sound where
/// the questions are.
void Answerer::unfold() {
  Expected<std::unique_ptr<CodeMap>> made = answers.unfold();
  if (!made)
    return consumeError(made.takeError());
  if (!*made)
    return;
  map = std::move(*made);
  bulk.emplace(*map, printer);
}

Error Answerer::answer(std::optional<uint64_t> address) {
  if (!address) {
    printer.print(address, {});
    return Error::success();
  }
  if (left && !--left)
    unfold();
  if (bulk) {
    bulk->print(*address);
    return Error::success();
  }
  Expected<std::vector<CompactSourceFrame>> frames = answers.frames(*address);
  if (!frames)
    return inFile(path, frames.takeError());
  SmallVector<ShownFrame, 8> shown;
  // Strings that do not move.
  std::vector<std::pair<std::string, std::string>> texts;
  texts.reserve(frames->size());
  for (const CompactSourceFrame &frame : *frames) {
    texts.emplace_back(printer.shownName(frame.function),
                       frame.file ? printer.shownPath(*frame.file) : "");
    shown.push_back({texts.back().first, std::nullopt, frame.line});
    if (frame.file)
      shown.back().file = texts.back().second;
  }
  printer.print(address, shown);
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

Error Answerer::answerLine(StringRef text) {
  std::optional<uint64_t> address = parseAddress(text);
  if (!address)
    WithColor::warning(errs(), "gosym")
        << printable(toString(badAddress(text))) << '\n';
  return answer(address);
}

Error Answerer::answerInput() {
  constexpr size_t pieceSize = 1 << 16;
  std::string buffer;
  for (size_t begin = 0;;) {
    // What is left of a line that has not ended yet.
    buffer.erase(0, begin);
    size_t kept = buffer.size();
    buffer.resize(kept + pieceSize);
    Expected<size_t> got = sys::fs::readNativeFile(
        sys::fs::getStdinHandle(), {buffer.data() + kept, pieceSize});
    if (!got)
      return badInput(errorToErrorCode(got.takeError()));
    buffer.resize(kept + *got);
    begin = 0;
    for (size_t end; (end = buffer.find('\n', begin)) != std::string::npos;
         begin = end + 1)
      if (Error error = answerLine(StringRef(buffer).slice(begin, end)))
        return error;
    if (*got == 0)
      return begin == buffer.size()
                 ? Error::success()
                 : answerLine(StringRef(buffer).drop_front(begin));
    out.os.flush();
  }
}

Error printLines(const InputFile &input, TableChoice choice,
                 ArrayRef<std::string> addresses, bool inlines,
                 unsigned quantum, const Output &out) {
  if (addresses.empty())
    if (Error error = checkInput())
      return error;

  TableFile file;
  Expected<std::unique_ptr<LineAnswers>> answers =
      openAnswers(input, choice, quantum, file);
  if (!answers)
    return answers.takeError();
  Answerer answerer(input.name, **answers, inlines, out);
  for (StringRef text : addresses)
    if (Error error = answerer.answer(parseAddress(text)))
      return error;
  return addresses.empty() ? answerer.answerInput() : Error::success();
}

//===----------------------------------------------------------------------===//
// line2addr
//===----------------------------------------------------------------------===//

static Error printPc(StringRef path, const LineAnswers &answers,
                     StringRef position, const Output &out) {
  Expected<SourcePosition> parsed = parsePosition(position);
  if (!parsed)
    return parsed.takeError();
  auto [source, line] = *parsed;
  Expected<PlacedLine> found = answers.findPc(source, line);
  if (!found)
    return inFile(path, found.takeError());
  std::string name =
      out.demangles ? demangle(found->function) : found->function;
  if (out.json)
    Record(out, "line")
        .text("source", source)
        .number("line", line)
        .hex("address", found->pc)
        .text("function", name);
  else
    out.os << format_hex(found->pc, 2 + 2 * answers.pointerSize()) << ' '
           << printable(name) << '\n';
  return Error::success();
}

Error printPcs(const InputFile &input, TableChoice choice,
               ArrayRef<std::string> positions, unsigned quantum,
               const Output &out) {
  TableFile file;
  Expected<std::unique_ptr<LineAnswers>> answers =
      openAnswers(input, choice, quantum, file);
  if (!answers)
    return answers.takeError();
  for (StringRef position : positions)
    if (Error error = printPc(input.name, **answers, position, out))
      return error;
  return Error::success();
}

} // namespace gosym
