//===- gosym-c/gosym.h - Go symbol tables at run time -------------*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads a Go symbol table where nothing else can be relied on: in a signal
/// handler, with a broken heap, in a stripped static program.
///
///   static struct gosym_table table;          // the caller's memory
///   if (gosym_open_self(&table) == GOSYM_OK) {
///     struct gosym_function f;
///     char name[256];
///     size_t length;
///     if (gosym_find_function(&table, pc, &f) == GOSYM_OK &&
///         gosym_format_name(&table, &f, name, sizeof(name), &length) ==
///             GOSYM_OK)
///       write(2, name, length);
///   }
///
/// Contract of every function:
///  * No heap, no locks, no globals, no calls out of the library: it has no
///    undefined symbols, but for those that gosym_open_self() documents.
///  * May run anywhere, any number of times at once: in signal handlers, while
///    the loader works, in a kernel. Structs are the caller's; a `const` one
///    may be shared by threads, functions that take a table without `const`
///    change it and must be done before it is shared.
///  * Memory: no recursion; at most GOSYM_STACK_SIZE bytes of stack.
///  * Any bytes of a table, a line table or an index are safe: an error with
///    its offset, never a read outside, never an endless loop.
///  * Pointers in results point into the table, which must outlive them. Names
///    have a size and are also ended by a NUL. A compact table has no names in
///    one piece: gosym_format_name() makes them in memory of the caller.
///  * A table of any target is read on any host; addresses are 64-bit always.
///
/// A result is always one of three: GOSYM_OK; nothing is there (GOSYM_END,
/// GOSYM_NOT_FOUND, GOSYM_NO_TABLE); an error, GOSYM_BAD_*, and the byte that
/// is wrong in `error_offset`. On anything but GOSYM_OK, other fields of a
/// result are unspecified.
///
/// gosym-c/backtrace.h, which stands on this, walks stacks and reports crashes.
///
/// docs/Runtime.md has costs and numbers.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_C_GOSYM_H
#define GOSYM_C_GOSYM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Most stack, in bytes, that a call of the reader takes, with all frames
/// below; held by a test for gcc and clang on x86-64 from -O0 to -O3.
#define GOSYM_STACK_SIZE 2048

enum gosym_error {
  GOSYM_OK = 0,

  // Nothing is there.
  GOSYM_END,       ///< no entry or variable follows
  GOSYM_NOT_FOUND, ///< the table is sound as far as read and has no answer
  GOSYM_NO_TABLE,  ///< the program has none, or the table was not opened

  // Errors of the table. `error_offset` counts from its first byte and is that
  // of the field that is wrong, as in the messages of gosym/Format.
  GOSYM_BAD_HEADER,       ///< short, or of no form
  GOSYM_BAD_POINTER_SIZE, ///< not 4 or 8
  GOSYM_BAD_TYPE,         ///< cut, or no letter
  GOSYM_BAD_VALUE,        ///< cut, varint above 64 bits, `f` not in 1..65535
  GOSYM_BAD_GO_TYPE,      ///< cut
  GOSYM_BAD_NAME,         ///< without NUL, not of its type, `f` above 1023
                          ///< bytes
  GOSYM_BAD_PATH,         ///< without end, above 1023 components, or of a
                          ///< component that no `f` names
  GOSYM_BAD_ENTRY,        ///< variable whose offset does not fit 63 bits
  GOSYM_BAD_ORDER,        ///< text symbol below the one before it
  GOSYM_BAD_HISTORY,      ///< lines descend, or a file ends that is not open
  GOSYM_BAD_PART,         ///< compact: not in the table, twice, missing, or
                          ///< too small for what it counts
  GOSYM_BAD_DICTIONARY,   ///< compact: an entry that is cut or too deep
  GOSYM_BAD_SYMBOL,       ///< compact: a record or block of symbols
  GOSYM_BAD_UNIT,         ///< compact: a unit or its file is not there
  GOSYM_BAD_FRAME,        ///< compact: sizes of a frame that are cut

  // Function tables: GOSYM_BAD_PART, GOSYM_BAD_SYMBOL (a record),
  // GOSYM_BAD_NAME, GOSYM_BAD_UNIT (a file), GOSYM_BAD_PATH, GOSYM_BAD_LINES (a
  // stream).

  // Errors of what belongs to a table. `error_offset` counts from their first
  // byte; lines of a compact table are in it, and it counts from there.
  GOSYM_BAD_LINES, ///< line step cut, or to a line that cannot be
  GOSYM_BAD_INDEX, ///< not an index of this table

  // Errors of a request.
  GOSYM_NOT_INDEXABLE, ///< no index can be made of this table
  GOSYM_TOO_SMALL,     ///< the caller's memory; the size needed is reported

  // Errors of a note; `error_offset` counts from the first byte of the notes.
  GOSYM_BAD_NOTE ///< cut, of another version, or of tables that cannot be there
};

/// A few words in static storage for \p error; never null.
const char *gosym_error_name(enum gosym_error error);

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

/// Kinds of parts of a compact table, and one more.
#define GOSYM_COMPACT_PARTS 11

/// An open table. Plain data, which may be in static storage, on a stack or
/// anywhere else, and may be copied; all zero is a table that is not open. Only
/// error_offset is for the caller to read.
struct gosym_table {
  /// Where the last error of a call that takes the table without `const` is: an
  /// offset in the table, the line table or the index, as the error code says.
  size_t error_offset;

  const unsigned char *bytes;
  size_t size;
  const unsigned char *lines;
  size_t lines_size;
  const unsigned char *index;
  size_t index_size;
  /// Address of text entry 0, with an index; base address of a compact table or
  /// a function table.
  uint64_t base;
  /// Of the parts of a compact table, by their kind, or of a function table.
  uint32_t part_offset[GOSYM_COMPACT_PARTS];
  uint32_t part_size[GOSYM_COMPACT_PARTS];
  uint32_t index_functions;
  uint32_t quantum;
  /// Offsets that gosym_prepare() finds; 0 if not known.
  size_t first_path;
  size_t first_code;
  unsigned char form;
  unsigned char big_endian;
  unsigned char pointer_size;
  unsigned char index_shift;
  unsigned char index_flags;
  unsigned char begins_with_text;
  unsigned char thumb;
  /// Of a function table.
  unsigned char record_size;
  unsigned char has_tail;
};

/// What may come with a table. All zero means nothing does.
struct gosym_options {
  /// The PC-line table and its size in bytes; null if there is none.
  const void *lines;
  size_t lines_size;
  /// Bytes of code that one pc step of the line table stands for; 0 means 1.
  unsigned quantum;
  /// A search index (gosym/Format/TableIndex.h) in the byte order of the table,
  /// at any alignment, and its size in bytes; null if there is none.
  const void *index;
  size_t index_size;
  /// 1: a table of 32-bit ARM, in which bit 0 of a text symbol says Thumb and
  /// is no part of the address, as in a pointer to the function; 0 for all
  /// other targets. The table itself does not tell. Lookups then take a pc with
  /// or without the bit and report entries without it; gosym_next() reports
  /// values as they are stored.
  unsigned char thumb;
  /// Of a compact table or a function table that is not where it was loaded
  /// (mapped from a file, copied): the address that it has in the program. 0:
  /// it is where it is.
  uint64_t address;
  /// Of a function table that does not say how far its code is from it, as
  /// those of Go's own linker do not: the address that functions are told from
  /// (`runtime.text`, `.text`). 0: what its header says.
  uint64_t text;
};

/// Opens the table of \p size bytes at \p table: Go 1.1 of either byte order
/// and pointer size, Go 1.0, the interim form, a compact table or a function
/// table of Go 1.18 or later (docs/FunctionTable.md); its first bytes tell
/// which, and the last two have their lines in them. Borrows all memory; \p
/// options may be null. Only one table is read: where a linker without the
/// plugin has put several into one section, the header of the second one is
/// GOSYM_BAD_TYPE at its offset. Cost: constant; only the header of the table
/// is read, and the header and first entry of an index.
///
/// Errors: GOSYM_BAD_HEADER, GOSYM_BAD_POINTER_SIZE; every call on \p out then
/// gives GOSYM_NO_TABLE. Of compact and function tables also GOSYM_BAD_PART.
/// GOSYM_BAD_INDEX: the table is open, without the index; a compact table takes
/// none.
enum gosym_error gosym_open(const void *table, size_t size,
                            const struct gosym_options *options,
                            struct gosym_table *out);

/// Opens the table of the program or shared object that this library is linked
/// into, with its line table and index if the link made them. The linker plugin
/// defines the names. GOSYM_NO_TABLE: a link without it, or that made no table.
/// A program may have a Go 1.1 table, a compact one or both, so no name is one
/// that every program must have: a missing plugin is told here, and not by the
/// linker.
///
/// Of several tables the compact one is opened, which knows inlined calls,
/// unless only another one has lines; then the function table, which is faster
/// than the Go 1.1 table. Types and variables are in the Go 1.1 table alone:
/// who wants them opens it with gosym_open().
///
/// Names that this function (and nothing else) refers to, all hidden and weak:
/// runtime.symtab, runtime.esymtab, runtime.pclntab, runtime.epclntab,
/// gosym.index, gosym.eindex, gosym.compact, gosym.ecompact. May run as soon as
/// the object is relocated. Errors: as gosym_open(); error_offset counts from
/// the begin of the table that was opened.
enum gosym_error gosym_open_self(struct gosym_table *out);

/// The same. There was a time when only this one linked without the plugin.
enum gosym_error gosym_open_self_weak(struct gosym_table *out);

/// Finds, once, where path components and code begin: one walk over what lies
/// before the first history or text symbol (the data symbols, in tables of our
/// linker). Without it every lookup that has no index, and every
/// gosym_format_path(), walks over that part again. Errors: of the entries. A
/// compact table needs no preparing.
enum gosym_error gosym_prepare(struct gosym_table *table);

//===----------------------------------------------------------------------===//
// Tables of any module
//===----------------------------------------------------------------------===//

/// Where a note says that a table is.
struct gosym_note_table {
  /// Of the first byte of the table, from the first byte of the descriptor.
  int64_t offset;
  /// In bytes; 0: the note does not name such a table.
  uint64_t size;
  /// Of the entry of the note, from the first byte of the notes.
  size_t entry;
};

/// What a note of the linker plugin (`.note.gosym`; docs/Format.md) says.
struct gosym_note {
  /// From the first byte of the notes, as are all offsets of errors.
  size_t error_offset;
  /// Offset of the descriptor.
  size_t descriptor;
  /// The compact table; the Go 1.1 symbol table and what belongs to it.
  struct gosym_note_table compact;
  struct gosym_note_table table;
  struct gosym_note_table index;
  struct gosym_note_table lines;
  /// A function table.
  struct gosym_note_table functions;
};

/// Decodes the first note of the linker plugin among the \p size bytes of notes
/// at \p notes, a PT_NOTE segment (or a section) of \p alignment. Of any
/// target: \p big_endian says its byte order. For readers of core dumps and
/// other images; a process asks gosym_find_tables() about itself. Cost: one
/// pass over the headers of notes.
///
/// GOSYM_NO_TABLE: there is none. GOSYM_BAD_NOTE: its bytes, or those of a note
/// before it, are wrong.
enum gosym_error gosym_read_note(const void *notes, size_t size,
                                 size_t alignment, int big_endian,
                                 struct gosym_note *out);

/// The tables of a loaded module. What it does not have is null, of size 0.
struct gosym_module {
  size_t error_offset;
  const unsigned char *compact;
  size_t compact_size;
  const unsigned char *table;
  size_t table_size;
  const unsigned char *index;
  size_t index_size;
  const unsigned char *lines;
  size_t lines_size;
  const unsigned char *functions;
  size_t functions_size;
};

/// Finds the tables of a module that the loader has mapped in this process, by
/// its note alone: no symbol and no section header. \p program_headers are \p
/// count ElfW(Phdr) and \p bias is what was added to their addresses, as
/// dl_iterate_phdr() tells both (dlpi_phdr, dlpi_phnum, dlpi_addr). Memory is
/// read only where a readable PT_LOAD has bytes of the file, and no table is
/// told that is not wholly in one of them. Cost: one pass over the headers of
/// segments and notes.
///
///   static int visit(struct dl_phdr_info *info, size_t size, void *pc) {
///     struct gosym_module module;
///     if (gosym_find_tables(info->dlpi_phdr, info->dlpi_phnum,
///                           info->dlpi_addr, &module) == GOSYM_OK) ...
///
/// GOSYM_NO_TABLE: the module has no note, or one without entries.
/// GOSYM_BAD_NOTE: it has none that is sound; `error_offset` counts from the
/// first byte of the segment, the last one that is bad.
enum gosym_error gosym_find_tables(const void *program_headers, size_t count,
                                   uintptr_t bias, struct gosym_module *out);

/// Opens the table of \p module, of several the one that gosym_open_self()
/// would take. GOSYM_NO_TABLE: it has none. Errors: as gosym_open(); its
/// relocations must have been carried out, which dlopen() has done when it
/// returns.
enum gosym_error gosym_open_module(const struct gosym_module *module,
                                   struct gosym_table *out);

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

/// One record of a table.
struct gosym_entry {
  uint64_t value;
  /// Address of the Go type; 0 if has_go_type is 0.
  uint64_t go_type;
  const char *name;
  size_t name_size;
  /// The path of `z` and `Z`: path_count indexes of 2 bytes, big-endian, at any
  /// alignment; see gosym_path_index(). A count of 0 is the end of a file.
  const unsigned char *path;
  size_t path_count;
  /// Offset in the table of the first byte of the entry.
  size_t offset;
  /// `A`..`Z`, `a`..`z`.
  char type;
  unsigned char has_go_type;
  /// The value is an address.
  unsigned char is_address;
};

/// Bytes of the memory that gosym_cursor.known may have: a bit for each index.
#define GOSYM_KNOWN_SIZE 8192

/// A place in a table. All zero is its begin.
struct gosym_cursor {
  /// Offset of the next entry; 0 for the first one.
  size_t offset;
  size_t error_offset;
  /// Null, or GOSYM_KNOWN_SIZE bytes of the caller's, zero at first. With them
  /// paths are checked too, and a walk to the end gives the same error as
  /// gosym/Format's TableReader, at the same offset.
  unsigned char *known;
};

/// Reads the entry at \p cursor and moves behind it. Returns GOSYM_END at the
/// end. After an error the next call returns the same error. Cost: one pass
/// over the entry. A compact table has no entries: GOSYM_END. Of a function
/// table each function is one, of type `T`, in order of address.
enum gosym_error gosym_next(const struct gosym_table *table,
                            struct gosym_cursor *cursor,
                            struct gosym_entry *entry);

/// Index number \p i, from 0, of a path; \p i is below its count.
static inline unsigned gosym_path_index(const unsigned char *path, size_t i) {
  return ((unsigned)path[2 * i] << 8) | path[2 * i + 1];
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Of a compact table the name is null, and its size 0: names are made when
/// they are asked for, by gosym_format_name(), which serves all tables.
struct gosym_function {
  const char *name;
  size_t name_size;
  uint64_t entry;
  /// Entry of the next function at another address, or the end of the code
  /// (`etext`); UINT64_MAX if there is neither.
  uint64_t end;
  /// Compact: what the symbol says of its size, in bytes; 0 if nothing.
  uint64_t size;
  /// Address of the Go type; 0: none.
  uint64_t go_type;
  /// Size of the frame in bytes, with the return address; valid if the flag
  /// below is 1.
  uint64_t frame;
  uint64_t locals;
  uint64_t args;
  /// Offset of its entry or record in the table.
  size_t offset;
  size_t error_offset;
  /// Compact: which name it has, and which unit it is of; for the library.
  uint32_t name_number;
  uint32_t unit;
  /// T, t, L or l; of data D, d, B or b.
  char type;
  /// Compact: it is an inlined function, which has a name and nothing else; its
  /// type is `i`.
  unsigned char is_inlined;
  unsigned char has_frame;
  unsigned char has_locals;
  unsigned char has_args;
};

/// Finds the function that \p pc lies in: the last one with an entry not above
/// it, of several at one address the last; GOSYM_NOT_FOUND below the first and
/// at or above `etext`. `text` and `etext` (`runtime.text`, `runtime.etext`)
/// are bounds, not functions. The pc of a caller is its return address: ask for
/// the byte before it.
///
/// Cost: with an index, a binary search and a walk over a block of 8 functions;
/// else a walk from the begin (or where gosym_prepare() says) to the function.
/// What lies behind it is not read, so not checked.
///
/// Errors: of the entries that are read; GOSYM_BAD_ORDER; GOSYM_BAD_INDEX:
/// index and table disagree.
///
/// Function tables: a binary search over 8 bytes a function, and its record. Of
/// sizes only `args` may be there. Errors: GOSYM_BAD_ORDER, GOSYM_BAD_SYMBOL,
/// GOSYM_BAD_NAME.
///
/// Compact: a binary search over 16 bytes for 64 functions, and at most 64
/// records of 2 to 20 bytes. Errors: GOSYM_BAD_PART, GOSYM_BAD_SYMBOL,
/// GOSYM_BAD_UNIT, GOSYM_BAD_FRAME.
enum gosym_error gosym_find_function(const struct gosym_table *table,
                                     uint64_t pc, struct gosym_function *out);

/// Writes the name of \p function, which any lookup in \p table has filled in,
/// to \p buffer of \p size bytes: as much as fits, ended by a NUL if size is
/// not 0. \p length, which may be null, gets the length of the whole name,
/// without NUL; GOSYM_TOO_SMALL when that did not fit. Cost, compact: codes of
/// up to 15 other names are passed over; 32 to 2,000 bytes of memory are looked
/// at, more for long names. Others: a copy.
///
/// Errors: GOSYM_BAD_NAME, GOSYM_BAD_DICTIONARY. The buffer is an empty string
/// then, and `function->error_offset` tells.
enum gosym_error gosym_format_name(const struct gosym_table *table,
                                   struct gosym_function *function,
                                   char *buffer, size_t size, size_t *length);

/// Finds the data symbol of \p address: the last one not above it, of several
/// at one address the last. In a compact table GOSYM_NOT_FOUND below the first
/// one and behind what the table covers; in others, which do not say where data
/// ends, below the first one. Entry, end, name, size, type and offset of \p out
/// are set. Cost: compact, as a function; others, a walk over the whole table.
///
/// Errors: of what is read.
enum gosym_error gosym_find_data(const struct gosym_table *table,
                                 uint64_t address, struct gosym_function *out);

/// Finds the first function of this name, in the order of the table, or else
/// the first data symbol. Cost: compact, codes of all names up to it are passed
/// over, and none is expanded behind the first byte that differs; then as
/// gosym_find_function(), without the size of its frame. Others: a walk over
/// the table, names of functions and data as they come.
///
/// Errors: of what is read.
enum gosym_error gosym_find_name(const struct gosym_table *table,
                                 const char *name, size_t size,
                                 struct gosym_function *out);

/// A local variable or parameter.
struct gosym_variable {
  const char *name;
  size_t name_size;
  /// From FP, the address of the first stack argument (the CFA), in bytes;
  /// negative for locals.
  int64_t offset;
  uint64_t go_type;
  /// `a` local, `p` parameter.
  char type;
};

/// Reads the next variable of \p function, found in \p table, in the order of
/// the table; GOSYM_END behind the last, and in a compact table. \p cursor: all
/// zero at first.
enum gosym_error gosym_next_variable(const struct gosym_table *table,
                                     const struct gosym_function *function,
                                     struct gosym_cursor *cursor,
                                     struct gosym_variable *out);

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

struct gosym_line {
  /// Line in the file; 0 if only the file is known.
  uint64_t line;
  /// Compact: number of the file, from 1; of a function table a number that the
  /// library knows it by; 0: not known. Path is null then.
  uint32_t file;
  /// Path of the file: indexes as in gosym_entry; null: no file is known, or
  /// the table is compact.
  const unsigned char *path;
  size_t path_count;
  /// Offset of the `z` entry of that path.
  size_t offset;
  size_t error_offset;
};

/// Finds file and line of \p pc. Without a line table, or where no row of it
/// covers pc, the main file of the unit with line 0. GOSYM_NOT_FOUND: no
/// function holds pc, or it has no history.
///
/// Cost: that of gosym_find_function() and three walks over the history of the
/// unit; with an index also one over the block of functions before (so that one
/// wrong word of an index is noticed). Of the line table it reads all rows up
/// to pc, or, if the index has checkpoints, those of two blocks of functions.
///
/// Of code that was inlined it is file and line of the inlined function, the
/// innermost.
///
/// Compact: a binary search over 12 bytes for a block of rows, and the steps of
/// at most 255 rows (writers make 64); GOSYM_NOT_FOUND: no function holds pc,
/// or its file is not known.
///
/// Function tables: as gosym_find_function(), and the steps of two streams up
/// to pc; GOSYM_NOT_FOUND as in compact ones.
///
/// Errors: as gosym_find_function(); GOSYM_BAD_HISTORY; GOSYM_BAD_LINES; of a
/// function table GOSYM_BAD_UNIT, GOSYM_BAD_PATH.
enum gosym_error gosym_find_line(const struct gosym_table *table, uint64_t pc,
                                 struct gosym_line *out);

/// Writes the path of \p line, found in \p table, to \p buffer of \p size
/// bytes: components joined by `/`, without one behind a component that ends in
/// `/`. As much as fits, ended by a NUL if size is not 0. \p length, which may
/// be null, gets the length of the whole path, without NUL; GOSYM_TOO_SMALL
/// when that did not fit. Cost: a walk over the path components of the table
/// for every 16 of the path, which has at most 1023; without gosym_prepare()
/// over the data symbols, too.
///
/// Errors: of the entries that are read; GOSYM_BAD_PATH: a component that no
/// `f` before the history names. The buffer is an empty string then, and
/// `line->error_offset` tells.
enum gosym_error gosym_format_path(const struct gosym_table *table,
                                   struct gosym_line *line, char *buffer,
                                   size_t size, size_t *length);

/// Most calls that are inlined into each other.
#define GOSYM_MAX_INLINED 64

/// The functions that one address is in: those that were inlined there, and the
/// one that they were inlined into.
struct gosym_inlined {
  /// Of the last call with the cursor that failed.
  size_t error_offset;
  /// The function that the table has at the address.
  struct gosym_function function;
  /// How many calls are left, and where the code of the innermost of these is:
  /// file, from 1, and line.
  uint32_t calls, file, line;
  /// Path of that file, of tables that are not compact.
  const unsigned char *path;
  size_t path_count, path_offset;
  /// The outermost first: number of the function, file and line of the call.
  uint32_t call[GOSYM_MAX_INLINED][3];
  unsigned char is_done;
};

/// One of the functions that an address is in.
struct gosym_frame {
  /// For gosym_format_name(). Of an inlined one only name and is_inlined.
  struct gosym_function function;
  /// For gosym_format_path(). The place of the code in the innermost function,
  /// in the others that of the call. If line.path is null and line.file 0 no
  /// file is known.
  struct gosym_line line;
};

/// Finds the functions that \p pc is in, for gosym_next_inlined(). Costs and
/// errors: those of gosym_find_function() and gosym_find_line(), once each.
/// GOSYM_NOT_FOUND: no function holds pc. Tables that are not compact know no
/// inlined calls: the list has one frame.
enum gosym_error gosym_find_inlined(const struct gosym_table *table,
                                    uint64_t pc, struct gosym_inlined *out);

/// Gives the next function, the innermost first, and at last the function that
/// is in the table; GOSYM_END behind it. Errors, of the home of an inlined
/// function: GOSYM_BAD_LINES.
enum gosym_error gosym_next_inlined(const struct gosym_table *table,
                                    struct gosym_inlined *cursor,
                                    struct gosym_frame *out);

//===----------------------------------------------------------------------===//
// Index
//===----------------------------------------------------------------------===//

/// The linker makes an index with `-mllvm -gosym-index=on`. Otherwise the
/// program may make one, when it is not in a hurry:
///
///   size_t size;
///   if (gosym_index_size(&table, &size, NULL) == GOSYM_OK &&
///       (memory = malloc(size)) &&
///       gosym_index_build(&table, memory, size, NULL) == GOSYM_OK)
///     gosym_attach_index(&table, memory, size);
///
/// Both make the same bytes. 5 bytes a function, 6.5 with a line table.

/// Counts what an index over \p table takes, in bytes: one walk over the whole
/// table. \p error_offset may be null.
///
/// Errors: of the entries; GOSYM_BAD_ORDER; GOSYM_NOT_INDEXABLE: not of Go 1.1
/// form, 4 GiB or more, or in pieces where lookups with an index count on one
/// run: an `f` behind the first history, a history entry of a line other than 1
/// that does not follow on another one, a function before `text`.
enum gosym_error gosym_index_size(const struct gosym_table *table, size_t *size,
                                  size_t *error_offset);

/// Writes an index over \p table and its line table to \p memory of \p size
/// bytes, at any alignment: as many as gosym_index_size() says, which is what
/// to attach. Two walks over the table, one over the line table. Errors: as
/// there; GOSYM_BAD_LINES; GOSYM_TOO_SMALL. The memory is unspecified then.
enum gosym_error gosym_index_build(const struct gosym_table *table,
                                   void *memory, size_t size,
                                   size_t *error_offset);

/// Makes lookups use an index, whoever made it; null for none. Its header and
/// first entry are checked now, the rest of it where it is used: an index that
/// is damaged in one place gives an error or the right answer. Errors:
/// GOSYM_BAD_INDEX; the table has no index then.
enum gosym_error gosym_attach_index(struct gosym_table *table,
                                    const void *index, size_t index_size);

#ifdef __cplusplus
}
#endif

#endif
