//===- RuntimeReaderTest.cpp - The C reader says what the C++ one does ----===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "RuntimeTables.h"

using namespace gosym;
using namespace llvm;

namespace {

/// One entry as both readers see it.
std::string describeEntry(const Entry &entry, uint64_t offset) {
  std::string text;
  raw_string_ostream os(text);
  os << offset << ' ' << entry.type << entry.wide << ' ' << entry.value << ' '
     << entry.goType.value_or(0) << entry.goType.has_value() << ' '
     << entry.name;
  for (uint16_t index : entry.path)
    os << '/' << index;
  return text;
}

/// All entries, and the error's field and offset.
struct Reading {
  std::vector<std::string> entries;
  std::pair<std::string, uint64_t> error;

  bool operator==(const Reading &o) const {
    return entries == o.entries && error == o.error;
  }
};

std::ostream &operator<<(std::ostream &os, const Reading &reading) {
  return os << reading.entries.size() << " entries, "
            << (reading.entries.empty() ? "" : reading.entries.back())
            << "; error '" << reading.error.first << "' at "
            << reading.error.second;
}

Reading readWithCxx(ArrayRef<uint8_t> table) {
  Reading reading;
  Expected<TableReader> reader = TableReader::create(table);
  if (!reader) {
    reading.error = fieldOf(toString(reader.takeError()));
    return reading;
  }
  while (true) {
    Expected<const Entry *> entry = reader->next();
    if (!entry) {
      reading.error = fieldOf(toString(entry.takeError()));
      return reading;
    }
    if (!*entry)
      return reading;
    reading.entries.push_back(describeEntry(**entry, reader->offset()));
  }
}

Reading readWithC(ArrayRef<uint8_t> bytes) {
  Reading reading;
  gosym_table table;
  gosym_error error = gosym_open(bytes.data(), bytes.size(), nullptr, &table);
  if (error != GOSYM_OK) {
    reading.error = fieldOf(error, table.error_offset);
    return reading;
  }
  std::vector<unsigned char> known(GOSYM_KNOWN_SIZE);
  gosym_cursor cursor = {};
  cursor.known = known.data();
  gosym_entry found;
  while (!(error = gosym_next(&table, &cursor, &found))) {
    Entry entry = makeEntry(found.type, found.is_address, found.value,
                            StringRef(found.name, found.name_size));
    if (found.has_go_type)
      entry.goType = found.go_type;
    for (size_t i = 0; i < found.path_count; ++i)
      entry.path.push_back(gosym_path_index(found.path, i));
    reading.entries.push_back(describeEntry(entry, found.offset));
  }
  // An error repeats itself.
  EXPECT_EQ(gosym_next(&table, &cursor, &found), error);
  reading.error = fieldOf(error, cursor.error_offset);
  return reading;
}

} // namespace

TEST(RuntimeReader, CutTablesOfAllFormsAreRefusedAtTheSameByte) {
  RandomTables random(1);
  for (TableTarget target : allForms()) {
    for (int i = 0; i < 4; ++i) {
      std::vector<uint8_t> whole = random.make(target).bytes;
      if (i == 0)
        whole = ArrayRef<uint8_t>(completeTable(target)).vec();
      EXPECT_EQ(readWithC(whole).error.first, "") << describe(target);
      for (size_t size = 0; size <= whole.size(); ++size) {
        // In memory of its own, for the address sanitizer to guard.
        std::vector<uint8_t> cut(whole.begin(), whole.begin() + size);
        ASSERT_EQ(readWithC(cut), readWithCxx(cut))
            << size << " bytes, " << describe(target);
      }
    }
  }
}

TEST(RuntimeReader, ChangedBytesAreReadAlike) {
  RandomTables random(2);
  for (TableTarget target : allForms())
    for (int i = 0; i < 1500; ++i) {
      std::vector<uint8_t> bytes =
          i % 2 ? ArrayRef<uint8_t>(completeTable(target)).vec()
                : random.make(target).bytes;
      for (uint64_t n = 1 + random.below(3); n > 0; --n)
        bytes[random.below(bytes.size())] = random.below(256);
      ASSERT_EQ(readWithC(bytes), readWithCxx(bytes)) << describe(target);
    }
}

TEST(RuntimeReader, AnyBytesAreReadAlike) {
  RandomTables random(3);
  for (int i = 0; i < 20000; ++i) {
    TableTarget target = allForms()[random.below(6)];
    std::vector<uint8_t> bytes =
        ArrayRef<uint8_t>(TableBytes(target).header()).vec();
    for (uint64_t n = random.below(60); n > 0; --n)
      bytes.push_back(random.below(2)   ? random.below(256)
                      : random.below(2) ? code_z
                                        : 0);
    ASSERT_EQ(readWithC(bytes), readWithCxx(bytes)) << describe(target);
  }
}

TEST(RuntimeReader, EmptyUnknownAndErrorAreThreeThings) {
  TableBytes empty = TableBytes().header();
  ArrayRef<uint8_t> bytes = empty;
  gosym_table table;
  gosym_entry entry;
  gosym_function function;
  gosym_line line;
  gosym_cursor cursor = {};
  ASSERT_EQ(gosym_open(bytes.data(), bytes.size(), nullptr, &table), GOSYM_OK);
  EXPECT_EQ(gosym_next(&table, &cursor, &entry), GOSYM_END);
  EXPECT_EQ(gosym_prepare(&table), GOSYM_OK);
  EXPECT_EQ(gosym_find_function(&table, 0x1000, &function), GOSYM_NOT_FOUND);
  EXPECT_EQ(gosym_find_line(&table, 0x1000, &line), GOSYM_NOT_FOUND);

  // Nothing can be asked of a table that is none.
  ASSERT_EQ(gosym_open(bytes.data(), 7, nullptr, &table), GOSYM_BAD_HEADER);
  EXPECT_EQ(gosym_next(&table, &cursor, &entry), GOSYM_NO_TABLE);
  EXPECT_EQ(gosym_prepare(&table), GOSYM_NO_TABLE);
  EXPECT_EQ(gosym_find_function(&table, 0, &function), GOSYM_NO_TABLE);
  EXPECT_EQ(gosym_find_line(&table, 0, &line), GOSYM_NO_TABLE);
  EXPECT_EQ(gosym_attach_index(&table, bytes.data(), 8), GOSYM_NO_TABLE);
  gosym_table never = {};
  EXPECT_EQ(gosym_find_function(&never, 0, &function), GOSYM_NO_TABLE);
}

TEST(RuntimeReader, EveryErrorHasAName) {
  std::set<std::string> names;
  for (int error = GOSYM_OK; error <= GOSYM_TOO_SMALL; ++error)
    names.insert(gosym_error_name(gosym_error(error)));
  EXPECT_EQ(names.size(), size_t(GOSYM_TOO_SMALL) + 1);
  EXPECT_EQ(names.count("unknown error"), 0u);
  EXPECT_STREQ(gosym_error_name(gosym_error(99)), "unknown error");
}
