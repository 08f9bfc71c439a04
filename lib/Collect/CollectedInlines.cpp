//===- CollectedInlines.cpp -----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Objects number the functions that were inlined into them, each for itself,
// and most objects of a C++ program have the same: std::move(), operator[]. The
// program has each name once, in the order in which the objects have it first:
//
//   a.o   0 push  1 grow         ->  program  0 push  1 grow  2 size
//   b.o   0 size  1 push         ->  b.o      0 -> 2  1 -> 0
//
// There are millions of names in the objects of a large program, so that is
// done in parallel:
//
//   1. for each part of the names, by their hashes: go over all objects in
//      order, and find out where each name is first
//   2. count the names that each object is the first to have, which tells the
//      number of its first one
//   3. for each object: give its first names their numbers
//   4. for each object: write its lists again with the numbers of the program
//
// Which parts there are does not matter to the numbers, nor which thread is
// faster.
//
//===----------------------------------------------------------------------===//

#include "CollectedInlines.h"
#include "../Linker/Pieces.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace gosym;

namespace {

/// Where a name is first: an object, and its place among the object's names.
struct FirstPlace {
  uint32_t object = 0;
  uint32_t name = 0;
};

class Numbering {
public:
  Numbering(const Link &link, MutableArrayRef<ObjectLines> objects)
      : link(link), objects(objects), first(objects.size()),
        numbers(objects.size()), firstNumber(objects.size() + 1) {}

  void run(Program &program);

private:
  void findFirst(size_t part);
  bool isFirst(size_t object, size_t name) const {
    const FirstPlace &place = first[object][name];
    return place.object == object && place.name == name;
  }
  void numberFirst(size_t object, MutableArrayRef<StringRef> names);
  void renumber(size_t object);

  static constexpr size_t numParts = 32;
  const Link &link;
  const MutableArrayRef<ObjectLines> objects;
  /// Of each name of each object, where it is first, and its number.
  std::vector<std::vector<FirstPlace>> first;
  std::vector<std::vector<uint32_t>> numbers;
  /// Of the first name that an object is the first to have.
  std::vector<uint32_t> firstNumber;
};

} // namespace

void Numbering::findFirst(size_t part) {
  DenseMap<CachedHashStringRef, FirstPlace> places;
  for (auto [i, o] : enumerate(objects))
    for (auto [k, name] : enumerate(o.inlines.functions))
      if (name.hash() % numParts == part)
        first[i][k] =
            places.try_emplace(name, FirstPlace{uint32_t(i), uint32_t(k)})
                .first->second;
}

void Numbering::numberFirst(size_t object, MutableArrayRef<StringRef> names) {
  uint32_t number = firstNumber[object];
  for (auto [k, name] : enumerate(objects[object].inlines.functions))
    if (isFirst(object, k)) {
      names[number] = name.val();
      numbers[object][k] = number++;
    }
}

/// Writes the lists of \p object again, each behind the other as before.
void Numbering::renumber(size_t object) {
  auto numberOf = [&](uint32_t name) {
    FirstPlace place = first[object][name];
    return numbers[place.object][place.name];
  };
  ObjectLines &o = objects[object];
  InlineList list;
  for (LineRun &run : o.runs) {
    InlineCursor ranges(o.inlines.list.slice(run.inlines, run.inlinesEnd));
    run.inlines = list.begin();
    while (!ranges.atEnd()) {
      InlinedRange range = ranges.next();
      range.function = numberOf(range.function);
      list.append(range);
    }
    run.inlinesEnd = list.size();
  }
  o.inlines.list = std::move(list);
}

void Numbering::run(Program &program) {
  for (auto [i, o] : enumerate(objects)) {
    first[i].resize(o.inlines.functions.size());
    numbers[i].resize(o.inlines.functions.size());
  }
  link.parallelFor(numParts, [&](size_t part) { findFirst(part); });
  for (size_t i = 0; i != objects.size(); ++i) {
    size_t count = 0;
    for (size_t k = 0; k != first[i].size(); ++k)
      count += isFirst(i, k);
    firstNumber[i + 1] = firstNumber[i] + count;
  }
  program.inlinedFunctions.resize(firstNumber.back());
  auto forObjects = [&](function_ref<void(size_t)> fn) {
    forPieces(link, objects.size(), objectsPerTask,
              [&](size_t begin, size_t end) {
                for (size_t i = begin; i != end; ++i)
                  fn(i);
              });
  };
  forObjects([&](size_t i) { numberFirst(i, program.inlinedFunctions); });
  forObjects([&](size_t i) { renumber(i); });
}

void gosym::addInlines(Program &program, const Link &link,
                       MutableArrayRef<ObjectLines> objects) {
  TimeTraceScope scope("Add inlined calls");
  Numbering(link, objects).run(program);
  for (ObjectLines &o : objects) {
    program.inlines.push_back(std::move(o.inlines.list));
    if (o.inlines.names.getTotalMemory())
      program.nameStorage.push_back(std::move(o.inlines.names));
    o.inlines.functions = {};
  }
}
