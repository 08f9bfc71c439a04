//===- DebugUnits.cpp - Any bytes as compilation units --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The source of an object, and lines of units that may be anything, beside a
/// line table that is sound.
///
//===----------------------------------------------------------------------===//
#include "../../lib/DebugInfo/DebugLines.h"
#include "../../lib/DebugInfo/SourcePath.h"
#include "FuzzObject.h"

using namespace gosym;
using namespace llvm;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  FuzzObject object;
  for (StringRef name :
       {".debug_info", ".debug_abbrev", ".debug_str", ".debug_str_offsets",
        ".debug_line", ".debug_line_str", ".debug_addr", ".debug_rnglists"})
    object.add(name, input);
  std::vector<uint8_t> bytes = object.bytes();

  std::string path = readSourcePath(bytes);
  must(path == readSourcePath(bytes), "one object has one source");
  LineProgram program;
  auto wanted = [](uint64_t) { return std::optional(CodeSection{codeSize}); };
  ObjectLines lines = readLines(bytes, wanted, program);
  must(lines.problem.empty() || (lines.units.empty() && lines.runs.empty()),
       "half of the lines is none");
  for (const LineRun &run : lines.runs)
    must(run.unit < lines.units.size(), "a run is of a unit");
  return 0;
}
