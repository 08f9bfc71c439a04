// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a crash handler does with the table: unwind, look up, print. Nothing here
// opens a file: the names are in memory, relocated, also after `strip`.
#include "fault.h"
#include "gosym-c/gosym.h"
#include <cstdio>
#include <cstdlib>
#include <cxxabi.h>
#include <string_view>
#include <unwind.h>

namespace calc {

// A program whose table cannot be read has nothing to show.
static const gosym_table &ownTable() {
  static gosym_table table;
  if (gosym_error error = gosym_open_self(&table)) {
    std::printf("my symbol table: %s at offset 0x%zx\n", gosym_error_name(error),
                table.error_offset);
    std::exit(1);
  }
  return table;
}

static void printName(const char *name) {
  int status = 0;
  char *readable = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  std::printf("%s", status == 0 ? readable : name);
  std::free(readable);
}

static void printFile(uintptr_t pc) {
  gosym_line line;
  char path[256];
  if (gosym_find_line(&ownTable(), pc, &line) ||
      gosym_format_path(&ownTable(), &line, path, sizeof(path), nullptr))
    return;
  std::printf(", %s", path);
  if (line.line != 0)
    std::printf(":%u", static_cast<unsigned>(line.line));
}

static _Unwind_Reason_Code printFrame(_Unwind_Context *context, void *count) {
  uintptr_t pc = _Unwind_GetIP(context);
  std::printf("  #%-2d ", (*static_cast<int *>(count))++);
  // A return address is behind its call, which may be the last instruction of
  // its function.
  gosym_function function;
  if (gosym_find_function(&ownTable(), pc - 1, &function) == GOSYM_OK) {
    printName(function.name);
    std::printf(" + 0x%x", static_cast<unsigned>(pc - function.entry));
    printFile(pc - 1);
    std::printf("\n");
  } else {
    std::printf("(not in this program)\n");
  }
  return _URC_NO_REASON;
}

void fault(const char *what) {
  std::printf("fault: %s\n", what);
  int frames = 0;
  _Unwind_Backtrace(printFrame, &frames);
  std::exit(0);
}

// `text` and `etext` are bounds, not functions.
static bool isBound(const gosym_entry &entry) {
  std::string_view name(entry.name, entry.name_size);
  return name == "text" || name == "etext";
}

void printTableSummary() {
  const gosym_table &table = ownTable();
  unsigned functions = 0, data = 0;
  gosym_cursor cursor = {};
  gosym_entry entry;
  gosym_error error;
  while (!(error = gosym_next(&table, &cursor, &entry)))
    switch (entry.type) {
    case 'T':
    case 't':
      functions += !isBound(entry);
      break;
    case 'D':
    case 'd':
    case 'B':
    case 'b':
      ++data;
      break;
    }
  if (error != GOSYM_END) {
    std::printf("my symbol table: %s at offset 0x%zx\n", gosym_error_name(error),
                cursor.error_offset);
    std::exit(1);
  }
  std::printf("my own table: %zu bytes, %u functions, %u data symbols\n",
              table.size, functions, data);
}

} // namespace calc
