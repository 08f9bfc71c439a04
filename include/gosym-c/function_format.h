//===- gosym-c/function_format.h - The function table of Go -------*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the C reader, the C++ library, the linker plugin and the tool must say
/// alike of the function table, which is `.gopclntab` since Go 1.18: numbers,
/// in the order of docs/FunctionTable.md, which explains them. There is no
/// reader or writer in here; gosym-c/format.h has the reason, and the names of
/// the section and of its symbols.
///
/// C99 and C++11, freestanding, no objects: may be included anywhere.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_C_FUNCTION_FORMAT_H
#define GOSYM_C_FUNCTION_FORMAT_H

#include "gosym-c/format.h"

//===----------------------------------------------------------------------===//
// Header
//===----------------------------------------------------------------------===//

/// The first four bytes, in the byte order of the target. The two forms differ
/// in one field of a record.
#define GOSYM_FUNCTIONS_GO118 0xfffffff0u
#define GOSYM_FUNCTIONS_GO120 0xfffffff1u

/// Two zeros follow, then these bytes.
#define GOSYM_FUNCTIONS_QUANTUM_OFFSET 6
#define GOSYM_FUNCTIONS_POINTER_SIZE_OFFSET 7
#define GOSYM_FUNCTIONS_WORDS_OFFSET 8

/// Words of the size of a pointer: numbers of functions and files, the address
/// that functions are told from, and where the parts begin.
#define GOSYM_FUNCTIONS_COUNT_WORD 0
#define GOSYM_FUNCTIONS_FILES_WORD 1
#define GOSYM_FUNCTIONS_START_WORD 2
#define GOSYM_FUNCTIONS_NAME_WORD 3
#define GOSYM_FUNCTIONS_UNIT_WORD 4
#define GOSYM_FUNCTIONS_PATH_WORD 5
#define GOSYM_FUNCTIONS_STREAM_WORD 6
#define GOSYM_FUNCTIONS_RECORD_WORD 7
#define GOSYM_FUNCTIONS_WORDS 8

GOSYM_FORMAT_INLINE unsigned
gosym_functions_header_size(unsigned pointer_size) {
  return GOSYM_FUNCTIONS_WORDS_OFFSET +
         (pointer_size == 8 ? 8 : 4) * GOSYM_FUNCTIONS_WORDS;
}

GOSYM_FORMAT_INLINE int gosym_is_function_quantum(unsigned quantum) {
  return quantum == 1 || quantum == 2 || quantum == 4;
}

/// Whether \p magic and the four bytes behind it, at \p bytes, begin a function
/// table.
GOSYM_FORMAT_INLINE int gosym_begins_functions(uint32_t magic,
                                               const unsigned char *bytes) {
  return (magic == GOSYM_FUNCTIONS_GO118 || magic == GOSYM_FUNCTIONS_GO120) &&
         bytes[0] == 0 && bytes[1] == 0 &&
         gosym_is_function_quantum(bytes[2]) &&
         (bytes[3] == 4 || bytes[3] == 8);
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// The list of functions: entry and offset of the record, of each; then the end
/// of the last one. Entries ascend.
#define GOSYM_FUNCTION_ENTRY_SIZE 8
#define GOSYM_FUNCTION_RECORD_FIELD 4
#define GOSYM_FUNCTION_LIST_END_SIZE 4

/// Fields of a record, of 4 bytes each but for the last ones.
#define GOSYM_RECORD_ENTRY 0
#define GOSYM_RECORD_NAME 4
#define GOSYM_RECORD_ARGS 8
#define GOSYM_RECORD_DEFERRETURN 12
#define GOSYM_RECORD_SP 16
#define GOSYM_RECORD_FILE 20
#define GOSYM_RECORD_LINE 24
#define GOSYM_RECORD_PCDATA_COUNT 28
#define GOSYM_RECORD_UNIT 32
/// Go 1.20 only; what follows is 4 bytes further on.
#define GOSYM_RECORD_START_LINE 36
/// The last four bytes: kind, flags, a zero, number of words of funcdata.
#define GOSYM_RECORD_GO118_SIZE 40
#define GOSYM_RECORD_GO120_SIZE 44

/// How many bytes of arguments a function has is not known, if this bit is set.
#define GOSYM_RECORD_NO_ARGS 0x80000000u
/// The function is of no unit; of a file of a unit: there is none.
#define GOSYM_RECORD_NONE 0xffffffffu

//===----------------------------------------------------------------------===//
// Streams
//===----------------------------------------------------------------------===//

/// The value before the first step: nothing is known.
#define GOSYM_STREAM_NO_VALUE 0xffffffffu
/// Most bytes of a varint.
#define GOSYM_STREAM_VARINT_SIZE 5

//===----------------------------------------------------------------------===//
// The end of a table that this project wrote
//===----------------------------------------------------------------------===//

/// The last bytes of a table that was made in a link say where its code is, in
/// memory as in the file: the address that functions are told from, less that
/// of the table, 8 bytes; then this mark, of 8 bytes, without a NUL.
#define GOSYM_FUNCTIONS_TAIL_SIZE 16
#define GOSYM_FUNCTIONS_TAIL_MARK_OFFSET 8
#define GOSYM_FUNCTIONS_TAIL_MARK "GoSymTxt"
#define GOSYM_FUNCTIONS_TAIL_MARK_SIZE 8

#endif
