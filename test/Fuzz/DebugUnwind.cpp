//===- DebugUnwind.cpp - Any bytes as unwind information ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Both sections of unwind information and the sizes of frames: frames that
/// make sense, or an error that names the section.
///
//===----------------------------------------------------------------------===//
#include "../../lib/DebugInfo/UnwindFrames.h"
#include "FuzzObject.h"

using namespace gosym;
using namespace llvm;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  FuzzObject object(input.byte() & 1 ? ELF::EM_AARCH64 : ELF::EM_X86_64);
  for (StringRef name : {".eh_frame", ".debug_frame", ".stack_sizes"})
    object.add(name, input);
  std::vector<uint8_t> bytes = object.bytes();

  UnwindInfo info =
      readUnwindInfo(bytes, [](Error e) { consumeError(std::move(e)); });
  for (const StackSize &s : info.stackSizes)
    must(s.sectionIndex == codeSection, "a size is of a place in a section");
  auto wanted = [](uint64_t section, uint64_t) -> std::optional<uint32_t> {
    must(section == codeSection, "a frame is of a place in a section");
    return 0;
  };
  Expected<std::vector<UnwindFrame>> frames = readUnwindFrames(info, wanted);
  if (!frames) {
    std::string text = toString(frames.takeError());
    must(StringRef(text).starts_with(".eh_frame: ") ||
             StringRef(text).starts_with(".debug_frame: "),
         "an error names its section");
    return 0;
  }
  for (const UnwindFrame &frame : *frames) {
    must(!frame.size || frame.atEntry, "a size counts from what is at entry");
    for (const CfaRule &rule : frame.rules)
      must(frame.cfaFrom(rule.reg) == rule.offset, "a register has one rule");
  }
  return 0;
}
