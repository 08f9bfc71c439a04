//===- gosym-c/backtrace.h - Backtraces with names, and crashes ---*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Walks the stack and prints it with names, for signal handlers too. One call
/// is enough for most programs:
///
///   gosym_install_crash_handler(NULL);
///
/// Names come from the tables of all modules that are loaded, found by their
/// notes (a compact table has one; others with `-mllvm -gosym-note=on`). C++
/// has gosym/backtrace.hpp, which stands on this.
///
/// Linux and libc are needed: syscall, errno; weakly _dl_find_object (glibc
/// 2.35). The crash handler also needs sigaction, sigaltstack, sigfillset,
/// sigdelset, getenv. No heap, no locks.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_C_BACKTRACE_H
#define GOSYM_C_BACKTRACE_H

#include "gosym-c/gosym.h"

#ifdef __cplusplus
extern "C" {
#endif

/// How callers are found.
enum gosym_walk {
  /// By call frame information (`.eh_frame`), and where code has none by frame
  /// pointers. Finds all callers in code compiled as usual.
  GOSYM_WALK_CFI = 0,
  /// By frame pointers: needs code with -fno-omit-frame-pointer. Only from the
  /// code that a signal interrupted, which may have made no frame yet, by call
  /// frame information.
  /// x86-64, i386, aarch64, arm, riscv, loongarch, ppc64le; elsewhere, and on
  /// s390x and mips, such code keeps no chain of frames, and the walk ends.
  GOSYM_WALK_FRAMES = 1
};

/// How a report is written.
enum gosym_format {
  /// Lines for people.
  GOSYM_FORMAT_TEXT = 0,
  /// One JSON object (RFC 8259), a line for each frame.
  GOSYM_FORMAT_JSON = 1
};

enum gosym_color {
  /// The crash handler: if it prints to a terminal, and neither NO_COLOR is set
  /// nor TERM is `dumb` when it is installed. All others: never.
  GOSYM_COLOR_AUTO = 0,
  GOSYM_COLOR_NEVER = 1,
  GOSYM_COLOR_ALWAYS = 2
};

/// All zero is fine.
struct gosym_backtrace_options {
  /// Asked before the tables that the modules have: for a program whose link
  /// made no note. Null: there is none.
  const struct gosym_table *table;
  /// Where to begin: the third argument of a SA_SIGINFO handler, `ucontext_t
  /// *`; null: the caller of gosym_backtrace_fd().
  const void *context;
  /// Most lines; 0 is 64.
  unsigned max_frames;
  enum gosym_walk walk;
  enum gosym_format format;
  enum gosym_color color;
};

/// Most stack, in bytes, that gosym_backtrace_fd(), gosym_print_trace(),
/// gosym_raw_trace() and gosym_describe() take, with all frames below; held by
/// a test.
#define GOSYM_BACKTRACE_STACK_SIZE 8192

/// Prints one line a frame to \p fd, each with one write():
///
///   #0 0x000055d0c7a3d288 store::Cell::get() const (inlined) /src/store.h:12
///   #1 0x000055d0c7a3d288 store::Table::find(int)+0x88 /src/store.cpp:61
///   #2 0x00007ffff7df1234 libc.so.6+0x29d90 (0123456789abcdef)
///   #3 0x0000000012345678 ??
///
/// Addresses are those of the code; names and lines of callers are looked up
/// one byte before. A call that was inlined has a line of its own, before that
/// of the function that it was inlined into (compact tables know of them). A
/// frame of a module that has no name for it is printed as the name of its
/// file, the address in that file (the address less the bias), and the build-id
/// if it has one. `??`: no module is there. What is not printable in a name or
/// path is escaped, byte by byte, as \x1b; printable are ASCII from space to
/// `~`, the backslash too, and well-formed UTF-8 from U+00A0 on. A function
/// without line prints its file only, one without file its name only. Frame 0
/// is printed before the stack is looked at. docs/Runtime.md has the members of
/// JSON.
///
/// The registers of \p context are known on x86-64, i386, aarch64, arm, riscv,
/// ppc64, s390x, mips and loongarch; elsewhere it prints one line, `#0 ??`.
///
/// Reads of the stack are checked before they are made; a broken stack ends the
/// walk. May run in signal handlers, in several threads at once; keeps errno;
/// no cancellation point. May read /proc/self/maps. Returns the number of lines
/// of frames.
unsigned gosym_backtrace_fd(int fd,
                            const struct gosym_backtrace_options *options);

/// Stores the addresses of at most \p max frames, the innermost first, without
/// the first \p skip ones; \p context as above, null: from the caller of this
/// function. An address is the one to look up: of a caller the last byte of the
/// call. They stay good for gosym_describe() and gosym_print_trace() while the
/// modules stay loaded, and for `gosym symbolize` together with a list of
/// modules for ever. For signal handlers, as gosym_backtrace_fd(). Returns how
/// many there are.
size_t gosym_raw_trace(uintptr_t *pcs, size_t max, size_t skip,
                       const void *context);

/// Prints addresses that gosym_raw_trace() has stored, as gosym_backtrace_fd()
/// would; the addresses shown are those that are stored.
unsigned gosym_print_trace(int fd, const uintptr_t *pcs, size_t count,
                           const struct gosym_backtrace_options *options);

/// One frame in words. The texts are the caller's memory; each is ended by a
/// NUL and cut if it does not fit, is empty if it is not known, and may be null
/// with a size of 0.
struct gosym_place {
  char *name;
  size_t name_size;
  /// Path of the source file.
  char *path;
  size_t path_size;
  /// Path of the module.
  char *module;
  size_t module_size;

  // Results.

  /// Lengths of the whole texts, without NUL.
  size_t name_length, path_length, module_length;
  /// From the entry of the function, in bytes; 0 for an inlined one.
  uint64_t function_offset;
  /// 0: not known.
  uint64_t line;
  /// The address in the file of the module.
  uint64_t module_offset;
  unsigned char build_id[32];
  size_t build_id_size;
  unsigned char is_inlined;
  /// A table has a name.
  unsigned char has_function;
  unsigned char has_module;
};

/// Describes frame \p index of those that are at the address \p pc, which
/// gosym_raw_trace() has given: 0 is the innermost inlined call, the last one
/// the function itself. \p table as in gosym_backtrace_options. Returns 0 when
/// there are no more; an address that nothing is known of has one frame. Not
/// escaped. For signal handlers, too.
int gosym_describe(uintptr_t pc, unsigned index,
                   const struct gosym_table *table, struct gosym_place *place);

/// Bytes of the printable character that \p text, of \p size bytes, begins
/// with; 0 if it begins with none: reports escape that byte. For what a program
/// prints beside them. \p size must not be 0.
size_t gosym_printable_size(const char *text, size_t size);

/// Bytes of an alternate stack that are enough for the crash handler, with
/// whatever the kernel saves there (1 to 11 KiB on x86-64).
#define GOSYM_CRASH_STACK_SIZE 32768

/// All zero is fine.
struct gosym_crash_options {
  /// As in gosym_backtrace_options. Open; must stay.
  const struct gosym_table *table;
  /// Where to print; 0 is 2, the standard error output.
  int fd;
  enum gosym_walk walk;
  /// The alternate stack of the calling thread, in bytes; null: the one that it
  /// has, if that is of GOSYM_CRASH_STACK_SIZE bytes or more, else 64 KiB of
  /// the library's. Other threads call gosym_use_crash_stack(), or the handler
  /// runs on the stack that they have.
  void *stack;
  size_t stack_size;
  enum gosym_format format;
  enum gosym_color color;
};

/// Has SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT print which signal it was,
/// in words why, in which thread, and a backtrace:
///
///   fatal signal SIGSEGV: null pointer read at 0x0000000000000010, thread 4711
///   "worker"
///
/// (one line). Then the signal takes its default way: core dump and exit status
/// are those of a program without handler. Of threads that crash together the
/// first one reports and the others wait for the end. A fault inside of the
/// report is told there, and the process still ends by the first signal.
///
/// \p options may be null, which is the usual call. Not for signal handlers;
/// for the process: a second call takes the place of the first. Returns 0, or
/// errno of sigaltstack() or sigaction().
int gosym_install_crash_handler(const struct gosym_crash_options *options);

/// Gives the calling thread an alternate stack, so that a stack overflow in it
/// is reported: \p size bytes at \p memory, which must stay until
/// gosym_drop_crash_stack() or the end of the thread. \p memory null: memory
/// from mmap() with a page below it that cannot be touched, \p size bytes of it
/// or, for 0, 64 KiB. Not for signal handlers. Returns 0 or errno.
int gosym_use_crash_stack(void *memory, size_t size);

/// Takes the alternate stack from the calling thread, and unmaps it if
/// gosym_use_crash_stack() has mapped it. To be called before the thread ends.
void gosym_drop_crash_stack(void);

/// Says that the crash report of this process has been made by the caller: a
/// SIGABRT that follows ends the process without a report. For a terminate
/// handler that prints a report and calls abort().
void gosym_skip_abort_report(void);

#ifdef __cplusplus
}
#endif

#endif
