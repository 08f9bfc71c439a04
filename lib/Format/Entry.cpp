//===- Entry.cpp - One record of a table ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry.h has the encoding. Writer and reader share findFault(): what may not
/// be written is exactly what is refused when read, so a table of ours always
/// reads back, and a fault has one text wherever it is found.
///
/// A decoder that reads all fields first and checks afterwards would blame the
/// wrong byte: a wrong type byte of 0x7f has the "wide" flag set, and the error
/// would be about a missing wide value. So the type is checked before its flags
/// are used. Everything else is checked when all fields are read, because some
/// checks concern several fields (`m` and its name, `f` and its value).
///
/// encodeEntry() runs once for every symbol of a link, straight into the output
/// mapping: it checks nothing in release builds, allocates nothing and touches
/// every byte once.
///
//===----------------------------------------------------------------------===//

#include "gosym/Format/Entry.h"
#include "Malformed.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/LEB128.h"
#include <cstring>

using namespace llvm;

namespace gosym {

//===----------------------------------------------------------------------===//
// Type byte
//===----------------------------------------------------------------------===//

static uint8_t typeByte(const Entry &entry) {
  return gosym_code_of_letter(entry.type) | (entry.wide ? entryWide : 0) |
         (entry.goType ? entryHasGoType : 0);
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

namespace {

/// Fields in the order in which a Go 1.1 table stores them.
enum Field { typeField, valueField, goTypeField, nameField, pathField };
constexpr unsigned fieldCount = pathField + 1;
constexpr StringLiteral fieldNames[fieldCount] = {"type", "value", "Go type",
                                                  "name", "path"};

/// What is wrong with an entry, and where. `facts` is null if nothing is.
struct Fault {
  Field field = typeField;
  StringRef facts;
};

} // namespace

static Fault findTypeFault(char type) {
  if (isAlpha(type))
    return {};
  return {typeField, "not a letter, expected A..Z or a..z"};
}

static Fault findFault(const Entry &entry, TableTarget target) {
  if (Fault fault = findTypeFault(entry.type); fault.facts.data())
    return fault;

  bool narrow = target.pointerSize == 4;
  if (entry.wide && narrow && !isUInt<32>(entry.value))
    return {valueField, "address above 32 bits, expected 4 bytes"};
  if (target.form != TableForm::Go11 && !isUInt<32>(entry.value))
    return {valueField, "value above 32 bits, expected 4 bytes"};
  if (entry.goType && narrow && !isUInt<32>(*entry.goType))
    return {goTypeField, "address above 32 bits, expected 4 bytes"};
  if (entry.type == 'f' && entry.value == 0)
    return {valueField, "path index 0, expected 1..65535"};
  if (entry.type == 'f' && entry.value > maxPathIndex)
    return {valueField, "path index above 65535, expected 1..65535"};

  if (entry.isHistory()) {
    if (!entry.name.empty())
      return {nameField, "history entry with a name, expected a path"};
    if (is_contained(entry.path, 0))
      return {pathField, "index 0 in a path, expected 1..65535"};
    if (entry.path.size() > maxPathComponents)
      return {pathField, "path above 1023 components, expected at most 1023"};
    return {};
  }
  if (!entry.path.empty())
    return {pathField, "path in an entry that is not z or Z, expected none"};
  if (entry.name.contains('\0'))
    return {nameField, "NUL in a name, expected none"};
  if (entry.type == 'f' && entry.name.size() > maxComponentSize)
    return {nameField, "path component above 1023 bytes, expected at most "
                       "1023"};
  if (entry.type == 'm' &&
      !gosym_is_size_name(entry.name.data(), entry.name.size()))
    return {nameField, "unknown name of an m entry, expected .frame, .locals "
                       "or .args"};
  return {};
}

StringRef checkEntry(const Entry &entry, TableTarget target) {
  return findFault(entry, target).facts;
}

//===----------------------------------------------------------------------===//
// Encoder
//===----------------------------------------------------------------------===//

uint64_t encodedSize(const Entry &entry, TableTarget target) {
  uint64_t size = sizeof(uint8_t);
  if (target.form == TableForm::Go11) {
    size += entry.wide ? target.pointerSize : getULEB128Size(entry.value);
    size += entry.goType ? target.pointerSize : 0;
  } else {
    size += 2 * GOSYM_OLD_WORD_SIZE;
  }
  size += entry.name.size() + 1;
  if (entry.isHistory())
    size += GOSYM_PATH_INDEX_SIZE * (entry.path.size() + 1);
  return size;
}

static uint8_t *encodePointer(uint8_t *out, uint64_t address,
                              TableTarget target) {
  if (target.pointerSize == 4)
    support::endian::write<uint32_t>(out, address, target.byteOrder);
  else
    support::endian::write<uint64_t>(out, address, target.byteOrder);
  return out + target.pointerSize;
}

static uint8_t *encodePath(uint8_t *out, ArrayRef<uint16_t> path) {
  // Big-endian whatever the target: that is how Go's readers take them.
  for (uint16_t index : path) {
    support::endian::write16be(out, index);
    out += GOSYM_PATH_INDEX_SIZE;
  }
  support::endian::write16be(out, 0);
  return out + GOSYM_PATH_INDEX_SIZE;
}

static uint8_t *encodeNameAndPath(uint8_t *out, const Entry &entry) {
  // memcpy may not be given the null pointer of an empty StringRef.
  if (!entry.name.empty())
    memcpy(out, entry.name.data(), entry.name.size());
  out += entry.name.size();
  *out++ = 0;
  if (entry.isHistory())
    out = encodePath(out, entry.path);
  return out;
}

static uint8_t *encodeOld(uint8_t *out, const Entry &entry,
                          TableTarget target) {
  out = encodePointer(out, entry.value, target);
  *out++ = uint8_t(entry.type) | GOSYM_OLD_TYPE_MARK;
  out = encodeNameAndPath(out, entry);
  return encodePointer(out, entry.goType.value_or(0), target);
}

uint8_t *encodeEntry(uint8_t *out, const Entry &entry, TableTarget target) {
  assert(isValid(target));
  assert(!checkEntry(entry, target).data() && "entry must be valid");
  if (target.form != TableForm::Go11)
    return encodeOld(out, entry, target);

  *out++ = typeByte(entry);
  if (entry.wide)
    out = encodePointer(out, entry.value, target);
  else
    out += encodeULEB128(entry.value, out);
  if (entry.goType)
    out = encodePointer(out, *entry.goType, target);
  return encodeNameAndPath(out, entry);
}

//===----------------------------------------------------------------------===//
// Decoder
//===----------------------------------------------------------------------===//

namespace {

/// What is left to read, and how far into the table that is.
struct Cursor {
  ArrayRef<uint8_t> bytes;
  uint64_t offset;

  void skip(uint64_t count) {
    bytes = bytes.drop_front(count);
    offset += count;
  }
};

using FieldOffsets = uint64_t[fieldCount];

} // namespace

static Error decodeVarint(Cursor &cursor, uint64_t &value) {
  // decodeULEB128() would take any number of padding bytes; the format has at
  // most ten, so it is shown no more.
  ArrayRef<uint8_t> bytes = cursor.bytes.take_front(GOSYM_MAX_VARINT_SIZE);
  bool ends = any_of(bytes, [](uint8_t byte) { return byte < 0x80; });
  if (!ends && bytes.size() < GOSYM_MAX_VARINT_SIZE)
    return malformed(fieldNames[valueField], cursor.offset,
                     "varint cut after " + Twine(bytes.size()) +
                         " bytes, expected a last byte below 0x80");

  unsigned size = 0;
  const char *fault = nullptr;
  if (ends)
    value = decodeULEB128(bytes.begin(), &size, bytes.end(), &fault);
  if (!ends || fault)
    return malformed(fieldNames[valueField], cursor.offset,
                     "varint above 64 bits, expected at most 64");
  cursor.skip(size);
  return Error::success();
}

static Error decodePointer(Cursor &cursor, TableTarget target, Field field,
                           uint64_t &address) {
  if (cursor.bytes.size() < target.pointerSize)
    return malformed(fieldNames[field], cursor.offset,
                     Twine(cursor.bytes.size()) + " bytes, expected " +
                         Twine(unsigned(target.pointerSize)));
  const uint8_t *data = cursor.bytes.data();
  address = target.pointerSize == 4
                ? support::endian::read<uint32_t>(data, target.byteOrder)
                : support::endian::read<uint64_t>(data, target.byteOrder);
  cursor.skip(target.pointerSize);
  return Error::success();
}

static Error decodeName(Cursor &cursor, StringRef &name) {
  StringRef text = toStringRef(cursor.bytes);
  size_t size = text.find('\0');
  if (size == StringRef::npos)
    return malformed(fieldNames[nameField], cursor.offset,
                     Twine(text.size()) +
                         " bytes without a NUL, expected one at the end");
  name = text.take_front(size);
  cursor.skip(size + 1);
  return Error::success();
}

static Error decodePath(Cursor &cursor, SmallVectorImpl<uint16_t> &path) {
  Cursor start = cursor;
  while (cursor.bytes.size() >= GOSYM_PATH_INDEX_SIZE) {
    uint16_t index = support::endian::read16be(cursor.bytes.data());
    cursor.skip(GOSYM_PATH_INDEX_SIZE);
    if (index == 0)
      return Error::success();
    path.push_back(index);
  }
  return malformed(fieldNames[pathField], start.offset,
                   Twine(start.bytes.size()) +
                       " bytes without the index 0, expected one at the end");
}

/// Reads what follows the type; it is the same in all forms.
static Error decodeNameAndPath(Cursor &cursor, Entry &entry,
                               FieldOffsets &offsets) {
  offsets[nameField] = cursor.offset;
  if (Error error = decodeName(cursor, entry.name))
    return error;

  offsets[pathField] = cursor.offset;
  entry.path.clear();
  return entry.isHistory() ? decodePath(cursor, entry.path) : Error::success();
}

static Error decodeGo11(Cursor &cursor, TableTarget target, Entry &entry,
                        FieldOffsets &offsets) {
  offsets[typeField] = cursor.offset;
  if (cursor.bytes.empty())
    return malformed(fieldNames[typeField], cursor.offset,
                     "0 bytes, expected 1");
  uint8_t first = cursor.bytes.front();
  entry.type = gosym_letter_of_type(first);
  entry.wide = first & entryWide;
  if (Fault fault = findTypeFault(entry.type); fault.facts.data())
    return malformed(fieldNames[typeField], cursor.offset, fault.facts);
  cursor.skip(1);

  offsets[valueField] = cursor.offset;
  if (Error error = entry.wide
                        ? decodePointer(cursor, target, valueField, entry.value)
                        : decodeVarint(cursor, entry.value))
    return error;

  offsets[goTypeField] = cursor.offset;
  entry.goType.reset();
  if (first & entryHasGoType)
    if (Error error =
            decodePointer(cursor, target, goTypeField, entry.goType.emplace()))
      return error;

  return decodeNameAndPath(cursor, entry, offsets);
}

static Error decodeOld(Cursor &cursor, TableTarget target, Entry &entry,
                       FieldOffsets &offsets) {
  offsets[valueField] = cursor.offset;
  if (Error error = decodePointer(cursor, target, valueField, entry.value))
    return error;

  offsets[typeField] = cursor.offset;
  if (cursor.bytes.empty())
    return malformed(fieldNames[typeField], cursor.offset,
                     "0 bytes, expected 1");
  uint8_t first = cursor.bytes.front();
  entry.type = gosym_letter_of_old_type(first);
  if (!entry.type)
    return malformed(fieldNames[typeField], cursor.offset,
                     "0x" + utohexstr(first, /*LowerCase=*/true, /*Width=*/2) +
                         ", expected 0x80 and a letter");
  entry.wide = entry.isText() || entry.isData();
  cursor.skip(1);

  if (Error error = decodeNameAndPath(cursor, entry, offsets))
    return error;

  offsets[goTypeField] = cursor.offset;
  uint64_t goType = 0;
  if (Error error = decodePointer(cursor, target, goTypeField, goType))
    return error;
  entry.goType.reset();
  if (goType != 0)
    entry.goType = goType;
  return Error::success();
}

Error decodeEntry(ArrayRef<uint8_t> &bytes, uint64_t offset, TableTarget target,
                  Entry &entry) {
  auto decode = target.form == TableForm::Go11 ? decodeGo11 : decodeOld;
  Cursor cursor{bytes, offset};
  FieldOffsets offsets;
  if (Error error = decode(cursor, target, entry, offsets))
    return error;

  if (Fault fault = findFault(entry, target); fault.facts.data())
    return malformed(fieldNames[fault.field], offsets[fault.field],
                     fault.facts);
  bytes = cursor.bytes;
  return Error::success();
}

} // namespace gosym
