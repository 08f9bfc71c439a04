//===- Record.h - A fact as a JSON object -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// With --json each command prints its facts as objects, one a line:
///
///   {"file":"a.out","record":"symbol","address":"0x1000","letter":"T",...}
///
/// docs/Tool.md has all of them. `file` and `record` come first, the others in
/// the order in which a command adds them. Addresses and offsets are strings,
/// `"0x1f0"`: they may need more bits than a number has in JSON. What is not
/// known is null. Bytes that are no UTF-8 become U+FFFD.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_RECORD_H
#define GOSYM_TOOLS_RECORD_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <string>

namespace gosym {

/// Where a command prints, and how.
struct Output {
  llvm::raw_ostream &os;
  bool json = false;
  /// Names as people read them.
  bool demangles = false;
  /// The file that is read; a member of an archive as `lib.a(member.o)`.
  std::string file = {};
};

/// How many of something: its key in a record, and its words in the text, which
/// has only those with words.
struct Count {
  llvm::StringLiteral key, words;
  uint64_t number;
};

/// `3 functions, 2 data`
inline void printCounts(llvm::raw_ostream &os, llvm::ArrayRef<Count> counts) {
  llvm::ListSeparator comma;
  for (const Count &count : counts)
    if (!count.words.empty())
      os << comma << count.number << ' ' << count.words;
}

/// An object, from its creation to its end.
class Record {
public:
  Record(const Output &out, llvm::StringRef kind) : os(out.os), json(out.os) {
    json.objectBegin();
    text("file", out.file);
    text("record", kind);
  }
  ~Record() {
    json.objectEnd();
    json.flush();
    os << '\n';
  }
  Record(const Record &) = delete;
  Record &operator=(const Record &) = delete;

  Record &text(llvm::StringRef key, llvm::StringRef value) {
    json.attribute(key, llvm::json::isUTF8(value)
                            ? llvm::json::Value(value)
                            : llvm::json::Value(llvm::json::fixUTF8(value)));
    return *this;
  }
  Record &number(llvm::StringRef key, uint64_t value) {
    json.attribute(key, value);
    return *this;
  }
  Record &number(llvm::StringRef key, std::optional<uint64_t> value) {
    return value ? number(key, *value) : null(key);
  }
  Record &numbers(llvm::ArrayRef<Count> counts) {
    for (const Count &count : counts)
      number(count.key, count.number);
    return *this;
  }
  Record &hex(llvm::StringRef key, uint64_t value) {
    json.attribute(key, "0x" + llvm::utohexstr(value, /*LowerCase=*/true));
    return *this;
  }
  Record &hex(llvm::StringRef key, std::optional<uint64_t> value) {
    return value ? hex(key, *value) : null(key);
  }
  Record &flag(llvm::StringRef key, bool value) {
    json.attribute(key, value);
    return *this;
  }
  Record &null(llvm::StringRef key) {
    json.attribute(key, nullptr);
    return *this;
  }
  /// A list; \p fill puts its elements into the stream.
  template <class Fill> Record &list(llvm::StringRef key, Fill fill) {
    json.attributeArray(key, [&] { fill(json); });
    return *this;
  }

private:
  llvm::raw_ostream &os;
  llvm::json::OStream json;
};

} // namespace gosym

#endif
