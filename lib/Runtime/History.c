//===- History.c - Which file an absolute line is in ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Files of a unit open and close, and may nest:
///
///   z 1   a.c      lines 1..9 of a.c
///   z 10  a.h      lines 1..5 of a.h
///   z 15  <>       lines 10.. of a.c
///
/// A reader that may allocate keeps a stack of open files. This one may not, so
/// it makes two walks: the first one counts how many files are open at the
/// line; the file is the one that was opened last at that depth. The second
/// walk finds it and counts its lines, without those of files that it includes.
///
/// The entries of a history usually follow each other directly. A history that
/// continues behind functions is read too; such a table has no index, because
/// none can be made of it.
///
//===----------------------------------------------------------------------===//

#include "Table.h"

/// The entries of one history: from offset `begin` up to, but without, `end`.
struct Steps {
  const struct gosym_table *table;
  size_t begin, end;
  /// The offset of the next entry.
  size_t at;
};

/// The next history entry; GOSYM_END behind the last.
static enum gosym_error nextStep(struct Steps *steps, struct gosym_entry *entry,
                                 size_t *errorOffset) {
  while (steps->at < steps->end) {
    size_t end;
    enum gosym_error error = gosymDecode(steps->table, steps->at, entry, &end);
    if (error != GOSYM_OK) {
      *errorOffset = end;
      return error;
    }
    steps->at = end;
    if (gosym_is_history(entry->type))
      return GOSYM_OK;
    if (steps->table->index)
      break;
  }
  return GOSYM_END;
}

/// Checks the whole history. Counts the files open at line `absolute`, and
/// finds the first one of all: `*mainFile`, 0 if there is none.
static enum gosym_error countOpen(struct Steps *steps, uint64_t absolute,
                                  size_t *openAtLine, size_t *mainFile,
                                  size_t *errorOffset) {
  steps->at = steps->begin;
  struct gosym_entry step;
  uint64_t last = 1;
  size_t open = 0;
  *openAtLine = 0;
  *mainFile = 0;
  while (1) {
    enum gosym_error error = nextStep(steps, &step, errorOffset);
    if (error != GOSYM_OK)
      return error == GOSYM_END ? GOSYM_OK : error;
    *errorOffset = step.offset;
    if (step.value < last || (step.path_count == 0 && open == 0))
      return GOSYM_BAD_HISTORY;
    last = step.value;
    if (step.path_count == 0)
      --open;
    else
      ++open;
    if (step.path_count != 0 && *mainFile == 0)
      *mainFile = step.offset;
    if (step.value <= absolute)
      *openAtLine = open;
  }
}

/// Finds the file that was opened last as number `wanted`, and the line in it.
static enum gosym_error findOpen(struct Steps *steps, uint64_t absolute,
                                 size_t wanted, struct gosym_line *out) {
  steps->at = steps->begin;
  struct gosym_entry step;
  size_t open = 0;
  // Lines of the file before `begin`, where it goes on.
  uint64_t lines = 0, begin = 0;
  while (1) {
    enum gosym_error error = nextStep(steps, &step, &out->error_offset);
    if (error != GOSYM_OK && error != GOSYM_END)
      return error;
    if (error == GOSYM_END || step.value > absolute)
      break;
    if (step.path_count == 0) {
      if (--open == wanted)
        begin = step.value;
      continue;
    }
    if (open == wanted)
      lines += step.value - begin;
    if (++open == wanted) {
      out->offset = step.offset;
      lines = 0;
      begin = step.value;
    }
  }
  out->line = lines + (absolute - begin) + 1;
  return GOSYM_OK;
}

enum gosym_error gosymFindFile(const struct gosym_table *table, size_t end,
                               uint64_t absolute, struct gosym_line *out) {
  struct Steps steps;
  steps.table = table;
  steps.begin = out->offset;
  steps.end = end;

  size_t open, mainFile;
  enum gosym_error error =
      countOpen(&steps, absolute, &open, &mainFile, &out->error_offset);
  if (error != GOSYM_OK)
    return error;
  if (mainFile == 0)
    return GOSYM_NOT_FOUND;
  if (absolute != 0 && open != 0)
    return findOpen(&steps, absolute, open, out);
  out->offset = mainFile;
  out->line = 0;
  return GOSYM_OK;
}
