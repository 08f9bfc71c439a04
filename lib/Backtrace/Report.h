//===- Report.h - A backtrace in the making -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The frames of a walk, named and printed one by one. All state is in one
/// struct, so that a crash handler has it in static memory and can go on with
/// it after a fault inside of the report.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_BACKTRACE_REPORT_H
#define GOSYM_LIB_BACKTRACE_REPORT_H

#include "Naming.h"
#include "Text.h"
#include "Walk.h"

struct Report {
  struct Text text;
  struct Naming naming;
  struct Walk walk;
  struct WalkFrame frame;
  /// Frames of the stack, and lines: calls that were inlined have lines, too.
  unsigned frames, lines, maxLines;
  /// A frame has been taken from the walk and is being named; a line has been
  /// begun; JSON has a frame before.
  unsigned char isNaming, isInLine, hasObjects;
  /// A path, or a piece of a name or path of a compact table.
  char piece[256];
};

GOSYM_INTERNAL void gosymBeginReport(struct Report *out, int fd, int isJson,
                                     int hasColor,
                                     const struct gosym_table *table,
                                     unsigned maxLines);

/// Prints one frame: a line for it, and before that one for each call that was
/// inlined there.
GOSYM_INTERNAL void gosymPutFrame(struct Report *out,
                                  const struct WalkFrame *frame);

/// Prints the frames of out->walk, which has begun.
GOSYM_INTERNAL void gosymPutFrames(struct Report *out);

/// Ends what a fault inside of the report has cut, so that the report can go
/// on.
GOSYM_INTERNAL void gosymPutCut(struct Report *out);

/// Copies a walk without a call of memcpy().
GOSYM_INTERNAL void gosymCopyWalk(struct Walk *to, const struct Walk *from);

/// Goes on after a fault in gosymPutFrames(). `first` is the walk before its
/// first step.
GOSYM_INTERNAL void gosymPutRest(struct Report *out, const struct Walk *first);

/// Writes all, or what is possible. This is no cancellation point, so that the
/// report of a thread that is being cancelled is complete.
GOSYM_INTERNAL void gosymWrite(int fd, const char *bytes, size_t size);

#endif
