//===- CheckedWrite.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A generator writes straight into the output mapping, next to the bytes of
// others, and in ranges that the linker chooses. Two mistakes go unnoticed
// then: writing outside of the range, which someone else may or may not
// overwrite, and bytes that depend on how the symbol is split or on what ran
// before. Here each range is written into memory of its own, in one piece and
// again piece by piece from the last to the first, and the results compared.
//
// That memory is a mapping by itself, so a generator that writes too much meets
// nothing that is needed to say so, such as the lists of the allocator:
//
//   64 MiB  no access       a write here is a signal
//   16 KiB  guard bytes     a write here changes them
//   the range, then guard bytes to the end of its last page
//   16 KiB  guard bytes
//   64 MiB  no access
//
// A signal is caught by LLVM's CrashRecoveryContext and becomes an error that
// names the generator, whatever the reason for the signal was. What a generator
// writes still farther away is not seen.
//
//===----------------------------------------------------------------------===//

#include "CheckedWrite.h"
#include "gosym/Linker/GeneratedSymbol.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Process.h"
#include <cerrno>
#include <cstring>
#include <optional>
#include <sys/mman.h>

using namespace llvm;
using namespace gosym;

std::atomic<bool> CheckedWrite::enabled{false};

// Signals are caught from then on for good: lld may have asked for that, too.
void gosym::checkGenerators(bool on) {
  if (on)
    CrashRecoveryContext::Enable();
  CheckedWrite::enabled = on;
}

static constexpr size_t guardSize = 16 << 10;
static constexpr size_t noAccessSize = 64 << 20;
/// Not a byte that generators write by mistake, as 0 and 0xff are.
static constexpr uint8_t guardByte = 0xa5;

namespace {

/// The memory for one range, as drawn above.
class GuardedMemory {
public:
  explicit GuardedMemory(size_t size) {
    size_t page = sys::Process::getPageSizeEstimate();
    size_t guard = alignTo(guardSize, page);
    size_t open = guard + alignTo(size, page) + guard;
    mappedSize = noAccessSize + open + noAccessSize;
    mapped = mmap(nullptr, mappedSize, PROT_NONE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED)
      return;
    auto *start = static_cast<uint8_t *>(mapped) + noAccessSize;
    if (mprotect(start, open, PROT_READ | PROT_WRITE) != 0)
      return;
    MutableArrayRef<uint8_t> memory(start, open);
    before = memory.take_front(guard);
    bytes = memory.slice(guard, size);
    behind = memory.drop_front(guard + size);
    llvm::fill(before, guardByte);
    llvm::fill(behind, guardByte);
  }
  GuardedMemory(const GuardedMemory &) = delete;
  GuardedMemory &operator=(const GuardedMemory &) = delete;
  ~GuardedMemory() {
    if (mapped != MAP_FAILED)
      munmap(mapped, mappedSize);
  }

  /// Empty guards: the system gave no memory.
  MutableArrayRef<uint8_t> before, bytes, behind;

private:
  void *mapped;
  size_t mappedSize;
};

} // namespace

static bool isIntact(ArrayRef<uint8_t> guard) {
  return llvm::all_of(guard, [](uint8_t b) { return b == guardByte; });
}

Error CheckedWrite::writeGuarded(uint64_t offset,
                                 MutableArrayRef<uint8_t> result,
                                 Write write) const {
  auto fail = [&](const Twine &fact) {
    return createStringError(
        formatv("range at offset 0x{0:x-}: {1}, expected only its own {2}",
                offset, fact.str(), result.size())
            .str());
  };
  GuardedMemory memory(result.size());
  if (memory.before.empty())
    return createStringError(
        formatv("range at offset 0x{0:x-}: no memory to check {1} bytes: {2}",
                offset, result.size(), strerror(errno))
            .str());
  std::optional<Error> error;
  CrashRecoveryContext recovery;
  if (!recovery.RunSafely([&] { error = write(offset, memory.bytes); })) {
    if (!CrashRecoveryContext::isCrash(recovery.RetCode))
      sys::Process::Exit(recovery.RetCode, /*NoCleanup=*/true);
    return fail("signal " + Twine(recovery.RetCode - 128) +
                " while bytes were written");
  }
  if (*error)
    return std::move(*error);
  if (!isIntact(memory.before))
    return fail("bytes written before its begin");
  if (!isIntact(memory.behind))
    return fail("bytes written behind its end");
  llvm::copy(memory.bytes, result.begin());
  return Error::success();
}

Error CheckedWrite::run(ArrayRef<uint64_t> cuts, Write write) const {
  if (Error e = writeGuarded(start, output, write))
    return e;

  std::vector<uint8_t> again(output.size());
  uint64_t end = start + output.size();
  for (size_t i = cuts.size() + 1; i-- > 0;) {
    uint64_t pieceStart = i == 0 ? start : cuts[i - 1];
    auto piece =
        MutableArrayRef(again).slice(pieceStart - start, end - pieceStart);
    end = pieceStart;
    // Two cuts may be one.
    if (piece.empty())
      continue;
    if (Error e = writeGuarded(pieceStart, piece, write))
      return e;
  }
  auto difference = llvm::mismatch(output, again);
  if (difference.first == output.end())
    return Error::success();
  return createStringError(
      formatv("byte at offset 0x{0:x-}: {1} when written in one piece and {2} "
              "when written again in {3}, expected the same",
              start + (difference.first - output.begin()),
              format_hex(*difference.first, 4),
              format_hex(*difference.second, 4), cuts.size() + 1)
          .str());
}
