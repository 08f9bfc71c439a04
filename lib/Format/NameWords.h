//===- NameWords.h - Where a name is cut into words -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Names of a program repeat themselves in pieces, and a dictionary of pieces
/// is cheap to make when it is known where they begin. Mangled names say so:
///
///   _ZN4llvm9StringRef4dataEv    _ZN 4llvm 9StringRef 4data Ev
///
/// a number and so many letters are one piece, whatever stands between is
/// another. All other text is cut where the kind of its letters changes:
///
///   cpu_debug_store    cpu _debug _store        parseFile2 -> parse File 2
///
/// Pieces of the first kind that are rare are cut into those of the second.
/// Any bytes are cut into pieces that are, one behind the other, those bytes.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_FORMAT_NAMEWORDS_H
#define GOSYM_LIB_FORMAT_NAMEWORDS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

namespace gosym {

/// Calls \p piece with each piece of \p name, in order; none is empty. From
/// \p begin on, where one begins. Returns up to where a longer name with the
/// same beginning is cut in the same way: a number that is too large to count
/// letters of this name may count some there.
template <typename Fn>
size_t forEachPiece(llvm::StringRef name, Fn piece, size_t begin = 0);

/// Where a piece ends, its own bytes tell and so many behind it.
constexpr size_t pieceLooksAhead = 3;

/// Calls \p word with each word of \p text, in order; none is empty.
template <typename Fn> void forEachWord(llvm::StringRef text, Fn word);

namespace words {

enum Kind : unsigned char { Other, Upper, Lower, Digit };

struct KindTable {
  Kind kinds[256] = {};
  constexpr KindTable() {
    for (int c = 'a'; c <= 'z'; ++c)
      kinds[c] = Lower;
    for (int c = 'A'; c <= 'Z'; ++c)
      kinds[c] = Upper;
    for (int c = '0'; c <= '9'; ++c)
      kinds[c] = Digit;
    // Bytes of UTF-8.
    for (int c = 0x80; c <= 0xff; ++c)
      kinds[c] = Lower;
  }
};
inline constexpr KindTable kindTable;

inline Kind kindOf(char c) {
  return kindTable.kinds[static_cast<unsigned char>(c)];
}

} // namespace words

// What is neither letter nor digit begins the word behind it. An upper-case
// letter begins one, and so does the last of several before a lower-case one:
// DWARFUnit is DWARF Unit.
template <typename Fn> void forEachWord(llvm::StringRef text, Fn word) {
  using namespace words;
  size_t n = text.size();
  for (size_t begin = 0; begin < n;) {
    size_t end = begin;
    while (end < n && kindOf(text[end]) == Other)
      ++end;
    if (end < n) {
      Kind kind = kindOf(text[end++]);
      if (kind == Upper && end < n && kindOf(text[end]) == Lower)
        kind = Lower;
      if (kind == Upper)
        while (end < n && kindOf(text[end]) == Upper &&
               !(end + 1 < n && kindOf(text[end + 1]) == Lower))
          ++end;
      else
        while (end < n && kindOf(text[end]) == kind)
          ++end;
    }
    word(text.slice(begin, end));
    begin = end;
  }
}

template <typename Fn>
size_t forEachPiece(llvm::StringRef name, Fn piece, size_t begin) {
  using namespace words;
  size_t n = name.size();
  bool isRust = n > 2 && name[0] == '_' && name[1] == 'R';
  bool isMangled =
      isRust || (n > 2 && name[0] == '_' && name[1] == 'Z') ||
      (n > 3 && name[0] == '_' && name[1] == '_' && name[2] == 'Z');
  if (!isMangled)
    return forEachWord(name.drop_front(begin), piece), n;
  size_t stable = n;
  const char *data = name.data();
  while (begin < n) {
    size_t end = begin;
    if (llvm::isDigit(data[begin]) && data[begin] != '0') {
      size_t size = 0;
      while (end < n && llvm::isDigit(data[end]) && size <= n)
        size = size * 10 + (data[end++] - '0');
      // In Rust's names a letter may be kept from the number by this.
      if (isRust && end < n && data[end] == '_')
        ++end;
      if (size <= n - end && !(end < n && llvm::isDigit(data[end]))) {
        end += size;
        piece(name.slice(begin, end));
        begin = end;
        continue;
      }
      end = begin;
      stable = std::min(stable, begin);
    }
    // A number that counts nothing is one digit at a time.
    ++end;
    while (end < n && !llvm::isDigit(data[end]))
      ++end;
    piece(name.slice(begin, end));
    begin = end;
  }
  return stable;
}

} // namespace gosym

#endif
