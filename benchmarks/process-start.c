// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Starts programs, or loads shared objects, that nobody asks for a name, and
// says what each start cost.
//
//   process-start exec ROUNDS PROGRAM...
//   process-start dlopen ROUNDS LIBRARY...
//
// They take turns, and another one begins each round. A line for each start:
//
//   which one, minor page faults, nanoseconds, resident KiB, anonymous KiB,
//   dirty KiB
//
// A program says the last three of itself, in KiB, to descriptor 3
// (process-start-main.c); its faults are those up to there and to its exit, as
// the kernel counts them. A library is loaded in a child of its own; its
// numbers are what dlopen() added.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

struct Memory {
  long resident, anonymous, dirty;
};

// Of smaps_rollup: what is told there is counted, not estimated.
static struct Memory memoryNow(void) {
  struct Memory memory = {0, 0, 0};
  char line[256];
  FILE *file = fopen("/proc/self/smaps_rollup", "r");
  while (file && fgets(line, sizeof(line), file)) {
    long value;
    if (sscanf(line, "Rss: %ld", &value) == 1)
      memory.resident = value;
    else if (sscanf(line, "Anonymous: %ld", &value) == 1)
      memory.anonymous = value;
    else if (sscanf(line, "Private_Dirty: %ld", &value) == 1)
      memory.dirty = value;
  }
  if (file)
    fclose(file);
  return memory;
}

static void report(int which, long faults, long long time,
                   const struct Memory *memory) {
  printf("%d %ld %lld %ld %ld %ld\n", which, faults, time, memory->resident,
         memory->anonymous, memory->dirty);
  fflush(stdout);
}

static int startProgram(int which, char *program, int asksMemory) {
  int ends[2];
  struct rusage usage;
  struct Memory memory = {0, 0, 0};
  int status;
  if (pipe(ends))
    return 1;
  long long begin = now();
  pid_t child = vfork();
  if (child == 0) {
    dup2(ends[1], 3);
    execl(program, program, asksMemory ? "memory" : (char *)0, (char *)0);
    _exit(127);
  }
  if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0)
    return 1;
  long long time = now() - begin;
  close(ends[1]);
  if (asksMemory) {
    char text[128] = "";
    if (read(ends[0], text, sizeof(text) - 1) < 0 ||
        sscanf(text, "%ld %ld %ld", &memory.resident, &memory.anonymous,
               &memory.dirty) != 3)
      return 1;
  }
  close(ends[0]);
  // The run that is asked about its memory has other faults and takes longer.
  if (asksMemory)
    report(which, -1, -1, &memory);
  else
    report(which, usage.ru_minflt, time, &memory);
  return 0;
}

static int loadLibrary(int which, const char *library) {
  pid_t child = fork();
  if (child == 0) {
    struct rusage before, after;
    struct Memory a = memoryNow(), b;
    getrusage(RUSAGE_SELF, &before);
    long long begin = now();
    void *handle = dlopen(library, RTLD_NOW);
    long long time = now() - begin;
    getrusage(RUSAGE_SELF, &after);
    if (!handle) {
      fprintf(stderr, "process-start: %s\n", dlerror());
      _exit(1);
    }
    b = memoryNow();
    b.resident -= a.resident;
    b.anonymous -= a.anonymous;
    b.dirty -= a.dirty;
    report(which, after.ru_minflt - before.ru_minflt, time, &b);
    _exit(0);
  }
  int status;
  return child < 0 || waitpid(child, &status, 0) != child || status != 0;
}

int main(int argc, char **argv) {
  if (argc < 4)
    return 2;
  int count = argc - 3, loads = strcmp(argv[1], "dlopen") == 0;
  long rounds = strtol(argv[2], 0, 10);
  // What stdio and /proc need is there before anything is counted.
  memoryNow();
  for (long round = 0; round < rounds; ++round)
    for (int i = 0; i < count; ++i) {
      int which = (int)((round + i) % count);
      int failed =
          loads ? loadLibrary(which, argv[3 + which])
                : startProgram(which, argv[3 + which], 0) ||
                      (round == 0 && startProgram(which, argv[3 + which], 1));
      if (failed) {
        fprintf(stderr, "process-start: %s failed\n", argv[3 + which]);
        return 1;
      }
    }
  return 0;
}
