//===- gosym/Format/NameCoder.h - Codes the names of a table ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a compact table does with names (docs/CompactFormat.md, "Dictionary"
/// and "String lists") before it is known what they are names of. It is most of
/// the work of CompactWriter, which does it by itself unless somebody has names
/// long before the program is known.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_NAMECODER_H
#define GOSYM_FORMAT_NAMECODER_H

#include "gosym/Format/NameSource.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace gosym {

class NameCoder {
public:
  /// How small names are to become.
  enum class Effort {
    /// About a quarter of .symtab and .strtab, in half of the time.
    Fast,
    /// About a sixth.
    Full,
  };

  /// \p hasOthers: other strings than those that were learnt from will be
  /// coded, too.
  NameCoder(Effort effort, bool hasOthers);
  ~NameCoder();

  /// Learns a dictionary from \p names and \p others, and codes \p names. Once.
  /// Both may go when it returns.
  ///
  /// Errors: a name of 1 MiB or more.
  llvm::Error learn(const NameSource &names, const NameSource &others,
                    const Parallel &parallel);
  /// How many names have been coded; the first is number 0.
  size_t size() const;

private:
  friend class CompactWriter;
  struct Parts;
  const Effort effort;
  const bool hasOthers;
  std::unique_ptr<Parts> parts;
};

} // namespace gosym

#endif
