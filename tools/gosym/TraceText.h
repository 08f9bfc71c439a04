//===- TraceText.h - Addresses in a line of text ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Recognises addresses in a line of text: frames of backtraces in the forms of
/// several libraries, and what looks like an address anywhere else.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_TRACETEXT_H
#define GOSYM_TOOLS_TRACETEXT_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace gosym {

/// What the text says of an address.
struct TracedAddress {
  /// Where names go: the bytes [begin, end) of the line make way for them. If
  /// there are none, names are put there, with a space before them.
  size_t begin = 0;
  size_t end = 0;
  /// The line is a frame: it is repeated for calls that were inlined. Else all
  /// names go into one pair of brackets.
  bool isFrame = false;
  /// The text has a name already: only its number and address are of interest.
  bool isNamed = false;
  /// The text says that it knows nothing, `??`.
  bool isUnknown = false;
  /// Which byte is looked up.
  enum class Lookup {
    ByNumber, ///< that before the address, unless it is frame 0
    Before,   ///< all are return addresses
    AsIs      ///< the writer has gone one back already
  } lookup = Lookup::ByNumber;
  std::optional<uint64_t> number;
  /// Its digits, in the line, if they stand behind a `#`: each line of such a
  /// trace has a number, those of inlined calls too. Rust numbers otherwise.
  llvm::StringRef digits;
  /// In the process.
  std::optional<uint64_t> address;
  /// Name or path of the module, and the distance from where it was loaded, or
  /// from \p function if that is not empty.
  llvm::StringRef module;
  llvm::StringRef function;
  std::optional<uint64_t> offset;
  /// As the text has it.
  llvm::StringRef buildId;
};

/// Finds the addresses of \p line, which has no newline, in its order. If one
/// is a frame or is named, it is the only one. The results point into \p line.
/// Any bytes; one pass or two.
void findAddresses(llvm::StringRef line,
                   llvm::SmallVectorImpl<TracedAddress> &found);

} // namespace gosym

#endif
