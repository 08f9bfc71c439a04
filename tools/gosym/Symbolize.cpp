//===- Symbolize.cpp - The symbolize command ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A filter that puts names to the addresses in any text:
///
///   #1 0x000055d0c7a3d288 store+0x1288 (0123abcd...)
/// becomes
///   #1 0x000055d0c7a3d288 Cell::get() const (inlined) /src/store.h:12
///   #2 0x000055d0c7a3d288 Table::find(int)+0x88 /src/store.cpp:61
///
/// TraceText recognises the addresses of a line, TracePlaces tells what is at
/// each, and all other bytes pass as they are, but for the numbers of frames:
/// our reports, gdb and the sanitizers number lines, and give inlined calls
/// numbers of their own. So what follows in a trace, with names or without, is
/// numbered on. A number that is not above the last one begins another trace.
///
/// Input is read in pieces, and the output is flushed after each: what a
/// program writes into a pipe line by line comes out line by line. A line of
/// more than 64 KiB is not looked at. It is not kept whole either: one of more
/// than 1 MiB passes in parts, each of which is an object of its own in JSON.
///
//===----------------------------------------------------------------------===//
#include "../../lib/Support/Hex.h"
#include "Commands.h"
#include "TracePlaces.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace gosym {

namespace {

class Symbolizer {
public:
  Symbolizer(const SymbolizeOptions &options, raw_ostream &os)
      : options(options), os(os), places(options) {}
  Error open() { return places.open(); }
  /// Reads the file at \p path, `-` is standard input.
  Error filter(StringRef path);

private:
  bool isCaller(const TracedAddress &text) const;
  void followTrace(const TracedAddress &text);

  void takeLine(StringRef line);
  void printNames(StringRef line);
  void printBefore(StringRef before, const TracedAddress &text);
  void printFrame(const NamedFrame &frame, uint64_t address);
  void printJson(StringRef line);

  const SymbolizeOptions &options;
  raw_ostream &os;
  TracePlaces places;
  SmallVector<TracedAddress, 4> found;
  /// Address of frame 0 of the trace that is being read.
  std::optional<uint64_t> top;
  /// The number that was read last of the trace, and how much higher the
  /// numbers of its lines are by the lines that were added.
  std::optional<uint64_t> lastNumber;
  uint64_t added = 0;
  /// Of the line, in the text that is read.
  uint64_t lineOffset = 0;
  /// The beginning of the line has passed already.
  bool isInLongLine = false;
};

} // namespace

bool Symbolizer::isCaller(const TracedAddress &text) const {
  switch (text.lookup) {
  case TracedAddress::Lookup::Before:
    return true;
  case TracedAddress::Lookup::AsIs:
    return false;
  case TracedAddress::Lookup::ByNumber:
    break;
  }
  if (!text.number)
    return options.callers;
  // Calls that were inlined into frame 0 have numbers, too.
  return *text.number != 0 && !(text.address && text.address == top);
}

//===----------------------------------------------------------------------===//
// Output
//===----------------------------------------------------------------------===//

void Symbolizer::printFrame(const NamedFrame &frame, uint64_t address) {
  os << printable(frame.function);
  if (frame.isInlined)
    os << " (inlined)";
  else if (frame.entry)
    os << '+' << hex(address - *frame.entry);
  if (!frame.file)
    return;
  os << ' ' << printable(*frame.file);
  if (frame.line != 0)
    os << ':' << frame.line;
}

/// Notices where a trace begins.
void Symbolizer::followTrace(const TracedAddress &text) {
  if (text.digits.empty())
    return;
  if (!lastNumber || *text.number <= *lastNumber)
    added = 0;
  lastNumber = text.number;
  if (*text.number == 0 && text.address)
    top = text.address;
}

/// Prints what is before the names, which may have the number of the frame.
void Symbolizer::printBefore(StringRef before, const TracedAddress &text) {
  if (text.digits.empty() || added == 0) {
    os << before;
    return;
  }
  size_t at = text.digits.data() - before.data();
  std::string number = utostr(*text.number + added);
  StringRef behind = before.drop_front(at + text.digits.size());
  // Columns stay where they are if there are blanks.
  for (size_t i = text.digits.size();
       i < number.size() && behind.starts_with("  "); ++i)
    behind = behind.drop_front();
  os << before.take_front(at) << number << behind;
}

static void printModule(const Place &place, raw_ostream &os) {
  const WantedModule &module = place.module->module();
  os << printable(module.name()) << '+' << hex(place.address);
  if (!module.buildId.empty())
    os << " (" << printable(module.buildId) << ')';
}

/// Prints \p line, which may end with a newline, with names.
void Symbolizer::printNames(StringRef line) {
  static const std::vector<NamedFrame> none;
  size_t printed = 0;
  for (const TracedAddress &text : found) {
    std::optional<Place> at;
    if (!text.isNamed)
      at = places.find(text);
    const std::vector<NamedFrame> &frames =
        at ? places.frames(*at, isCaller(text)) : none;
    StringRef before = line.slice(printed, text.begin);
    if (!at || (frames.empty() && !text.isUnknown)) {
      printBefore(before, text);
      printed = text.begin;
      continue;
    }
    bool isInserted = text.begin == text.end;
    StringRef space = isInserted ? " " : "";
    printed = text.end;
    if (frames.empty()) {
      printBefore(before, text);
      os << space;
      printModule(*at, os);
    } else if (text.isFrame) {
      StringRef behind = line.drop_front(text.end);
      for (const NamedFrame &frame : frames) {
        printBefore(before, text);
        os << space;
        printFrame(frame, at->address);
        // The last line gets what is behind all names, below.
        if (&frame != &frames.back()) {
          os << behind << (behind.ends_with("\n") ? "" : "\n");
          added += !text.digits.empty();
        }
      }
    } else {
      os << before << " [";
      ListSeparator separator("; ");
      for (const NamedFrame &frame : frames) {
        os << separator;
        printFrame(frame, at->address);
      }
      os << ']';
    }
  }
  os << line.drop_front(printed);
}

static json::Value jsonText(StringRef text) { return json::fixUTF8(text); }

/// An object for each address that is a frame or has a name, or one for the
/// text.
void Symbolizer::printJson(StringRef line) {
  std::string text = json::fixUTF8(line.rtrim("\r\n"));
  bool isPrinted = false;
  for (const TracedAddress &traced : found) {
    std::optional<Place> at;
    if (!traced.isNamed)
      at = places.find(traced);
    if (!at)
      continue;
    json::Array frames;
    for (const NamedFrame &frame : places.frames(*at, isCaller(traced))) {
      json::Object object{{"function", jsonText(frame.function)},
                          {"inlined", frame.isInlined},
                          {"file", nullptr},
                          {"line", frame.line},
                          {"offset", nullptr}};
      if (frame.file)
        object["file"] = jsonText(*frame.file);
      if (frame.entry)
        object["offset"] = hex(at->address - *frame.entry);
      frames.push_back(std::move(object));
    }
    const WantedModule &module = at->module->module();
    json::Object object{{"text", text},
                        {"offset", lineOffset},
                        {"number", nullptr},
                        {"address", nullptr},
                        {"module", jsonText(module.path)},
                        {"moduleOffset", hex(at->address)},
                        {"buildId", nullptr},
                        {"frames", std::move(frames)}};
    if (traced.number)
      object["number"] = *traced.number;
    if (traced.address)
      object["address"] = hex(*traced.address);
    if (!module.buildId.empty())
      object["buildId"] = jsonText(module.buildId);
    os << json::Value(std::move(object)) << '\n';
    isPrinted = true;
  }
  if (!isPrinted)
    os << json::Value(json::Object{{"text", text}}) << '\n';
}

//===----------------------------------------------------------------------===//
// Input
//===----------------------------------------------------------------------===//

void Symbolizer::takeLine(StringRef line) {
  constexpr size_t maxLine = 1 << 16;
  found.clear();
  if (line.size() <= maxLine && !isInLongLine)
    findAddresses(line.rtrim('\n'), found);
  if (found.size() == 1)
    followTrace(found.front());
  if (options.json)
    printJson(line);
  else
    printNames(line);
  lineOffset += line.size();
  isInLongLine = !line.ends_with("\n");
}

Error Symbolizer::filter(StringRef path) {
  constexpr size_t pieceSize = 1 << 16;
  // A line that has no end passes in parts.
  constexpr size_t maxKept = 1 << 20;
  sys::fs::file_t file = sys::fs::getStdinHandle();
  if (path != "-") {
    Expected<sys::fs::file_t> opened = sys::fs::openNativeFileForRead(path);
    if (!opened)
      return inFile(path, opened.takeError());
    file = *opened;
  }
  std::string kept, piece(pieceSize, '\0');
  Error error = Error::success();
  lineOffset = 0;
  isInLongLine = false;
  top.reset();
  lastNumber.reset();
  for (;;) {
    Expected<size_t> size = sys::fs::readNativeFile(
        file, MutableArrayRef<char>(piece.data(), piece.size()));
    if (!size) {
      error = inFile(path == "-" ? "standard input" : path, size.takeError());
      break;
    }
    kept.append(piece, 0, *size);
    StringRef rest = kept;
    for (size_t end; (end = rest.find('\n')) != StringRef::npos;
         rest = rest.drop_front(end + 1))
      takeLine(rest.take_front(end + 1));
    if (!rest.empty() && (*size == 0 || rest.size() > maxKept)) {
      takeLine(rest);
      rest = {};
    }
    kept.erase(0, kept.size() - rest.size());
    os.flush();
    if (*size == 0)
      break;
  }
  if (path != "-")
    sys::fs::closeFile(file);
  return error;
}

static Error checkOptions(const SymbolizeOptions &options) {
  unsigned spaces = !options.mapsPath.empty() + !options.corePath.empty() +
                    options.base.has_value();
  if (spaces > 1)
    return createStringError("--maps, --core and --base each say where modules "
                             "were, expected one of them");
  if (options.base && options.modules.size() != 1)
    return createStringError("--base is of one module, expected one --module "
                             "beside it");
  return Error::success();
}

Error symbolize(const SymbolizeOptions &options, ArrayRef<std::string> texts,
                raw_ostream &os) {
  if (Error error = checkOptions(options))
    return error;
  Symbolizer symbolizer(options, os);
  if (Error error = symbolizer.open())
    return error;
  if (texts.empty())
    return symbolizer.filter("-");
  for (StringRef path : texts)
    if (Error error = symbolizer.filter(path))
      return error;
  return Error::success();
}

} // namespace gosym
