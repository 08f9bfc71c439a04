//===- CollectedInlinesTest.cpp - Inlined calls of all objects ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "../../lib/Collect/CollectedInlines.h"
#include "FakeLink.h"

using namespace gosym;
using namespace llvm;

namespace {

/// Does the last task first.
class BackwardsLink : public FakeLink {
public:
  void parallelFor(size_t n, function_ref<void(size_t)> fn) const override {
    while (n)
      fn(--n);
  }
};

/// An object with two runs, each of which has the calls \p names.
ObjectLines object(std::vector<StringRef> names) {
  ObjectLines o;
  for (StringRef name : names)
    o.inlines.functions.emplace_back(name);
  for (uint64_t begin : {0x10, 0x80}) {
    LineRun run;
    run.inlines = o.inlines.list.begin();
    for (uint32_t i = 0; i != names.size(); ++i)
      o.inlines.list.append({begin + i, begin + i + 1, 1, i, 2, 30 + i});
    run.inlinesEnd = o.inlines.list.size();
    o.runs.push_back(run);
  }
  return o;
}

std::vector<std::string> namesOf(const Program &program, size_t object,
                                 const LineRun &run) {
  std::vector<std::string> names;
  InlineCursor ranges(
      program.inlines[object].slice(run.inlines, run.inlinesEnd));
  while (!ranges.atEnd()) {
    InlinedRange range = ranges.next();
    EXPECT_EQ(range.callFile, 2u);
    EXPECT_EQ(range.callLine, 30 + names.size());
    names.push_back(program.inlinedFunctions[range.function].str());
  }
  return names;
}

template <class L> void check() {
  L link;
  std::vector<ObjectLines> objects;
  objects.push_back(object({"push", "grow", "push"}));
  objects.push_back(object({}));
  objects.push_back(object({"size", "grow", ""}));
  // More than a task has.
  for (unsigned i = 0; i != 20; ++i)
    objects.push_back(object({"at", "size", "last"}));
  Program program;
  addInlines(program, link, objects);
  EXPECT_EQ(program.inlinedFunctions,
            (std::vector<StringRef>{"push", "grow", "size", "", "at", "last"}));
  ASSERT_EQ(program.inlines.size(), objects.size());
  for (size_t run : {0, 1}) {
    EXPECT_EQ(namesOf(program, 0, objects[0].runs[run]),
              (std::vector<std::string>{"push", "grow", "push"}));
    EXPECT_EQ(namesOf(program, 2, objects[2].runs[run]),
              (std::vector<std::string>{"size", "grow", ""}));
    EXPECT_EQ(namesOf(program, 22, objects[22].runs[run]),
              (std::vector<std::string>{"at", "size", "last"}));
  }
}

} // namespace

TEST(CollectedInlines, NamesAreNumberedInTheOrderOfTheLink) {
  check<FakeLink>();
}

TEST(CollectedInlines, WhicheverTaskIsDoneFirst) { check<BackwardsLink>(); }
