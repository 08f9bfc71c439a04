//===- UnwindTables.cpp - Any unwind information in the stepper -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Where a frame's code is, which of its registers are known and what they
/// hold, and a module's memory from its .eh_frame_hdr on. A step to the caller
/// ends, with one of its results, and reads nothing that is not there: the
/// memory ends where a page that cannot be read begins, and none is before it.
///
/// The memory is always at the same address, far from all else: what a table
/// points at by its relative numbers is the module or nothing.
///
/// Compiled once more as if for arm (ArmFrames.c), it is `arm-tables`: the
/// memory begins with .ARM.exidx, of as many entries as the input says, and its
/// addresses have 32 bits, as registers that the stack gives do.
///
//===----------------------------------------------------------------------===//
#include "Fuzz.h"
#include <sys/mman.h>

extern "C" {
#include "../../lib/Backtrace/FrameEntry.h"
}

using namespace gosym;

namespace {

constexpr uintptr_t pageSize = 4096, memorySize = 16 * pageSize;
#ifdef GOSYM_READ_AS_ARM
constexpr uintptr_t address = uintptr_t(0x10000000);
#else
constexpr uintptr_t address = uintptr_t(0x100000000000);
#endif

/// The module's pages, with a page before and one behind them that cannot be
/// read.
uint8_t *memory() {
  static uint8_t *pages = nullptr;
  if (pages)
    return pages;
  void *all = mmap(reinterpret_cast<void *>(address), memorySize + 2 * pageSize,
                   PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  must(all != MAP_FAILED, "there is memory");
  pages = static_cast<uint8_t *>(all) + pageSize;
  must(mprotect(pages, memorySize, PROT_READ | PROT_WRITE) == 0,
       "the memory is ours");
  return pages;
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  int32_t distance = int32_t(input.word());
  Registers from = {}, to = {};
  from.known = input.word() & ((uint64_t(1) << registerCount) - 1);
  uint8_t *end = memory() + memorySize;
  for (unsigned slot = 0; slot < registerCount; ++slot)
    // Near the end: some of it cannot be read, some is not aligned.
    from.value[slot] = uintptr_t(end) + 64 - 4 * uintptr_t(input.byte());
#ifdef GOSYM_READ_AS_ARM
  size_t tableSize = 8 * size_t(input.byte());
#else
  size_t tableSize = memorySize;
#endif
  llvm::ArrayRef<uint8_t> bytes = input.all();
  if (bytes.size() > memorySize)
    bytes = bytes.take_front(memorySize);
  std::fill(memory(), end, uint8_t(0));
  std::copy(bytes.begin(), bytes.end(), end - bytes.size());

  FrameTable table = {};
  table.begin = uintptr_t(end) - bytes.size();
  table.end = uintptr_t(end);
  table.unwind = table.begin;
  table.unwindSize = std::min(tableSize, bytes.size());
  uintptr_t pc = table.unwind + uintptr_t(intptr_t(distance));
  from.pc = pc;
  KnownPages known;
  gosymForgetPages(&known);
  FrameEntry entry = {};
  if (!gosymFindFrameEntry(&known, &table, pc, &entry))
    return 0;
  StepResult result = gosymStepByCfi(&known, &entry, pc, &from, &to);
  must(result == stepUnknown || result == stepLast || result == stepTaken,
       "it is a result");
  must(result != stepTaken || to.known >> registerCount == 0,
       "what is known are registers");
  // The same bytes give the same caller, whatever is known of pages.
  Registers again = {};
  must(gosymStepByCfi(&known, &entry, pc, &from, &again) == result,
       "a step gives the same again");
  must(result != stepTaken || (again.pc == to.pc && again.known == to.known),
       "a step gives the same caller again");
  return 0;
}
