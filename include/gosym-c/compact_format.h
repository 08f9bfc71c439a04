//===- gosym-c/compact_format.h - Constants of the compact table --*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the C reader, the C++ library, the linker plugin and the tool must say
/// alike of the compact table: numbers and names, in the order of
/// docs/CompactFormat.md, which explains them. There is no reader or writer in
/// here; gosym-c/format.h has the reason.
///
/// C99 and C++11, freestanding, no objects: may be included anywhere.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_C_COMPACT_FORMAT_H
#define GOSYM_C_COMPACT_FORMAT_H

#define GOSYM_COMPACT_SECTION ".gosym"
#define GOSYM_COMPACT_BEGIN "gosym.compact"
#define GOSYM_COMPACT_END "gosym.ecompact"

//===----------------------------------------------------------------------===//
// Header and parts
//===----------------------------------------------------------------------===//

/// The first four bytes, read as a number with the low byte first.
#define GOSYM_COMPACT_MAGIC 0x635347b7u
#define GOSYM_COMPACT_VERSION 1

#define GOSYM_COMPACT_MAGIC_OFFSET 0
#define GOSYM_COMPACT_VERSION_OFFSET 4
#define GOSYM_COMPACT_POINTER_SIZE_OFFSET 5
#define GOSYM_COMPACT_PART_COUNT_OFFSET 6
#define GOSYM_COMPACT_FLAGS_OFFSET 7
#define GOSYM_COMPACT_SIZE_OFFSET 8
#define GOSYM_COMPACT_RESERVED_OFFSET 12
#define GOSYM_COMPACT_BASE_OFFSET 16
#define GOSYM_COMPACT_HEADER_SIZE 24

/// Flags: the names are as people read them.
#define GOSYM_COMPACT_DEMANGLED 1

/// A part in the header: kind, offset, size.
#define GOSYM_COMPACT_PART_SIZE 12
#define GOSYM_COMPACT_PART_OFFSET_OFFSET 4
#define GOSYM_COMPACT_PART_SIZE_OFFSET 8

/// A reader that does not know a kind with this bit refuses the table.
#define GOSYM_COMPACT_MUST_KNOW 0x80000000u

#define GOSYM_COMPACT_DICTIONARY 1
#define GOSYM_COMPACT_NAMES 2
#define GOSYM_COMPACT_FUNCTIONS 3
#define GOSYM_COMPACT_DATA 4
#define GOSYM_COMPACT_UNITS 5
#define GOSYM_COMPACT_PATHS 6
#define GOSYM_COMPACT_FRAMES 7
#define GOSYM_COMPACT_LINES 8
#define GOSYM_COMPACT_INLINED 9
#define GOSYM_COMPACT_INLINED_NAMES 10

/// Most parts begin with the number of their things and a reserved word; what
/// is in groups then has the offset of each group, a u32.
#define GOSYM_COMPACT_COUNT_SIZE 8
#define GOSYM_COMPACT_RESERVED_WORD_OFFSET 4
#define GOSYM_COMPACT_OFFSET_SIZE 4
/// Log2 of the things of a group: strings, frames.
#define GOSYM_COMPACT_GROUP_SHIFT 4
/// The same of the entries of the dictionary, which are looked up most.
#define GOSYM_COMPACT_ENTRY_GROUP_SHIFT 2

//===----------------------------------------------------------------------===//
// Codes and the dictionary
//===----------------------------------------------------------------------===//

/// A class c is 4 + (c & 3) shifted by c >> 2, less 4.
#define GOSYM_COMPACT_CLASS_LOW_MASK 3
#define GOSYM_COMPACT_CLASS_SHIFT 2
#define GOSYM_COMPACT_CLASS_BIAS 4

#define GOSYM_COMPACT_MAX_PREFIX_BITS 8
#define GOSYM_COMPACT_PREFIX_TABLE_OFFSET 8
#define GOSYM_COMPACT_PREFIX_ENTRIES 256
#define GOSYM_COMPACT_PREFIX_ENTRY_SIZE 2
#define GOSYM_COMPACT_DICTIONARY_HEADER_SIZE 520

/// The code that ends a string.
#define GOSYM_COMPACT_END_RANK 0

/// The head of an entry: this bit makes it a phrase.
#define GOSYM_COMPACT_PHRASE 0x80
#define GOSYM_COMPACT_TEXT_SIZE_MASK 0x7f
#define GOSYM_COMPACT_PHRASE_SIZE_MASK 0x1f
#define GOSYM_COMPACT_PHRASE_CODES_SHIFT 5
#define GOSYM_COMPACT_PHRASE_CODES_MASK 3
#define GOSYM_COMPACT_PHRASE_MIN_CODES 2

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

#define GOSYM_COMPACT_LIST_FIRST_NAME_OFFSET 4
#define GOSYM_COMPACT_LIST_BEGIN_OFFSET 8
#define GOSYM_COMPACT_LIST_END_OFFSET 16
#define GOSYM_COMPACT_LIST_HEADER_SIZE 24

/// Log2 of the symbols of a block.
#define GOSYM_COMPACT_BLOCK_SHIFT 6
#define GOSYM_COMPACT_BLOCK_SIZE 16
#define GOSYM_COMPACT_BLOCK_OFFSET_OFFSET 8
#define GOSYM_COMPACT_BLOCK_UNIT_OFFSET 12

/// A number of 32 bits that stands for no unit, or no main file.
#define GOSYM_COMPACT_NONE 0xffffffffu

/// The first byte of a record.
#define GOSYM_COMPACT_GAP_MASK 0x1f
#define GOSYM_COMPACT_LOCAL 0x20
/// Of functions Thumb code, of data no bytes in the file.
#define GOSYM_COMPACT_FLAG 0x40
#define GOSYM_COMPACT_NEW_UNIT 0x80
/// Gaps that are none: same address and size; a step follows.
#define GOSYM_COMPACT_GAP_ALIAS 30
#define GOSYM_COMPACT_GAP_FAR 31

//===----------------------------------------------------------------------===//
// Units, lines and inlined calls
//===----------------------------------------------------------------------===//

#define GOSYM_COMPACT_UNIT_SIZE 4

/// A block of rows: address, offset.
#define GOSYM_COMPACT_LINE_BLOCK_SIZE 12
#define GOSYM_COMPACT_LINE_BLOCK_OFFSET_OFFSET 8

/// An inlined function: file, line.
#define GOSYM_COMPACT_HOME_SIZE 8
#define GOSYM_COMPACT_HOME_LINE_OFFSET 4

#define GOSYM_COMPACT_STEP_ROW 0x00
#define GOSYM_COMPACT_STEP_NO_LINE 0x01
#define GOSYM_COMPACT_STEP_FILE 0x02
#define GOSYM_COMPACT_STEP_CALL_HERE 0x03
#define GOSYM_COMPACT_STEP_CALL_AT 0x04
#define GOSYM_COMPACT_STEP_LEAVE 0x05
#define GOSYM_COMPACT_STEP_LINE_ZERO 0x06
/// Steps from here on begin a row: v / 12 + 1 bytes, v % 12 - 3 lines.
#define GOSYM_COMPACT_STEP_FIRST_SHORT 0x10
#define GOSYM_COMPACT_STEP_LINES 12
#define GOSYM_COMPACT_STEP_LINES_BACK 3

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

#define GOSYM_COMPACT_MAX_STRING 1048575
#define GOSYM_COMPACT_MAX_DEPTH 16
#define GOSYM_COMPACT_MAX_CALLS 64
#define GOSYM_COMPACT_MAX_ROWS 255

#endif
