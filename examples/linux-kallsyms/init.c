/*===- init.c - The first program of the kernel under test -------*- C -*-===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/

/*
 * Prints /proc/kallsyms between two lines of its own, waits for the kernel's
 * self-test of the table if it has one, prints what the kernel has said, which
 * the console is told to leave out (it would be amidst the table), and restarts
 * the machine. No C library: the machine of the kernel may not be the one that
 * this is compiled on.
 */

#if defined(__x86_64__)
enum {
  READ = 0,
  WRITE = 1,
  OPENAT = 257,
  NANOSLEEP = 35,
  EXIT = 60,
  SYSLOG = 103,
  MOUNT = 165,
  REBOOT = 169
};
static long call(long number, long a, long b, long c, long d, long e) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
enum {
  READ = 63,
  WRITE = 64,
  OPENAT = 56,
  NANOSLEEP = 101,
  EXIT = 93,
  SYSLOG = 116,
  MOUNT = 40,
  REBOOT = 142
};
static long call(long number, long a, long b, long c, long d, long e) {
  register long x8 __asm__("x8") = number, x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b, x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d, x4 __asm__("x4") = e;
  __asm__ volatile("svc 0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
                   : "memory");
  return x0;
}
#endif

static char buffer[1 << 18];

static long length(const char *text) {
  long n = 0;
  while (text[n])
    ++n;
  return n;
}

static void print(const char *text) {
  call(WRITE, 1, (long)text, length(text), 0, 0);
}

static void copyToConsole(const char *path) {
  long file = call(OPENAT, -100, (long)path, 0, 0, 0);
  if (file < 0) {
    print("init: cannot open the file\n");
    return;
  }
  for (;;) {
    long n = call(READ, file, (long)buffer, sizeof(buffer), 0, 0);
    if (n <= 0)
      return;
    for (long done = 0; done < n;) {
      long written = call(WRITE, 1, (long)buffer + done, n - done, 0, 0);
      if (written <= 0)
        return;
      done += written;
    }
  }
}

/* Reads into the buffer what the kernel has said, and returns its size. */
static long readLog(void) {
  enum { READ_ALL = 3 };
  return call(SYSLOG, READ_ALL, (long)buffer, sizeof(buffer), 0, 0);
}

/* Whether the kernel has said \p text. */
static int hasSaid(const char *text) {
  long size = readLog(), wanted = length(text);
  for (long at = 0; at + wanted <= size; ++at) {
    long same = 0;
    while (same < wanted && buffer[at + same] == text[same])
      ++same;
    if (same == wanted)
      return 1;
  }
  return 0;
}

void _start(void) {
  call(MOUNT, (long)"proc", (long)"/proc", (long)"proc", 0, 0);
  print("\ninit: begin\n");
  copyToConsole("/proc/kallsyms");
  print("init: end\n");
  if (hasSaid("kallsyms_selftest: start"))
    for (int second = 0; second != 600; ++second) {
      static const long oneSecond[2] = {1, 0};
      if (hasSaid("kallsyms_selftest: finish") ||
          hasSaid("kallsyms_selftest: abort"))
        break;
      call(NANOSLEEP, (long)oneSecond, 0, 0, 0, 0);
    }
  call(WRITE, 1, (long)buffer, readLog(), 0, 0);
  call(REBOOT, 0xfee1dead, 672274793, 0x1234567, 0, 0);
  call(EXIT, 0, 0, 0, 0, 0);
}
