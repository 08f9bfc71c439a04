//===- DebugVariables.h - Variables in frames, from debug info --*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the debug info of functions says of the variables and parameters that
/// are in their frames.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_DEBUGVARIABLES_H
#define GOSYM_LIB_DEBUGINFO_DEBUGVARIABLES_H

#include "DebugUnit.h"
#include "Locations.h"
#include "RangeLists.h"
#include "UnwindFrames.h"

namespace gosym {

/// A variable or parameter that is in memory, in one place for all of the
/// function.
struct FrameVariable {
  /// Lives as long as the debug info.
  llvm::StringRef name;
  /// From the CFA, in bytes.
  int64_t offset = 0;
};

/// Variables and parameters that are no FrameVariable, by the reason.
struct LeftOutVariables {
  /// In a register, or in several places by turns.
  uint64_t inRegisters = 0;
  uint64_t moving = 0;
  /// Not on the stack: static variables, constants.
  uint64_t notInFrame = 0;
  /// Where is an expression, not a distance from the frame base.
  uint64_t computed = 0;
  /// Without location: optimized away.
  uint64_t gone = 0;
  /// The frame base is a register, and unwind information does not say where
  /// the CFA is from it.
  uint64_t withoutFrameBase = 0;

  void operator+=(const LeftOutVariables &o);
};

struct FunctionVariables {
  std::vector<FrameVariable> variables;
  /// Bytes of arguments on the stack.
  std::optional<uint64_t> argsSize;
  /// Whether `variables` has all that are in the frame.
  bool isComplete = true;
  LeftOutVariables leftOut;
};

/// Who wants variables of functions.
class FunctionsWithFrames {
public:
  virtual ~FunctionsWithFrames() = default;
  /// The number of the function at \p entry, if its variables are wanted.
  virtual std::optional<uint32_t>
  numberOf(const llvm::object::SectionedAddress &entry) = 0;
  /// What unwind information says of it; null: nothing.
  virtual const UnwindFrame *unwindOf(uint32_t function) const = 0;
  virtual void take(uint32_t function, FunctionVariables variables) = 0;
};

/// Takes the variables of the functions of an object, as a walk over the
/// entries of its units (EntryWalk.h) comes to them. Variables of inlined
/// functions and of functions inside of a function are not its own. Not
/// thread-safe.
class VariableReader {
public:
  /// \p machine is the e_machine of the object. \p limit is for all that is
  /// read of the object.
  VariableReader(FunctionsWithFrames &functions, uint16_t machine,
                 ReadLimit &limit)
      : functions(functions), machine(machine), limit(limit) {}

  /// From here on entries are of \p theUnit.
  void begin(const DebugUnit &theUnit);
  /// At the entry of a function, which is at \p offset. Returns whether its
  /// variables are wanted; then leaveFunction() ends it.
  bool enterFunction(uint64_t offset, const EntryValues &values);
  void leaveFunction();
  /// At a block of the function that was entered last, and at the end of its
  /// children.
  void enterBlock() { ++open.back().depth; }
  void leaveBlock() { --open.back().depth; }
  /// At a variable or parameter of that function, or where it has parameters
  /// that are not told.
  void take(llvm::dwarf::Tag tag, const EntryValues &values);

private:
  struct Function {
    uint32_t number = 0;
    llvm::object::SectionedAddress entry;
    EntryPlace place;
    /// Of the frame base, from the CFA.
    std::optional<int64_t> base;
    /// Of the CFA, before the first instruction.
    std::optional<CfaRule> atEntry;
    /// Without its variables, which are told at the end.
    FunctionVariables out;
    /// With in how many blocks each is.
    std::vector<std::pair<uint32_t, FrameVariable>> variables;
    /// In how many blocks of the function the walk is.
    uint32_t depth = 0;
  };

  std::optional<llvm::object::SectionedAddress>
  entryOf(const EntryValues &values);
  std::optional<int64_t> findBase(const EntryValues &values,
                                  const UnwindFrame *frame) const;
  std::optional<int64_t> findOffset(const EntryValues &values);
  Operations locationAtEntry(const EntryValues &values);
  std::optional<uint64_t> argumentEnd(const EntryValues &values);
  void addVariable(const EntryValues &values);
  bool mayReturnInMemory(EntryPlace function) const;

  FunctionsWithFrames &functions;
  const uint16_t machine;
  ReadLimit &limit;
  const DebugUnit *unit = nullptr;
  std::optional<LocationLists> lists;
  /// The functions that the walk is in, the innermost last.
  std::vector<Function> open;
};

} // namespace gosym

#endif
