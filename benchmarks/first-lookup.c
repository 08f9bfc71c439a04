// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one answer of a compact table costs where nothing is warm, and what it
// touches:
//
//   first-lookup list N         N addresses in code, as distances from main
//   first-lookup first DISTANCE nanoseconds and minor page faults of opening
//   the table
//                               and telling function, file, line and inlined
//                               calls with all names, once, in this fresh
//                               process
//   first-lookup touched N      for each of N addresses the pages of 4 KiB of
//   the table
//                               that such an answer touches, and the stack in
//                               bytes
//
// To see what is touched, all pages of the table are protected before each
// answer, and a handler counts and opens those that are met. Stack is what the
// reader has written of one that was painted before; results are not on it.
//
// benchmarks/runtime-lookup links this. All happens before constructors, as in
// runtime-lookup.cpp.
#define _GNU_SOURCE
#include "gosym-c/gosym.h"
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum { pageSize = 4096, stackSize = 65536, paint = 0xa5 };

int main(void) { return 0; }

static void fail(const char *what) {
  fprintf(stderr, "first-lookup: %s\n", what);
  exit(1);
}

static struct gosym_table table;

// One answer, of an address. Results are static: they are the caller's memory.
static uint64_t asked;
static struct gosym_inlined found;
static struct gosym_frame frame;
static char text[4096];

static int answer(void) {
  if (gosym_find_inlined(&table, asked, &found))
    return 0;
  while (!gosym_next_inlined(&table, &found, &frame)) {
    enum gosym_error error =
        gosym_format_name(&table, &frame.function, text, sizeof(text), NULL);
    if (error && error != GOSYM_TOO_SMALL)
      return 0;
    if (frame.line.file &&
        gosym_format_path(&table, &frame.line, text, sizeof(text), NULL))
      return 0;
  }
  return 1;
}

static uint64_t addressOfMain(void) { return (uintptr_t)&main; }

static unsigned long state = 1;
static unsigned long nextRandom(void) {
  state = state * 6364136223846793005UL + 1442695040888963407UL;
  return state >> 20;
}

// The executable segment of the program, whose table has most of it.
static uint64_t codeBegin, codeSize;
static int findCode(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size, (void)data;
  for (int i = 0; i < info->dlpi_phnum; ++i)
    if (info->dlpi_phdr[i].p_type == PT_LOAD &&
        (info->dlpi_phdr[i].p_flags & PF_X)) {
      codeBegin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
      codeSize = info->dlpi_phdr[i].p_memsz;
    }
  return 1;
}

static uint64_t chooseAddress(void) {
  struct gosym_function function;
  for (;;) {
    uint64_t pc = codeBegin + nextRandom() % codeSize;
    if (!gosym_find_function(&table, pc, &function) &&
        pc - function.entry < function.size)
      return pc;
  }
}

static void first(int64_t distance) {
  struct rusage before, after;
  struct timespec begin, end;
  asked = addressOfMain() + (uint64_t)distance;
  getrusage(RUSAGE_SELF, &before);
  clock_gettime(CLOCK_MONOTONIC, &begin);
  int isAnswered = !gosym_open_self(&table) && answer();
  clock_gettime(CLOCK_MONOTONIC, &end);
  getrusage(RUSAGE_SELF, &after);
  if (!isAnswered)
    fail("an address has no answer");
  printf("%ld %ld\n",
         (end.tv_sec - begin.tv_sec) * 1000000000L + end.tv_nsec -
             begin.tv_nsec,
         after.ru_minflt - before.ru_minflt);
}

static char *protectedBegin;
static size_t protectedSize;
static volatile sig_atomic_t touchedPages;

static void openPage(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  char *page = (char *)((uintptr_t)info->si_addr & ~(uintptr_t)(pageSize - 1));
  if (page < protectedBegin || page - protectedBegin >= (long)protectedSize ||
      mprotect(page, pageSize, PROT_READ))
    _exit(3);
  ++touchedPages;
}

static ucontext_t caller, callee;
static int isAnswered;
static void answerOnStack(void) { isAnswered = answer(); }

// Bytes of stack that an answer takes.
static size_t stackOfAnswer(void) {
  static unsigned char stack[stackSize] __attribute__((aligned(16)));
  memset(stack, paint, sizeof(stack));
  if (getcontext(&callee))
    fail("no context");
  callee.uc_stack.ss_sp = stack;
  callee.uc_stack.ss_size = sizeof(stack);
  callee.uc_link = &caller;
  makecontext(&callee, answerOnStack, 0);
  if (swapcontext(&caller, &callee) || !isAnswered)
    fail("an address has no answer");
  size_t unused = 0;
  while (unused < sizeof(stack) && stack[unused] == paint)
    ++unused;
  return sizeof(stack) - unused;
}

static void touched(long count) {
  struct sigaction action = {0};
  action.sa_sigaction = openPage;
  // Another object's bytes may share a page with the table.
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  if (sigaction(SIGSEGV, &action, NULL))
    fail("no handler");
  protectedBegin =
      (char *)((uintptr_t)table.bytes & ~(uintptr_t)(pageSize - 1));
  char *end = (char *)table.bytes + table.size;
  protectedSize =
      ((size_t)(end - protectedBegin) + pageSize - 1) & ~(size_t)(pageSize - 1);
  for (long i = 0; i < count; ++i) {
    asked = chooseAddress();
    size_t stack = stackOfAnswer();
    touchedPages = 0;
    if (mprotect(protectedBegin, protectedSize, PROT_NONE))
      fail("pages cannot be protected");
    int isAnswered = answer();
    if (mprotect(protectedBegin, protectedSize, PROT_READ) || !isAnswered)
      fail("an address has no answer");
    printf("%d %zu\n", (int)touchedPages, stack);
  }
}

__attribute__((constructor(101))) static void run(int argc, char **argv) {
  if (argc != 3)
    exit(2);
  long number = strtol(argv[2], NULL, 0);
  if (strcmp(argv[1], "first") == 0) {
    first(number);
  } else {
    if (gosym_open_self(&table))
      fail("no table");
    dl_iterate_phdr(findCode, NULL);
    if (strcmp(argv[1], "list") == 0)
      for (long i = 0; i < number; ++i)
        printf("%lld\n", (long long)(chooseAddress() - addressOfMain()));
    else
      touched(number);
  }
  fflush(stdout);
  _exit(0);
}
