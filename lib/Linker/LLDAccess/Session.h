//===- Session.h - All generated symbols of a link --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a link has of ours, and what is done for all of it at once, when lld
/// calls the first of our commands.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_SESSION_H
#define GOSYM_LIB_LINKER_SESSION_H

#include "LinkAnswers.h"

namespace gosym::lldaccess {

class GeneratedSection;
class LateStage;
class PackedSlots;
class SlotRelocations;

class Session {
public:
  explicit Session(lld::elf::Ctx &ctx);
  ~Session();

  /// Has lld call hook 0, which calls what asked for it with beginAhead().
  void watchPlacing();
  /// Hooks 1 and 3, for all generated symbols at once.
  void prepareSections();
  void arrangeSections();
  /// The symbols have been laid out: the next evaluations are hook 3.
  void noteLayout() { laidOut = true; }
  /// Reports scripts that assign to a generated symbol, once. When addresses
  /// are assigned.
  void reportConflicts();

  /// Whether \p osec may be made RELRO for our sake.
  bool mayBeRelRo(const lld::elf::OutputSection &osec) const {
    return relRoOutputs.contains(&osec);
  }
  /// Ranges of generated symbols, which stand behind the head.
  void addOurs(llvm::ArrayRef<lld::elf::InputSection *> ranges) {
    ourSections.insert(ranges.begin(), ranges.end());
  }

private:
  lld::elf::Ctx &ctx;
  SectionSet ourSections;

public:
  /// What generators ask.
  LinkAnswers link;
  /// The generated symbols; lld's arena owns them.
  llvm::SmallVector<GeneratedSection *, 2> generatedSections;
  /// What relocates the slots of position-independent output; null if they are
  /// relocations of lld like others.
  SlotRelocations *slotRelocations = nullptr;
  /// What relocates some of them in less space; null if the link does not ask
  /// for that.
  PackedSlots *packedSlots = nullptr;
  /// What runs the late generators, once there is one.
  std::unique_ptr<LateStage> lateStage;

private:
  void refusePartitions();
  void consumeSections();
  void arrangeAll();
  void beginAhead();

  llvm::DenseSet<const lld::elf::OutputSection *> relRoOutputs;
  bool watchesPlacing = false;
  bool conflictsReported = false;
  bool laidOut = false;
  bool assignmentsSeen = false;
  bool arrangedForGood = false;
};

} // namespace gosym::lldaccess

#endif
