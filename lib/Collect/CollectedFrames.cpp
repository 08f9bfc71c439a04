//===- CollectedFrames.cpp ------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the table tells of a function's frame, and from where:
//
//   m .frame    bytes of the frame, with one pointer for the return address:
//               .stack_sizes, else unwind information
//   m .locals   bytes from below the return address down to the lowest `a`
//   m .args     bytes of arguments on the stack
//   a p         variables in the frame, by their distance from the CFA
//
// all but the first from debug info. What is not known is not there; a function
// whose variables are all in registers has .locals 0, which is known.
//
// Steps:
//   1. the function of each place of code: of several names there the one that
//      readers return, the last of the table
//   2. in parallel, object by object: sources are read, put together by place,
//      encoded and dropped
//   3. what the objects say, in their order, into the table
//
// Sections that are not in the output have no place, so garbage, COMDAT groups
// that lost and folded functions have no details; the code that stands for them
// has its own. What a table of an input tells of a function (InputTables.cpp)
// is kept; ours is dropped.
//
// `.frame` counts a pointer for the return address also on machines whose calls
// push none, as Go's does.
//
//===----------------------------------------------------------------------===//

#include "CollectedFrames.h"
#include "OneLine.h"
#include "Pieces.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"
#include "llvm/DebugInfo/DWARF/DWARFUnit.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/TimeProfiler.h"

using namespace llvm;
using namespace gosym;

void FrameCounts::operator+=(const FrameCounts &o) {
  framesByStackSizes += o.framesByStackSizes;
  framesByUnwindInfo += o.framesByUnwindInfo;
  framePointerOnly += o.framePointerOnly;
  locals += o.locals;
  args += o.args;
  withDebugInfo += o.withDebugInfo;
  variables += o.variables;
  parameters += o.parameters;
  atReturnAddress += o.atReturnAddress;
  leftOut += o.leftOut;
}

//===----------------------------------------------------------------------===//
// One object
//===----------------------------------------------------------------------===//

class CollectedFrames::ObjectReader {
public:
  ObjectReader(const CollectedFrames &frames, const Link &link, uint32_t object,
               TableTarget target)
      : frames(frames), options(*frames.options), link(link), object(object),
        target(target) {}

  ObjectFrames run() {
    readUnwindInfo();
    readDebugInfo();
    encode();
    return std::move(out);
  }

private:
  struct Function {
    std::optional<uint64_t> stackSize;
    std::optional<UnwindFrame> unwind;
    std::optional<uint64_t> locals, args;
    EncodedEntries variables;
    bool hasDebugInfo = false;
  };

  void report(Error error) {
    out.problems.push_back(inOneLine(std::move(error)));
  }
  std::optional<uint32_t> functionAt(uint64_t section, uint64_t offset);
  void readUnwindInfo();
  void readDebugInfo();
  void readSubprogram(const DWARFDie &die);
  void encodeVariables(const FunctionVariables &found, Function &function);
  void encode();

  const CollectedFrames &frames;
  const FrameOptions &options;
  const Link &link;
  const uint32_t object;
  const TableTarget target;
  uint16_t machine = 0;
  DenseMap<uint64_t, SectionRef> sections;
  /// By symbol, in the order in which they were found.
  MapVector<uint32_t, Function> functions;
  ObjectFrames out;
};

std::optional<uint32_t>
CollectedFrames::ObjectReader::functionAt(uint64_t index, uint64_t offset) {
  auto [section, isNew] = sections.try_emplace(index);
  if (isNew)
    section->second = link.inputSection(object, index);
  if (!section->second)
    return std::nullopt;
  const void *place = section->second.opaque();
  auto it = frames.functionAt.find({place, offset});
  // Symbols of Thumb functions have bit 0 set.
  if (it == frames.functionAt.end() && offset % 2 == 0)
    it = frames.functionAt.find({place, offset | 1});
  if (it == frames.functionAt.end())
    return std::nullopt;
  return it->second->symbol;
}

void CollectedFrames::ObjectReader::readUnwindInfo() {
  bool failed = false;
  UnwindInfo info = link.unwindInfo(object, [&](Error e) {
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
    if (auto symbol = functionAt(s.sectionIndex, s.offset))
      functions[*symbol].stackSize = s.size;
  for (UnwindFrame &frame : *unwind)
    if (auto symbol = functionAt(frame.sectionIndex, frame.offset))
      if (Function &f = functions[*symbol]; !f.unwind)
        f.unwind = std::move(frame);
}

void CollectedFrames::ObjectReader::encodeVariables(
    const FunctionVariables &found, Function &function) {
  FrameCounts &counts = out.counts;
  counts.leftOut += found.leftOut;
  int64_t pointer = target.pointerSize;
  uint64_t locals = 0;
  SmallVector<Entry, 16> entries;
  for (const FrameVariable &v : found.variables) {
    Entry entry;
    entry.name = v.name;
    if (v.offset >= 0) {
      entry.type = 'p';
      entry.value = v.offset;
      ++counts.parameters;
    } else if (v.offset <= -pointer) {
      entry.type = 'a';
      entry.value = -(uint64_t(v.offset) + pointer);
      locals = std::max(locals, entry.value);
      ++counts.variables;
    } else {
      ++counts.atReturnAddress;
      continue;
    }
    entries.push_back(std::move(entry));
  }
  if (options.variables)
    function.variables = encodeEntries(entries, target);
  function.args = found.argsSize;
  if (found.isComplete)
    function.locals = locals;
}

void CollectedFrames::ObjectReader::readSubprogram(const DWARFDie &die) {
  std::optional<object::SectionedAddress> entry = entryOf(die);
  if (!entry)
    return;
  auto symbol = functionAt(entry->SectionIndex, entry->Address);
  if (!symbol)
    return;
  Function &function = functions[*symbol];
  if (std::exchange(function.hasDebugInfo, true))
    return;
  encodeVariables(readVariables(die,
                                function.unwind ? &*function.unwind : nullptr,
                                machine),
                  function);
}

void CollectedFrames::ObjectReader::readDebugInfo() {
  bool failed = false;
  DebugInfo info = link.debugInfo(object, [&](Error e) {
    if (std::exchange(failed, true))
      return consumeError(std::move(e));
    std::string text = toString(std::move(e));
    report(createStringError(
        (StringRef(text).starts_with(".debug_") ? "" : ".debug_info: ") +
        text));
  });
  if (!info.dwarf)
    return;
  for (const std::unique_ptr<DWARFUnit> &unit : info.dwarf->compile_units()) {
    for (const DWARFDebugInfoEntry &entry : unit->dies()) {
      if (failed)
        break;
      DWARFDie die(unit.get(), &entry);
      if (die.getTag() == dwarf::DW_TAG_subprogram)
        readSubprogram(die);
    }
  }
  if (!failed)
    return;
  // Some of it would pass for all.
  for (auto &[symbol, function] : functions) {
    function.locals = function.args = std::nullopt;
    function.variables.clear();
    function.hasDebugInfo = false;
  }
  out.counts = FrameCounts();
}

void CollectedFrames::ObjectReader::encode() {
  FrameCounts &counts = out.counts;
  for (auto &[symbol, f] : functions) {
    counts.withDebugInfo += f.hasDebugInfo;
    SmallVector<Entry, 3> sizes;
    auto add = [&](StringRef name, std::optional<uint64_t> value) {
      if (!value)
        return;
      Entry &entry = sizes.emplace_back();
      entry.type = 'm';
      entry.name = name;
      entry.value = *value;
    };
    if (options.sizes) {
      std::optional<uint64_t> size = f.stackSize;
      counts.framesByStackSizes += size.has_value();
      if (!size && f.unwind) {
        size = f.unwind->size;
        counts.framesByUnwindInfo += size.has_value();
        counts.framePointerOnly += !size && f.unwind->byFramePointer;
      }
      if (size)
        add(".frame", *size + target.pointerSize);
      add(".locals", f.locals);
      add(".args", f.args);
      counts.locals += f.locals.has_value();
      counts.args += f.args.has_value();
    }
    FunctionDetails details;
    details.entries = encodeEntries(sizes, target);
    details.entries.insert(details.entries.end(), f.variables.begin(),
                           f.variables.end());
    if (!details.entries.empty())
      out.functions.emplace_back(symbol, std::move(details));
  }
}

//===----------------------------------------------------------------------===//
// All objects
//===----------------------------------------------------------------------===//

void CollectedFrames::findFunctions(const Link &link, const TableImage &image) {
  auto functions = ArrayRef(image.records).drop_front(image.firstFunction);
  const TableSymbols symbols(link);
  std::vector<SymbolPlace> places(functions.size());
  forPieces(link, functions.size(), recordsPerTask,
            [&](size_t begin, size_t end) {
              for (size_t i = begin; i != end; ++i)
                if (!symbols.isUnnamed(functions[i].symbol))
                  places[i] = link.placeOf(symbols[functions[i].symbol].ref);
            });
  functionAt.reserve(functions.size());
  for (auto [record, place] : zip_equal(functions, places)) {
    if (!place.section)
      continue;
    const Record *&known = functionAt[{place.section.opaque(), place.offset}];
    // Addresses are not known yet, and those of one place are equal.
    if (!known || std::tie(known->rank, known->symbol) <
                      std::tie(record.rank, record.symbol))
      known = &record;
  }
}

void CollectedFrames::add(const Link &link, TableImage &image) {
  if (!options || !(options->sizes || options->variables))
    return;
  TimeTraceScope scope("Read frames");
  findFunctions(link, image);
  std::vector<ObjectFrames> objects(link.numObjects());
  forPieces(link, objects.size(), objectsPerTask,
            [&](size_t begin, size_t end) {
              for (size_t object = begin; object != end; ++object)
                objects[object] =
                    ObjectReader(*this, link, object, image.target).run();
            });

  FrameCounts counts;
  for (auto [i, o] : enumerate(objects)) {
    counts += o.counts;
    if (!o.problems.empty())
      link.warn(link.objectName(i) + ": " + join(o.problems, "\n>>> ") +
                "\n>>> functions of this object lack frames or variables");
    for (auto &[symbol, details] : o.functions)
      image.details.functions.try_emplace(symbol, std::move(details));
  }
  if (options->verbose)
    report(link, counts);
  functionAt.clear();
}

void CollectedFrames::report(const Link &link, const FrameCounts &c) const {
  uint64_t all = functionAt.size();
  if (options->sizes) {
    uint64_t frames = c.framesByStackSizes + c.framesByUnwindInfo;
    link.note(
        formatv(
            "frames: of {0} functions {1} have .frame ({2} by .stack_sizes, "
            "{3} by unwind information), {4} .locals, {5} .args",
            all, frames, c.framesByStackSizes, c.framesByUnwindInfo, c.locals,
            c.args)
            .str());
    link.note(formatv("frames: without .frame {0} ({1} with a frame pointer), "
                      "without .locals {2}, without .args {3}, of which {4} "
                      "have no debug info",
                      all - frames, c.framePointerOnly, all - c.locals,
                      all - c.args, all - c.withDebugInfo)
                  .str());
  }
  if (!options->variables)
    return;
  const LeftOutVariables &left = c.leftOut;
  link.note(formatv("variables: {0} below the return address and {1} above it, "
                    "of {2} functions with debug info",
                    c.variables, c.parameters, c.withDebugInfo)
                .str());
  link.note(formatv("variables: left out {0} in registers, {1} that move, {2} "
                    "not in the frame, {3} by expressions, {4} optimized away, "
                    "{5} without frame base, {6} in place of the return "
                    "address",
                    left.inRegisters, left.moving, left.notInFrame,
                    left.computed, left.gone, left.withoutFrameBase,
                    c.atReturnAddress)
                .str());
}
