//===- Backtrace.c - Backtraces on request --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a program calls by itself: a backtrace that is printed, one that is
/// kept as bare addresses, and the description of one such address, now or
/// later.
///
/// A kept address is the one to look up: of a caller the byte before its return
/// address. So nothing else has to be kept with it.
///
/// The frame that a walk without a context begins with is the caller of the
/// function here; these functions are therefore never inlined.
///
//===----------------------------------------------------------------------===//

#include "../Runtime/Compact.h"
#include "Report.h"
#include <errno.h>

static void begin(struct Report *out, int fd,
                  const struct gosym_backtrace_options *options) {
  int isJson = options && options->format == GOSYM_FORMAT_JSON;
  int hasColor = options && options->color == GOSYM_COLOR_ALWAYS;
  gosymBeginReport(out, fd, isJson, hasColor, options ? options->table : NULL,
                   options ? options->max_frames : 0);
  if (isJson)
    gosymPutText(&out->text, "{\"frames\":[\n");
}

/// Returns how many lines there are.
static unsigned finish(struct Report *out) {
  if (out->text.isJson)
    gosymPutText(&out->text, "]}\n");
  gosymFlushText(&out->text);
  return out->lines;
}

__attribute__((noinline)) unsigned
gosym_backtrace_fd(int fd, const struct gosym_backtrace_options *options) {
  int errnoBefore = errno;
  enum gosym_walk how = options ? options->walk : GOSYM_WALK_CFI;
  struct Report out;
  begin(&out, fd, options);
  if (options && options->context)
    gosymBeginWalk(&out.walk, options->context, how);
  else
    gosymBeginWalkHere(&out.walk, how);
  gosymPutFrames(&out);
  unsigned lines = finish(&out);
  errno = errnoBefore;
  return lines;
}

__attribute__((noinline)) size_t gosym_raw_trace(uintptr_t *pcs, size_t max,
                                                 size_t skip,
                                                 const void *context) {
  int errnoBefore = errno;
  struct Walk walk;
  struct WalkFrame frame;
  size_t count = 0;
  if (context)
    gosymBeginWalk(&walk, context, GOSYM_WALK_CFI);
  else
    gosymBeginWalkHere(&walk, GOSYM_WALK_CFI);
  while (count < max && gosymNextWalkFrame(&walk, &frame)) {
    if (skip != 0)
      --skip;
    else
      pcs[count++] = frame.lookup;
  }
  errno = errnoBefore;
  return count;
}

unsigned gosym_print_trace(int fd, const uintptr_t *pcs, size_t count,
                           const struct gosym_backtrace_options *options) {
  int errnoBefore = errno;
  struct Report out;
  begin(&out, fd, options);
  for (size_t i = 0; i < count && out.lines < out.maxLines; ++i) {
    out.frame.pc = pcs[i];
    out.frame.lookup = pcs[i];
    gosymPutFrame(&out, &out.frame);
  }
  unsigned lines = finish(&out);
  errno = errnoBefore;
  return lines;
}

//===----------------------------------------------------------------------===//
// Descriptions
//===----------------------------------------------------------------------===//

/// Copies what fits, ended by a NUL.
static void copyText(char *to, size_t size, const char *from, size_t length) {
  if (size == 0)
    return;
  size_t count = length < size - 1 ? length : size - 1;
  for (size_t i = 0; i < count; ++i) {
    to[i] = from[i];
    __asm__ volatile("" ::: "memory"); // Or this becomes a call of memcpy().
  }
  to[count] = 0;
}

static void clearPlace(struct gosym_place *out) {
  copyText(out->name, out->name_size, "", 0);
  copyText(out->path, out->path_size, "", 0);
  copyText(out->module, out->module_size, "", 0);
  out->name_length = 0;
  out->path_length = 0;
  out->module_length = 0;
  out->function_offset = 0;
  out->line = 0;
  out->module_offset = 0;
  out->build_id_size = 0;
  out->is_inlined = 0;
  out->has_function = 0;
  out->has_module = 0;
}

static void placeModule(struct Naming *naming, uintptr_t pc,
                        struct gosym_place *out) {
  if (!gosymOpenModuleOf(naming, pc))
    return;
  const struct LoadedModule *module = &naming->module;
  const char *path = gosymModulePath(naming);
  out->has_module = 1;
  out->module_offset = pc - module->bias;
  out->module_length = gosymLength(path);
  copyText(out->module, out->module_size, path, out->module_length);
  out->build_id_size = module->buildIdSize;
  for (size_t i = 0; i < module->buildIdSize; ++i) {
    out->build_id[i] = module->buildId[i];
    __asm__ volatile("" ::: "memory");
  }
}

/// Finds the frame number `index` of those that are at `pc`. Returns 0 if there
/// are fewer.
static __attribute__((noinline)) int findFrame(const struct gosym_table *table,
                                               uintptr_t pc, unsigned index,
                                               struct gosym_frame *frame) {
  struct gosym_inlined found;
  if (gosym_find_inlined(table, pc, &found) != GOSYM_OK) {
    // The function is known and its line is not.
    frame->line.path = NULL;
    frame->line.file = 0;
    return index == 0 &&
           gosym_find_function(table, pc, &frame->function) == GOSYM_OK;
  }
  for (unsigned i = 0; i <= index; ++i)
    if (gosym_next_inlined(table, &found, frame) != GOSYM_OK)
      return 0;
  return 1;
}

static int placeFunction(const struct gosym_table *table, uintptr_t pc,
                         unsigned index, struct gosym_place *out) {
  struct gosym_frame frame;
  if (!findFrame(table, pc, index, &frame))
    return 0;
  out->has_function = 1;
  out->is_inlined = frame.function.is_inlined;
  if (!out->is_inlined)
    out->function_offset = pc - frame.function.entry;
  gosym_format_name(table, &frame.function, out->name, out->name_size,
                    &out->name_length);
  if (!frame.line.path && frame.line.file == 0)
    return 1;
  out->line = frame.line.line;
  gosym_format_path(table, &frame.line, out->path, out->path_size,
                    &out->path_length);
  return 1;
}

int gosym_describe(uintptr_t pc, unsigned index,
                   const struct gosym_table *table, struct gosym_place *out) {
  int errnoBefore = errno;
  struct Naming naming;
  struct gosym_function function;
  clearPlace(out);
  gosymBeginNaming(&naming, table);
  table = gosymTableOf(&naming, pc, &function);
  int isThere = table ? placeFunction(table, pc, index, out) : index == 0;
  if (isThere)
    placeModule(&naming, pc, out);
  errno = errnoBefore;
  return isThere;
}
