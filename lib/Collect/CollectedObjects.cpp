//===- CollectedObjects.cpp -----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Frames, lines and inlined calls come from the same debug information, so each
// object is opened once for all who want something of it (ObjectReader.h).
//
// Objects differ in size by a factor of a hundred. The largest are read first:
// a thread that takes the last one does not keep the others waiting for long.
// Each thread takes the next object that no other has taken, and what it finds
// has a place of its own, so the order does not show in the output.
//
// They may have been read already, beside the linker (ObjectsAhead.cpp).
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

namespace {

class ObjectsReader {
public:
  ObjectsReader(const Link &link, CollectedFrames &frames,
                CollectedLines &lines)
      : link(link), frames(frames), lines(lines) {}

  void run();

private:
  void read(uint32_t object, LineProgram &program);

  const Link &link;
  CollectedFrames &frames;
  CollectedLines &lines;
};

/// The sections of one object in the link, each looked up once.
class SectionsOfObject {
public:
  SectionsOfObject(const Link &link, uint32_t object)
      : link(link), object(object) {}
  SectionRef operator[](uint64_t number) {
    auto [section, isNew] = known.try_emplace(number);
    if (isNew)
      section->second = link.inputs().inputSection(object, number);
    return section->second;
  }

private:
  const Link &link;
  const uint32_t object;
  DenseMap<uint64_t, SectionRef> known;
};

} // namespace

void ObjectsReader::read(uint32_t object, LineProgram &program) {
  SectionsOfObject sections(link, object);
  auto code = [&](uint64_t number) -> std::optional<CodeSection> {
    SectionRef section = sections[number];
    if (!section)
      return std::nullopt;
    InputSectionInfo info = link.inputs().inputSectionInfo(section);
    if (!info.isLoaded || !info.isExecutable)
      return std::nullopt;
    return CodeSection{info.size};
  };
  auto function = [&](uint64_t number, uint64_t offset) {
    return frames.functionIn(sections[number], offset);
  };
  ObjectQuestions questions;
  questions.code = code;
  questions.hasDebugInfo = link.inputs().hasDebugInfo(object);
  questions.lines = lines.wants(object) && questions.hasDebugInfo;
  questions.inlines = questions.lines && lines.wantsInlines();
  if (frames.isWanted())
    questions.frames = function;
  if (!questions.lines && !questions.frames)
    return;
  ObjectAnswers answers =
      readObject(link.inputs().objectBytes(object), questions, program);
  if (questions.lines)
    lines.take(object, std::move(answers.lines));
  if (questions.frames)
    frames.take(object, std::move(answers.frames), link.pointerSize());
}

void gosym::forObjectsBySize(
    const LinkInputs &inputs, ArrayRef<uint32_t> objects,
    const Parallel &parallel,
    function_ref<void(uint32_t, LineProgram &)> read) {
  std::vector<std::pair<size_t, uint32_t>> bySize;
  for (uint32_t object : objects)
    bySize.emplace_back(inputs.objectBytes(object).size(), object);
  llvm::sort(bySize, [](auto a, auto b) {
    return std::tie(b.first, a.second) < std::tie(a.first, b.second);
  });
  std::atomic<size_t> next{0};
  parallel(divideCeil(bySize.size(), objectsPerTask), [&](size_t) {
    LineProgram program;
    for (size_t i; (i = next++) < bySize.size();)
      read(bySize[i].second, program);
  });
}

void ObjectsReader::run() {
  uint32_t numObjects = link.inputs().numObjects();
  std::vector<uint32_t> wanted;
  for (uint32_t object = 0; object != numObjects; ++object)
    if (frames.isWanted() || lines.wants(object))
      wanted.push_back(object);
  forObjectsBySize(link.inputs(), wanted, tasksOf(link),
                   [&](uint32_t object, LineProgram &program) {
                     read(object, program);
                   });
}

void gosym::readObjects(Link &link, const LinkSymbols &symbols,
                        const Program &program, ObjectsAhead &ahead,
                        CollectedFrames &frames, CollectedLines &lines) {
  TimeTraceScope scope("Read debug information");
  frames.begin(link, program);
  lines.begin(link, symbols, program);
  if (ahead.hasBegun()) {
    ahead.finish(link, frames, lines);
    return;
  }
  if (frames.isWanted() || lines.isWanted())
    ObjectsReader(link, frames, lines).run();
}
