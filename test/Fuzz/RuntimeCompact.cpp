//===- RuntimeCompact.cpp - Any compact table in the C reader -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An address to ask about, and a table, whose size is put into its header:
/// every call ends, with an answer or with an error whose offset is in the
/// table. What is found is found again: the symbol of an address holds it, and
/// the frames of an address begin with its line.
///
//===----------------------------------------------------------------------===//
#include "RuntimeFuzz.h"

using namespace gosym;
using namespace llvm;

static void checkError(const gosym_table &table, gosym_error error,
                       size_t offset) {
  must(error == GOSYM_OK || error == GOSYM_NOT_FOUND || error == GOSYM_END ||
           error == GOSYM_TOO_SMALL || isBad(error),
       "it is an answer or an error");
  must(!isBad(error) || offset <= table.size, "an offset is in the table");
}

static void formatName(const gosym_table &table, gosym_function &function) {
  char name[64];
  size_t length = 0;
  gosym_error error =
      gosym_format_name(&table, &function, name, sizeof(name), &length);
  checkError(table, error, function.error_offset);
  must((error == GOSYM_OK) == (length < sizeof(name)) || isBad(error),
       "a name that fits is OK");
}

/// Asks for the symbol of `pc`. Gives where it ends.
static uint64_t ask(const gosym_table &table, uint64_t pc) {
  gosym_function function = {};
  gosym_error found = gosym_find_function(&table, pc, &function);
  checkError(table, found, function.error_offset);
  uint64_t end = pc + 1;
  if (found == GOSYM_OK) {
    formatName(table, function);
    end = function.end;
  }
  gosym_line line = {};
  gosym_error hasLine = gosym_find_line(&table, pc, &line);
  checkError(table, hasLine, line.error_offset);
  gosym_inlined inlined = {};
  gosym_error frames = gosym_find_inlined(&table, pc, &inlined);
  checkError(table, frames, inlined.error_offset);
  must(frames != GOSYM_OK || found == GOSYM_OK, "frames are of a function");
  gosym_frame frame = {};
  gosym_error next;
  unsigned count = 0;
  while (frames == GOSYM_OK &&
         (next = gosym_next_inlined(&table, &inlined, &frame)) == GOSYM_OK) {
    formatName(table, frame.function);
    if (count++ == 0 && hasLine == GOSYM_OK)
      must(frame.line.file == line.file && frame.line.line == line.line,
           "the line of an address is that of its innermost frame");
    char path[32];
    checkError(
        table,
        gosym_format_path(&table, &frame.line, path, sizeof(path), nullptr),
        frame.line.error_offset);
  }
  must(count <= GOSYM_MAX_INLINED + 1, "a list of frames ends");
  gosym_function data = {};
  gosym_error hasData = gosym_find_data(&table, pc, &data);
  checkError(table, hasData, data.error_offset);
  if (hasData == GOSYM_OK)
    formatName(table, data);
  return end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  uint64_t pc = input.word();
  CompactInput bytes(input.all());
  gosym_options options = {};
  options.address = 0x10000;
  gosym_table table;
  if (gosym_open(bytes.table().data(), bytes.table().size(), &options,
                 &table) != GOSYM_OK) {
    must(table.error_offset <= bytes.table().size(), "it tells where");
    return 0;
  }
  ask(table, pc);
  // From one symbol to the next.
  pc = table.base;
  for (unsigned i = 0; i < 40; ++i)
    pc = ask(table, pc);
  gosym_function named = {};
  checkError(table, gosym_find_name(&table, "main", 4, &named),
             named.error_offset);
  return 0;
}
