//===- Ahead.h - What can begin before layout() -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Between garbage collection and layout() the linker is busy on one thread for
/// a while. The names of nearly all live symbols are known by then, and in most
/// links which code is. A generator that has a lot to do with these may begin
/// there. For lib/Collect; plugins do not see this header.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_AHEAD_H
#define GOSYM_LIB_LINKER_AHEAD_H

#include "../Support/RawArray.h"
#include "gosym/Linker/Link.h"
#include <functional>
#include <optional>

namespace gosym {

/// A link whose garbage has been collected.
struct EarlyLink {
  /// Of it only outputKind(), pointerSize() and the inputs, without
  /// consumedSections() and hasDebugInfo(); on another thread, only what does
  /// not change any more: the first two, the number of objects, objectBytes().
  const Link &link;
  /// There are no more live symbols than that.
  size_t maxNames = 0;
  /// Looks at all symbols, in parallel, and returns the names of those that
  /// will be live, in the order of Link::liveSymbols(). A few more than those,
  /// and a few less: what scripts discard, what the linker makes later. They
  /// live as long as the link. To be called in `begin` only.
  std::function<RawArray<llvm::StringRef>()> names = {};
  /// All code that is live now is in the output: none will be folded (--icf),
  /// and no script can discard any.
  bool codeIsFinal = false;
  /// The size in bytes of section \p number of \p object if it is live code. On
  /// any thread, only if codeIsFinal.
  std::function<std::optional<uint64_t>(uint32_t object, uint64_t number)>
      sizeOfCode = {};
  /// Symbols of functions may have bit 0 set, which is not in their address.
  bool hasThumbBit = false;
  /// A thread of ours may read names and inputs() while the linker goes on,
  /// even if the link fails: the process ends before either is gone.
  bool mayHaveThread = false;
};

/// Has \p begin called once, on the thread that drives the link, for the
/// generated symbol called \p symbol. There are links in which it is not
/// called; the inputs and options of a link decide that, never its threads.
void beginAhead(llvm::StringRef symbol,
                std::function<void(const EarlyLink &)> begin);

} // namespace gosym

#endif
