//===- Replay.cpp - Gives files to a fuzz target --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Takes the place of libFuzzer where the compiler has none: runs a target once
/// for every file, and every file below every folder, that it is given. Prints
/// their number.
///
//===----------------------------------------------------------------------===//
#include "Fuzz.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

static unsigned replayed;

static void replayFile(StringRef path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(
      path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer) {
    errs() << "replay: " << path << ": " << buffer.getError().message() << '\n';
    exit(1);
  }
  // The last line of a crash names the file.
  errs() << path << '\n';
  gosym::Input input(arrayRefFromStringRef((*buffer)->getBuffer()).data(),
                     (*buffer)->getBufferSize());
  ArrayRef<uint8_t> copy = input.all();
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
  ++replayed;
}

int main(int argc, char **argv) {
  for (StringRef path : ArrayRef(argv, argc).drop_front()) {
    if (!sys::fs::is_directory(path)) {
      replayFile(path);
      continue;
    }
    std::error_code error;
    for (sys::fs::recursive_directory_iterator file(path, error), end;
         file != end && !error; file.increment(error))
      if (sys::fs::is_regular_file(file->path()))
        replayFile(file->path());
    if (error) {
      errs() << "replay: " << path << ": " << error.message() << '\n';
      return 1;
    }
  }
  outs() << replayed << " inputs\n";
  return replayed ? 0 : 1;
}
