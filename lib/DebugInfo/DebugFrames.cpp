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
// The entries of a unit are gone over twice: checkEntries() skips through their
// bytes before LLVM decodes them. LLVM decodes all entries of a unit in one
// call, which nothing can enter, and that call is what wrong bytes crash.
//
// A source that is broken anywhere counts for nothing: some of it would pass
// for all.
//
//===----------------------------------------------------------------------===//

#include "DebugFrames.h"
#include "../Support/OneLine.h"
#include "UnitEntries.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"

using namespace llvm;
using namespace gosym;

namespace {

class FrameReader {
public:
  FrameReader(ArrayRef<uint8_t> object, WantedFunction wanted)
      : object(object), wanted(wanted) {}

  void readUnwindInfo();
  void readDebugInfo();
  ObjectFrames take();

private:
  void report(Error error) {
    out.problems.push_back(inOneLine(std::move(error)));
  }
  FunctionFrame *functionAt(uint64_t section, uint64_t offset);
  void readSubprogram(const DWARFDie &die);

  const ArrayRef<uint8_t> object;
  const WantedFunction wanted;
  uint16_t machine = 0;
  MapVector<uint32_t, FunctionFrame> functions;
  ObjectFrames out;
};

} // namespace

FunctionFrame *FrameReader::functionAt(uint64_t section, uint64_t offset) {
  // An address without a relocation is of no section.
  if (section == object::SectionedAddress::UndefSection)
    return nullptr;
  std::optional<uint32_t> number = wanted(section, offset);
  return number ? &functions[*number] : nullptr;
}

void FrameReader::readUnwindInfo() {
  bool failed = false;
  UnwindInfo info = gosym::readUnwindInfo(object, [&](Error e) {
    failed = true;
    report(std::move(e));
  });
  machine = info.machine;
  Expected<std::vector<UnwindFrame>> unwind = readUnwindFrames(info);
  if (!unwind)
    return report(unwind.takeError());
  if (failed)
    return;
  for (const StackSize &s : info.stackSizes)
    if (FunctionFrame *f = functionAt(s.sectionIndex, s.offset))
      f->stackSize = s.size;
  for (UnwindFrame &frame : *unwind)
    if (FunctionFrame *f = functionAt(frame.sectionIndex, frame.offset))
      if (!f->unwind)
        f->unwind = std::move(frame);
}

void FrameReader::readSubprogram(const DWARFDie &die) {
  std::optional<object::SectionedAddress> entry = entryOf(die);
  if (!entry)
    return;
  FunctionFrame *f = functionAt(entry->SectionIndex, entry->Address);
  if (!f || f->variables)
    return;
  f->variables = readVariables(die, f->unwind ? &*f->unwind : nullptr, machine);
}

void FrameReader::readDebugInfo() {
  bool failed = false;
  DebugInfo info = gosym::readDebugInfo(object, [&](Error e) {
    if (std::exchange(failed, true))
      return consumeError(std::move(e));
    report(namingSection(std::move(e)));
  });
  if (!info.dwarf)
    return;
  for (const std::unique_ptr<DWARFUnit> &unit : info.dwarf->compile_units()) {
    if (failed)
      break;
    if (Error e = checkEntries(*unit, /*rootOnly=*/false)) {
      failed = true;
      report(std::move(e));
      break;
    }
    for (const DWARFDebugInfoEntry &entry : unit->dies()) {
      if (failed)
        break;
      DWARFDie die(unit.get(), &entry);
      if (die.getTag() == dwarf::DW_TAG_subprogram)
        readSubprogram(die);
    }
  }
  out.dwarf = std::move(info.dwarf);
  if (failed)
    for (auto &[number, f] : functions)
      f.variables.reset();
}

ObjectFrames FrameReader::take() {
  for (auto &[number, f] : functions) {
    f.function = number;
    out.functions.push_back(std::move(f));
  }
  return std::move(out);
}

ObjectFrames gosym::readFrames(ArrayRef<uint8_t> object, bool hasDebugInfo,
                               WantedFunction wanted) {
  FrameReader reader(object, wanted);
  reader.readUnwindInfo();
  if (hasDebugInfo)
    reader.readDebugInfo();
  return reader.take();
}
