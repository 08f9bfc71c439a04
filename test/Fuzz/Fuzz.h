//===- Fuzz.h - What the fuzz targets share ------------------ -*- C++ -*--===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A target is one file that defines LLVMFuzzerTestOneInput(): libFuzzer calls
/// it with bytes it makes up, Replay.cpp with those of files. What it holds the
/// code to, beyond "no crash, no over-read, no hang" (the sanitizers see to
/// that), it says with must(), in all kinds of builds.
///
/// Targets that need several inputs cut them from one, see Input.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_FUZZ_FUZZ_H
#define GOSYM_TEST_FUZZ_FUZZ_H

#include "gosym/Format/Reader.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace gosym {

/// Ends the process when a property does not hold.
inline void must(bool holds, const char *property) {
  if (holds)
    return;
  fprintf(stderr, "fuzz: broken: %s\n", property);
  abort();
}

/// Ends the process if \p error is none of the one form that errors about bytes
/// have; forgets it. Gives its text.
inline std::string checked(llvm::Error error) {
  std::string text = llvm::toString(std::move(error));
  must(llvm::StringRef(text).contains(" at offset 0x") &&
           llvm::StringRef(text).contains(", expected "),
       text.c_str());
  return text;
}

/// Cuts pieces from the front of an input. Each piece is a copy of exactly its
/// size, so that AddressSanitizer sees the first byte that is read behind it.
class Input {
public:
  Input(const uint8_t *data, size_t size) : rest(data, size) {}

  uint8_t byte() {
    if (rest.empty())
      return 0;
    uint8_t value = rest.front();
    rest = rest.drop_front();
    return value;
  }
  uint64_t word() {
    uint64_t value = 0;
    for (unsigned i = 0; i < sizeof(value); ++i)
      value |= uint64_t(byte()) << (8 * i);
    return value;
  }
  /// Two bytes of size, the low one first, and what they say of the rest.
  llvm::ArrayRef<uint8_t> piece() {
    size_t low = byte();
    return take(low | size_t(byte()) << 8);
  }
  /// The rest.
  llvm::ArrayRef<uint8_t> all() { return take(rest.size()); }

private:
  llvm::ArrayRef<uint8_t> take(size_t size) {
    size = std::min(size, rest.size());
    copies.emplace_back(new uint8_t[size]);
    std::copy_n(rest.begin(), size, copies.back().get());
    rest = rest.drop_front(size);
    return {copies.back().get(), size};
  }

  llvm::ArrayRef<uint8_t> rest;
  std::vector<std::unique_ptr<uint8_t[]>> copies;
};

/// Gives each entry of \p table to \p fn; returns the error that ended the
/// walk, or nothing if the table was read to its end.
template <typename Fn>
std::string forEachEntry(llvm::ArrayRef<uint8_t> table, Fn fn) {
  llvm::Expected<TableReader> reader = TableReader::create(table);
  if (!reader)
    return checked(reader.takeError());
  if (llvm::Error error = forEachEntry(
          *reader, [&](const Entry &entry) { fn(*reader, entry); }))
    return checked(std::move(error));
  return "";
}

/// Are there several tables, of which the last may have no entries? The C
/// reader is of one.
inline bool hasSeveralTables(llvm::ArrayRef<uint8_t> bytes) {
  llvm::Expected<TableReader> reader = TableReader::create(bytes);
  if (!reader)
    return llvm::consumeError(reader.takeError()), false;
  bool isSound =
      !llvm::errorToBool(forEachEntry(*reader, [](const Entry &) {}));
  return isSound && reader->tableOffset() != 0;
}

} // namespace gosym

#endif
