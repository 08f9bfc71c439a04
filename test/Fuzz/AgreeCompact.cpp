//===- AgreeCompact.cpp - Two readers of compact tables, one answer -------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The C reader and the C++ reader of compact tables are held to each other, of
/// any bytes: about each address the same function with the same sizes, the
/// same inlined frames and lines and the same data symbol, and the same symbol
/// of each name. Where one gives an error, the other one does, at the same
/// byte.
///
/// Three differences are meant, and bridged here:
///
///  * Opening. The C reader reads header and list of parts, the C++ reader also
///    how many things each part has. So what the C reader refuses the C++
///    reader refuses too, at the same byte if that is in header or list; but of
///    parts the C++ reader may refuse one that the C reader opens, to find the
///    fault when it is asked. Questions are compared when both open.
///  * The C reader tells the sizes of a frame with each function.
///  * By name the C reader finds the first function, or else the first data
///    symbol, and where it ends, so it reads on to the next address. The C++
///    reader is asked for the first one and for the symbols behind it.
///
//===----------------------------------------------------------------------===//
#include "RuntimeFuzz.h"
#include "gosym/Format/CompactReader.h"
#include <set>

using namespace gosym;
using namespace llvm;

//===----------------------------------------------------------------------===//
// Answers as text
//===----------------------------------------------------------------------===//

static constexpr char none[] = "none";
static constexpr char errorAt[] = "error at 0x";

static bool isError(StringRef answer) { return answer.starts_with(errorAt); }

/// What is no answer.
static std::string fault(gosym_error error, size_t offset) {
  if (error == GOSYM_NOT_FOUND || error == GOSYM_END)
    return none;
  must(isBad(error), "it is an error of the table");
  return errorAt + utohexstr(offset, true);
}

static std::string fault(Error error) {
  std::string text = checked(std::move(error));
  StringRef offset = StringRef(text).split(" at offset 0x").second;
  return errorAt + offset.split(": ").first.str();
}

static std::string show(uint64_t name, uint64_t address, uint64_t size,
                        uint32_t unit, char letter, uint64_t offset) {
  return std::to_string(name) + " at 0x" + utohexstr(address) + " size " +
         std::to_string(size) + " unit " + std::to_string(unit) + ' ' + letter +
         " by 0x" + utohexstr(offset);
}

static std::string show(const gosym_function &f) {
  return show(f.name_number, f.entry, f.size, f.unit, f.type, f.offset);
}

static std::string show(const CompactReader &reader, const CompactSymbol &s,
                        char letter) {
  letter = s.isNoBits ? 'B' : letter;
  return show(s.name, reader.addressOf(s.distance), s.size, s.unit,
              s.isLocal ? char(letter | 0x20) : letter, s.offset);
}

static std::string showSize(bool isKnown, uint64_t size) {
  return isKnown ? " " + std::to_string(size) : " ?";
}

static std::string showSize(std::optional<uint64_t> size) {
  return showSize(size.has_value(), size.value_or(0));
}

static std::string showFrame(StringRef name, std::optional<StringRef> path,
                             uint64_t line) {
  return (name + " in " + path.value_or("?") + ":" + Twine(line) + "\n").str();
}

//===----------------------------------------------------------------------===//
// The C reader
//===----------------------------------------------------------------------===//

static std::string askFunction(const gosym_table &table, uint64_t pc) {
  gosym_function f = {};
  gosym_error error = gosym_find_function(&table, pc, &f);
  if (error != GOSYM_OK)
    return fault(error, f.error_offset);
  return show(f) + showSize(f.has_frame, f.frame) +
         showSize(f.has_locals, f.locals) + showSize(f.has_args, f.args);
}

static std::string askData(const gosym_table &table, uint64_t at) {
  gosym_function f = {};
  gosym_error error = gosym_find_data(&table, at, &f);
  return error == GOSYM_OK ? show(f) : fault(error, f.error_offset);
}

static std::string askName(const gosym_table &table, StringRef name) {
  gosym_function f = {};
  gosym_error error = gosym_find_name(&table, name.data(), name.size(), &f);
  return error == GOSYM_OK ? show(f) : fault(error, f.error_offset);
}

/// A text that \p format makes in memory of its caller.
static gosym_error
textOf(std::string &text,
       function_ref<gosym_error(char *, size_t, size_t *)> format) {
  text.resize(64);
  size_t length = 0;
  gosym_error error = format(text.data(), text.size(), &length);
  if (error == GOSYM_TOO_SMALL) {
    text.resize(length + 1);
    error = format(text.data(), text.size(), &length);
  }
  text.resize(length);
  return error;
}

static gosym_error pathOf(const gosym_table &table, gosym_line &line,
                          std::string &path) {
  return textOf(path, [&](char *to, size_t size, size_t *length) {
    return gosym_format_path(&table, &line, to, size, length);
  });
}

static std::string askFrames(const gosym_table &table, uint64_t pc) {
  gosym_inlined cursor = {};
  gosym_error error = gosym_find_inlined(&table, pc, &cursor);
  size_t offset = cursor.error_offset;
  std::string frames;
  gosym_frame frame = {};
  while (error == GOSYM_OK &&
         (error = gosym_next_inlined(&table, &cursor, &frame)) == GOSYM_OK) {
    std::string name, path;
    error = textOf(name, [&](char *to, size_t size, size_t *length) {
      return gosym_format_name(&table, &frame.function, to, size, length);
    });
    offset = frame.function.error_offset;
    if (error != GOSYM_OK)
      break;
    std::optional<StringRef> known;
    if (frame.line.file != 0) {
      error = pathOf(table, frame.line, path);
      offset = frame.line.error_offset;
      known = path;
    }
    frames += showFrame(name, known, frame.line.line);
  }
  return error == GOSYM_END ? frames : fault(error, offset);
}

//===----------------------------------------------------------------------===//
// The C++ reader
//===----------------------------------------------------------------------===//

static std::string askFunction(const CompactReader &reader, uint64_t pc) {
  Expected<std::optional<CompactSymbol>> found = reader.findFunction(pc);
  if (!found)
    return fault(found.takeError());
  if (!*found)
    return none;
  Expected<CompactFrameSizes> sizes = reader.frameSizes((*found)->number);
  if (!sizes)
    return fault(sizes.takeError());
  return show(reader, **found, 'T') + showSize(sizes->frame) +
         showSize(sizes->locals) + showSize(sizes->args);
}

static std::string askData(const CompactReader &reader, uint64_t at) {
  Expected<std::optional<CompactSymbol>> found = reader.findData(at);
  if (!found)
    return fault(found.takeError());
  return *found ? show(reader, **found, 'D') : none;
}

/// Symbol \p i, when those behind it in its block can be read, up to one at
/// another address.
static std::string symbolWithEnd(const CompactReader &reader,
                                 const CompactSymbols &symbols, uint32_t i,
                                 char letter) {
  Expected<CompactSymbol> found = symbols.at(i);
  if (!found)
    return fault(found.takeError());
  constexpr uint32_t inBlock = 1u << GOSYM_COMPACT_BLOCK_SHIFT;
  for (uint32_t j = i + 1; j < symbols.size() && j % inBlock != 0; ++j) {
    Expected<CompactSymbol> behind = symbols.at(j);
    if (!behind)
      return fault(behind.takeError());
    if (behind->distance > found->distance)
      break;
  }
  return show(reader, *found, letter);
}

static std::string askName(const CompactReader &reader, StringRef name) {
  Expected<std::optional<uint32_t>> number =
      reader.names().find(name, 0, reader.names().size());
  if (!number)
    return fault(number.takeError());
  if (!*number)
    return none;
  for (const CompactSymbols *symbols : {&reader.functions(), &reader.data()}) {
    uint32_t first = symbols->firstName();
    if (**number >= first && **number - first < symbols->size())
      return symbolWithEnd(reader, *symbols, **number - first,
                           symbols == &reader.functions() ? 'T' : 'D');
  }
  return none;
}

static std::string askFrames(const CompactReader &reader, uint64_t pc) {
  Expected<std::vector<CompactSourceFrame>> found = reader.frames(pc);
  if (!found)
    return fault(found.takeError());
  std::string frames;
  for (const CompactSourceFrame &frame : *found)
    frames += showFrame(frame.function, frame.file, frame.line);
  return found->empty() ? none : frames;
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

/// Questions cost walks; so many show what all would.
static constexpr size_t maxSymbols = 24, maxRows = 40, maxBlocks = 8,
                        maxNames = 12;

/// Addresses where answers change, and their neighbours, as distances.
static std::set<uint64_t> distancesOf(const CompactReader &reader) {
  std::set<uint64_t> distances;
  auto add = [&](uint64_t distance) {
    distances.insert({distance - 1, distance, distance + 1});
  };
  for (const CompactSymbols *symbols : {&reader.functions(), &reader.data()}) {
    add(symbols->begin()), add(symbols->end());
    for (uint32_t i = 0; i < std::min<size_t>(symbols->numBlocks(), maxBlocks);
         ++i)
      add(symbols->block(i).distance);
    for (uint32_t i = 0; i < std::min<size_t>(symbols->size(), maxSymbols);
         ++i) {
      Expected<CompactSymbol> symbol = symbols->at(i);
      if (!symbol) {
        consumeError(symbol.takeError());
        break;
      }
      add(symbol->distance), add(symbol->distance + symbol->size);
    }
  }
  const CompactLines &lines = reader.lines();
  size_t rows = 0;
  for (uint32_t i = 0; i < std::min<size_t>(lines.numBlocks(), maxBlocks);
       ++i) {
    add(lines.blockDistance(i));
    consumeError(lines.forEachOf(i, [&](const CompactRow &row) -> Error {
      if (++rows <= maxRows)
        add(row.distance);
      return Error::success();
    }));
  }
  return distances;
}

static void agree(StringRef what, const std::string &c,
                  const std::string &cpp) {
  if (c != cpp)
    must(false, (what + "\nC:   " + c + "\nC++: " + cpp).str().c_str());
}

/// The line is that of the innermost frame, if it has a file. The frames were
/// told before.
static void checkLine(const gosym_table &table, const CompactReader &reader,
                      uint64_t pc) {
  std::vector<CompactSourceFrame> frames = cantFail(reader.frames(pc));
  gosym_line line = {};
  gosym_error error = gosym_find_line(&table, pc, &line);
  if (frames.empty() || !frames.front().file)
    return must(error == GOSYM_NOT_FOUND, "without a file there is no line");
  must(error == GOSYM_OK, "where a frame has a file there is a line");
  std::string path;
  must(pathOf(table, line, path) == GOSYM_OK && path == frames.front().file &&
           line.line == frames.front().line,
       "the line of an address is that of its innermost frame");
}

static void compareAt(const gosym_table &table, const CompactReader &reader,
                      uint64_t pc, bool withText, size_t &textSize) {
  std::string what = "about address 0x" + utohexstr(pc);
  std::string function = askFunction(reader, pc);
  agree(what + ", function", askFunction(table, pc), function);
  agree(what + ", data", askData(table, pc), askData(reader, pc));
  if (isError(function) || !withText)
    return;
  std::string frames = askFrames(reader, pc);
  agree(what + ", frames", askFrames(table, pc), frames);
  if (!isError(frames))
    checkLine(table, reader, pc);
  textSize += frames.size();
}

static void compareNames(const gosym_table &table,
                         const CompactReader &reader) {
  std::vector<std::string> names = {"", "main"};
  for (uint32_t i = 0; i < std::min<size_t>(reader.names().size(), maxNames);
       ++i) {
    Expected<std::string> name = reader.names().at(i);
    if (name)
      names.push_back(name->substr(0, 4096));
    else
      consumeError(name.takeError());
  }
  for (const std::string &name : names)
    agree("about the name " + name, askName(table, name),
          askName(reader, name));
}

/// What opening said.
static void compareOpening(gosym_error error, size_t offset, Error other) {
  if (!other)
    return must(error == GOSYM_OK, "the C reader opens what the other does");
  std::string text = checked(std::move(other));
  StringRef rest = text;
  bool isOfList = rest.consume_front("header at offset 0x") ||
                  rest.consume_front("pointer size at offset 0x") ||
                  rest.consume_front("part at offset 0x");
  // Parts without bytes are refused by both, and the first of several faults
  // is not the same one.
  if (!isOfList)
    return must(error == GOSYM_OK || error == GOSYM_BAD_PART, text.c_str());
  must(error != GOSYM_OK, text.c_str());
  agree("opening", utohexstr(offset, true), rest.split(": ").first.str());
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  uint64_t pc = input.word();
  CompactInput bytes(input.all());
  // Other tables have readers of their own.
  if (!isCompactTable(bytes.table()))
    return 0;
  gosym_options options = {};
  options.address = 0x10000;
  gosym_table table;
  gosym_error error =
      gosym_open(bytes.table().data(), bytes.table().size(), &options, &table);
  Expected<CompactReader> reader =
      CompactReader::create(bytes.table(), options.address);
  if (!reader || error != GOSYM_OK) {
    compareOpening(error, table.error_offset, reader.takeError());
    return 0;
  }
  // A few bytes may stand for much text.
  constexpr size_t maxText = 1 << 18;
  size_t textSize = 0;
  compareAt(table, *reader, pc, /*withText=*/true, textSize);
  for (uint64_t distance : distancesOf(*reader))
    compareAt(table, *reader, reader->addressOf(distance), textSize < maxText,
              textSize);
  compareNames(table, *reader);
  return 0;
}
