//===- PathTableTest.cpp - Path components and indexes --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/PathTable.h"
#include "TableBytes.h"

using namespace gosym;
using namespace llvm;

namespace {

std::vector<unsigned> intern(PathTable &table, StringRef path) {
  Expected<PathTable::Path> indexes = table.intern(path);
  if (!indexes) {
    ADD_FAILURE() << toString(indexes.takeError());
    return {};
  }
  return {indexes->begin(), indexes->end()};
}

std::vector<std::string> components(const PathTable &table) {
  std::vector<std::string> names;
  for (StringRef name : table.components())
    names.push_back(name.str());
  return names;
}

using Indexes = std::vector<unsigned>;
using Names = std::vector<std::string>;

} // namespace

TEST(PathTable, ComponentIsGivenAnIndexOnce) {
  PathTable table;
  EXPECT_EQ(intern(table, "/src/a/x.c"), (Indexes{1, 2, 3, 4}));
  EXPECT_EQ(intern(table, "/src/a/y.c"), (Indexes{1, 2, 3, 5}));
  EXPECT_EQ(intern(table, "x.c"), (Indexes{4}));
  EXPECT_EQ(components(table), (Names{"/", "src", "a", "x.c", "y.c"}));
}

TEST(PathTable, EmptyComponentsAreDropped) {
  PathTable table;
  EXPECT_EQ(intern(table, ""), Indexes{});
  EXPECT_EQ(intern(table, "//src///a/"), (Indexes{1, 2, 3}));
  EXPECT_EQ(intern(table, "/"), (Indexes{1}));
  EXPECT_EQ(components(table), (Names{"/", "src", "a"}));
}

TEST(PathTable, KeepsItsOwnCopy) {
  PathTable table;
  std::string path = "src/a.c";
  intern(table, path);
  path.assign(path.size(), 'x');
  EXPECT_EQ(components(table), (Names{"src", "a.c"}));
}

TEST(PathTable, NulInAComponentAddsNothing) {
  PathTable table;
  EXPECT_EQ(text(table.intern(StringRef("src/a\0b", 7))),
            "path \"src/a\\x00b\": component has a NUL, expected none");
  EXPECT_EQ(components(table), Names{});
}

TEST(PathTable, PathThatDoesNotFitAddsNothing) {
  PathTable table;
  for (unsigned i = 1; i < maxPathIndex; ++i)
    ASSERT_EQ(intern(table, std::to_string(i)), (Indexes{i}));
  // Room for one more component, not for the two of this path.
  EXPECT_EQ(text(table.intern("1/new/newer")),
            "path \"1/new/newer\": no index left for a component, expected at "
            "most 65535 components in one table");
  EXPECT_EQ(table.components().size(), maxPathIndex - 1);
  EXPECT_EQ(intern(table, "1/newer"), (Indexes{1, maxPathIndex}));
  EXPECT_EQ(text(table.intern("last")),
            "path \"last\": no index left for a component, expected at most "
            "65535 components in one table");
  EXPECT_EQ(intern(table, "1/newer"), (Indexes{1, maxPathIndex}));
}

TEST(PathTable, PathOfTooManyComponentsAddsNothing) {
  std::string path;
  for (unsigned i = 1; i <= maxPathComponents; ++i)
    path += std::to_string(i) + '/';
  PathTable table;
  EXPECT_EQ(text(table.intern("/" + path)),
            "path \"" + ("/" + path).substr(0, 100) +
                "...\": 1024 components, expected at most 1023");
  EXPECT_EQ(components(table), Names{});

  Expected<PathTable::Path> indexes = table.intern(path);
  ASSERT_TRUE(bool(indexes)) << toString(indexes.takeError());
  EXPECT_EQ(indexes->size(), maxPathComponents);
  Entry history = makeEntry('z', false, 1, "");
  history.path = *indexes;
  for (TableTarget target : allForms())
    expectRoundTrip(history, target);
}

TEST(PathTable, ComponentThatIsTooLongAddsNothing) {
  std::string longest(maxComponentSize, 'x');
  PathTable table;
  EXPECT_EQ(text(table.intern("/" + longest + "x/a.c")),
            "path \"/" + std::string(99, 'x') +
                "...\": component of 1024 bytes, expected at most 1023");
  EXPECT_EQ(components(table), Names{});
  EXPECT_EQ(intern(table, longest), (Indexes{1}));
}
