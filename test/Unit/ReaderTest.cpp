//===- ReaderTest.cpp - Walks over whole tables ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/Reader.h"
#include "TableBytes.h"
#include "gosym/Format/PathTable.h"
#include "gosym/Format/TableCheck.h"
#include <random>

using namespace gosym;
using namespace llvm;

TEST(Reader, GivesEntriesWithTheirOffsets) {
  TableBytes table;
  table.header().symbol(codeD, 0x3000, "d").component(1, "a.c").history(1, 1);
  Expected<TableReader> reader = TableReader::create(table);
  ASSERT_TRUE(bool(reader));
  EXPECT_EQ(reader->target(), TableTarget());

  std::string seen;
  while (true) {
    Expected<const Entry *> entry = reader->next();
    ASSERT_TRUE(bool(entry)) << toString(entry.takeError());
    if (!*entry)
      break;
    seen += (*entry)->type + std::to_string(reader->offset()) + ' ';
  }
  EXPECT_EQ(seen, "D8 f19 z25 ");
}

TEST(Reader, EndIsNotAnEntryHoweverOftenAsked) {
  TableBytes table = TableBytes().header();
  Expected<TableReader> reader = TableReader::create(table);
  ASSERT_TRUE(bool(reader));
  for (int i = 0; i < 3; ++i) {
    Expected<const Entry *> entry = reader->next();
    ASSERT_TRUE(bool(entry));
    EXPECT_EQ(*entry, nullptr);
  }
}

TEST(Reader, PathsOfAPathTableReadBack) {
  for (StringRef path : {"/src/a.c", "src/a.c", "a.c", "/", ""}) {
    PathTable paths;
    Expected<PathTable::Path> indexes = paths.intern(path);
    ASSERT_TRUE(bool(indexes));

    std::vector<uint8_t> bytes(1024);
    uint8_t *end = encodeHeader(bytes.data(), {});
    Entry entry;
    entry.type = 'f';
    for (StringRef component : paths.components()) {
      ++entry.value;
      entry.name = component;
      end = encodeEntry(end, entry, {});
    }
    Entry history;
    history.type = 'z';
    history.value = 1;
    history.path = *indexes;
    end = encodeEntry(end, history, {});

    ArrayRef<uint8_t> table(bytes.data(), end);
    Expected<TableReader> reader = TableReader::create(table);
    ASSERT_TRUE(bool(reader));
    std::string read = "none";
    while (true) {
      Expected<const Entry *> next = reader->next();
      ASSERT_TRUE(bool(next)) << toString(next.takeError());
      if (!*next)
        break;
      if ((*next)->isHistory())
        read = reader->path(**next);
    }
    EXPECT_EQ(read, path);
  }
}

TEST(Reader, NoSeparatorBehindAComponentThatEndsInOne) {
  TableBytes table;
  table.header().component(1, "src/").component(2, "a.c");
  table.byte(code_z).byte(1).text(StringRef("\0\0\1\0\2\0\0", 7));
  Expected<TableReader> reader = TableReader::create(table);
  ASSERT_TRUE(bool(reader));
  const Entry *history = nullptr;
  for (int i = 0; i < 3; ++i)
    history = cantFail(reader->next());
  EXPECT_EQ(reader->path(*history), "src/a.c");
}

TEST(Reader, IndexInAPathNeedsAComponentBeforeIt) {
  TableBytes table;
  table.header().component(1, "a.c");
  uint64_t start = table.size();
  table.history(1, 2).component(2, "b.c");
  EXPECT_EQ(start, 0xeu);

  unsigned count;
  EXPECT_EQ(walk(table, count), "path at offset 0x11: unknown index 2, "
                                "expected an f entry before it");
  EXPECT_EQ(count, 1u);

  // In an older form the path is not the end of its entry.
  TableBytes old = TableBytes(go10Target).component(1, "a.c");
  ASSERT_EQ(old.size(), 0xdu);
  old.history(1, 2);
  EXPECT_EQ(walk(old, count), "path at offset 0x13: unknown index 2, expected "
                              "an f entry before it");
}

TEST(Reader, IndexBetweenComponentsIsUnknownToo) {
  TableBytes table;
  table.header().component(1, "a.c").component(3, "c.c").history(1, 2);
  unsigned count;
  EXPECT_EQ(walk(table, count), "path at offset 0x17: unknown index 2, "
                                "expected an f entry before it");
}

TEST(Reader, ErrorRepeatsItself) {
  for (const TableBytes &table :
       {TableBytes().header().symbol(codeD, 1, "d").byte(0x3f),
        TableBytes().header().symbol(codeD, 1, "d").history(1, 7)}) {
    Expected<TableReader> reader = TableReader::create(table);
    ASSERT_TRUE(bool(reader));
    ASSERT_TRUE(bool(reader->next()));
    std::string first = text(reader->next());
    EXPECT_NE(first, "");
    EXPECT_EQ(text(reader->next()), first);
    EXPECT_EQ(reader->offset(), headerSize);
  }
}

TEST(Reader, CutAtEveryByteIsAnErrorOrAShorterTable) {
  for (TableTarget target : allForms()) {
    TableBytes table = completeTable(target);
    ASSERT_EQ(text(checkTable(table)), "") << describe(target);
    for (uint64_t size = 0; size <= table.size(); ++size) {
      unsigned count;
      EXPECT_EQ(walk(table.cut(size), count), table.errorOfCut(size))
          << describe(target) << " cut to " << size;
      EXPECT_EQ(count, table.entriesInCut(size));
    }
  }
}

TEST(Reader, SurvivesAnyByteAnywhere) {
  std::mt19937 random(1);
  for (TableTarget target : allForms()) {
    TableBytes table = completeTable(target);
    uint64_t first = headerSizeOf(target.form);
    for (unsigned round = 0; round < 20000; ++round) {
      std::vector<uint8_t> bytes = table.cut(table.size());
      for (unsigned i = 0; i < 1 + round % 3; ++i)
        bytes[first + random() % (bytes.size() - first)] = random();
      unsigned count;
      std::string error = walk(bytes, count);
      EXPECT_TRUE(error.empty() || StringRef(error).contains(" at offset 0x"))
          << error;
      (void)text(checkTable(bytes));
    }
  }
}

TEST(Reader, AnotherHeaderBeginsAnotherTable) {
  for (TableTarget target : allTargets()) {
    TableBytes table(target);
    table.header().component(1, "a.c").history(1, 1);
    uint64_t second = table.size();
    table.header().component(1, "b.c").history(1, 1);
    uint64_t third = table.size();
    table.header();
    TableBytes unknown = TableBytes(table).history(1, 1);

    std::string seen;
    Expected<TableReader> reader = TableReader::create(table);
    ASSERT_TRUE(bool(reader));
    while (true) {
      Expected<const Entry *> entry = reader->next();
      ASSERT_TRUE(bool(entry)) << toString(entry.takeError());
      if (!*entry)
        break;
      EXPECT_EQ(reader->tableOffset(), reader->offset() < second ? 0 : second);
      if ((*entry)->isHistory())
        seen += reader->path(**entry) + ' ';
    }
    EXPECT_EQ(seen, "a.c b.c ");
    EXPECT_EQ(reader->tableOffset(), third);
    // Components of the tables before are not known.
    EXPECT_TRUE(StringRef(text(checkTable(unknown)))
                    .contains(": unknown index 1, expected an f entry"));
    // A header of another target is none.
    TableTarget other = target;
    other.pointerSize = 12 - target.pointerSize;
    TableBytes mixed = TableBytes(target).header();
    mixed.text(toStringRef(ArrayRef<uint8_t>(TableBytes(other).header())));
    EXPECT_TRUE(StringRef(text(checkTable(mixed))).contains("not a letter"));
  }
}
