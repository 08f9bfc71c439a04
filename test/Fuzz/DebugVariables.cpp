//===- DebugVariables.cpp - Any bytes as variables of functions -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Frames and variables of an object whose units, locations and unwind
/// information may be anything.
///
//===----------------------------------------------------------------------===//
#include "../../lib/DebugInfo/DebugFrames.h"
#include "FuzzObject.h"

using namespace gosym;
using namespace llvm;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  FuzzObject object;
  for (StringRef name :
       {".debug_info", ".debug_abbrev", ".debug_str", ".debug_str_offsets",
        ".debug_addr", ".debug_loclists", ".debug_rnglists", ".eh_frame"})
    object.add(name, input);
  std::vector<uint8_t> bytes = object.bytes();

  // Each even place of the code is a function.
  auto wanted = [](uint64_t section, uint64_t offset) {
    bool isFunction =
        section == codeSection && offset < codeSize && offset % 2 == 0;
    return isFunction ? std::optional<uint32_t>(offset) : std::nullopt;
  };
  ObjectFrames frames = readFrames(bytes, wanted);
  std::vector<bool> seen(codeSize);
  for (const FunctionFrame &f : frames.functions) {
    must(f.function < codeSize && !seen[f.function], "a function is told once");
    seen[f.function] = true;
    if (!f.variables)
      continue;
    for (const FrameVariable &v : f.variables->variables)
      must(v.name.find('\0') == StringRef::npos, "a name ends at its NUL");
  }
  for (const std::string &problem : frames.problems)
    must(problem.find('\n') == std::string::npos, "a problem is one line");
  return 0;
}
