//===- Backtrace.c - Frames with names, line by line ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A line is put together in a small buffer on the stack and leaves it with one
/// write(), so that lines of threads that print at once do not mix; a line that
/// does not fit (a name of C++ may have thousands of bytes) takes several.
///
/// Calls that were inlined into a function have lines of their own, the
/// innermost first, before that of the function. Only compact tables know of
/// them.
///
/// The first line is written before anything else is looked at: whatever the
/// stack is like, the report says where the program was.
///
/// A return address is the address after a call, and the call may be the last
/// instruction of its function. So the name and line of a caller are looked up
/// for the byte before the return address. Where a signal interrupted the code,
/// pc is the address of the instruction itself and is looked up as it is.
///
/// Not every number on a stack is a return address. One that is printed lies
/// behind a call (CallSite.c) in executable memory (Mapping.c) or is where a
/// signal handler returns to; anything else ends the walk.
///
/// If the interrupted code is not in the table, or is the first instruction of
/// a function, it has made no frame yet. The chain of frames then begins with
/// the caller's frame, which tells only the caller's caller, so the caller
/// would be missing. It is found by the return address that the call left on
/// the stack or in a register.
///
/// If pc is not in code at all, a call went through a wild pointer. The
/// unwinder reads the code at pc, to see whether a signal handler returns
/// there, and would fault. So the call is undone and the walk begins at the
/// caller. The unwinder takes the registers from the context that the kernel
/// keeps on the stack, so they are changed there while it works. Only our crash
/// handler allows that; for all other users the walk is by frame pointers.
///
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // syscall()
#endif
#include "../Runtime/Compact.h"
#include "Frames.h"
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <unwind.h>

// A program without an unwinder has none of these.
#pragma weak _Unwind_Backtrace
#pragma weak _Unwind_GetIPInfo

enum {
  defaultMaxLines = 64,
  lineSize = sizeof(((struct Backtrace *)0)->line),
  decimalDigits = 20,
  pointerDigits = 2 * sizeof(uintptr_t)
};

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

void gosymWrite(int fd, const char *bytes, size_t size) {
  while (size != 0) {
    long written = syscall(SYS_write, fd, bytes, size);
    if (written < 0 && errno == EINTR)
      continue;
    // Nobody reads the output, so this cannot be reported either.
    if (written <= 0)
      return;
    bytes += written;
    size -= (size_t)written;
  }
}

static void flush(struct Backtrace *out) {
  gosymWrite(out->fd, out->line, out->used);
  out->used = 0;
}

static void putBytes(struct Backtrace *out, const char *bytes, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    if (out->used == lineSize)
      flush(out);
    out->line[out->used++] = bytes[i];
  }
}

static void putText(struct Backtrace *out, const char *text) {
  size_t size = 0;
  while (text[size] != 0)
    ++size;
  putBytes(out, text, size);
}

static void putHex(struct Backtrace *out, uint64_t value, unsigned minDigits) {
  char digits[sizeof(value) * 2];
  size_t at = sizeof(digits);
  do {
    digits[--at] = "0123456789abcdef"[value & 0xf];
    value >>= 4;
  } while (value != 0 || sizeof(digits) - at < minDigits);
  putText(out, "0x");
  putBytes(out, digits + at, sizeof(digits) - at);
}

static void putDecimal(struct Backtrace *out, uint64_t value) {
  char digits[decimalDigits];
  size_t at = sizeof(digits);
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  putBytes(out, digits + at, sizeof(digits) - at);
}

/// A name or path; what is not printable is escaped.
static void putName(struct Backtrace *out, const char *name, size_t size) {
  for (size_t i = 0; i < size;) {
    size_t printable = gosymPrintableSize(name + i, size - i);
    if (printable != 0) {
      putBytes(out, name + i, printable);
      i += printable;
      continue;
    }
    unsigned byte = (unsigned char)name[i++];
    char escape[] = {'\\', 'x', "0123456789abcdef"[byte >> 4],
                     "0123456789abcdef"[byte & 0xf]};
    putBytes(out, escape, sizeof(escape));
  }
}

/// A path as far as the buffer goes.
static void putPath(struct Backtrace *out, struct gosym_line *line) {
  size_t length;
  enum gosym_error error = gosym_format_path(out->table, line, out->text,
                                             sizeof(out->text), &length);
  if (error == GOSYM_TOO_SMALL)
    length = sizeof(out->text) - 1;
  else if (error != GOSYM_OK)
    return;
  putName(out, out->text, length);
}

/// How many bytes at the end of `text` begin a character of UTF-8 that is cut.
static size_t unfinishedSize(const char *text, size_t size) {
  for (size_t i = 1; i <= 3 && i <= size; ++i) {
    unsigned byte = (unsigned char)text[size - i];
    if (byte >= 0xc0)
      return i < 2u + (byte >= 0xe0) + (byte >= 0xf0) ? i : 0;
    if (byte < 0x80)
      return 0;
  }
  return 0;
}

/// A string of a compact table, whatever its length, piece by piece. What was
/// put out is decoded once more for each piece; few names need a second one.
static __attribute__((noinline)) void
putString(struct Backtrace *out, unsigned kind, uint32_t number) {
  struct Room room;
  size_t errorOffset;
  setRoom(&room, out->text, sizeof(out->text));
  for (;;) {
    enum gosym_error error =
        gosymFormatString(out->table, kind, number, &room, &errorOffset);
    if (error != GOSYM_TOO_SMALL) {
      if (error == GOSYM_OK)
        putName(out, out->text, room.length);
      else
        putText(out, "??");
      return;
    }
    size_t length = sizeof(out->text) - 1;
    length -= unfinishedSize(out->text, length);
    putName(out, out->text, length);
    room.skip += (uint32_t)length;
  }
}

//===----------------------------------------------------------------------===//
// Frames
//===----------------------------------------------------------------------===//

/// Whether the table has a function at `pc`.
static int isKnown(const struct gosym_table *table, uintptr_t pc,
                   struct gosym_function *function) {
  return table && gosym_find_function(table, pc, function) == GOSYM_OK;
}

static __attribute__((noinline)) void putFileLine(struct Backtrace *out,
                                                  uintptr_t at) {
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

static int isFull(const struct Backtrace *out) {
  return out->lines == out->maxLines;
}

/// What a line begins with.
static void putPlace(struct Backtrace *out, uintptr_t pc) {
  putText(out, "#");
  putDecimal(out, out->lines++);
  putText(out, " ");
  putHex(out, pc, pointerDigits);
  putText(out, " ");
}

static void putCompactLine(struct Backtrace *out, uintptr_t pc,
                           const struct gosym_frame *frame) {
  const struct gosym_function *function = &frame->function;
  putPlace(out, pc);
  putString(out,
            function->is_inlined ? GOSYM_COMPACT_INLINED_NAMES
                                 : GOSYM_COMPACT_NAMES,
            function->name_number);
  if (function->is_inlined) {
    putText(out, " (inlined)");
  } else {
    putText(out, "+");
    putHex(out, pc - function->entry, 1);
  }
  if (frame->line.file != 0) {
    putText(out, " ");
    putString(out, GOSYM_COMPACT_PATHS, frame->line.file - 1);
    if (frame->line.line != 0) {
      putText(out, ":");
      putDecimal(out, frame->line.line);
    }
  }
  putText(out, "\n");
  flush(out);
}

/// Prints the functions of a compact table that `at` is in, a line each.
/// Returns 0 if nothing is known of the lines there, and nothing has been
/// printed.
static __attribute__((noinline)) int
putCompactFrame(struct Backtrace *out, uintptr_t pc, uintptr_t at) {
  struct gosym_inlined found;
  struct gosym_frame frame;
  if (gosymFindCompactInlined(out->table, at, &found) != GOSYM_OK)
    return 0;
  while (!isFull(out) &&
         gosym_next_inlined(out->table, &found, &frame) == GOSYM_OK)
    putCompactLine(out, pc, &frame);
  return 1;
}

/// Prints the frame at `pc`, with the line of the byte `at`. `function` is null
/// if the table has none there.
static void putFrame(struct Backtrace *out, uintptr_t pc, uintptr_t at,
                     const struct gosym_function *function) {
  ++out->frames;
  if (function && isCompact(out->table) && putCompactFrame(out, pc, at))
    return;
  putPlace(out, pc);
  if (function && isCompact(out->table)) {
    putString(out, GOSYM_COMPACT_NAMES, function->name_number);
    putText(out, "+");
    putHex(out, pc - function->entry, 1);
  } else if (function) {
    putName(out, function->name, function->name_size);
    putText(out, "+");
    putHex(out, pc - function->entry, 1);
    putFileLine(out, at);
  } else {
    putText(out, "??");
  }
  putText(out, "\n");
  flush(out);
}

/// Prints the frame at `pc`. Returns whether the table has a function there.
static int putKnown(struct Backtrace *out, uintptr_t pc, uintptr_t at) {
  struct gosym_function function;
  int isInTable = isKnown(out->table, at, &function);
  putFrame(out, pc, at, isInTable ? &function : NULL);
  return isInTable;
}

/// Prints the frame of a caller, if a call or a handler of a signal returns to
/// `returnAddress`. Returns whether it does. What the table covers is code; for
/// any other address the kernel is asked.
static int putCaller(struct Backtrace *out, uintptr_t returnAddress) {
  uintptr_t pc = gosymCodeAddress(returnAddress);
  if (isFull(out) || pc == 0)
    return 0;
  int isHandler = gosymIsSignalReturn(returnAddress);
  if (!isHandler && !gosymFollowsCall(returnAddress))
    return 0;
  uintptr_t at = isHandler ? pc : pc - 1;
  struct gosym_function function;
  int isInTable = isKnown(out->table, at, &function);
  if (!isInTable && !gosymIsExecutable(at, &out->code))
    return 0;
  putFrame(out, pc, at, isInTable ? &function : NULL);
  return 1;
}

/// Prints the caller that is missing in the chain of frames; see above.
static void putFramelessCaller(struct Backtrace *out,
                               const struct Machine *machine) {
  struct gosym_function function;
  if (isKnown(out->table, machine->pc, &function) &&
      function.entry != machine->pc)
    return;
  uintptr_t caller = gosymReturnAddress(machine);
  if (caller != 0 &&
      isKnown(out->table, gosymCodeAddress(caller) - 1, &function))
    putCaller(out, caller);
}

/// Prints the callers that the chain of frames from `fp` on has.
static void walkFrames(struct Backtrace *out, uintptr_t fp) {
  struct Frame frame;
  frame.pc = 0;
  frame.fp = fp;
  while (gosymNextFrame(&frame) && putCaller(out, frame.pc))
    ;
}

/// What the unwinder's callback is given.
struct Unwinding {
  struct Backtrace *out;
  uintptr_t begin;
  int hasBegun;
};

static _Unwind_Reason_Code putUnwound(struct _Unwind_Context *context,
                                      void *argument) {
  struct Unwinding *unwinding = argument;
  struct Backtrace *out = unwinding->out;
  int isInterrupted = 0;
  uintptr_t pc = (uintptr_t)_Unwind_GetIPInfo(context, &isInterrupted);
  // The first frames are our own and those of a signal handler. The frame at
  // `begin` has been printed already.
  if (!unwinding->hasBegun) {
    unwinding->hasBegun = gosymCodeAddress(pc) == unwinding->begin;
    return _URC_NO_REASON;
  }
  if (isInterrupted && pc != 0 && !isFull(out))
    putKnown(out, pc, pc);
  else if (!putCaller(out, pc))
    return _URC_END_OF_STACK;
  return _URC_NO_REASON;
}

/// Prints the callers of the frame that goes on at `begin`. Returns 0 if there
/// is no unwinder, or it has found none.
static int walkUnwinder(struct Backtrace *out, uintptr_t begin) {
  if (!_Unwind_Backtrace || !_Unwind_GetIPInfo)
    return 0;
  struct Unwinding unwinding;
  unwinding.out = out;
  unwinding.begin = begin;
  unwinding.hasBegun = 0;
  out->framesBeforeUnwinder = out->frames;
  _Unwind_Backtrace(putUnwound, &unwinding);
  return out->frames > out->framesBeforeUnwinder || isFull(out);
}

static _Unwind_Reason_Code passOver(struct _Unwind_Context *context,
                                    void *argument) {
  (void)argument;
  int isInterrupted;
  _Unwind_GetIPInfo(context, &isInterrupted);
  return _URC_NO_REASON;
}

void gosymPrepareUnwinder(void) {
  if (_Unwind_Backtrace && _Unwind_GetIPInfo)
    _Unwind_Backtrace(passOver, NULL);
}

//===----------------------------------------------------------------------===//
// Backtraces
//===----------------------------------------------------------------------===//

void gosymBeginBacktrace(struct Backtrace *out, int fd,
                         const struct gosym_table *table, unsigned maxLines) {
  out->fd = fd;
  out->table = table;
  out->frames = 0;
  out->lines = 0;
  out->maxLines = maxLines ? maxLines : defaultMaxLines;
  out->framesBeforeUnwinder = 0;
  out->code.begin = 0;
  out->code.end = 0;
  out->used = 0;
}

static void putCallersByFrames(struct Backtrace *out,
                               const struct Machine *machine) {
  putFramelessCaller(out, machine);
  walkFrames(out, machine->fp);
}

void gosymPutInterrupted(struct Backtrace *out, enum gosym_walk walk,
                         struct Machine *machine, void *context) {
  if (machine->pc == 0 && machine->sp == 0) {
    putText(out, "#0 ??\n");
    flush(out);
    out->frames = 1;
    out->lines = 1;
    return;
  }
  uintptr_t pc = machine->pc, sp = machine->sp;
  int isInTable = putKnown(out, pc, pc);
  unsigned char code;
  int isLost = !gosymReadBytes(pc, &code, sizeof(code)) ||
               (!isInTable && !gosymIsExecutable(pc, &out->code));
  int canUnwind = walk == GOSYM_WALK_UNWINDER && !isLost;
  if (isLost && putCaller(out, gosymReturnAddress(machine))) {
    gosymUndoCall(machine);
    canUnwind = walk == GOSYM_WALK_UNWINDER && context;
    if (canUnwind)
      gosymWriteContext(context, machine);
  }
  if (!canUnwind || !walkUnwinder(out, machine->pc))
    putCallersByFrames(out, machine);
  if (canUnwind && isLost) {
    machine->pc = pc;
    machine->sp = sp;
    gosymWriteContext(context, machine);
  }
}

void gosymPutFault(struct Backtrace *out, const char *signal) {
  if (out->used != 0)
    putText(out, "\n");
  putText(out, signal);
  putText(out, " inside of this report, names or callers may be missing\n");
  flush(out);
}

void gosymPutRest(struct Backtrace *out, struct Machine *machine) {
  // The unwinder had not begun, so it was a read of the table that faulted.
  if (out->framesBeforeUnwinder == 0)
    out->table = NULL;
  if (out->frames == 0)
    gosymPutInterrupted(out, GOSYM_WALK_FRAMES, machine, NULL);
  else if (out->frames == 1 || out->frames == out->framesBeforeUnwinder)
    putCallersByFrames(out, machine);
}

__attribute__((noinline)) unsigned
gosym_backtrace_fd(int fd, const struct gosym_backtrace_options *options) {
  int errnoBefore = errno;
  enum gosym_walk walk = options ? options->walk : GOSYM_WALK_FRAMES;
  struct Backtrace out;
  gosymBeginBacktrace(&out, fd, options ? options->table : NULL,
                      options ? options->max_frames : 0);
  if (options && options->context) {
    struct Machine machine;
    gosymReadContext(options->context, &machine);
    gosymPutInterrupted(&out, walk, &machine, NULL);
  } else {
    uintptr_t pc = gosymCodeAddress(
        (uintptr_t)__builtin_extract_return_addr(__builtin_return_address(0)));
    putKnown(&out, pc, pc - 1);
    // Our own frame is the first of the chain: the next one is the caller's.
    struct Frame here;
    here.fp = (uintptr_t)__builtin_frame_address(0);
    here.pc = 0;
    if (walk != GOSYM_WALK_UNWINDER || !walkUnwinder(&out, pc))
      walkFrames(&out, gosymNextFrame(&here) ? here.fp : 0);
  }
  errno = errnoBefore;
  return out.lines;
}
