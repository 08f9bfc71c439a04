//===- CollectedFrames.h - The frames of all functions ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Brings what each object says of the frames of its functions into the model
/// of the program.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_COLLECTEDFRAMES_H
#define GOSYM_LIB_COLLECT_COLLECTEDFRAMES_H

#include "../DebugInfo/DebugFrames.h"
#include "LinkSymbols.h"
#include "gosym/Collect/GoTables.h"
#include "llvm/ADT/DenseMap.h"

namespace gosym {

/// What was found, for a report.
struct FrameCounts {
  uint64_t framesByStackSizes = 0;
  uint64_t framesByUnwindInfo = 0;
  uint64_t framePointerOnly = 0;
  uint64_t locals = 0;
  uint64_t args = 0;
  uint64_t withDebugInfo = 0;

  uint64_t variables = 0;
  uint64_t parameters = 0;
  uint64_t atReturnAddress = 0;
  LeftOutVariables leftOut;

  void operator+=(const FrameCounts &o);
};

class CollectedFrames {
public:
  explicit CollectedFrames(const TableOptions &options) : options(options) {}

  bool isWanted() const { return options.frames || options.locals; }

  // Before layout(), where objects are read by ObjectsAhead.cpp. Functions are
  // places of code there: a section of the object by its number, and an offset.

  struct ObjectPlace {
    uint64_t section;
    uint64_t offset;
  };
  void beginAhead(uint32_t numObjects) { objects.resize(numObjects); }
  /// Takes what was read of one object, whose functions are numbers of
  /// \p places. Thread-safe for different ones.
  void takeAhead(uint32_t object, ObjectFrames read,
                 std::vector<ObjectPlace> places, int64_t pointerSize);

  // From layout(), when the functions are there, in this order; the objects are
  // read between the first and the last by CollectedObjects.cpp.

  /// Makes ready for objects, if frames are wanted.
  void begin(Link &link, const Program &program);
  /// The number of the function at \p offset of \p section, if the frame of one
  /// there is wanted. Thread-safe.
  std::optional<uint32_t> functionIn(SectionRef section, uint64_t offset) const;
  /// Which functions are at the places that takeAhead() was told of? Frames of
  /// other places are dropped. Thread-safe for different objects.
  void findFunctionsOf(const Link &link, uint32_t object);
  /// Takes what was read of one object. Thread-safe for different ones.
  void take(uint32_t object, ObjectFrames read, int64_t pointerSize);
  /// Gives the functions of \p program their frames. What is wrong with an
  /// object is a warning, and its functions have nothing from the source that
  /// is wrong.
  void addTo(Program &program, const Link &link);

private:
  /// Of code: a section and an offset in it.
  using Place = std::pair<const void *, uint64_t>;

  struct OneObject {
    /// By number.
    std::vector<std::pair<uint32_t, Frame>> frames;
    FrameCounts counts;
    /// Until their functions are known: what the numbers stand for, and what
    /// was found of each, if somebody wants a report.
    std::vector<ObjectPlace> places;
    std::vector<FrameCounts> countsOf;
    std::vector<std::string> problems;
  };

  void findFunctions(const Link &link, const Program &program);
  Frame frameOf(const FunctionFrame &function, int64_t pointerSize,
                FrameCounts &counts) const;
  void addVariables(const FunctionVariables &found, int64_t pointerSize,
                    Frame &frame, FrameCounts &counts) const;
  void report(const Link &link, const FrameCounts &counts) const;

  const TableOptions &options;
  bool hasThumbBit = false;
  /// The function that readers return for a place, while objects are read.
  llvm::DenseMap<Place, const Symbol *> functionAt;
  /// One for each object of the link, while they are read.
  std::vector<OneObject> objects;
};

} // namespace gosym

#endif
