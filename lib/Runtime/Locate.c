//===- Locate.c - Which function an address is in -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One walk over text entries in ascending order, that ends with the first one
/// above pc. The naive rule, "the last entry not above pc", is wrong in these
/// cases:
///
///   text                 is a bound, but only the first one: the program may
///                        have a function of that name
///   etext                is a bound, but only the last one. So an `etext` is
///                        kept back until it is known whether a function
///                        follows above it
///   text, etext, f, g    as Go's linker wrote it: the bounds are not in order
///   f, g at one address  the last one is the answer, and its end is the next
///                        address
///
/// gosym/Format/SymbolIndex.h promises the same answers, and finds them by
/// reading the whole table first.
///
/// The walk is fed entry by entry, so that the search by an index (Index.c)
/// uses it for its block.
///
//===----------------------------------------------------------------------===//

#include "Table.h"

static void fillPlace(const struct Search *search, struct Place *place,
                      size_t offset, uint64_t entry) {
  place->offset = offset;
  place->entry = entry;
  place->end = UINT64_MAX;
  place->history = search->history;
  place->historyIsMet = search->historyIsMet;
  place->lineStart = 0;
  place->block = 0;
}

void gosymSearchBegin(struct Search *search, uint64_t pc) {
  search->pc = pc;
  search->history = 0;
  search->historyIsMet = 0;
  search->last = 0;
  search->lineStart = 0;
  search->lastOffset = 0;
  search->hasBest = 0;
  search->hasEtext = 0;
  search->hasLast = 0;
  search->hasText = 0;
  search->hasLineStart = 0;
  search->skippedText = 0;
  fillPlace(search, &search->best, 0, 0);
  fillPlace(search, &search->etext, 0, 0);
}

/// Takes a function. Returns GOSYM_END if it is above pc.
static enum gosym_error takeFunction(struct Search *search,
                                     const struct Place *function,
                                     size_t *errorOffset) {
  if (search->hasLast && function->entry < search->last) {
    *errorOffset = function->offset;
    return GOSYM_BAD_ORDER;
  }
  search->hasLast = 1;
  search->last = function->entry;
  if (!search->hasLineStart) {
    search->hasLineStart = 1;
    search->lineStart = function->entry;
  }
  if (function->entry > search->pc) {
    search->best.end = function->entry;
    return GOSYM_END;
  }
  copyPlace(&search->best, function);
  search->hasBest = 1;
  return GOSYM_OK;
}

/// The `etext` that was kept back is a function. Functions at its address that
/// were taken since then come after it.
static enum gosym_error takeEtext(struct Search *search, size_t *errorOffset) {
  search->hasEtext = 0;
  if (search->hasBest && search->best.entry == search->etext.entry &&
      search->best.offset > search->etext.offset)
    return GOSYM_OK;
  return takeFunction(search, &search->etext, errorOffset);
}

enum gosym_error gosymSearchTake(struct Search *search,
                                 const struct gosym_entry *entry,
                                 size_t *errorOffset) {
  if (gosym_is_history(entry->type)) {
    if (beginsUnit(entry) || search->history == 0) {
      search->history = entry->offset;
      search->historyIsMet = 1;
    }
    return GOSYM_OK;
  }
  if (!search->hasText && isTextMark(entry)) {
    search->hasText = 1;
    search->skippedText = 1;
    search->hasLineStart = 1;
    search->lineStart = entry->value;
    return GOSYM_OK;
  }

  int isEtext = isEtextMark(entry);
  enum gosym_error error = GOSYM_OK;
  if (search->hasEtext && (isEtext || entry->value > search->etext.entry))
    error = takeEtext(search, errorOffset);
  if (error != GOSYM_OK)
    return error;
  if (isEtext) {
    fillPlace(search, &search->etext, entry->offset, entry->value);
    search->hasEtext = 1;
    return GOSYM_OK;
  }
  struct Place function;
  fillPlace(search, &function, entry->offset, entry->value);
  return takeFunction(search, &function, errorOffset);
}

enum gosym_error gosymSearchEnd(struct Search *search) {
  if (search->hasEtext) {
    if (search->etext.entry <= search->pc)
      return GOSYM_NOT_FOUND;
    if (search->etext.entry < search->best.end)
      search->best.end = search->etext.entry;
  }
  // A function without a known end has the highest address for its end, so it
  // does not contain that address.
  if (!search->hasBest || search->pc >= search->best.end)
    return GOSYM_NOT_FOUND;
  search->best.lineStart = search->lineStart;
  return GOSYM_OK;
}

static enum gosym_error locateByWalk(const struct gosym_table *table,
                                     uint64_t pc, struct Place *place,
                                     size_t *errorOffset) {
  struct Search search;
  gosymSearchBegin(&search, pc);
  struct gosym_entry entry;
  enum gosym_error error = GOSYM_OK;
  size_t end = table->first_code ? table->first_code : headerSize(table);
  while (error == GOSYM_OK && end < table->size) {
    error = gosymDecode(table, end, &entry, &end);
    if (error != GOSYM_OK)
      *errorOffset = end;
    else if (gosym_is_text(entry.type) || gosym_is_history(entry.type))
      error = gosymSearchTake(&search, &entry, errorOffset);
  }
  if (error != GOSYM_OK && error != GOSYM_END)
    return error;
  error = gosymSearchEnd(&search);
  if (error == GOSYM_OK)
    copyPlace(place, &search.best);
  return error;
}

/// The table sets bit 0 of a Thumb function. The search compares with bit 0 of
/// pc set, so it finds a function with and without the bit. The start of the
/// line table keeps the bit, because the index counts from there.
enum gosym_error gosymLocate(const struct gosym_table *table, uint64_t pc,
                             struct Place *place, size_t *errorOffset) {
  if (table->form == formNone)
    return GOSYM_NO_TABLE;
  pc |= table->thumb;
  int hasIndex = table->index && table->index_functions != 0;
  enum gosym_error error =
      hasIndex ? gosymLocateByIndex(table, pc, place, errorOffset)
               : locateByWalk(table, pc, place, errorOffset);
  if (error != GOSYM_OK || !table->thumb)
    return error;
  place->entry &= ~UINT64_C(1);
  if (place->end != UINT64_MAX)
    place->end &= ~UINT64_C(1);
  return GOSYM_OK;
}
