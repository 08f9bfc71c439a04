// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a crash handler does with the table: unwind, look up, print. Nothing here
// opens a file: the names are in memory, relocated, also after `strip`.
#include "fault.h"
#include "walk.h"
#include <cstdio>
#include <cstdlib>
#include <cxxabi.h>
#include <unwind.h>

extern "C" {
// The linker makes these two; they are not exported, hence hidden.
extern __attribute__((visibility("hidden"))) const unsigned char
    symtabBegin[] asm("runtime.symtab");
extern __attribute__((visibility("hidden"))) const unsigned char
    symtabEnd[] asm("runtime.esymtab");
}

namespace calc {

static void printName(const char *name) {
  int status = 0;
  char *readable = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  std::printf("%s", status == 0 ? readable : name);
  std::free(readable);
}

static _Unwind_Reason_Code printFrame(_Unwind_Context *context, void *count) {
  uintptr_t pc = _Unwind_GetIP(context);
  std::printf("  #%-2d ", (*static_cast<int *>(count))++);
  // A return address is behind its call, which may be the last instruction of
  // its function.
  WalkEntry function;
  if (walkFindFunction(symtabBegin, symtabEnd, pc - 1, &function)) {
    printName(function.name);
    std::printf(" + 0x%x\n", static_cast<unsigned>(pc - function.value));
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

namespace {
struct Count {
  unsigned functions = 0, data = 0;
};
} // namespace

static void countEntry(void *argument, const WalkEntry *entry) {
  auto *count = static_cast<Count *>(argument);
  switch (entry->type) {
  case 'T':
  case 't':
    // `text` and `etext` are bounds, not functions.
    if (!walkIsBound(entry->name))
      ++count->functions;
    break;
  case 'D':
  case 'd':
  case 'B':
  case 'b':
    ++count->data;
    break;
  }
}

void printTableSummary() {
  Count count;
  if (!walkTable(symtabBegin, symtabEnd, countEntry, &count)) {
    std::printf("my symbol table is not sound\n");
    std::exit(1);
  }
  std::printf("my own table: %ld bytes, %u functions, %u data symbols\n",
              static_cast<long>(symtabEnd - symtabBegin), count.functions,
              count.data);
}

} // namespace calc
