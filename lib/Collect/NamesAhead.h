//===- NamesAhead.h - Names that are coded early ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Codes the names of a compact table from the moment on when the linker knows
/// them, beside the linker. In a link of 180,000 symbols half of the work is
/// done by the time the table has to tell its size.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_NAMESAHEAD_H
#define GOSYM_LIB_COLLECT_NAMESAHEAD_H

#include "../Linker/Ahead.h"
#include "SideWork.h"
#include "gosym/Format/NameCoder.h"
#include <vector>

namespace gosym {

class NamesAhead {
public:
  /// A small program has done its names sooner than a thread has begun.
  static constexpr size_t minNames = 1 << 15;

  /// Begins with \p names, on a thread of its own if it \p mayHaveThread
  /// (Ahead.h has both). What comes of it does not depend on that.
  NamesAhead(const Link &link, RawArray<llvm::StringRef> names,
             NameCoder::Effort effort, bool mayHaveThread);

  /// Returns the names when they are coded, and stores in \p places, for each
  /// of Link::liveSymbols(), the number of its name, or
  /// CompactWriter::notCoded. Once, from layout() on.
  ///
  /// Errors: those of NameCoder::learn().
  llvm::Expected<std::unique_ptr<NameCoder>>
  finish(std::vector<uint32_t> &places);

private:
  void code(const Parallel &parallel);
  void findPlaces(std::vector<uint32_t> &places) const;

  const Link &link;
  const RawArray<llvm::StringRef> names;
  /// What some of the units will be called.
  std::vector<std::string> paths;
  std::unique_ptr<NameCoder> coder;
  /// Of coding; empty: none.
  std::string error;
  SideWork work;
};

} // namespace gosym

#endif
