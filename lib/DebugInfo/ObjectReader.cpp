//===- ObjectReader.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Opens the debug information of an object once, for all who want something of
// it:
//
//   1. frames by unwind information        no debug information
//   2. rows of each unit                   .debug_line, roots of units
//   3. inlined calls and variables         .debug_info, one walk over the
//                                          entries of each unit
//
// Units in which nobody has anything to find are not walked over: calls are
// wanted where there are rows, variables where there is code that is in the
// output.
//
// What is wrong costs those who read it, and only them: lines do not suffer by
// entries, nor frames by line tables. LLVM tells of a broken section when it is
// first looked into, whoever does, so frames are told of each that is not one
// of rows alone.
//
//===----------------------------------------------------------------------===//

#include "ObjectReader.h"
#include "EntryWalk.h"
#include "ObjectDebugInfo.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"

using namespace llvm;
using namespace gosym;

namespace {

class ObjectReader {
public:
  ObjectReader(ArrayRef<uint8_t> object, const ObjectQuestions &questions,
               LineProgram &program)
      : object(object), questions(questions), sections(questions.code),
        lines(sections, program, questions.inlines),
        frames(object, questions.frames) {}

  ObjectAnswers run();

private:
  void report(Error error);
  void readEntries(const DebugUnits &units);
  bool mayHaveCode(const DebugUnit &unit, ReadLimit &limit);

  const ArrayRef<uint8_t> object;
  const ObjectQuestions &questions;
  CodeSections sections;
  LineReader lines;
  FrameReader frames;
};

} // namespace

/// What LLVM has to say of a section that it looks into.
void ObjectReader::report(Error error) {
  std::string text = toString(namingSection(std::move(error)));
  if (questions.lines)
    lines.report(createStringError(text));
  if (questions.frames && !StringRef(text).starts_with(".debug_line"))
    frames.report(createStringError(text));
}

/// False: all code of the unit is of sections that nobody wants.
bool ObjectReader::mayHaveCode(const DebugUnit &unit, ReadLimit &limit) {
  CodeRanges code;
  if (!questions.code || errorToBool(readCode(unit, unit.root(), limit, code)))
    return true;
  return code.empty() || any_of(code, [&](const CodeRange &range) {
           return sections.sizeOf(range.section).has_value();
         });
}

void ObjectReader::readEntries(const DebugUnits &units) {
  if (!lines.numTables() && !questions.frames)
    return;
  ReadLimit limit = limitOf(units.sections);
  VariableReader variables(frames, frames.machine(), limit);
  auto sizeOf = [this](uint64_t number) { return sections.sizeOf(number); };
  InlineReader inlines(object, sizeOf, limit, lines.lines.inlines);

  auto walk = [&](const DebugUnit &unit, bool hasRows) {
    InlineReader *withInlines =
        hasRows && !lines.lacksInlines() ? &inlines : nullptr;
    VariableReader *withVariables =
        questions.frames && !frames.lacksVariables() ? &variables : nullptr;
    if (withVariables && !unit.rootProblem().empty()) {
      frames.report(createStringError(unit.rootProblem()));
      return UnitInlines();
    }
    if (!withInlines && (!withVariables || (unit.root().has(Attr::Ranges) &&
                                            !mayHaveCode(unit, limit))))
      return UnitInlines();
    inlines.begin(unit);
    variables.begin(unit);
    Error e = walkEntries(unit, withInlines, withVariables);
    std::string text = e ? toString(std::move(e)) : "";
    if (withVariables && !text.empty())
      frames.report(createStringError(text));
    if (!withInlines)
      return UnitInlines();
    Expected<UnitInlines> found = inlines.end();
    if (found && text.empty())
      return std::move(*found);
    lines.report(found ? createStringError(text) : found.takeError());
    return UnitInlines();
  };

  SmallPtrSet<const DebugUnit *, 4> walked;
  for (uint32_t table = 0; table != lines.numTables(); ++table) {
    UnitInlines all;
    for (const DebugUnit *unit : lines.unitsOf(table)) {
      walked.insert(unit);
      all.add(walk(*unit, /*hasRows=*/true));
    }
    if (!lines.lacksInlines())
      lines.addInlines(table, std::move(all));
  }
  for (const std::unique_ptr<DebugUnit> &unit : units.units)
    if (!walked.contains(unit.get()))
      walk(*unit, /*hasRows=*/false);
}

ObjectAnswers ObjectReader::run() {
  if (questions.frames)
    frames.readUnwindInfo();
  DebugInfo info =
      readDebugInfo(object, [this](Error e) { report(std::move(e)); });
  lines.lines.hasDebugInfo = info.dwarf != nullptr;
  lines.lines.isRelaxed = info.isRelaxed;
  if (info.dwarf) {
    DebugUnits units(info);
    if (questions.lines && !info.isRelaxed)
      lines.read(units);
    lines.beginInlines();
    readEntries(units);
  }
  ObjectAnswers answers;
  if (questions.lines)
    answers.lines = lines.take();
  if (questions.frames)
    answers.frames = frames.take(std::move(info.dwarf));
  return answers;
}

ObjectAnswers gosym::readObject(ArrayRef<uint8_t> object,
                                const ObjectQuestions &questions,
                                LineProgram &program) {
  return ObjectReader(object, questions, program).run();
}

ObjectLines gosym::readLines(ArrayRef<uint8_t> object, WantedCode wanted,
                             LineProgram &program, bool wantsInlines) {
  ObjectQuestions questions;
  questions.code = wanted;
  questions.lines = true;
  questions.inlines = wantsInlines;
  return readObject(object, questions, program).lines;
}

ObjectFrames gosym::readFrames(ArrayRef<uint8_t> object,
                               WantedFunction wanted) {
  ObjectQuestions questions;
  questions.frames = wanted;
  LineProgram program;
  return readObject(object, questions, program).frames;
}
