//===- print-debug-info.cpp - What we read of an object -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   print-debug-info OBJECT...
//
// Prints what lib/DebugInfo reads of relocatable objects, as if all of their
// code were in the output: the first thing to look at when a table has a wrong
// line or frame, for it tells whether the object or the link is to blame.
//
//   source /src/a.c
//   run section 2 0x0-0x2b
//     0x0 /src/a.c:3
//     0x4 /src/a.c:4
//     inlined 0x4-0x10 half, called in /src/a.c:4
//       inlined 0x8-0xc quarter, called in /src/b.h:1
//   frame section 2 0x0 size 24 (unwind information) args 0
//     x -20
//
// A row and a call of no line are printed as `-`. Problems go to standard
// error; the exit status is 1 then.
//
//===----------------------------------------------------------------------===//

#include "../../lib/DebugInfo/DebugFrames.h"
#include "../../lib/DebugInfo/DebugLines.h"
#include "../../lib/DebugInfo/SourcePath.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace gosym;

namespace {

class Printer {
public:
  Printer(StringRef path, const object::ELFObjectFileBase &file)
      : path(path), bytes(arrayRefFromStringRef(file.getData())) {
    for (const object::SectionRef &section : file.sections())
      if (section.isText())
        codeSizes[section.getIndex()] = section.getSize();
  }

  /// Returns whether all of it could be read.
  bool print() {
    printLines();
    printFrames();
    return !hasProblem;
  }

private:
  void report(StringRef problem) {
    hasProblem = true;
    errs() << "print-debug-info: " << path << ": " << problem << '\n';
  }
  void printLines();
  void printRun(const ObjectLines &lines, const LineRun &run) const;
  void printInlines(const ObjectLines &lines, const LineRun &run) const;
  void printFrames();
  void printFrame(const FunctionFrame &frame, uint64_t section,
                  uint64_t offset) const;

  const StringRef path;
  const ArrayRef<uint8_t> bytes;
  DenseMap<uint64_t, uint64_t> codeSizes;
  bool hasProblem = false;
};

} // namespace

void Printer::printRun(const ObjectLines &lines, const LineRun &run) const {
  outs() << formatv("run section {0} {1:x}-{2:x}\n", run.sectionNumber,
                    run.begin, run.end);
  RowCursor rows(lines.rows.slice(run.rows, run.rowsEnd));
  while (!rows.atEnd()) {
    Row row = rows.next();
    outs() << formatv("  {0:x} ", row.offset);
    if (row.line)
      outs() << lines.units[run.unit].files[row.file].path << ':' << row.line;
    else
      outs() << '-';
    outs() << '\n';
  }
  printInlines(lines, run);
}

void Printer::printInlines(const ObjectLines &lines, const LineRun &run) const {
  InlineCursor ranges(lines.inlines.list.slice(run.inlines, run.inlinesEnd));
  while (!ranges.atEnd()) {
    InlinedRange range = ranges.next();
    outs().indent(2 * range.depth)
        << formatv("inlined {0:x}-{1:x} ", range.begin, range.end)
        << lines.inlines.functions[range.function].val() << ", called in ";
    if (range.callLine)
      outs() << lines.units[run.unit].files[range.callFile].path << ':'
             << range.callLine;
    else
      outs() << '-';
    outs() << '\n';
  }
}

void Printer::printLines() {
  std::string source = readSourcePath(bytes);
  outs() << "source " << (source.empty() ? "unknown" : source) << '\n';
  LineProgram program;
  auto wanted = [&](uint64_t number) -> std::optional<CodeSection> {
    auto it = codeSizes.find(number);
    if (it == codeSizes.end())
      return std::nullopt;
    return CodeSection{it->second};
  };
  ObjectLines lines = readLines(bytes, wanted, program, /*wantsInlines=*/true);
  for (const std::string &problem : {lines.problem, lines.inlines.problem})
    if (!problem.empty())
      report(problem);
  if (lines.isRelaxed)
    outs() << "code that a linker relaxes: no lines\n";
  if (lines.isSplit)
    outs() << "split debug information: lines only\n";
  for (const LineRun &run : lines.runs)
    printRun(lines, run);
  const InlineCounts &left = lines.inlines.counts;
  if (left.notNested || left.overlapping || left.withoutLines)
    outs() << formatv(
        "left out: {0} inlined calls with code outside of what is "
        "around them, {1} ranges that overlap, {2} of code "
        "without lines\n",
        left.notNested, left.overlapping, left.withoutLines);
}

void Printer::printFrame(const FunctionFrame &frame, uint64_t section,
                         uint64_t offset) const {
  outs() << formatv("frame section {0} {1:x}", section, offset);
  if (frame.stackSize)
    outs() << formatv(" size {0} (.stack_sizes)", *frame.stackSize);
  else if (frame.unwind && frame.unwind->size)
    outs() << formatv(" size {0} (unwind information)", *frame.unwind->size);
  if (frame.variables && frame.variables->argsSize)
    outs() << formatv(" args {0}", *frame.variables->argsSize);
  outs() << '\n';
  if (frame.variables)
    for (const FrameVariable &v : frame.variables->variables)
      outs() << formatv("  {0} {1}\n", v.name, v.offset);
}

void Printer::printFrames() {
  std::vector<std::pair<uint64_t, uint64_t>> places;
  DenseMap<std::pair<uint64_t, uint64_t>, uint32_t> numbers;
  auto wanted = [&](uint64_t section,
                    uint64_t offset) -> std::optional<uint32_t> {
    if (!codeSizes.count(section))
      return std::nullopt;
    auto [it, isNew] = numbers.try_emplace({section, offset}, places.size());
    if (isNew)
      places.push_back({section, offset});
    return it->second;
  };
  ObjectFrames frames = readFrames(bytes, wanted);
  for (const std::string &problem : frames.problems)
    report(problem);
  for (const FunctionFrame &frame : frames.functions)
    printFrame(frame, places[frame.function].first,
               places[frame.function].second);
}

int main(int argc, char **argv) {
  if (argc < 2) {
    errs() << "usage: print-debug-info OBJECT...\n";
    return 2;
  }
  bool isGood = true;
  for (StringRef path : ArrayRef(argv, argc).drop_front()) {
    Expected<object::OwningBinary<object::ObjectFile>> file =
        object::ObjectFile::createObjectFile(path);
    if (!file) {
      errs() << "print-debug-info: " << path << ": "
             << toString(file.takeError()) << '\n';
      isGood = false;
      continue;
    }
    auto *elf = dyn_cast<object::ELFObjectFileBase>(file->getBinary());
    if (!elf || !elf->isRelocatableObject()) {
      errs() << "print-debug-info: " << path
             << ": no relocatable ELF object, expected one\n";
      isGood = false;
      continue;
    }
    isGood &= Printer(path, *elf).print();
  }
  return isGood ? 0 : 1;
}
