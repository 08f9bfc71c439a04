//===- DebugFrames.h - The frames of an object's functions ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What one object says of the frames of its functions: sizes, from
/// `.stack_sizes` or unwind information, and what is in them, from debug
/// information.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_DEBUGFRAMES_H
#define GOSYM_LIB_DEBUGINFO_DEBUGFRAMES_H

#include "DebugVariables.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include <string>

namespace gosym {

/// One function. What is not known is not there.
struct FunctionFrame {
  /// WantedFunction's.
  uint32_t function = 0;
  /// Bytes of the frame without what a call pushes, as `.stack_sizes` has it.
  std::optional<uint64_t> stackSize;
  std::optional<UnwindFrame> unwind;
  /// What debug information says of it, if anything.
  std::optional<FunctionVariables> variables;
};

struct ObjectFrames {
  /// In the order in which the object's sources name them.
  std::vector<FunctionFrame> functions;
  /// What is wrong with the object, a line each. Functions have nothing from
  /// the source that is wrong.
  std::vector<std::string> problems;
  /// Owns the names of variables. Not thread-safe.
  std::shared_ptr<llvm::DWARFContext> dwarf;
};

/// Puts the frames of one object together. Not thread-safe.
class FrameReader final : public FunctionsWithFrames {
public:
  FrameReader(llvm::ArrayRef<uint8_t> object, WantedFunction wanted)
      : object(object), wanted(wanted) {}

  /// Before any debug information.
  void readUnwindInfo();
  uint16_t machine() const { return theMachine; }
  /// Something is wrong with the debug information; nothing of it is taken.
  void report(llvm::Error error);
  bool lacksVariables() const { return hasFailed; }
  /// \p dwarf owns the names of variables.
  ObjectFrames take(std::shared_ptr<llvm::DWARFContext> dwarf);

  std::optional<uint32_t>
  numberOf(const llvm::object::SectionedAddress &entry) override;
  const UnwindFrame *unwindOf(uint32_t function) const override;
  void take(uint32_t function, FunctionVariables variables) override;

private:
  const llvm::ArrayRef<uint8_t> object;
  const WantedFunction wanted;
  uint16_t theMachine = 0;
  bool hasFailed = false;
  llvm::MapVector<uint32_t, FunctionFrame> functions;
  ObjectFrames out;
};

/// Reads the frames of the object whose file has the bytes \p object, whatever
/// they hold. Thread-safe.
///
/// Who wants lines, too, calls readObject() (ObjectReader.h).
ObjectFrames readFrames(llvm::ArrayRef<uint8_t> object, WantedFunction wanted);

} // namespace gosym

#endif
