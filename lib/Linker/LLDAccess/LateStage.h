//===- LateStage.h - When everything is written -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs the late generators of a link (LateGenerator.h) between the writing of
/// the last section and the moment when the output gets its name.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_LATESTAGE_H
#define GOSYM_LIB_LINKER_LATESTAGE_H

#include "GeneratedSection.h"
#include <mutex>

namespace gosym::lldaccess {

class LateStage {
public:
  LateStage(lld::elf::Ctx &ctx, const Link &link) : ctx(ctx), link(link) {}

  /// Orders the late generators among \p sections and takes the build id over.
  /// Hook 2, once, when all sections have been prepared.
  llvm::Error plan(llvm::ArrayRef<GeneratedSection *> sections);

  /// Puts the stage between lld and its output file. Hook 4, on any thread, any
  /// number of times.
  void interceptOutput();

  /// Runs the generators and makes the build id. Returns whether all went well;
  /// errors have been reported. Called by the intercepted output.
  bool run(llvm::MutableArrayRef<uint8_t> file);

private:
  llvm::Error runOne(size_t node, llvm::MutableArrayRef<uint8_t> file) const;
  void takeBuildIdOver();
  void makeBuildId(llvm::MutableArrayRef<uint8_t> file) const;

  lld::elf::Ctx &ctx;
  const Link &link;
  std::vector<const GeneratedSection *> nodes;
  std::vector<std::vector<size_t>> levels;
  /// What lld would have made from the contents; None: not ours to make.
  lld::elf::BuildIdKind buildId = lld::elf::BuildIdKind::None;
  std::once_flag intercepted;
};

} // namespace gosym::lldaccess

#endif
