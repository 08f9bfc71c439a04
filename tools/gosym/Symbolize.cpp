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
///   #1 0x000055d0c7a3d288 Table::find(int)+0x88 /src/store.cpp:61
///
/// TraceText recognises the addresses of a line, AddressSpace or the text
/// itself tells the module, ModuleFiles finds its files, ModuleNames asks them.
/// All other bytes pass as they are. Inlined calls have the number of their
/// frame: new numbers for what follows would change lines that have names
/// already.
///
/// A trace repeats few addresses often, so modules and the text of answers are
/// kept. What is kept is bounded, and so is the length of a line that is looked
/// at: a longer one passes unchanged.
///
/// Input is read in pieces, and the output is flushed after each: what a
/// program writes into a pipe line by line comes out line by line.
///
//===----------------------------------------------------------------------===//
#include "../../lib/Support/Hex.h"
#include "Commands.h"
#include "ModuleNames.h"
#include "TraceText.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include <map>

using namespace llvm;

namespace gosym {

namespace {

/// Where an address is.
struct Place {
  ModuleNames *module = nullptr;
  uint64_t address = 0; ///< in the file of the module
};

class Symbolizer {
public:
  Symbolizer(const SymbolizeOptions &options, raw_ostream &os)
      : options(options), os(os) {}
  Error open();
  /// Reads the file at \p path, `-` is standard input.
  Error filter(StringRef path);

private:
  using Frames = std::vector<NamedFrame>;

  ModuleNames *mapped(uint32_t module);
  ModuleNames *named(StringRef path, StringRef buildId);
  std::optional<Place> placeInProcess(uint64_t address);
  std::optional<Place> placeInText(const TracedAddress &text);
  std::optional<Place> place(const TracedAddress &text);
  bool isCaller(const TracedAddress &text) const;
  const Frames &framesAt(const Place &place, bool isCaller);

  void takeLine(StringRef line);
  void printNames(StringRef line);
  void printFrame(const NamedFrame &frame, uint64_t address);
  void printJson(StringRef line);

  const SymbolizeOptions &options;
  raw_ostream &os;
  std::optional<AddressSpace> space;
  std::optional<ModuleFiles> files;
  std::map<uint32_t, std::unique_ptr<ModuleNames>> byMapping;
  StringMap<std::unique_ptr<ModuleNames>> byName;
  /// By module, byte that is looked up.
  std::map<std::pair<const ModuleNames *, uint64_t>, Frames> answers;
  SmallVector<TracedAddress, 4> found;
  /// Address of frame 0 of the trace that is being read.
  std::optional<uint64_t> top;
  /// Of the line, in the text that is read.
  uint64_t lineOffset = 0;
};

} // namespace

Error Symbolizer::open() {
  Expected<ModuleFiles> opened =
      ModuleFiles::create(options.modules, options.debugDirs);
  if (!opened)
    return opened.takeError();
  files = std::move(*opened);
  if (options.mapsPath.empty() && options.corePath.empty())
    return Error::success();
  Expected<AddressSpace> mapped =
      options.mapsPath.empty() ? AddressSpace::fromCore(options.corePath)
                               : AddressSpace::fromMaps(options.mapsPath);
  if (!mapped)
    return mapped.takeError();
  space = std::move(*mapped);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// From text to places
//===----------------------------------------------------------------------===//

ModuleNames *Symbolizer::mapped(uint32_t number) {
  std::unique_ptr<ModuleNames> &module = byMapping[number];
  if (!module) {
    const MappedModule &mapping = space->modules()[number];
    module = std::make_unique<ModuleNames>(
        WantedModule{mapping.path, "", mapping.isDeleted}, *files,
        space->core(), mapping.begin, options.demangles);
  }
  return module.get();
}

ModuleNames *Symbolizer::named(StringRef path, StringRef buildId) {
  constexpr unsigned maxModules = 1 << 16;
  std::string key = (buildId + " " + path).str();
  if (byName.size() == maxModules && !byName.count(key)) {
    // A text that names so many is no trace.
    byName.clear();
    answers.clear();
  }
  std::unique_ptr<ModuleNames> &module = byName[key];
  if (!module) {
    WantedModule wanted{path.str(), buildId.lower(), false};
    // The maps know the path of what the text calls by its last component.
    if (space && !path.contains('/'))
      for (const MappedModule &mapping : space->modules())
        if (StringRef(mapping.path).ends_with(("/" + path).str())) {
          wanted.path = mapping.path;
          wanted.isDeleted = mapping.isDeleted;
          break;
        }
    module = std::make_unique<ModuleNames>(std::move(wanted), *files, nullptr,
                                           0, options.demangles);
  }
  return module.get();
}

std::optional<Place> Symbolizer::placeInProcess(uint64_t address) {
  if (space) {
    std::optional<uint32_t> number = space->findCode(address);
    if (!number)
      return std::nullopt;
    ModuleNames *module = mapped(*number);
    return Place{module,
                 address - module->biasAt(space->modules()[*number].begin)};
  }
  for (const ModuleFile *file : files->given()) {
    // A program that is not position independent is where its file says.
    if (!options.base && file->file.elf->getEType() != ELF::ET_EXEC)
      continue;
    ModuleNames *module = named(file->path, file->buildId);
    uint64_t inFile =
        options.base ? address - module->biasAt(*options.base) : address;
    if (module->isCode(inFile))
      return Place{module, inFile};
  }
  return std::nullopt;
}

std::optional<Place> Symbolizer::placeInText(const TracedAddress &text) {
  if (text.module.empty())
    return std::nullopt;
  ModuleNames *module = named(text.module, text.buildId);
  if (module->isUnknown())
    return std::nullopt;
  uint64_t address = 0;
  if (!text.function.empty()) {
    std::optional<uint64_t> symbol = module->symbol(text.function);
    if (!symbol)
      return std::nullopt;
    address = *symbol + *text.offset;
  } else if (text.offset) {
    address = *text.offset;
  } else if (text.address) {
    // glibc leaves the offset out where the program is not relocated.
    address = *text.address;
  }
  return Place{module, address};
}

std::optional<Place> Symbolizer::place(const TracedAddress &text) {
  std::optional<Place> place;
  if (text.address)
    place = placeInProcess(*text.address);
  if (!place)
    place = placeInText(text);
  if (place)
    place->address = place->module->codeAddress(place->address);
  return place;
}

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

const Symbolizer::Frames &Symbolizer::framesAt(const Place &place,
                                               bool isCaller) {
  constexpr size_t maxAnswers = 1 << 20;
  if (answers.size() == maxAnswers)
    answers.clear();
  uint64_t at = place.address - isCaller;
  auto [answer, isNew] = answers.try_emplace({place.module, at});
  if (isNew)
    answer->second = place.module->frames(at);
  return answer->second;
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

static void printModule(const Place &place, raw_ostream &os) {
  const WantedModule &module = place.module->module();
  os << printable(module.name()) << '+' << hex(place.address);
  if (!module.buildId.empty())
    os << " (" << printable(module.buildId) << ')';
}

/// Prints \p line, which may end with a newline, with names.
void Symbolizer::printNames(StringRef line) {
  size_t printed = 0;
  for (const TracedAddress &text : found) {
    std::optional<Place> at;
    if (!text.isNamed)
      at = place(text);
    if (!at)
      continue;
    const Frames &frames = framesAt(*at, isCaller(text));
    bool isInserted = text.begin == text.end;
    if (frames.empty() && !text.isUnknown)
      continue;
    StringRef before = line.slice(printed, text.begin);
    StringRef space = isInserted ? " " : "";
    printed = text.end;
    if (frames.empty()) {
      os << before << space;
      printModule(*at, os);
    } else if (text.isFrame) {
      StringRef behind = line.drop_front(text.end);
      for (const NamedFrame &frame : frames) {
        os << before << space;
        printFrame(frame, at->address);
        // The last line gets what is behind all names, below.
        if (&frame != &frames.back())
          os << behind << (behind.ends_with("\n") ? "" : "\n");
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
      at = place(traced);
    if (!at)
      continue;
    json::Array frames;
    for (const NamedFrame &frame : framesAt(*at, isCaller(traced))) {
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
  if (line.size() <= maxLine)
    findAddresses(line.rtrim('\n'), found);
  if (found.size() == 1 && found.front().number == 0 && found.front().address)
    top = found.front().address;
  if (options.json)
    printJson(line);
  else
    printNames(line);
  lineOffset += line.size();
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
