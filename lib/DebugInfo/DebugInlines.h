//===- DebugInlines.h - Inlined calls from debug info -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the debug information of one object says of the calls that were inlined
/// into its code: DebugInlines.cpp finds the calls in the entries of a unit,
/// InlineLists.cpp makes lists of them for the runs of code that DebugLines.cpp
/// has found.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_DEBUGINLINES_H
#define GOSYM_LIB_DEBUGINFO_DEBUGINLINES_H

#include "RangeLists.h"
#include "gosym/Model/Inlines.h"
#include "llvm/ADT/CachedHashString.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace gosym {

/// Ranges of inlined calls, and what of them is left out.
struct InlineCounts {
  /// In lists.
  uint64_t ranges = 0;
  /// Calls with code that is not of the call or function around them.
  uint64_t notNested = 0;
  /// Ranges that overlap one of another call that is as deep, or are inside of
  /// one that was left out.
  uint64_t overlapping = 0;
  /// Ranges in no run: their code has no lines.
  uint64_t withoutLines = 0;

  void operator+=(const InlineCounts &o);
};

/// The inlined calls of an object.
struct ObjectInlines {
  /// A list for each run of the object (LineRun::inlines). Functions are
  /// places in `functions`.
  InlineList list;
  /// Names of the functions that were inlined; one may be there twice. They
  /// are bytes of the object or of `names`.
  std::vector<llvm::CachedHashStringRef> functions;
  llvm::BumpPtrAllocator names;
  InlineCounts counts;
  /// What is wrong; then there is nothing else. Empty: nothing.
  std::string problem;
};

/// Size of the section of that number in the object, nothing when its code is
/// not wanted.
using WantedSize =
    llvm::function_ref<std::optional<uint64_t>(uint64_t sectionNumber)>;

/// A call that was inlined: an entry DW_TAG_inlined_subroutine.
struct InlinedCall {
  /// Place in UnitInlines::calls of the one around it, or inFunction.
  uint32_t parent = 0;
  /// In ObjectInlines::functions.
  uint32_t function = 0;
  /// As the line table of the unit numbers its files; unknown: nothing.
  std::optional<uint64_t> file;
  /// 0: unknown, or none.
  uint32_t line = 0;

  static constexpr uint32_t inFunction = UINT32_MAX;
};

/// Code of a call.
struct InlinedCode {
  CodeRange range;
  /// In UnitInlines::calls.
  uint32_t call = 0;
};

/// The calls of one unit, and their code.
struct UnitInlines {
  std::vector<InlinedCall> calls;
  std::vector<InlinedCode> code;

  /// Takes those of another unit with the same line table, too.
  void add(UnitInlines &&o);
};

/// Takes the calls of one unit of an object after the other, as a walk over its
/// entries (EntryWalk.h) comes to them. Not thread-safe.
class InlineReader {
public:
  /// \p object is the bytes of the object. Names and counts go to \p out.
  /// \p limit is for all that is read of the object.
  InlineReader(llvm::ArrayRef<uint8_t> object, WantedSize wanted,
               ReadLimit &limit, ObjectInlines &out)
      : object(object), wanted(wanted), limit(limit), out(out) {}

  /// From here on entries are of \p theUnit.
  void begin(const DebugUnit &theUnit);
  /// At the entry of a function or a call, which has children, or is left at
  /// once.
  void enterFunction(EntryCursor &entries, const EntryValues &values);
  void enterCall(EntryCursor &entries);
  /// At the end of its children.
  void leave() { scopes.pop_back(); }
  /// Something is wrong, and nothing more need be told.
  bool hasFailed() const { return !problem.empty(); }
  /// The calls of the unit that have code in wanted sections.
  ///
  /// Errors: what is wrong with one of them.
  llvm::Expected<UnitInlines> end();

private:
  /// A function, or a call that was inlined.
  struct Scope {
    /// InlinedCall::inFunction for a function.
    uint32_t call = InlinedCall::inFunction;
    /// None of its code is wanted.
    bool isDead = false;
    /// A call without code: `code` is where it may have some.
    bool hasCodeOfCalls = false;
    /// Ascending, without overlap.
    CodeRanges code;
  };

  void fail(llvm::Error error) {
    std::string text = llvm::toString(std::move(error));
    if (problem.empty())
      problem = std::move(text);
  }
  void failByRanges(uint64_t offset);
  bool readWantedCode(uint64_t offset, const EntryValues &values,
                      CodeRanges &code);
  void nestIn(const CodeRanges &outer, const CodeRanges &code,
              CodeRanges &nested);
  uint32_t addCall(const EntryValues &values, uint32_t parent);
  void addCode(const CodeRange &range, uint32_t call, uint64_t offset);
  uint32_t functionAt(EntryPlace origin);
  llvm::StringRef keep(llvm::StringRef name);

  const llvm::ArrayRef<uint8_t> object;
  const WantedSize wanted;
  ReadLimit &limit;
  ObjectInlines &out;
  const DebugUnit *unit = nullptr;
  std::vector<Scope> scopes;
  UnitInlines found;
  std::string problem;
  /// Of the entry that is read.
  CodeRanges all, some;
  /// Numbers of functions by unit and offset of their entries.
  llvm::DenseMap<std::pair<const void *, uint64_t>, uint32_t> functions;
};

/// A run of code, for which a list is made.
struct RunOfInlines {
  /// In.
  CodeRange code;
  /// Out: where in the list.
  size_t begin = 0;
  size_t end = 0;
};

/// The place of a file of a call in the files of the unit.
using PlaceOfFile =
    llvm::function_ref<std::optional<uint32_t>(uint64_t fileOfTable)>;

/// Adds a list to \p out for each of \p runs, which ascend without overlap:
/// what of \p unit is in it.
void addLists(UnitInlines unit, llvm::MutableArrayRef<RunOfInlines> runs,
              PlaceOfFile placeOf, ObjectInlines &out);

} // namespace gosym

#endif
