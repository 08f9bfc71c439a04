//===- gosym-c/format.h - The constants of the formats ------------*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the C reader, the C++ library, the linker plugin and the tool must say
/// alike of the symbol table, the PC-line table, the index and the note: names
/// of sections and symbols, sizes, offsets, bits, limits, and the rules that
/// one entry is told by. Each is written here and nowhere else. docs/Format.md
/// explains them.
///
/// There is no reader or writer in here. GoSym has two decoders, in C
/// (gosym-c/gosym.h) and in C++ (gosym/Format), and fuzzing holds them to each
/// other; if they shared more than constants they would share mistakes.
///
/// Annotations of Go types are in gosym-c/gotype.h, which needs no header.
///
/// C99 and C++11, freestanding, no objects: may be included anywhere.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_C_FORMAT_H
#define GOSYM_C_FORMAT_H

#include <stddef.h>
#include <stdint.h>

/// In C++ one function for all files that include it; in C each has its own.
#ifdef __cplusplus
#define GOSYM_FORMAT_INLINE inline
#else
#define GOSYM_FORMAT_INLINE static inline
#endif

//===----------------------------------------------------------------------===//
// Names in an output file
//===----------------------------------------------------------------------===//

/// Each structure has a section and a symbol at either end of it.
#define GOSYM_TABLE_SECTION ".gosymtab"
#define GOSYM_TABLE_BEGIN "runtime.symtab"
#define GOSYM_TABLE_END "runtime.esymtab"

#define GOSYM_LINES_SECTION ".gopclntab"
#define GOSYM_LINES_BEGIN "runtime.pclntab"
#define GOSYM_LINES_END "runtime.epclntab"

#define GOSYM_INDEX_SECTION ".gosymtab.index"
#define GOSYM_INDEX_BEGIN "gosym.index"
#define GOSYM_INDEX_END "gosym.eindex"

//===----------------------------------------------------------------------===//
// Header of a table
//===----------------------------------------------------------------------===//

/// A Go 1.1 table begins with this word in the byte order of the target, three
/// zeros and the size of a pointer, 4 or 8.
#define GOSYM_GO11_MAGIC 0xfffffffdu
#define GOSYM_GO11_PREFIX_SIZE 7
#define GOSYM_POINTER_SIZE_OFFSET 7
#define GOSYM_GO11_HEADER_SIZE 8

/// An interim table begins with this word, low byte first, and two zeros. A Go
/// 1.0 table has no header.
#define GOSYM_INTERIM_MAGIC 0xfffffffeu
#define GOSYM_INTERIM_HEADER_SIZE 6

/// Byte \p i of the prefix that begins with \p magic.
GOSYM_FORMAT_INLINE unsigned char gosym_prefix_byte(uint32_t magic,
                                                    int big_endian, size_t i) {
  if (i >= 4)
    return 0;
  return (unsigned char)(magic >> 8 * (big_endian ? 3 - i : i));
}

//===----------------------------------------------------------------------===//
// Entries of a table
//===----------------------------------------------------------------------===//

/// The type byte of a Go 1.1 entry: the number of the letter and two bits.
#define GOSYM_ENTRY_LETTER_MASK 0x3f
#define GOSYM_ENTRY_WIDE 0x40        ///< the value is a pointer-size word
#define GOSYM_ENTRY_HAS_GO_TYPE 0x80 ///< a pointer-size word follows the value

/// A..Z are 0..25, a..z are 26..51.
#define GOSYM_LETTERS_PER_CASE 26

/// From the first byte of a Go 1.1 entry: its value, which is its address slot
/// if it is wide.
#define GOSYM_SLOT_OFFSET 1

/// Value and Go type of entries of the older forms, and where the type byte is:
/// behind the value. It is the letter itself and this bit.
#define GOSYM_OLD_WORD_SIZE 4
#define GOSYM_OLD_TYPE_OFFSET GOSYM_OLD_WORD_SIZE
#define GOSYM_OLD_TYPE_MARK 0x80

/// Most bytes of the varint of a 64-bit value.
#define GOSYM_MAX_VARINT_SIZE 10

/// Indexes of path components, stored with the high byte first; 0 ends a path.
#define GOSYM_PATH_INDEX_SIZE 2
#define GOSYM_MAX_PATH_INDEX 0xffff
/// One component may be used by any number of paths, so without limits a few
/// bytes of a table would stand for any number of bytes of text.
#define GOSYM_MAX_PATH_COMPONENTS 1023
#define GOSYM_MAX_COMPONENT_SIZE 1023

/// Names of the `m` entries of a function: the sizes of its frame, of its
/// locals and of its arguments on the stack.
#define GOSYM_FRAME_NAME ".frame"
#define GOSYM_LOCALS_NAME ".locals"
#define GOSYM_ARGS_NAME ".args"

/// The marks, see gosym_is_text_mark(): the names that GoSym writes, and those
/// that Go writes.
#define GOSYM_TEXT_NAME "text"
#define GOSYM_ETEXT_NAME "etext"
#define GOSYM_GO_TEXT_NAME "runtime.text"
#define GOSYM_GO_ETEXT_NAME "runtime.etext"

/// The number of \p letter, which is one.
GOSYM_FORMAT_INLINE unsigned char gosym_code_of_letter(char letter) {
  return (unsigned char)(letter <= 'Z' ? letter - 'A'
                                       : letter - 'a' + GOSYM_LETTERS_PER_CASE);
}

/// The letter whose number is in the type byte \p type; 0 if none has that
/// number.
GOSYM_FORMAT_INLINE char gosym_letter_of_type(unsigned type) {
  unsigned code = type & GOSYM_ENTRY_LETTER_MASK;
  if (code < GOSYM_LETTERS_PER_CASE)
    return (char)('A' + code);
  if (code < 2 * GOSYM_LETTERS_PER_CASE)
    return (char)('a' + (code - GOSYM_LETTERS_PER_CASE));
  return 0;
}

/// The letter of the type byte \p type of an older form; 0 if it is none.
GOSYM_FORMAT_INLINE char gosym_letter_of_old_type(unsigned type) {
  unsigned letter = type & ~(unsigned)GOSYM_OLD_TYPE_MARK;
  unsigned lower = letter | 0x20;
  if (!(type & GOSYM_OLD_TYPE_MARK) || lower < 'a' || lower > 'z')
    return 0;
  return (char)letter;
}

/// Functions: T and t, and L and l, which have no frame. Lower case is local to
/// an object.
GOSYM_FORMAT_INLINE int gosym_is_text(char letter) {
  return letter == 'T' || letter == 't' || letter == 'L' || letter == 'l';
}

/// Data, and data without bytes in the file.
GOSYM_FORMAT_INLINE int gosym_is_data(char letter) {
  return letter == 'D' || letter == 'd' || letter == 'B' || letter == 'b';
}

/// A step of a history: z, or Z of old compilers.
GOSYM_FORMAT_INLINE int gosym_is_history(char letter) {
  return letter == 'z' || letter == 'Z';
}

/// What belongs to the function before it: a size, a local, a parameter.
GOSYM_FORMAT_INLINE int gosym_is_detail(char letter) {
  return letter == 'm' || letter == 'a' || letter == 'p';
}

/// Does a step of a history of this value and this many path components begin a
/// unit? An empty path ends a file, in an empty one at line 1 too.
GOSYM_FORMAT_INLINE int gosym_begins_unit(uint64_t value, size_t components) {
  return value == 1 && components != 0;
}

/// Is \p expected, which ends in a NUL, the name of \p size bytes at \p name?
GOSYM_FORMAT_INLINE int gosym_is_name(const char *name, size_t size,
                                      const char *expected) {
  size_t i = 0;
  while (i < size && expected[i] != 0 && name[i] == expected[i])
    ++i;
  return i == size && expected[i] == 0;
}

/// Is this the name of an `m` entry?
GOSYM_FORMAT_INLINE int gosym_is_size_name(const char *name, size_t size) {
  return gosym_is_name(name, size, GOSYM_FRAME_NAME) ||
         gosym_is_name(name, size, GOSYM_LOCALS_NAME) ||
         gosym_is_name(name, size, GOSYM_ARGS_NAME);
}

/// Among the text entries of a table two are marks and no functions: one at the
/// first byte of the code and one behind the last. Functions may have their
/// names. So of the entries that these two are true for
///
///   * the FIRST that gosym_is_text_mark() is true for marks the begin,
///   * the LAST that gosym_is_etext_mark() is true for marks the end,
///
/// wherever in the table they are (Go's writer put both first); all others are
/// functions.
GOSYM_FORMAT_INLINE int gosym_is_text_mark(char letter, const char *name,
                                           size_t size) {
  return letter == 'T' && (gosym_is_name(name, size, GOSYM_TEXT_NAME) ||
                           gosym_is_name(name, size, GOSYM_GO_TEXT_NAME));
}
GOSYM_FORMAT_INLINE int gosym_is_etext_mark(char letter, const char *name,
                                            size_t size) {
  return letter == 'T' && (gosym_is_name(name, size, GOSYM_ETEXT_NAME) ||
                           gosym_is_name(name, size, GOSYM_GO_ETEXT_NAME));
}

//===----------------------------------------------------------------------===//
// Steps of the PC-line table
//===----------------------------------------------------------------------===//

/// The first byte of a step: 0 is a line step whose operand, 4 bytes with a
/// sign, high byte first, follows; 1..64 are that many lines forward; 65..128
/// are 1..64 lines backward; 129..255 are 1..127 quanta of pc.
#define GOSYM_LINE_OPERAND 0
#define GOSYM_LAST_LINE_FORWARD 64
#define GOSYM_LAST_LINE_BACKWARD 128
#define GOSYM_LONG_LINE_STEP_SIZE 5

/// Steps are signed and of 32 bits, so a line has 31.
#define GOSYM_MAX_LINE 0x7fffffff

/// A pc step behind the last row tells a reader nothing: tables are padded with
/// it.
#define GOSYM_LINE_PADDING 129

//===----------------------------------------------------------------------===//
// The index
//===----------------------------------------------------------------------===//

/// Words in the byte order of the table; gosym/Format/TableIndex.h draws it.
#define GOSYM_INDEX_MAGIC 0x47534958u
#define GOSYM_INDEX_VERSION 1
#define GOSYM_INDEX_WORD_SIZE 4

/// Of the fields of the header.
#define GOSYM_INDEX_MAGIC_OFFSET 0
#define GOSYM_INDEX_VERSION_OFFSET 4
#define GOSYM_INDEX_SHIFT_OFFSET 5
#define GOSYM_INDEX_FLAGS_OFFSET 6
#define GOSYM_INDEX_RESERVED_OFFSET 7
#define GOSYM_INDEX_COUNT_OFFSET 8
#define GOSYM_INDEX_TABLE_SIZE_OFFSET 12
#define GOSYM_INDEX_HEADER_SIZE 16

/// Log2 of the text entries of a block: what is written, and the largest that
/// is read.
#define GOSYM_INDEX_BLOCK_SHIFT 3
#define GOSYM_INDEX_MAX_BLOCK_SHIFT 6

/// Flags. Lines are only there with addresses.
#define GOSYM_INDEX_HAS_ADDRESSES 1
#define GOSYM_INDEX_HAS_LINES 2

/// Words of a block; the last three only if the index has lines.
#define GOSYM_BLOCK_ENTRY 0
#define GOSYM_BLOCK_HISTORY 1
#define GOSYM_BLOCK_LINE_OFFSET 2
#define GOSYM_BLOCK_LINE_PC 3
#define GOSYM_BLOCK_LINE 4
#define GOSYM_BLOCK_WORDS 2
#define GOSYM_BLOCK_WORDS_WITH_LINES 5

GOSYM_FORMAT_INLINE int gosym_are_index_flags(unsigned flags) {
  return flags == 0 || flags == GOSYM_INDEX_HAS_ADDRESSES ||
         flags == (GOSYM_INDEX_HAS_ADDRESSES | GOSYM_INDEX_HAS_LINES);
}

/// Size of a block in bytes.
GOSYM_FORMAT_INLINE unsigned gosym_block_size(unsigned flags) {
  return GOSYM_INDEX_WORD_SIZE * (flags & GOSYM_INDEX_HAS_LINES
                                      ? GOSYM_BLOCK_WORDS_WITH_LINES
                                      : GOSYM_BLOCK_WORDS);
}

/// How many blocks \p count text entries have.
GOSYM_FORMAT_INLINE uint64_t gosym_block_count(uint64_t count, unsigned shift) {
  return (count + ((1u << shift) - 1)) >> shift;
}

/// Offset of the address of text entry \p number.
GOSYM_FORMAT_INLINE uint64_t gosym_index_address_offset(uint64_t number) {
  return GOSYM_INDEX_HEADER_SIZE + (number << 2);
}

/// Offset of word \p word of block \p block of an index of \p count text
/// entries.
GOSYM_FORMAT_INLINE uint64_t gosym_block_word_offset(uint64_t count,
                                                     unsigned flags,
                                                     uint64_t block,
                                                     unsigned word) {
  // Shifts: a multiplication of 64 bits is a call of libgcc on some machines.
  uint64_t words = block << 1;
  if (flags & GOSYM_INDEX_HAS_LINES)
    words = (block << 2) + block;
  return gosym_index_address_offset(count + words + word);
}

/// Size in bytes of an index of \p count text entries.
GOSYM_FORMAT_INLINE uint64_t gosym_index_total_size(uint64_t count,
                                                    unsigned shift,
                                                    unsigned flags) {
  return gosym_block_word_offset(count, flags, gosym_block_count(count, shift),
                                 0);
}

//===----------------------------------------------------------------------===//
// The note
//===----------------------------------------------------------------------===//

/// A loaded ELF note that says where the tables of a module are; docs/Format.md
/// has its layout, gosym/Format/TableNote.h draws it.
#define GOSYM_NOTE_SECTION ".note.gosym"
#define GOSYM_NOTE_BEGIN "gosym.note"
#define GOSYM_NOTE_END "gosym.enote"

/// Name with its NUL, and type.
#define GOSYM_NOTE_NAME "GoSym"
#define GOSYM_NOTE_NAME_SIZE 6
#define GOSYM_NOTE_TYPE 1

/// Of the section, and of names and descriptors in notes; in a segment whose
/// alignment is 8 those of other notes have that.
#define GOSYM_NOTE_ALIGNMENT 4
#define GOSYM_NOTE_WIDE_ALIGNMENT 8

/// The header of any note: fields of 4 bytes.
#define GOSYM_NOTE_NAME_SIZE_OFFSET 0
#define GOSYM_NOTE_DESCRIPTOR_SIZE_OFFSET 4
#define GOSYM_NOTE_TYPE_OFFSET 8
#define GOSYM_NOTE_HEADER_SIZE 12

/// From the first byte of our note: header, name and padding.
#define GOSYM_NOTE_DESCRIPTOR_OFFSET 20

/// Of the fields of the descriptor: version and number of entries have 4 bytes.
#define GOSYM_NOTE_VERSION 1
#define GOSYM_NOTE_VERSION_OFFSET 0
#define GOSYM_NOTE_COUNT_OFFSET 4
#define GOSYM_NOTE_ENTRIES_OFFSET 8

/// Of the fields of an entry: kind and a zero of 4 bytes each, then the offset
/// of the table from the first byte of the descriptor (signed) and its size in
/// bytes, of 8 bytes each.
#define GOSYM_NOTE_ENTRY_KIND_OFFSET 0
#define GOSYM_NOTE_ENTRY_ZERO_OFFSET 4
#define GOSYM_NOTE_ENTRY_OFFSET_OFFSET 8
#define GOSYM_NOTE_ENTRY_SIZE_OFFSET 16
#define GOSYM_NOTE_ENTRY_SIZE 24

/// Kinds of tables. Readers skip entries of other kinds.
#define GOSYM_NOTE_COMPACT 1
#define GOSYM_NOTE_TABLE 2
#define GOSYM_NOTE_INDEX 3
#define GOSYM_NOTE_LINES 4
#define GOSYM_NOTE_FUNCTIONS 5
#define GOSYM_NOTE_LAST_KIND 5

GOSYM_FORMAT_INLINE int gosym_is_note_kind(uint32_t kind) {
  return kind >= GOSYM_NOTE_COMPACT && kind <= GOSYM_NOTE_LAST_KIND;
}

/// Where the field behind \p size bytes of a note begins; \p alignment is a
/// power of two.
GOSYM_FORMAT_INLINE uint64_t gosym_note_padded(uint64_t size,
                                               unsigned alignment) {
  return (size + (alignment - 1)) & ~(uint64_t)(alignment - 1);
}

#endif
