//===- NamesAhead.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The dictionary is for the paths of sources, too, and which these are is not
// known yet. What they have in common is directories and suffixes, so some of
// them are enough to learn these from.
//
// The names that were told early and those of the live symbols are the same
// texts in the same order, but for a few. So they are compared side by side. A
// few names that are missing on one side are passed over; if more are missing
// than that (a script has discarded the symbols of some objects), names are
// looked up. A name that is not found costs its coding, and nothing else.
//
//===----------------------------------------------------------------------===//

#include "NamesAhead.h"
#include "../DebugInfo/SourcePath.h"
#include "../Format/NameLists.h"
#include "Generators.h"
#include "gosym/Format/CompactWriter.h"
#include "llvm/ADT/DenseMap.h"

using namespace llvm;
using namespace gosym;

/// Calls fn(i, object) for some objects, evenly.
template <typename Fn>
static void forSomeObjects(const LinkInputs &inputs, Fn fn) {
  constexpr size_t maxObjects = 256;
  size_t n = inputs.numObjects(), count = std::min(n, maxObjects);
  for (size_t i = 0; i < count; ++i)
    fn(i, i * n / count);
}

NamesAhead::NamesAhead(const Link &link, RawArray<StringRef> names,
                       NameCoder::Effort effort, bool mayHaveThread)
    : link(link), names(std::move(names)),
      coder(std::make_unique<NameCoder>(effort, /*hasOthers=*/true)) {
  // These look at symbols, which the linker is about to change.
  forSomeObjects(link.inputs(), [&](size_t, size_t object) {
    paths.push_back(link.inputs().stableName(object));
  });
  work.begin(mayHaveThread,
             [this](const Parallel &parallel) { code(parallel); });
}

void NamesAhead::code(const Parallel &parallel) {
  forSomeObjects(link.inputs(), [&](size_t i, size_t object) {
    std::string path = readSourcePath(link.inputs().objectBytes(object));
    if (!path.empty())
      paths[i] = std::move(path);
  });
  std::vector<StringRef> some(paths.begin(), paths.end());
  if (Error e = coder->learn(ListedNames(names), ListedNames(some), parallel))
    error = toString(std::move(e));
}

void NamesAhead::findPlaces(std::vector<uint32_t> &places) const {
  constexpr size_t window = 64;
  ArrayRef<LiveSymbol> live = link.liveSymbols();
  // The same text has the same address.
  auto isSame = [](StringRef a, StringRef b) {
    return a.data() == b.data() && a.size() == b.size();
  };
  DenseMap<const char *, uint32_t> byText;
  size_t next = 0, numMissing = 0;
  for (auto [number, s] : enumerate(live)) {
    size_t end = std::min(names.size(), next + window), at = next;
    while (at != end && !isSame(names[at], s.name()))
      ++at;
    if (at != end) {
      places[number] = at;
      next = at + 1;
      numMissing = 0;
      continue;
    }
    if (++numMissing < window)
      continue;
    if (byText.empty())
      for (auto [i, name] : enumerate(names))
        byText.try_emplace(name.data(), i);
    auto it = byText.find(s.nameData);
    if (it == byText.end() || !isSame(names[it->second], s.name()))
      continue;
    places[number] = it->second;
    next = it->second + 1;
  }
}

Expected<std::unique_ptr<NameCoder>>
NamesAhead::finish(std::vector<uint32_t> &places) {
  places.assign(link.liveSymbols().size(), CompactWriter::notCoded);
  findPlaces(places);
  work.finish(tasksOf(link));
  if (!error.empty())
    return createStringError(error);
  return std::move(coder);
}
