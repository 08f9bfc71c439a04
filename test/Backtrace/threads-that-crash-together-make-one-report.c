// Threads that crash while another one prints its report wait: there is one report, it is whole, and the program ends by its signal. A thread that is to be cancelled prints it too.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// REQUIRES: system-x86_64
// RUN: rm -rf %t && mkdir %t && cd %t && %runtime
// RUN: clang -O2 -g -fno-omit-frame-pointer -pthread -fuse-ld=lld -I%gosym_src/include \
// RUN:   %s runtime.a %wl_load -o crash
// RUN: ./crash together > out && FileCheck %s --input-file=out --implicit-check-not=fatal
// RUN: ./crash different > out && FileCheck %s --input-file=out --implicit-check-not=fatal
// RUN: ./crash cancelled > out && FileCheck %s --input-file=out --implicit-check-not=fatal

// CHECK:      fatal signal [[SIGNAL:SIG[A-Z]+]]
// CHECK-NEXT: #0 0x{{[0-9a-f]+}} crashHere
// CHECK-NEXT: #1 0x{{[0-9a-f]+}} callsIt
// CHECK-NEXT: #2 0x{{[0-9a-f]+}} thread
// CHECK:      ended by [[SIGNAL]]
#define _GNU_SOURCE
#include "gosym-c/backtrace.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define kept __attribute__((noinline))
enum { threadCount = 8 };

static struct gosym_table table;
static const char *how;
static atomic_int *crashing;

kept static void crashHere(int number) {
  if (!strcmp(how, "cancelled"))
    pthread_cancel(pthread_self());
  ++*crashing;
  if (!strcmp(how, "different") && number % 2)
    __asm__ volatile("ud2");
  *(volatile int *)16 = 1;
}

kept static void callsIt(int number) {
  crashHere(number);
  __asm__ volatile("");
}

static void *thread(void *number) {
  callsIt((int)(intptr_t)number);
  __asm__ volatile("");
  return 0;
}

static void crash(int fd) {
  struct gosym_crash_options options = {.table = &table, .fd = fd};
  pthread_t threads[threadCount];
  int count = !strcmp(how, "cancelled") ? 1 : threadCount;
  gosym_install_crash_handler(&options);
  for (int i = 0; i < count; ++i)
    pthread_create(&threads[i], 0, thread, (void *)(intptr_t)i);
  for (int i = 0; i < count; ++i)
    pthread_join(threads[i], 0);
}

/// Whether the child has ended, or its threads sleep after their faults: the
/// first one because the pipe is full.
static int isQuiet(pid_t child) {
  char command[100];
  siginfo_t end = {0};
  waitid(P_PID, (id_t)child, &end, WEXITED | WNOHANG | WNOWAIT);
  sprintf(command, "grep -q '^State:.[RD]' /proc/%d/task/*/status", child);
  return end.si_pid == child ||
         (*crashing == threadCount && system(command) != 0);
}

int main(int argc, char **argv) {
  how = argv[argc - 1];
  crashing = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                  -1, 0);
  int ends[2], status;
  char bytes[65536] = {0};
  if (gosym_open_self(&table) || pipe(ends))
    return 1;
  long filled = strcmp(how, "cancelled") ? fcntl(ends[1], F_GETPIPE_SZ) : 0;
  for (long left = filled; left > 0;)
    left -= write(ends[1], bytes, sizeof(bytes));
  pid_t child = fork();
  if (child == 0) {
    crash(ends[1]);
    _exit(0);
  }
  close(ends[1]);
  while (filled && !isQuiet(child))
    usleep(1000);
  FILE *report = fdopen(ends[0], "r");
  while (filled-- > 0)
    getc(report);
  for (int c; (c = getc(report)) != EOF;)
    putchar(c);
  waitpid(child, &status, 0);
  printf("ended by SIG%s\n",
         WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : "none");
}
