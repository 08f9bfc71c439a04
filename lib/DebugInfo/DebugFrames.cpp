//===- DebugFrames.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Puts together what the sources of one object say of each function:
//
//   .stack_sizes              the size of the frame
//   .eh_frame, .debug_frame   its size, and where the CFA is from a register
//   .debug_info               variables and parameters; where they are depends
//                             on the line above
//
// Each source names a function by a place in a section of the object. What the
// caller does not want is not read: code that the linker dropped, and the
// functions inside of others, which have no place.
//
// A source that is broken anywhere counts for nothing: some of it would pass
// for all.
//
//===----------------------------------------------------------------------===//

#include "DebugFrames.h"
#include "../Support/OneLine.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"

using namespace llvm;
using namespace gosym;
using object::SectionedAddress;

void FrameReader::readUnwindInfo() {
  bool isBroken = false;
  auto report = [&](Error e) {
    isBroken = true;
    out.problems.push_back(inOneLine(std::move(e)));
  };
  UnwindInfo info = gosym::readUnwindInfo(object, report);
  theMachine = info.machine;
  Expected<std::vector<UnwindFrame>> unwind = readUnwindFrames(info, wanted);
  if (!unwind)
    return report(unwind.takeError());
  if (isBroken)
    return;
  for (const StackSize &s : info.stackSizes)
    if (std::optional<uint32_t> number = wanted(s.sectionIndex, s.offset))
      functions[*number].stackSize = s.size;
  for (UnwindFrame &frame : *unwind) {
    FunctionFrame &f = functions[frame.function];
    if (!f.unwind)
      f.unwind = std::move(frame);
  }
}

void FrameReader::report(Error error) {
  if (std::exchange(hasFailed, true))
    return consumeError(std::move(error));
  out.problems.push_back(inOneLine(std::move(error)));
}

/// The first entry of a function counts.
std::optional<uint32_t> FrameReader::numberOf(const SectionedAddress &entry) {
  std::optional<uint32_t> number = wanted(entry.SectionIndex, entry.Address);
  if (!number || functions[*number].variables)
    return std::nullopt;
  return number;
}

const UnwindFrame *FrameReader::unwindOf(uint32_t function) const {
  auto it = functions.find(function);
  return it != functions.end() && it->second.unwind ? &*it->second.unwind
                                                    : nullptr;
}

void FrameReader::take(uint32_t function, FunctionVariables variables) {
  FunctionFrame &f = functions[function];
  if (!f.variables)
    f.variables = std::move(variables);
}

ObjectFrames FrameReader::take(std::shared_ptr<DWARFContext> dwarf) {
  for (auto &[number, f] : functions) {
    f.function = number;
    if (hasFailed)
      f.variables.reset();
    out.functions.push_back(std::move(f));
  }
  out.dwarf = std::move(dwarf);
  return std::move(out);
}
