//===- CollectedObjects.cpp -----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Frames, lines and inlined calls come from the same debug information, so each
// object is opened once for all who want something of it (ObjectReader.h).
//
// What is read of an object depends on its bytes and on which of its code is in
// the output, and on nothing else. So where garbage collection alone decides
// which code that is, objects are read as soon as garbage is gone: lld is
// merging strings and scanning relocations then, which leaves much of a second
// processor idle.
//
// Two things are not known that early. One is which objects have functions and
// debug info: lines of others are read in vain and dropped. The other is where
// the functions are: frames are read of all places of code, and are dropped
// where there turns out to be no function.
//
// Objects differ in size by a factor of a hundred. The largest are read first:
// a thread that takes the last one does not keep the others waiting for long.
// Each thread takes the next object that no other has taken, and what it finds
// has a place of its own, so the order does not show in the output.
//
//===----------------------------------------------------------------------===//

#include "CollectedObjects.h"
#include "../DebugInfo/ObjectReader.h"
#include "../Linker/Pieces.h"
#include "Generators.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/TimeProfiler.h"
#include <atomic>

using namespace llvm;
using namespace gosym;

/// Objects of fewer bytes are read sooner than a thread has begun.
static constexpr size_t minBytesAhead = 1 << 18;

namespace {

/// Gives numbers to the places of code of one object that have frames.
class NumberedPlaces {
public:
  explicit NumberedPlaces(bool hasThumbBit) : hasThumbBit(hasThumbBit) {}
  uint32_t number(uint64_t section, uint64_t offset) {
    // Some sources set the bit, some do not.
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

/// The size of section \p number of \p object if it is code of the output.
static std::optional<uint64_t> sizeInOutput(const LinkInputs &inputs,
                                            uint32_t object, uint64_t number) {
  SectionRef section = inputs.inputSection(object, number);
  if (!section)
    return std::nullopt;
  InputSectionInfo info = inputs.inputSectionInfo(section);
  if (!info.isLoaded || !info.isExecutable)
    return std::nullopt;
  return info.size;
}

void CollectedObjects::read(uint32_t object, LineProgram &program) {
  const EarlyLink &from = *source;
  auto code = [&](uint64_t number) -> std::optional<CodeSection> {
    std::optional<uint64_t> size = from.sizeOfCode(object, number);
    return size ? std::optional<CodeSection>({*size}) : std::nullopt;
  };
  NumberedPlaces places(from.hasThumbBit);
  auto function = [&](uint64_t number,
                      uint64_t offset) -> std::optional<uint32_t> {
    if (!from.sizeOfCode(object, number))
      return std::nullopt;
    return places.number(number, offset);
  };
  ObjectQuestions questions;
  questions.code = code;
  questions.lines = lines.areWantedIn(from.link);
  questions.inlines = questions.lines && lines.wantsInlines();
  if (frames.isWanted())
    questions.frames = function;
  ObjectAnswers answers =
      readObject(from.link.inputs().objectBytes(object), questions, program);
  found[object] = std::move(answers.lines);
  if (questions.frames)
    frames.take(object, std::move(answers.frames), std::move(places.list),
                from.link.pointerSize());
}

/// Begins to read \p objects.
void CollectedObjects::begin(const EarlyLink &link,
                             std::vector<uint32_t> objects) {
  source.emplace(link);
  const LinkInputs &inputs = link.link.inputs();
  found.resize(inputs.numObjects());
  frames.begin(inputs.numObjects());
  std::vector<std::pair<size_t, uint32_t>> bySize;
  for (uint32_t object : objects)
    bySize.emplace_back(inputs.objectBytes(object).size(), object);
  llvm::sort(bySize, [](auto a, auto b) {
    return std::tie(b.first, a.second) < std::tie(a.first, b.second);
  });
  work.begin(link.mayHaveThread,
             [this, bySize = std::move(bySize)](const Parallel &parallel) {
               std::atomic<size_t> next{0};
               parallel(divideCeil(bySize.size(), objectsPerTask), [&](size_t) {
                 LineProgram program;
                 for (size_t i; (i = next++) < bySize.size();)
                   read(bySize[i].second, program);
               });
             });
}

void CollectedObjects::beginAhead(const EarlyLink &link) {
  if (source || !link.codeIsFinal ||
      !(frames.isWanted() || lines.areWantedIn(link.link)))
    return;
  const LinkInputs &inputs = link.link.inputs();
  std::vector<uint32_t> all(inputs.numObjects());
  size_t bytes = 0;
  for (auto [i, object] : enumerate(all)) {
    object = i;
    bytes += inputs.objectBytes(i).size();
  }
  if (bytes >= minBytesAhead)
    begin(link, std::move(all));
}

/// Reads now what was not read ahead.
void CollectedObjects::beginLate(Link &link) {
  const LinkInputs &inputs = link.inputs();
  std::vector<uint32_t> wanted;
  for (uint32_t object = 0; object != inputs.numObjects(); ++object)
    if (frames.isWanted() ||
        (lines.wants(object) && inputs.hasDebugInfo(object)))
      wanted.push_back(object);
  EarlyLink now{link};
  now.sizeOfCode = [&inputs](uint32_t object, uint64_t number) {
    return sizeInOutput(inputs, object, number);
  };
  now.hasThumbBit = codeOrderOf(link).hasThumbBit();
  begin(now, std::move(wanted));
}

void CollectedObjects::finish(Link &link, const LinkSymbols &symbols,
                              const Program &program) {
  lines.begin(link, symbols, program);
  if (!frames.isWanted() && !lines.isWanted())
    return;
  TimeTraceScope scope("Read debug information");
  if (!source)
    beginLate(link);
  work.finish(tasksOf(link));
  for (auto [i, read] : enumerate(found))
    if (lines.wants(i) && link.inputs().hasDebugInfo(i))
      lines.take(i, std::move(read));
  found.clear();
  frames.findFunctions(link, program);
}
