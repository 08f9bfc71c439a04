//===- CollectedFrames.cpp ------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the model tells of a function's frame, and from where:
//
//   size        bytes of the frame, with one pointer for the return address:
//               .stack_sizes, else unwind information
//   locals      bytes from below the return address down to the lowest local
//   args        bytes of arguments on the stack
//   variables   in the frame, by their distance from the CFA
//
// all but the first from debug information. What is not known is not there; a
// function whose variables are all in registers has 0 bytes of locals, which is
// known.
//
// Steps:
//   1. in parallel, object by object: sources are read (CollectedObjects.cpp),
//      put together by place, brought into the form of the model and dropped
//   2. the function of each place of code: of several names there the one that
//      readers return, the last of the table
//   3. what the objects say, in their order, into the model
//
// Sections that are not in the output have no place, so garbage, COMDAT groups
// that lost and folded functions have no frames; the code that stands for them
// has its own. What a table of an input tells of a function (InputTables.cpp)
// is kept; ours is dropped.
//
// The size counts a pointer for the return address also on machines whose calls
// push none, as Go's does.
//
//===----------------------------------------------------------------------===//

#include "CollectedFrames.h"
#include "../Linker/Pieces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
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

std::optional<uint32_t> CollectedFrames::functionIn(SectionRef section,
                                                    uint64_t offset) const {
  if (!section)
    return std::nullopt;
  const void *place = section.opaque();
  auto it = functionAt.find({place, offset});
  // Symbols of Thumb functions have bit 0 set, places that are read have not.
  if (hasThumbBit && it == functionAt.end())
    it = functionAt.find({place, offset | 1});
  if (it == functionAt.end())
    return std::nullopt;
  return it->second->number;
}

void CollectedFrames::addVariables(const FunctionVariables &found,
                                   int64_t pointerSize, Frame &frame,
                                   FrameCounts &counts) const {
  counts.leftOut += found.leftOut;
  uint64_t locals = 0;
  for (const FrameVariable &v : found.variables) {
    if (v.offset >= 0) {
      ++counts.parameters;
    } else if (v.offset <= -pointerSize) {
      locals = std::max(locals, -(uint64_t(v.offset) + pointerSize));
      ++counts.variables;
    } else {
      ++counts.atReturnAddress;
      continue;
    }
    if (options.locals)
      frame.variables.push_back({v.name.str(), v.offset});
  }
  if (!options.frames)
    return;
  if (found.isComplete)
    frame.locals = locals;
  frame.args = found.argsSize;
  counts.locals += frame.locals.has_value();
  counts.args += frame.args.has_value();
}

Frame CollectedFrames::frameOf(const FunctionFrame &function,
                               int64_t pointerSize, FrameCounts &counts) const {
  Frame frame;
  if (options.frames) {
    std::optional<uint64_t> size = function.stackSize;
    counts.framesByStackSizes += size.has_value();
    if (!size && function.unwind) {
      size = function.unwind->size;
      counts.framesByUnwindInfo += size.has_value();
      counts.framePointerOnly += !size && function.unwind->byFramePointer;
    }
    if (size)
      frame.size = *size + pointerSize;
    if (options.wantsFunctionTable() && function.unwind) {
      frame.depths = function.unwind->depths;
      frame.depthsEnd = function.unwind->length;
    }
  }
  counts.withDebugInfo += function.variables.has_value();
  if (function.variables)
    addVariables(*function.variables, pointerSize, frame, counts);
  return frame;
}

void CollectedFrames::take(uint32_t object, ObjectFrames read,
                           std::vector<ObjectPlace> places,
                           int64_t pointerSize) {
  OneObject &out = objects[object];
  out.problems = std::move(read.problems);
  out.places = std::move(places);
  for (const FunctionFrame &function : read.functions) {
    FrameCounts counts;
    out.frames.emplace_back(function.function,
                            frameOf(function, pointerSize, counts));
    if (options.verbose)
      out.countsOf.push_back(counts);
  }
}

/// The frames of \p object by the numbers of their functions.
void CollectedFrames::findFunctionsOf(const Link &link, uint32_t object) {
  OneObject &o = objects[object];
  std::vector<std::pair<uint32_t, Frame>> found;
  for (auto [i, ofPlace] : enumerate(o.frames)) {
    auto &[place, frame] = ofPlace;
    auto [section, offset] = o.places[place];
    std::optional<uint32_t> function =
        functionIn(link.inputs().inputSection(object, section), offset);
    if (!function)
      continue;
    if (options.verbose)
      o.counts += o.countsOf[i];
    if (!frame.empty() || !frame.depths.empty())
      found.emplace_back(*function, std::move(frame));
  }
  o.frames = std::move(found);
  o.places = {};
  o.countsOf = {};
}

//===----------------------------------------------------------------------===//
// All objects
//===----------------------------------------------------------------------===//

void CollectedFrames::findPlaces(const Link &link, const Program &program) {
  ArrayRef<Symbol> functions = program.functions();
  ArrayRef<LiveSymbol> live = link.liveSymbols();
  std::vector<SymbolPlace> places(functions.size());
  forPieces(
      link, functions.size(), recordsPerTask, [&](size_t begin, size_t end) {
        for (size_t i = begin; i != end; ++i)
          if (functions[i].number < live.size())
            places[i] = link.inputs().placeOf(live[functions[i].number].ref);
      });
  functionAt.reserve(functions.size());
  for (auto [function, place] : zip_equal(functions, places)) {
    if (!place.section)
      continue;
    const Symbol *&known = functionAt[{place.section.opaque(), place.offset}];
    // Addresses are not known yet, and those of one place are equal.
    if (!known || std::tie(known->rank, known->number) <
                      std::tie(function.rank, function.number))
      known = &function;
  }
}

void CollectedFrames::findFunctions(Link &link, const Program &program) {
  if (!isWanted())
    return;
  TimeTraceScope scope("Find functions with frames");
  hasThumbBit = codeOrderOf(link).hasThumbBit();
  findPlaces(link, program);
  forPieces(link, objects.size(), objectsPerTask,
            [&](size_t begin, size_t end) {
              for (size_t object = begin; object != end; ++object)
                findFunctionsOf(link, object);
            });
}

void CollectedFrames::addTo(Program &program, const Link &link) {
  if (!isWanted())
    return;
  TimeTraceScope scope("Add frames");
  FrameCounts counts;
  for (auto [i, o] : enumerate(objects)) {
    counts += o.counts;
    if (!o.problems.empty())
      link.warn(link.inputs().objectName(i) + ": " +
                join(o.problems, "\n>>> ") +
                "\n>>> functions of this object lack frames or variables");
    for (auto &[number, frame] : o.frames)
      program.frames.try_emplace(number, std::move(frame));
  }
  if (options.verbose)
    report(link, counts);
  functionAt.clear();
  objects.clear();
}

void CollectedFrames::report(const Link &link, const FrameCounts &c) const {
  uint64_t all = functionAt.size();
  if (options.frames) {
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
  if (!options.locals)
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
