//===- gosym/Format/History.h - Absolute lines and files --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The line table knows only *absolute lines*: the lines of all files of one
/// compilation unit, numbered one file after the other. The history of the unit
/// says which file an absolute line is in. It is a run of `z` entries, in the
/// flat form that all readers take:
///
///   z 1        <path of main.c>   lines 1..100 of main.c are 1..100
///   z 101      <>                 end of main.c
///   z 101      <path of a.h>      line L of a.h is 100 + L
///   z 131      <>                 end of a.h, of 30 lines
///
/// An absolute line is in the file opened last at or before it and not closed
/// since. A file that is opened inside another one takes its lines out of the
/// numbering of that one, which goes on behind it: compilers that count lines
/// while they include files write histories so. An entry of value 1 with a path
/// begins a unit; values never descend inside one. `Z` entries (`#line` of old
/// compilers) are read as `z`.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_HISTORY_H
#define GOSYM_FORMAT_HISTORY_H

#include "gosym/Format/Entry.h"
#include "gosym/Format/PathTable.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>
#include <vector>

namespace gosym {

/// A file of a unit, as a writer knows it.
struct UnitFile {
  /// Indexes of its components (PathTable::intern()); not empty.
  PathTable::Path path;
  /// Largest line of the file that is asked for. 0: not known, only for the
  /// last file; it has no end then.
  uint64_t lines = 0;
};

/// What a writer of a unit's lines needs: where each file begins.
struct UnitHistory {
  /// The `z` entries, in order.
  std::vector<Entry> entries;
  /// For each file: its line L is absolute line firstLines[i] + L - 1.
  std::vector<uint64_t> firstLines;
};

/// Lays \p files (the main file first, at least one) out in the flat form. A
/// file whose lines are known has an end, the last one too: Go's reader on 64
/// bits takes a step backwards for one of 4 Gi lines forward, and should find
/// no file there. Thread-safe.
///
/// Errors: `unit: absolute line N, expected at most 2147483647` (a step of the
/// line table has 32 bits, signed).
llvm::Expected<UnitHistory> layOutHistory(llvm::ArrayRef<UnitFile> files);

/// A file and a line in it.
struct FileLine {
  /// Indexes of the path components of the file, as in the table.
  llvm::ArrayRef<uint16_t> path;
  uint64_t line = 0;
};

/// The history in force while a table is read: give it each `z` and `Z` entry.
/// Not thread-safe to change; find() is.
class History {
public:
  /// Takes note of \p entry, a history entry; value 1 with a path begins a new
  /// unit.
  ///
  /// Errors, `<fact>, expected <fact>` without offset, which the caller knows:
  /// `absolute line N, expected at least M` (values descend); `end of a file
  /// where none is open, expected a path`. Nothing is noted then.
  llvm::Error add(const Entry &entry);

  /// The file and line of absolute line \p line; nothing where no file is open.
  /// One binary search. The path is valid until the next add().
  std::optional<FileLine> find(uint64_t line) const {
    return find(line, size());
  }
  /// The same for the history as it was after its first \p entries entries: a
  /// history may go on behind a function, which its later entries do not
  /// concern.
  std::optional<FileLine> find(uint64_t line, size_t entries) const;

  /// Paths of the files of the unit, in order of opening, each once. Valid
  /// until the next add().
  std::vector<llvm::ArrayRef<uint16_t>> files() const;

  /// The path of the file that the unit opens first; empty before there is one.
  llvm::ArrayRef<uint16_t> mainFile() const;

  /// How many entries come before the first one behind which a file is open
  /// whose path \p isWanted takes; nothing if there is none.
  std::optional<size_t> entriesBefore(
      llvm::function_ref<bool(llvm::ArrayRef<uint16_t>)> isWanted) const;

  /// Number of entries of the unit.
  size_t size() const { return spans.size(); }
  bool empty() const { return spans.empty(); }

private:
  /// From absolute line `begin` to the begin of the next span.
  struct Span {
    uint64_t begin;
    /// Place in `paths`, or noFile.
    size_t file;
    /// Line in the file that `begin` is.
    uint64_t line;
  };
  static constexpr size_t noFile = SIZE_MAX;

  void open(uint64_t begin, llvm::ArrayRef<uint16_t> path);
  llvm::Error close(uint64_t begin);

  std::vector<Span> spans;
  /// The spans of the open files, the innermost last; those below it are where
  /// they go on.
  std::vector<Span> stack;
  /// One for each time a file is opened.
  std::vector<PathTable::Path> paths;
};

} // namespace gosym

#endif
