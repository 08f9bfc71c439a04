//===- FunctionTable.h - The answers of function tables -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_RUNTIME_FUNCTIONTABLE_H
#define GOSYM_LIB_RUNTIME_FUNCTIONTABLE_H

#include "Table.h"
#include "gosym-c/function_format.h"

/// Whether bytes begin like a function table, and in which byte order.
GOSYM_INTERNAL int gosymIsFunctionTable(const unsigned char *bytes, size_t size,
                                        int *bigEndian);

/// Opens the table in `out->bytes`, which is at `address` in the program, or
/// whose code begins at `text` (0: not known).
GOSYM_INTERNAL enum gosym_error gosymOpenFunctions(struct gosym_table *out,
                                                   int bigEndian,
                                                   uint64_t address,
                                                   uint64_t text);

/// The answers of gosym.h, of function tables.
GOSYM_INTERNAL enum gosym_error
gosymFindTableFunction(const struct gosym_table *table, uint64_t pc,
                       struct gosym_function *out);
GOSYM_INTERNAL enum gosym_error
gosymNextTableFunction(const struct gosym_table *table,
                       struct gosym_cursor *cursor, struct gosym_entry *entry);
GOSYM_INTERNAL enum gosym_error
gosymFindTableLine(const struct gosym_table *table, uint64_t pc,
                   struct gosym_line *out);
GOSYM_INTERNAL enum gosym_error
gosymFormatTablePath(const struct gosym_table *table, struct gosym_line *line,
                     char *buffer, size_t size, size_t *length);

#endif
