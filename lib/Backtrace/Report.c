//===- Report.c - Frames with names, line by line -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls that were inlined into a function have lines of their own, the
/// innermost first, before that of the function; all have the same address.
/// Only compact tables know of them. A frame that no table names is told by its
/// module: the address less the bias is what other tools take with the file,
/// and the build-id says which file it was.
///
/// The first line is written before anything on the stack is looked at:
/// whatever the stack is like, the report says where the program was.
///
/// A return address is the address after a call, and the call may be the last
/// instruction of its function. So name and line of a caller are those of the
/// byte before (WalkFrame.lookup).
///
/// A fault inside of the report is in one of two places. If a frame was being
/// named, a table cannot be read: the frame is printed again without tables,
/// and so are all others. If it was in the walk, the stack or its unwind
/// information went away: the walk begins again, by frame pointers, and what
/// has been printed is passed over.
///
/// A frame in JSON is one object on one line. The comma is at the front of all
/// but the first, because nobody knows which one is the last. A fault may cut a
/// frame inside of a string: the string and the object are then closed, so the
/// report stays valid.
///
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "../Runtime/Compact.h"

enum { defaultMaxLines = 64 };

void gosymBeginReport(struct Report *out, int fd, int isJson, int hasColor,
                      const struct gosym_table *table, unsigned maxLines) {
  gosymBeginText(&out->text, fd, isJson, hasColor);
  gosymBeginNaming(&out->naming, table);
  out->frames = 0;
  out->lines = 0;
  out->maxLines = maxLines ? maxLines : defaultMaxLines;
  out->isNaming = 0;
  out->isInLine = 0;
  out->hasObjects = 0;
}

static int isFull(const struct Report *out) {
  return out->lines == out->maxLines;
}

/// The name of a member of an object, in JSON; nothing in text.
static void putMember(struct Report *out, const char *name) {
  if (!out->text.isJson)
    return;
  gosymPutText(&out->text, ",\"");
  gosymPutText(&out->text, name);
  gosymPutText(&out->text, "\":");
}

/// What is fixed in text and does not exist in JSON.
static void putPlain(struct Report *out, const char *text) {
  if (!out->text.isJson)
    gosymPutText(&out->text, text);
}

/// What a line begins with.
static void beginLine(struct Report *out, uintptr_t pc) {
  if (out->text.isJson) {
    gosymPutText(&out->text, out->hasObjects ? ",{\"index\":" : "{\"index\":");
    out->hasObjects = 1;
  } else {
    gosymPutText(&out->text, "#");
  }
  out->isInLine = 1;
  gosymPutDecimal(&out->text, out->lines);
  putPlain(out, " ");
  putMember(out, "address");
  gosymPutAddress(&out->text, pc);
  putPlain(out, " ");
}

static void finishLine(struct Report *out) {
  gosymPutText(&out->text, out->text.isJson ? "}\n" : "\n");
  out->isInLine = 0;
  gosymFlushText(&out->text);
}

static void endLine(struct Report *out) {
  finishLine(out);
  ++out->lines;
}

static void putFunction(struct Report *out, const struct gosym_table *table,
                        const struct gosym_function *function, uintptr_t pc) {
  putMember(out, "function");
  gosymOpenString(&out->text);
  gosymPutColor(&out->text, colorFunction);
  gosymPutFunctionName(&out->text, table, function, out->piece,
                       sizeof(out->piece));
  gosymPutColor(&out->text, colorNone);
  gosymCloseString(&out->text);
  if (function->is_inlined) {
    putPlain(out, " (inlined)");
    putMember(out, "inlined");
    if (out->text.isJson)
      gosymPutText(&out->text, "true");
    return;
  }
  putPlain(out, "+");
  putMember(out, "offset");
  if (out->text.isJson)
    gosymPutDecimal(&out->text, pc - function->entry);
  else
    gosymPutHex(&out->text, pc - function->entry, 1);
}

static void putPlace(struct Report *out, const struct gosym_table *table,
                     struct gosym_line *line) {
  if (!line->path && line->file == 0)
    return;
  putPlain(out, " ");
  putMember(out, "file");
  gosymOpenString(&out->text);
  gosymPutColor(&out->text, colorPlace);
  gosymPutLinePath(&out->text, table, line, out->piece, sizeof(out->piece));
  gosymCloseString(&out->text);
  if (line->line != 0) {
    putPlain(out, ":");
    putMember(out, "line");
    gosymPutDecimal(&out->text, line->line);
  }
  gosymPutColor(&out->text, colorNone);
}

/// Behind the last `/`.
static const char *baseName(const char *path) {
  const char *name = path;
  for (const char *at = path; *at != 0; ++at)
    if (*at == '/')
      name = at + 1;
  return *name != 0 ? name : "?";
}

static __attribute__((noinline)) void putModule(struct Report *out,
                                                const struct WalkFrame *frame) {
  if (!gosymOpenModuleOf(&out->naming, frame->lookup)) {
    putPlain(out, "??");
    return;
  }
  const struct LoadedModule *module = &out->naming.module;
  const char *path = gosymModulePath(&out->naming);
  if (!out->text.isJson)
    path = baseName(path);
  putMember(out, "module");
  gosymOpenString(&out->text);
  gosymPutName(&out->text, path, gosymLength(path));
  gosymCloseString(&out->text);
  putPlain(out, "+");
  putMember(out, "moduleOffset");
  gosymOpenString(&out->text);
  gosymPutHex(&out->text, frame->pc - module->bias, 1);
  gosymCloseString(&out->text);
  if (module->buildIdSize == 0)
    return;
  putPlain(out, " (");
  putMember(out, "buildId");
  gosymOpenString(&out->text);
  gosymPutId(&out->text, module->buildId, module->buildIdSize);
  gosymCloseString(&out->text);
  putPlain(out, ")");
}

static void putNamedLine(struct Report *out, const struct gosym_table *table,
                         const struct WalkFrame *frame,
                         const struct gosym_function *function,
                         struct gosym_line *line) {
  beginLine(out, frame->pc);
  putFunction(out, table, function, frame->pc);
  putPlace(out, table, line);
  // A person reads the name; who reads JSON may look up more in the file.
  if (out->text.isJson)
    putModule(out, frame);
  endLine(out);
}

/// Prints the functions of a compact table, a line each. Returns 0, and has
/// printed nothing, if nothing is known of the lines there.
static __attribute__((noinline)) int
putCompactFrame(struct Report *out, const struct gosym_table *table,
                const struct WalkFrame *frame) {
  struct gosym_inlined found;
  struct gosym_frame next;
  if (gosymFindCompactInlined(table, frame->lookup, &found) != GOSYM_OK)
    return 0;
  while (!isFull(out) && gosym_next_inlined(table, &found, &next) == GOSYM_OK)
    putNamedLine(out, table, frame, &next.function, &next.line);
  return 1;
}

static __attribute__((noinline)) void
putSimpleFrame(struct Report *out, const struct gosym_table *table,
               const struct WalkFrame *frame,
               const struct gosym_function *function) {
  struct gosym_line line;
  if (isCompact(table) ||
      gosym_find_line(table, frame->lookup, &line) != GOSYM_OK) {
    line.path = NULL;
    line.file = 0;
  }
  putNamedLine(out, table, frame, function, &line);
}

static void putName(struct Report *out, const struct WalkFrame *frame) {
  struct gosym_function function;
  const struct gosym_table *table =
      gosymTableOf(&out->naming, frame->lookup, &function);
  // JSON of a named frame names the module, too, which a table of the caller's
  // does not; the table that is open may be another one then.
  if (table && out->text.isJson && table == out->naming.given)
    gosymOpenModuleOf(&out->naming, frame->lookup);
  if (table && isCompact(table) && putCompactFrame(out, table, frame))
    return;
  if (table) {
    putSimpleFrame(out, table, frame, &function);
    return;
  }
  beginLine(out, frame->pc);
  putModule(out, frame);
  endLine(out);
}

void gosymPutFrame(struct Report *out, const struct WalkFrame *frame) {
  out->isNaming = 1;
  putName(out, frame);
  out->isNaming = 0;
  ++out->frames;
}

void gosymPutFrames(struct Report *out) {
  while (!isFull(out) && gosymNextWalkFrame(&out->walk, &out->frame))
    gosymPutFrame(out, &out->frame);
  if (out->frames != 0)
    return;
  // A machine whose registers are not known.
  gosymPutText(&out->text, out->text.isJson ? "{\"index\":0" : "#0 ??");
  endLine(out);
}

void gosymPutCut(struct Report *out) {
  struct Text *text = &out->text;
  gosymCloseString(text);
  gosymPutColor(text, colorNone);
  if (out->isInLine)
    finishLine(out);
}

void gosymCopyWalk(struct Walk *to, const struct Walk *from) {
  volatile unsigned char *bytes = (volatile unsigned char *)to;
  for (size_t i = 0; i < sizeof(*to); ++i)
    bytes[i] = ((const unsigned char *)from)[i];
}

void gosymPutRest(struct Report *out, const struct Walk *first) {
  if (out->isNaming) {
    out->naming.usesTables = 0;
    gosymPutFrame(out, &out->frame);
  } else {
    gosymCopyWalk(&out->walk, first);
    out->walk.how = GOSYM_WALK_FRAMES;
    for (unsigned i = 0; i < out->frames; ++i)
      if (!gosymNextWalkFrame(&out->walk, &out->frame))
        return;
  }
  gosymPutFrames(out);
}
