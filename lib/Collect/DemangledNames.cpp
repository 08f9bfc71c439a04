//===- DemangledNames.cpp -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// LLVM's demangler, on all threads. It takes three microseconds a name of C++,
// and twice the memory of the names until they are coded.
//
//===----------------------------------------------------------------------===//

#include "DemangledNames.h"
#include "../Linker/Pieces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace gosym;

/// \p name as people read it; itself if it is no mangled one.
static StringRef demangled(StringRef name, BumpPtrAllocator &storage) {
  if (!name.starts_with("_"))
    return name;
  // What the linker has added: foo@plt.
  size_t at = name.find('@');
  std::string text = demangle(name.take_front(at));
  if (text == name.take_front(at))
    return name;
  if (at != StringRef::npos)
    text += name.drop_front(at);
  return StringSaver(storage).save(text);
}

void DemangledNames::demangle(const Link &link, Program &program) {
  TimeTraceScope scope("Demangle names");
  ArrayRef<LiveSymbol> all = link.liveSymbols();
  numLive = all.size();
  live.resize(numLive);
  constexpr size_t namesPerTask = 1024;
  size_t numInlined = program.inlinedFunctions.size();
  size_t tasks = divideCeil(numLive, namesPerTask);
  storage.resize(tasks);
  program.nameStorage.resize(program.nameStorage.size() +
                             divideCeil(numInlined, namesPerTask));
  BumpPtrAllocator *ofInlined = program.nameStorage.data() +
                                program.nameStorage.size() -
                                divideCeil(numInlined, namesPerTask);
  forPieces(link, numLive, namesPerTask, [&](size_t begin, size_t end) {
    BumpPtrAllocator &own = storage[begin / namesPerTask];
    for (size_t i = begin; i != end; ++i)
      live[i] = demangled(all[i].name(), own);
  });
  forPieces(link, numInlined, namesPerTask, [&](size_t begin, size_t end) {
    BumpPtrAllocator &own = ofInlined[begin / namesPerTask];
    for (size_t i = begin; i != end; ++i)
      program.inlinedFunctions[i] = demangled(program.inlinedFunctions[i], own);
  });
}

void DemangledNames::demangleSynthetic() {
  syntheticStorage.Reset();
  synthetic.clear();
  for (const LiveSymbol &s : symbols.syntheticCode())
    synthetic.push_back(demangled(s.name(), syntheticStorage));
}

void DemangledNames::forgetLive() {
  live = {};
  storage.clear();
}

void DemangledNames::describe(ArrayRef<Symbol> asked,
                              MutableArrayRef<Facts> facts) const {
  symbols.describe(asked, facts);
  for (auto [s, f] : zip_equal(asked, facts)) {
    if (s.number < live.size())
      f.name = live[s.number];
    else if (s.number >= numLive && s.number - numLive < synthetic.size())
      f.name = synthetic[s.number - numLive];
  }
}
