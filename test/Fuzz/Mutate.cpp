//===- Mutate.cpp - Gives spoilt files to a fuzz target -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Another driver of a target, beside Replay.cpp: runs it once for each file
/// that it is given, once for each place that the file can be cut at, and some
/// times for each byte: with each of its bits turned over, and with the values
/// 0 and ff. So no run depends on chance. Prints their number.
///
//===----------------------------------------------------------------------===//
#include "Fuzz.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

static uint64_t runs;

/// The target gets a copy of exactly this size, so that AddressSanitizer sees
/// the first byte that is read behind it.
static void run(ArrayRef<uint8_t> bytes) {
  gosym::Input input(bytes.data(), bytes.size());
  ArrayRef<uint8_t> copy = input.all();
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
  ++runs;
}

static void mutate(std::vector<uint8_t> bytes) {
  run(bytes);
  for (size_t size = 0; size < bytes.size(); ++size)
    run(ArrayRef(bytes).take_front(size));
  for (uint8_t &byte : bytes) {
    uint8_t before = byte;
    for (unsigned bit = 0; bit < 8; ++bit) {
      byte = before ^ (1u << bit);
      run(bytes);
    }
    for (uint8_t value : {0, 0xff}) {
      byte = value;
      run(bytes);
    }
    byte = before;
  }
}

int main(int argc, char **argv) {
  for (StringRef path : ArrayRef(argv, argc).drop_front()) {
    ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(
        path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
    if (!buffer) {
      errs() << "mutate: " << path << ": " << buffer.getError().message()
             << '\n';
      return 1;
    }
    // The last line of a crash names the file.
    errs() << path << '\n';
    StringRef text = (*buffer)->getBuffer();
    mutate({text.bytes_begin(), text.bytes_end()});
  }
  outs() << runs << " runs\n";
  return runs ? 0 : 1;
}
