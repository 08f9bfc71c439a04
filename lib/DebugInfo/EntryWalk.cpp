//===- EntryWalk.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Most entries of a unit are types and declarations, which nobody wants. What
// is wanted is a tree of functions:
//
//   DW_TAG_subprogram                 inlines, variables
//     DW_TAG_formal_parameter         variables
//     DW_TAG_lexical_block            variables: its variables are the
//     function's
//       DW_TAG_variable               variables
//     DW_TAG_inlined_subroutine       inlines
//       DW_TAG_formal_parameter       nobody: it is the inlined function's
//
// So the walk keeps, of each entry that is open, what its children are to whom,
// and reads no values but of these.
//
//===----------------------------------------------------------------------===//

#include "EntryWalk.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

namespace {

class EntryWalk {
public:
  EntryWalk(const DebugUnit &unit, InlineReader *inlines,
            VariableReader *variables)
      : entries(unit), inlines(inlines), variables(variables) {}

  Error run();

private:
  /// What an entry with children is to those who want something.
  enum Role : uint8_t {
    InlineScope = 1,
    /// Variables in it are of the function that was entered last.
    FrameScope = 2,
    FrameFunction = 4,
    FrameBlock = 8,
  };

  bool isInFrame() const { return !open.empty() && open.back() & FrameScope; }
  uint8_t enter(Tag tag);
  uint8_t enterFunction();
  void leave(uint8_t roles);

  EntryCursor entries;
  InlineReader *inlines;
  VariableReader *variables;
  /// The roles of each entry that is open.
  SmallVector<uint8_t, 64> open;
};

} // namespace

uint8_t EntryWalk::enterFunction() {
  bool wantsInlines = inlines && entries.hasChildren();
  // A declaration, or an abstract instance.
  if (!entries.has(Attr::LowPC) && !entries.has(Attr::Ranges)) {
    if (!wantsInlines)
      return 0;
    static const EntryValues none;
    inlines->enterFunction(entries, none);
    return InlineScope;
  }
  uint8_t roles = 0;
  const EntryValues &values = entries.read();
  if (entries.hasFailed())
    return 0;
  if (wantsInlines) {
    inlines->enterFunction(entries, values);
    roles |= InlineScope;
  }
  if (variables && variables->enterFunction(entries.offset(), values))
    roles |= FrameScope | FrameFunction;
  return roles;
}

/// Tells of the entry; returns what it is to whom.
uint8_t EntryWalk::enter(Tag tag) {
  switch (tag) {
  case DW_TAG_subprogram:
    return enterFunction();
  case DW_TAG_inlined_subroutine:
    if (!inlines)
      return 0;
    inlines->enterCall(entries);
    return InlineScope;
  case DW_TAG_formal_parameter:
  case DW_TAG_variable:
  case DW_TAG_unspecified_parameters:
    if (variables && isInFrame())
      variables->take(tag, entries.read());
    return 0;
  case DW_TAG_lexical_block:
  case DW_TAG_try_block:
  case DW_TAG_catch_block:
  case DW_TAG_with_stmt:
    if (!variables || !isInFrame())
      return 0;
    variables->enterBlock();
    return FrameScope | FrameBlock;
  default:
    return 0;
  }
}

void EntryWalk::leave(uint8_t roles) {
  if (roles & InlineScope && inlines)
    inlines->leave();
  if (roles & FrameBlock)
    variables->leaveBlock();
  if (roles & FrameFunction)
    variables->leaveFunction();
}

Error EntryWalk::run() {
  while (entries.next()) {
    Tag tag = entries.tag();
    if (tag == DW_TAG_null) {
      if (!open.empty())
        leave(open.pop_back_val());
      // That was the last child of the root.
      if (open.empty())
        break;
      continue;
    }
    uint8_t roles = enter(tag);
    if (entries.hasChildren())
      open.push_back(roles);
    else if (roles)
      leave(roles);
    if (inlines && inlines->hasFailed()) {
      inlines = nullptr;
      if (!variables)
        break;
    }
  }
  // Lists of children that the unit has not ended.
  while (!open.empty())
    leave(open.pop_back_val());
  return entries.takeError();
}

Error gosym::walkEntries(const DebugUnit &unit, InlineReader *inlines,
                         VariableReader *variables) {
  return EntryWalk(unit, inlines, variables).run();
}
