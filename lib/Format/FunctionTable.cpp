//===- FunctionTable.cpp - Reads a function table -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// docs/FunctionTable.md says what every byte means. Each read is checked where
/// it is made, against the part that it must be in.
///
/// Two rules are Go's own and easy to miss. A step that changes nothing ends a
/// stream, unless no code is behind it yet: then it says that the first code
/// has no value. And offset 0 of the streams means that there is none; Go's
/// debug/gosym does not know that and reads what is there.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/FunctionTable.h"
#include "Malformed.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace gosym {

static constexpr unsigned wordSize = sizeof(uint32_t);

/// The byte order in which \p table begins like a function table.
static std::optional<endianness> byteOrderOf(ArrayRef<uint8_t> table) {
  if (table.size() < GOSYM_FUNCTIONS_WORDS_OFFSET)
    return std::nullopt;
  for (endianness order : {endianness::little, endianness::big})
    if (gosym_begins_functions(support::endian::read32(table.data(), order),
                               table.data() + wordSize))
      return order;
  return std::nullopt;
}

bool isFunctionTable(ArrayRef<uint8_t> table) {
  return byteOrderOf(table).has_value();
}

uint32_t FunctionTable::word32(uint64_t offset) const {
  return support::endian::read32(bytes.data() + offset, ownTarget.byteOrder);
}

uint64_t FunctionTable::pointer(uint64_t offset) const {
  if (ownTarget.pointerSize == 4)
    return word32(offset);
  return support::endian::read64(bytes.data() + offset, ownTarget.byteOrder);
}

uint64_t FunctionTable::addressOf(uint32_t entry) const {
  uint64_t address = base + entry;
  return ownTarget.pointerSize == 4 ? uint32_t(address) : address;
}

//===----------------------------------------------------------------------===//
// Header
//===----------------------------------------------------------------------===//

Expected<FunctionTable> FunctionTable::create(ArrayRef<uint8_t> bytes,
                                              const Where &where) {
  std::optional<endianness> byteOrder = byteOrderOf(bytes);
  if (!byteOrder)
    return malformed("header", 0,
                     "no function table, expected one of Go 1.18 or 1.20");
  FunctionTable t;
  t.bytes = bytes;
  t.ownTarget.byteOrder = *byteOrder;
  t.ownTarget.form = t.word32(0) == GOSYM_FUNCTIONS_GO118 ? FunctionForm::Go118
                                                          : FunctionForm::Go120;
  t.ownTarget.quantum = bytes[GOSYM_FUNCTIONS_QUANTUM_OFFSET];
  unsigned size = t.ownTarget.pointerSize =
      bytes[GOSYM_FUNCTIONS_POINTER_SIZE_OFFSET];
  uint64_t header = gosym_functions_header_size(size);
  if (bytes.size() < header)
    return malformed("header", bytes.size(),
                     Twine(bytes.size()) + " bytes, expected " + Twine(header));
  auto offsetOf = [&](unsigned word) {
    return GOSYM_FUNCTIONS_WORDS_OFFSET + word * size;
  };
  auto word = [&](unsigned word) { return t.pointer(offsetOf(word)); };

  uint64_t before = header;
  const std::pair<unsigned, uint64_t FunctionTable::*> parts[] = {
      {GOSYM_FUNCTIONS_NAME_WORD, &FunctionTable::namesAt},
      {GOSYM_FUNCTIONS_UNIT_WORD, &FunctionTable::unitsAt},
      {GOSYM_FUNCTIONS_PATH_WORD, &FunctionTable::pathsAt},
      {GOSYM_FUNCTIONS_STREAM_WORD, &FunctionTable::streamsAt},
      {GOSYM_FUNCTIONS_RECORD_WORD, &FunctionTable::listAt}};
  for (auto [number, part] : parts) {
    uint64_t at = word(number);
    if (at < before || at > bytes.size())
      return malformed("part", offsetOf(number),
                       "begins at " + hex(at) + ", expected " + hex(before) +
                           " to " + hex(bytes.size()));
    t.*part = before = at;
  }

  t.tail = bytes.size() - t.listAt >= GOSYM_FUNCTIONS_TAIL_SIZE &&
           toStringRef(bytes.take_back(GOSYM_FUNCTIONS_TAIL_MARK_SIZE)) ==
               GOSYM_FUNCTIONS_TAIL_MARK;
  t.recordsEnd = bytes.size() - (t.tail ? GOSYM_FUNCTIONS_TAIL_SIZE : 0);
  uint64_t room = t.recordsEnd - t.listAt;
  uint64_t count = word(GOSYM_FUNCTIONS_COUNT_WORD);
  if (room < GOSYM_FUNCTION_LIST_END_SIZE ||
      count > (room - GOSYM_FUNCTION_LIST_END_SIZE) / GOSYM_FUNCTION_ENTRY_SIZE)
    return malformed("header", offsetOf(GOSYM_FUNCTIONS_COUNT_WORD),
                     Twine(count) + " functions, expected a list of at most " +
                         Twine(room) + " bytes");
  t.count = count;
  // Each path has a NUL.
  uint64_t files = word(GOSYM_FUNCTIONS_FILES_WORD);
  if (files > t.streamsAt - t.pathsAt)
    return malformed("header", offsetOf(GOSYM_FUNCTIONS_FILES_WORD),
                     Twine(files) + " files, expected at most " +
                         Twine(t.streamsAt - t.pathsAt));
  t.files = files;

  t.headerStart = word(GOSYM_FUNCTIONS_START_WORD);
  if (t.tail && where.table)
    t.base = *where.table +
             support::endian::read64(bytes.data() + t.recordsEnd, *byteOrder);
  else
    t.base = where.text.value_or(t.headerStart);
  if (size == 4)
    t.base = uint32_t(t.base);
  return t;
}

std::vector<FunctionTable::Part> FunctionTable::parts() const {
  return {{"names", namesAt, unitsAt - namesAt},
          {"units", unitsAt, pathsAt - unitsAt},
          {"paths", pathsAt, streamsAt - pathsAt},
          {"streams", streamsAt, listAt - streamsAt},
          {"functions", listAt, recordsEnd - listAt}};
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// The text at \p at, up to its NUL before \p partEnd.
Expected<StringRef> FunctionTable::text(StringRef what, uint64_t at,
                                        uint64_t partEnd) const {
  if (at >= partEnd)
    return malformed(what, at,
                     "outside of its part, expected it below " + hex(partEnd));
  StringRef rest = toStringRef(bytes.slice(at, partEnd - at));
  size_t end = rest.find('\0');
  if (end == StringRef::npos)
    return malformed(what, at, "no NUL, expected one before " + hex(partEnd));
  return rest.take_front(end);
}

/// The first function, from \p low on, whose entry is above; else the end. The
/// C reader takes the same steps.
uint32_t FunctionTable::firstAbove(uint64_t distance, uint32_t low) const {
  uint32_t high = count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (entryAt(middle) > distance)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

Expected<FunctionRecord> FunctionTable::function(uint32_t i) const {
  uint64_t at = listAt + uint64_t(GOSYM_FUNCTION_ENTRY_SIZE) * i;
  uint32_t entry = entryAt(i);
  uint32_t next = i + 1;
  if (entryAt(next) < entry)
    return malformed("function", at + GOSYM_FUNCTION_ENTRY_SIZE,
                     "entry " + hex(entryAt(next)) + " after " + hex(entry) +
                         ", expected ascending entries");
  // Of many at one address; where the end of the code is there, too, it counts.
  if (entryAt(next) == entry)
    next = firstAbove(entry, next);
  uint64_t record = listAt + word32(at + GOSYM_FUNCTION_RECORD_FIELD);
  uint64_t size = functionRecordSize(ownTarget.form);
  if (record > recordsEnd || recordsEnd - record < size)
    return malformed("function", at + GOSYM_FUNCTION_RECORD_FIELD,
                     "record at " + hex(record) + ", expected " + Twine(size) +
                         " bytes below " + hex(recordsEnd));
  auto field = [&](unsigned offset) { return word32(record + offset); };
  if (field(GOSYM_RECORD_ENTRY) != entry)
    return malformed("record", record,
                     "entry " + hex(field(GOSYM_RECORD_ENTRY)) + ", expected " +
                         hex(entry));
  Expected<StringRef> name =
      text("name", namesAt + field(GOSYM_RECORD_NAME), unitsAt);
  if (!name)
    return name.takeError();

  FunctionRecord f;
  f.name = *name;
  f.entry = addressOf(entry);
  f.end = addressOf(entryAt(next));
  if (!(field(GOSYM_RECORD_ARGS) & GOSYM_RECORD_NO_ARGS))
    f.args = field(GOSYM_RECORD_ARGS);
  f.depths = field(GOSYM_RECORD_SP);
  f.files = field(GOSYM_RECORD_FILE);
  f.lines = field(GOSYM_RECORD_LINE);
  f.unit = field(GOSYM_RECORD_UNIT);
  if (ownTarget.form == FunctionForm::Go120)
    f.startLine = std::max<int32_t>(field(GOSYM_RECORD_START_LINE), 0);
  f.offset = record;
  return f;
}

Expected<std::optional<FunctionRecord>> FunctionTable::find(uint64_t pc) const {
  uint64_t distance = pc - base;
  if (ownTarget.pointerSize == 4)
    distance = uint32_t(distance);
  if (count == 0 || distance < entryAt(0) || distance >= entryAt(count))
    return std::nullopt;
  Expected<FunctionRecord> found = function(firstAbove(distance, 0) - 1);
  if (!found)
    return found.takeError();
  return *found;
}

//===----------------------------------------------------------------------===//
// Streams
//===----------------------------------------------------------------------===//

/// Goes over the steps of a stream.
class FunctionTable::Steps {
public:
  Steps(const FunctionTable &table, uint32_t stream)
      : table(table), at(table.streamsAt + stream),
        end(stream == 0 ? at : table.listAt), isOver(stream == 0) {}

  /// Reads the next step. False at the end.
  Expected<bool> next() {
    if (isOver)
      return false;
    Expected<uint32_t> change = varint();
    if (!change)
      return change.takeError();
    if (*change == 0 && distance != 0) {
      isOver = true;
      return false;
    }
    uint64_t quantaAt = at;
    Expected<uint32_t> quanta = varint();
    if (!quanta)
      return quanta.takeError();
    if (*quanta == 0)
      return malformed("stream", quantaAt, "a step of 0 bytes, expected some");
    value += *change & 1 ? ~(*change >> 1) : *change >> 1;
    begin = distance;
    distance += uint32_t(*quanta * table.ownTarget.quantum);
    return true;
  }

  /// Of the step: from `begin` up to `distance`, bytes behind the entry, the
  /// value is `value`.
  uint64_t begin = 0, distance = 0;
  uint32_t value = GOSYM_STREAM_NO_VALUE;
  bool hasValue() const { return int32_t(value) >= 0; }

private:
  Expected<uint32_t> varint() {
    uint32_t result = 0;
    for (unsigned i = 0; i != GOSYM_STREAM_VARINT_SIZE && at + i < end; ++i) {
      uint8_t byte = table.bytes[at + i];
      // The fifth byte has room for four bits.
      if (i == GOSYM_STREAM_VARINT_SIZE - 1 && byte > 0x0f)
        break;
      result |= uint32_t(byte & 0x7f) << (7 * i);
      if (byte < 0x80) {
        at += i + 1;
        return result;
      }
    }
    return malformed("stream", at,
                     "a step that is cut, expected a number of 32 bits below " +
                         hex(end));
  }

  const FunctionTable &table;
  uint64_t at;
  const uint64_t end;
  bool isOver;
};

Error FunctionTable::forEachValue(const FunctionRecord &function,
                                  uint32_t stream, ValueVisitor fn) const {
  Steps steps(*this, stream);
  uint64_t size = function.end - function.entry;
  while (true) {
    Expected<bool> isThere = steps.next();
    if (!isThere)
      return isThere.takeError();
    if (!*isThere || steps.begin >= size)
      return Error::success();
    uint64_t end = std::min(steps.distance, size);
    if (steps.hasValue() && steps.begin < end)
      if (Error error = fn(function.entry + steps.begin, function.entry + end,
                           steps.value))
        return error;
  }
}

Expected<std::optional<uint32_t>>
FunctionTable::valueAt(const FunctionRecord &function, uint32_t stream,
                       uint64_t pc) const {
  Steps steps(*this, stream);
  while (true) {
    Expected<bool> isThere = steps.next();
    if (!isThere)
      return isThere.takeError();
    if (!*isThere)
      return std::nullopt;
    if (pc - function.entry < steps.distance)
      return steps.hasValue() ? std::optional(steps.value) : std::nullopt;
  }
}

Expected<std::optional<StringRef>> FunctionTable::path(uint32_t unit,
                                                       uint32_t file) const {
  if (unit == GOSYM_RECORD_NONE)
    return std::nullopt;
  uint64_t at = unitsAt + wordSize * (uint64_t(unit) + file);
  if (at > pathsAt || pathsAt - at < wordSize)
    return malformed("file", at,
                     "outside of its part, expected it below " + hex(pathsAt));
  uint32_t offset = word32(at);
  if (offset == GOSYM_RECORD_NONE)
    return std::nullopt;
  Expected<StringRef> path = text("path", pathsAt + offset, streamsAt);
  if (!path)
    return path.takeError();
  return *path;
}

Expected<FunctionTable::Place>
FunctionTable::placeOf(const FunctionRecord &function, uint64_t pc) const {
  Place place;
  Expected<std::optional<uint32_t>> line =
      valueAt(function, function.lines, pc);
  if (!line)
    return line.takeError();
  place.line = line->value_or(0);
  Expected<std::optional<uint32_t>> file =
      valueAt(function, function.files, pc);
  if (!file)
    return file.takeError();
  if (!*file)
    return place;
  Expected<std::optional<StringRef>> name = path(function.unit, **file);
  if (!name)
    return name.takeError();
  place.file = *name;
  return place;
}

Error FunctionTable::forEachPlace(const FunctionRecord &function,
                                  PlaceVisitor fn) const {
  struct Piece {
    uint64_t begin, end;
    uint32_t value;
  };
  SmallVector<Piece, 8> files;
  if (Error error =
          forEachValue(function, function.files,
                       [&](uint64_t begin, uint64_t end, uint32_t value) {
                         files.push_back({begin, end, value});
                         return Error::success();
                       }))
    return error;
  const Piece *file = files.begin();
  return forEachValue(
      function, function.lines,
      [&](uint64_t begin, uint64_t end, uint32_t line) -> Error {
        if (line == 0)
          return Error::success();
        while (begin < end) {
          while (file != files.end() && file->end <= begin)
            ++file;
          if (file == files.end() || file->begin >= end)
            return Error::success();
          begin = std::max(begin, file->begin);
          uint64_t limit = std::min(end, file->end);
          if (Error error = fn(begin, limit, file->value, line))
            return error;
          begin = limit;
        }
        return Error::success();
      });
}

} // namespace gosym
