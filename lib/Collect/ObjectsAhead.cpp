//===- ObjectsAhead.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is read of an object depends on its bytes and on which of its code is in
// the output, and on nothing else. So it may be read as soon as garbage is
// gone, where nothing but garbage collection decides that; lld is merging
// strings and scanning relocations then, which leaves much of a second
// processor.
//
// Which objects have functions or debug info is not known yet. Lines of one
// that has not are forgotten. Frames are read of all places of code, and those
// of places without a function are forgotten.
//
// Whether it is done early depends on inputs and options, never on threads:
// without one of ours, finish() does it.
//
//===----------------------------------------------------------------------===//

#include "ObjectsAhead.h"
#include "../DebugInfo/ObjectReader.h"
#include "../Linker/Pieces.h"
#include "CollectedObjects.h"
#include "Generators.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace gosym;

/// Objects of fewer bytes are read sooner than a thread has begun.
static constexpr size_t minBytes = 1 << 18;

namespace {

/// Gives numbers to the places of code of one object that have frames.
class NumberedPlaces {
public:
  explicit NumberedPlaces(bool hasThumbBit) : hasThumbBit(hasThumbBit) {}
  uint32_t number(uint64_t section, uint64_t offset) {
    // Some sources have it, some do not.
    if (hasThumbBit)
      offset &= ~uint64_t(1);
    auto [number, isNew] = numbers.try_emplace({section, offset}, list.size());
    if (isNew)
      list.push_back({section, offset});
    return number->second;
  }

  std::vector<CollectedFrames::ObjectPlace> list;

private:
  const bool hasThumbBit;
  DenseMap<std::pair<uint64_t, uint64_t>, uint32_t> numbers;
};

} // namespace

void ObjectsAhead::begin(const EarlyLink &early, const TableOptions &options,
                         CollectedFrames &frames) {
  const LinkInputs &inputs = early.link.inputs();
  uint32_t numObjects = inputs.numObjects();
  size_t bytes = 0;
  for (uint32_t object = 0; object != numObjects; ++object)
    bytes += inputs.objectBytes(object).size();
  if (!early.codeIsFinal || bytes < minBytes)
    return;
  lines.resize(numObjects);
  frames.beginAhead(numObjects);

  ObjectQuestions questions;
  questions.lines = options.wantsLines();
  questions.inlines = options.wantsCompactLines();
  auto read = [this, &inputs, &frames, questions,
               sizeOfCode = early.sizeOfCode, hasThumbBit = early.hasThumbBit,
               pointerSize = early.link.pointerSize()](uint32_t object,
                                                       LineProgram &program) {
    auto code = [&](uint64_t number) -> std::optional<CodeSection> {
      std::optional<uint64_t> size = sizeOfCode(object, number);
      return size ? std::optional<CodeSection>({*size}) : std::nullopt;
    };
    NumberedPlaces places(hasThumbBit);
    auto function = [&](uint64_t number,
                        uint64_t offset) -> std::optional<uint32_t> {
      if (!sizeOfCode(object, number))
        return std::nullopt;
      return places.number(number, offset);
    };
    ObjectQuestions wanted = questions;
    wanted.code = code;
    if (frames.isWanted())
      wanted.frames = function;
    ObjectAnswers answers =
        readObject(inputs.objectBytes(object), wanted, program);
    lines[object] = std::move(answers.lines);
    if (wanted.frames)
      frames.takeAhead(object, std::move(answers.frames),
                       std::move(places.list), pointerSize);
  };
  work.begin(early.mayHaveThread, [this, &inputs,
                                   read](const Parallel &parallel) {
    std::vector<uint32_t> all(lines.size());
    for (auto [i, object] : enumerate(all))
      object = i;
    forObjectsBySize(inputs, all, parallel, read);
  });
}

void ObjectsAhead::finish(const Link &link, CollectedFrames &frames,
                          CollectedLines &wanted) {
  work.finish(tasksOf(link));
  for (auto [i, ofObject] : enumerate(lines))
    if (wanted.wants(i) && link.inputs().hasDebugInfo(i))
      wanted.take(i, std::move(ofObject));
  lines.clear();
  if (frames.isWanted())
    forPieces(link, link.inputs().numObjects(), objectsPerTask,
              [&](size_t begin, size_t end) {
                for (size_t object = begin; object != end; ++object)
                  frames.findFunctionsOf(link, object);
              });
}
