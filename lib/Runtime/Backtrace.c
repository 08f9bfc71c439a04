//===- Backtrace.c - Frames with names, line by line ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A line is put together in a small buffer on the stack and leaves it with one
/// write(), so that lines of threads that crash together do not mix; a line
/// that does not fit (a name of C++ may have thousands of bytes) takes several.
///
/// A return address is behind its call, and the call may be the last
/// instruction of its function: names and lines of callers are those of the
/// byte before. Only where a signal came in between is pc itself the
/// instruction.
///
/// Where the CPU stands in code that the table does not have, or at the first
/// instruction of a function, no frame has been made for it: the chain of
/// frames begins with that of its caller, whose name would be missing. It is
/// found by the return address that the call left.
///
//===----------------------------------------------------------------------===//

#include "Frames.h"
#include <errno.h>
#include <unistd.h>
#include <unwind.h>

// A program without an unwinder has none of these.
#pragma weak _Unwind_Backtrace
#pragma weak _Unwind_GetIPInfo

enum {
  defaultMaxFrames = 64,
  lineSize = 512,
  decimalDigits = 20,
  pointerDigits = 2 * sizeof(uintptr_t)
};

struct Output {
  int fd;
  const struct gosym_table *table;
  unsigned frames, maxFrames;
  size_t used;
  char line[lineSize];
};

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static void flush(struct Output *out) {
  const char *rest = out->line;
  while (out->used != 0) {
    ssize_t written = write(out->fd, rest, out->used);
    if (written < 0 && errno == EINTR)
      continue;
    // Nobody reads it: there is no one to tell.
    if (written <= 0)
      break;
    rest += written;
    out->used -= (size_t)written;
  }
  out->used = 0;
}

static void putBytes(struct Output *out, const char *bytes, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    if (out->used == lineSize)
      flush(out);
    out->line[out->used++] = bytes[i];
  }
}

static void putText(struct Output *out, const char *text) {
  size_t size = 0;
  while (text[size] != 0)
    ++size;
  putBytes(out, text, size);
}

static void putHex(struct Output *out, uint64_t value, unsigned minDigits) {
  char digits[sizeof(value) * 2];
  size_t at = sizeof(digits);
  do {
    digits[--at] = "0123456789abcdef"[value & 0xf];
    value >>= 4;
  } while (value != 0 || sizeof(digits) - at < minDigits);
  putText(out, "0x");
  putBytes(out, digits + at, sizeof(digits) - at);
}

static void putDecimal(struct Output *out, uint64_t value) {
  char digits[decimalDigits];
  size_t at = sizeof(digits);
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  putBytes(out, digits + at, sizeof(digits) - at);
}

/// The path straight into the line. One that does not fit gets a line of its
/// own length as far as the buffer goes.
static void putPath(struct Output *out, struct gosym_line *line) {
  size_t length;
  char *free = out->line + out->used;
  size_t size = lineSize - out->used;
  enum gosym_error error =
      gosym_format_path(out->table, line, free, size, &length);
  if (error == GOSYM_TOO_SMALL) {
    flush(out);
    size = lineSize;
    error = gosym_format_path(out->table, line, out->line, size, &length);
  }
  if (error == GOSYM_TOO_SMALL)
    length = size - 1;
  else if (error != GOSYM_OK)
    return;
  out->used += length;
}

//===----------------------------------------------------------------------===//
// Frames
//===----------------------------------------------------------------------===//

/// Whether the table has a function at `pc`.
static int isKnown(const struct gosym_table *table, uintptr_t pc,
                   struct gosym_function *function) {
  return table && gosym_find_function(table, pc, function) == GOSYM_OK;
}

static void putFileLine(struct Output *out, uintptr_t at) {
  struct gosym_line line;
  if (gosym_find_line(out->table, at, &line) != GOSYM_OK)
    return;
  putText(out, " ");
  putPath(out, &line);
  if (line.line != 0) {
    putText(out, ":");
    putDecimal(out, line.line);
  }
}

/// A return address without the bit that says Thumb.
static uintptr_t codeAddress(uintptr_t pc) {
#ifdef __arm__
  return pc & ~(uintptr_t)1;
#else
  return pc;
#endif
}

/// Prints the frame that goes on at `pc`. Returns 0 when no more are wanted.
static int putFrame(struct Output *out, uintptr_t pc, int isReturnAddress) {
  pc = codeAddress(pc);
  if (out->frames == out->maxFrames)
    return 0;
  putText(out, "#");
  putDecimal(out, out->frames++);
  putText(out, " ");
  putHex(out, pc, pointerDigits);
  putText(out, " ");
  uintptr_t at = isReturnAddress && pc != 0 ? pc - 1 : pc;
  struct gosym_function function;
  if (isKnown(out->table, at, &function)) {
    putBytes(out, function.name, function.name_size);
    putText(out, "+");
    putHex(out, pc - function.entry, 1);
    putFileLine(out, at);
  } else {
    putText(out, "??");
  }
  putText(out, "\n");
  flush(out);
  return out->frames != out->maxFrames;
}

/// The caller that the chain of frames does not have; see above.
static int putFramelessCaller(struct Output *out,
                              const struct Machine *machine) {
  struct gosym_function function;
  if (isKnown(out->table, machine->pc, &function) &&
      function.entry != machine->pc)
    return 1;
  uintptr_t caller = codeAddress(gosymReturnAddress(machine));
  if (caller == 0 || !isKnown(out->table, caller - 1, &function))
    return 1;
  return putFrame(out, caller, /*isReturnAddress=*/1);
}

/// Prints the frame of `machine`, if none has been printed, and its callers.
static void walkFrames(struct Output *out, const struct Machine *machine,
                       int isReturnAddress) {
  if (out->frames == 0 && !putFrame(out, machine->pc, isReturnAddress))
    return;
  if (!isReturnAddress && !putFramelessCaller(out, machine))
    return;
  struct Frame frame;
  frame.pc = machine->pc;
  frame.fp = machine->fp;
  while (gosymNextFrame(&frame) &&
         putFrame(out, frame.pc, /*isReturnAddress=*/1))
    ;
}

/// What the unwinder's callback is given.
struct Unwinding {
  struct Output *out;
  uintptr_t begin;
  int hasBegun;
};

static _Unwind_Reason_Code putUnwound(struct _Unwind_Context *context,
                                      void *argument) {
  struct Unwinding *unwinding = argument;
  int isInterrupted = 0;
  uintptr_t pc = (uintptr_t)_Unwind_GetIPInfo(context, &isInterrupted);
  // The first frames are ours, and those of a handler; the last one is of no
  // caller.
  unwinding->hasBegun |= pc == unwinding->begin;
  if (!unwinding->hasBegun || (pc == 0 && unwinding->out->frames != 0))
    return _URC_NO_REASON;
  return putFrame(unwinding->out, pc, !isInterrupted) ? _URC_NO_REASON
                                                      : _URC_END_OF_STACK;
}

/// Returns 0 if the unwinder is none, or has found no caller.
static int walkUnwinder(struct Output *out, uintptr_t begin) {
  if (!_Unwind_Backtrace || !_Unwind_GetIPInfo)
    return 0;
  struct Unwinding unwinding;
  unwinding.out = out;
  unwinding.begin = begin;
  unwinding.hasBegun = 0;
  _Unwind_Backtrace(putUnwound, &unwinding);
  return out->frames > 1 || out->frames == out->maxFrames;
}

__attribute__((noinline)) unsigned
gosym_backtrace_fd(int fd, const struct gosym_backtrace_options *options) {
  int errnoBefore = errno;
  struct Output out;
  out.fd = fd;
  out.table = options ? options->table : NULL;
  out.frames = 0;
  out.maxFrames =
      options && options->max_frames ? options->max_frames : defaultMaxFrames;
  out.used = 0;

  struct Machine machine;
  int isCaller = !options || !options->context;
  if (isCaller) {
    struct Frame here;
    here.fp = (uintptr_t)__builtin_frame_address(0);
    here.pc = 0;
    // Our own frame is the first of the chain: the next one is the caller's.
    machine.fp = gosymNextFrame(&here) ? here.fp : 0;
    machine.pc =
        (uintptr_t)__builtin_extract_return_addr(__builtin_return_address(0));
    machine.sp = 0;
    machine.link = 0;
  } else {
    gosymReadContext(options->context, &machine);
  }

  if (machine.pc == 0 && machine.sp == 0 && !isCaller) {
    putText(&out, "#0 ??\n");
    flush(&out);
    out.frames = 1;
  } else if (!options || options->walk != GOSYM_WALK_UNWINDER ||
             !walkUnwinder(&out, machine.pc)) {
    walkFrames(&out, &machine, isCaller);
  }
  errno = errnoBefore;
  return out.frames;
}
