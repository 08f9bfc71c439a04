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

  // While objects are read (CollectedObjects.cpp). Functions are places of code
  // here, for they may not be known yet: a section of the object by its number,
  // and an offset in it.

  struct ObjectPlace {
    uint64_t section;
    uint64_t offset;
  };
  /// Makes ready for objects, if frames are wanted.
  void begin(uint32_t numObjects) {
    if (isWanted())
      objects.resize(numObjects);
  }
  /// Takes what was read of one object, whose functions are numbers of
  /// \p places. Thread-safe for different ones.
  void take(uint32_t object, ObjectFrames read, std::vector<ObjectPlace> places,
            int64_t pointerSize);

  // From layout(), when the functions are there and the objects are read, in
  // this order.

  /// Finds the functions at the places that take() was told of, in parallel.
  /// Frames of other places are dropped.
  void findFunctions(Link &link, const Program &program);
  /// Gives the functions of \p program their frames. What is wrong with an
  /// object is a warning, and its functions have nothing from the source that
  /// is wrong.
  void addTo(Program &program, const Link &link);

private:
  /// Of code: a section and an offset in it.
  using Place = std::pair<const void *, uint64_t>;

  struct OneObject {
    /// By number: of `places`, then of functions.
    std::vector<std::pair<uint32_t, Frame>> frames;
    std::vector<ObjectPlace> places;
    /// What was found of each frame, if somebody wants a report.
    std::vector<FrameCounts> countsOf;
    FrameCounts counts;
    std::vector<std::string> problems;
  };

  void findPlaces(const Link &link, const Program &program);
  std::optional<uint32_t> functionIn(SectionRef section, uint64_t offset) const;
  void findFunctionsOf(const Link &link, uint32_t object);
  Frame frameOf(const FunctionFrame &function, int64_t pointerSize,
                FrameCounts &counts) const;
  void addVariables(const FunctionVariables &found, int64_t pointerSize,
                    Frame &frame, FrameCounts &counts) const;
  void report(const Link &link, const FrameCounts &counts) const;

  const TableOptions &options;
  bool hasThumbBit = false;
  /// The function that readers return for a place.
  llvm::DenseMap<Place, const Symbol *> functionAt;
  /// One for each object of the link.
  std::vector<OneObject> objects;
};

} // namespace gosym

#endif
