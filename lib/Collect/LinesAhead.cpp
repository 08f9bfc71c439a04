//===- LinesAhead.cpp -----------------------------------------------------===//
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
// Which objects have functions or debug info is not known yet. What was read of
// one that has not is forgotten, so that the result is that of reading later.
//
//===----------------------------------------------------------------------===//

#include "LinesAhead.h"
#include "../DebugInfo/ObjectReader.h"
#include "CollectedObjects.h"
#include "Generators.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace gosym;

/// Objects of fewer bytes are read sooner than a thread has begun.
static constexpr size_t minBytes = 1 << 18;

void LinesAhead::begin(const EarlyLink &early, bool wantsInlines) {
  const LinkInputs &inputs = early.link.inputs();
  uint32_t numObjects = inputs.numObjects();
  size_t bytes = 0;
  for (uint32_t object = 0; object != numObjects; ++object)
    bytes += inputs.objectBytes(object).size();
  if (!early.mayHaveThread || !early.codeIsFinal || bytes < minBytes)
    return;
  objects.resize(numObjects);
  work.begin(/*hasThread=*/true, [this, &inputs, wantsInlines,
                                  sizeOfCode = early.sizeOfCode](
                                     const Parallel &parallel) {
    auto read = [&](uint32_t object, LineProgram &program) {
      auto code = [&](uint64_t number) -> std::optional<CodeSection> {
        std::optional<uint64_t> size = sizeOfCode(object, number);
        return size ? std::optional<CodeSection>({*size}) : std::nullopt;
      };
      objects[object] =
          readLines(inputs.objectBytes(object), code, program, wantsInlines);
    };
    std::vector<uint32_t> all(objects.size());
    for (auto [i, object] : enumerate(all))
      object = i;
    forObjectsBySize(inputs, all, parallel, read);
  });
}

void LinesAhead::finish(const Link &link, CollectedLines &lines) {
  work.finish(tasksOf(link));
  for (auto [i, object] : enumerate(objects))
    if (lines.wants(i) && link.inputs().hasDebugInfo(i))
      lines.take(i, std::move(object));
  objects.clear();
}
