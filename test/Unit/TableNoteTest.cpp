//===- TableNoteTest.cpp - The note, by both readers ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Notes are written field by field here, and each is read by the C++ reader and
// by the C one: they must find the same, or the same error at the same offset.
//
//===----------------------------------------------------------------------===//

#include "gosym/Format/TableNote.h"
#include "gosym-c/gosym.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "gtest/gtest.h"
#include <random>

using namespace gosym;
using namespace llvm;

namespace {

/// Bytes that grow at their end.
struct Notes {
  endianness order;
  std::vector<uint8_t> bytes;

  Notes &word(uint32_t value) {
    bytes.resize(bytes.size() + 4);
    support::endian::write32(&bytes[bytes.size() - 4], value, order);
    return *this;
  }
  Notes &wide(uint64_t value) {
    bytes.resize(bytes.size() + 8);
    support::endian::write64(&bytes[bytes.size() - 8], value, order);
    return *this;
  }
  Notes &text(StringRef text) {
    bytes.insert(bytes.end(), text.bytes_begin(), text.bytes_end());
    return *this;
  }
  /// Header and name of our note.
  Notes &ours(uint32_t descriptorSize) {
    return word(6).word(descriptorSize).word(1).text({"GoSym\0\0\0", 8});
  }
  Notes &entry(uint32_t kind, int64_t offset, uint64_t size) {
    return word(kind).word(0).wide(offset).wide(size);
  }
};

Notes buildId(endianness order) {
  return Notes{order, {}}.word(4).word(6).word(3).text({"GNU\0abcdef\0\0", 12});
}

std::string message(Error error) { return toString(std::move(error)); }

/// What both readers say of \p notes, alike: `D: kind offset size, ...` with
/// the offset of the descriptor, `none`, or an error.
std::string readBoth(const std::vector<uint8_t> &bytes, endianness order,
                     unsigned alignment = 4) {
  // A copy that ends where it ends: AddressSanitizer sees what lies behind.
  std::vector<uint8_t> copy(bytes);
  copy.shrink_to_fit();
  auto byCxx = findTableNote(copy, alignment, order);
  gosym_note byC;
  gosym_error error = gosym_read_note(copy.data(), copy.size(), alignment,
                                      order == endianness::big, &byC);
  if (!byCxx) {
    std::string text = message(byCxx.takeError());
    EXPECT_EQ(error, GOSYM_BAD_NOTE) << text;
    EXPECT_TRUE(StringRef(text).starts_with(
        "note at offset 0x" + utohexstr(byC.error_offset, true) + ": "))
        << text << ", in C " << byC.error_offset;
    return text;
  }
  if (!*byCxx) {
    EXPECT_EQ(error, GOSYM_NO_TABLE);
    return "none";
  }
  EXPECT_EQ(error, GOSYM_OK) << byC.error_offset;
  EXPECT_EQ(byC.descriptor, (*byCxx)->descriptor);
  std::string text = std::to_string((*byCxx)->descriptor) + ":";
  size_t known = 0;
  for (const NotedTable &table : (*byCxx)->tables) {
    text += " " + std::to_string(table.kind) + " " +
            std::to_string(table.offset) + " " + std::to_string(table.size);
    if (table.kind == 0 || table.kind > GOSYM_NOTE_LAST_KIND)
      continue;
    ++known;
    const gosym_note_table *inC[] = {nullptr,    &byC.compact, &byC.table,
                                     &byC.index, &byC.lines,   &byC.functions};
    EXPECT_EQ(inC[table.kind]->offset, table.offset);
    EXPECT_EQ(inC[table.kind]->size, table.size);
  }
  size_t knownInC = (byC.compact.size != 0) + (byC.table.size != 0) +
                    (byC.index.size != 0) + (byC.lines.size != 0) +
                    (byC.functions.size != 0);
  EXPECT_EQ(known, knownInC);
  return text;
}

class TableNoteTest : public testing::TestWithParam<endianness> {
protected:
  Notes empty() const { return Notes{GetParam(), {}}; }
  std::string read(const Notes &notes, unsigned alignment = 4) const {
    return readBoth(notes.bytes, GetParam(), alignment);
  }
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Orders, TableNoteTest,
                         testing::Values(endianness::little, endianness::big));

TEST_P(TableNoteTest, EncoderWritesWhatTheHeaderDraws) {
  Notes note = empty().ours(8 + 48).word(1).word(2);
  note.entry(2, -5000, 300).entry(4, int64_t(1) << 40, 7);
  std::vector<NotedTable> tables = {{2, -5000, 300}, {4, int64_t(1) << 40, 7}};
  std::vector<uint8_t> bytes(tableNoteSize(2), 0xaa);
  encodeTableNote(bytes, tables, GetParam());
  EXPECT_EQ(bytes, note.bytes);
  EXPECT_EQ(read(note), "20: 2 -5000 300 4 1099511627776 7");
}

TEST_P(TableNoteTest, NotesOfOthersArePassedOver) {
  EXPECT_EQ(read(empty()), "none");
  Notes notes = buildId(GetParam());
  EXPECT_EQ(read(notes), "none");
  // Our name with another type, our type with other names.
  notes.word(6).word(0).word(2).text({"GoSym\0\0\0", 8});
  notes.word(5).word(0).word(1).text({"GoSym\0\0\0", 8});
  notes.word(6).word(0).word(1).text({"GoSyms\0\0", 8});
  notes.word(0).word(4).word(1).text("desc");
  EXPECT_EQ(read(notes), "none");
  notes.ours(8 + 24).word(1).word(1).entry(1, 8, 9);
  EXPECT_EQ(read(notes), std::to_string(24 + 3 * 20 + 16 + 20) + ": 1 8 9");
  // The first one is taken, and nothing behind it is read.
  notes.word(0xffffffff);
  EXPECT_EQ(read(notes), std::to_string(24 + 3 * 20 + 16 + 20) + ": 1 8 9");
}

TEST_P(TableNoteTest, DescriptorIsInOnePlaceWhateverTheAlignment) {
  // A property note of 8 bytes, then ours.
  Notes notes = empty().word(4).word(8).word(5).text({"GNU\0", 4}).wide(0);
  notes.ours(8).word(1).word(0);
  EXPECT_EQ(read(notes, 8), "44:");
  EXPECT_EQ(read(notes, 4), "44:");
  // Padded to 8, and only there.
  Notes padded = empty().word(4).word(4).word(5).text({"GNU\0", 4}).wide(0);
  padded.ours(8).word(1).word(0);
  EXPECT_EQ(read(padded, 8), "44:");
}

TEST_P(TableNoteTest, UnknownKindsAreSkippedWhateverTheySay) {
  Notes notes = empty().ours(8 + 5 * 24).word(1).word(5);
  notes.word(6).word(7).wide(-1).wide(-1).entry(0, 0, 0);
  notes.entry(6, 1, 2).entry(0xffffffff, 3, 4).entry(3, 16, 24);
  EXPECT_EQ(read(notes), "20: 6 -1 18446744073709551615 0 0 0 6 1 2 "
                         "4294967295 3 4 3 16 24");
}

TEST_P(TableNoteTest, WhatIsWrongIsToldWithItsOffset) {
  auto ours = [&](uint32_t size) { return empty().ours(size); };
  EXPECT_EQ(read(empty().word(1).word(2).word(1).text("a")),
            "note at offset 0x4: descriptor of 2 bytes, expected at most 0");
  EXPECT_EQ(read(empty().word(0xffffffff).word(0).word(1).word(1)),
            "note at offset 0x0: name of 4294967295 bytes, expected at most 4");
  EXPECT_EQ(read(ours(0xffffffff).word(1).word(0)),
            "note at offset 0x4: descriptor of 4294967295 bytes, expected at "
            "most 8");
  EXPECT_EQ(read(ours(4).word(1)),
            "note at offset 0x4: descriptor of 4 bytes, expected at least 8");
  EXPECT_EQ(read(ours(8).word(2).word(0)),
            "note at offset 0x14: version 2, expected 1");
  for (uint32_t count : {0u, 2u, 0x0aaaaaabu, 0xffffffffu})
    EXPECT_EQ(read(ours(32).word(1).word(count).entry(1, 0, 1)),
              "note at offset 0x18: " + std::to_string(count) +
                  " entries in a descriptor of 32 bytes, expected 24 bytes for "
                  "each behind the first 8");
  EXPECT_EQ(read(ours(56).word(1).word(2).entry(2, 0, 1).entry(2, 0, 1)),
            "note at offset 0x34: kind 2 for the second time, expected each "
            "once at most");
  EXPECT_EQ(read(ours(32).word(1).word(1).word(1).word(9).wide(0).wide(1)),
            "note at offset 0x20: word 0x9, expected 0x0");
  EXPECT_EQ(read(ours(32).word(1).word(1).entry(1, 0, 0)),
            "note at offset 0x2c: table of 0x0 bytes, expected 0x1 to "
            "0x7fffffffffffffff");
  EXPECT_EQ(read(ours(32).word(1).word(1).entry(1, INT64_MAX - 5, 6)),
            "note at offset 0x2c: table of 0x6 bytes, expected 0x1 to 0x5");
  EXPECT_EQ(read(ours(32).word(1).word(1).entry(1, INT64_MIN, UINT64_MAX)),
            "note at offset 0x2c: table of 0xffffffffffffffff bytes, expected "
            "0x1 to 0x7fffffffffffffff");
}

TEST_P(TableNoteTest, EachCutIsRefusedAndEachWrongByteIsReadAlike) {
  Notes notes = buildId(GetParam());
  notes.ours(8 + 48).word(1).word(2).entry(2, -64, 8).entry(3, 64, 8);
  for (size_t size = 0; size != notes.bytes.size(); ++size) {
    Notes cut = notes;
    cut.bytes.resize(size);
    std::string said = read(cut);
    // Between two notes it is not seen, and the last padding is not missed.
    if (size == 0 || (size >= 22 && size <= 24))
      EXPECT_EQ(said, "none") << size;
    else
      EXPECT_EQ(said.substr(0, 16), "note at offset 0") << size;
  }
  std::mt19937 random(1);
  for (int i = 0; i != 20000; ++i) {
    Notes wrong = notes;
    for (size_t n = 1 + random() % 3; n != 0; --n)
      wrong.bytes[random() % wrong.bytes.size()] = random();
    wrong.bytes.resize(wrong.bytes.size() - random() % 3);
    read(wrong, random() % 2 ? 4 : 8);
  }
}
