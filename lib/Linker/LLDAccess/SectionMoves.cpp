//===- SectionMoves.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A symbol moves with its output section if it keeps its offset there. lld puts
// input sections one behind the other, each aligned, so offsets stay if
//
//   sizes stay       those of ordinary sections do, unless the target relaxes
//                    code; synthetic ones are asked
//   their list stays nothing is inserted (thunks, patches, padding), sorted
//                    (SHF_LINK_ORDER) or spilled to another section
//   their begin      moves by a multiple of the alignment
//   no script        moves the location counter between them, or gives the
//                    symbol its value
//
// Without a script our assignment stands behind all sections, so what is seen
// here is what this round was made of.
//
// Where a target may have thunks nothing is said: one that grows can be hidden
// by padding behind it, and then the section has the size that it had.
//
//===----------------------------------------------------------------------===//

#include "SectionMoves.h"
#include "../../Support/Machine.h"
#include "ELF/Target.h"
#include "ScriptSymbols.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

bool lldaccess::keepsInputSections(const Ctx &ctx,
                                   ArrayRef<OutputSection *> outputs) {
  return ctx.script->potentialSpillLists.empty() &&
         !machineOf(ctx.arg.emachine).isRelaxed && !ctx.arg.optimizeBBJumps &&
         llvm::none_of(outputs, [](const OutputSection *osec) {
           return osec->flags & SHF_LINK_ORDER;
         });
}

bool SectionMoves::mayKeepOffsets() const {
  return !ctx.script->hasSectionsCommand && !ctx.target->needsThunks &&
         !hasScriptSymbols(ctx) && keepsInputSections(ctx, ctx.outputSections);
}

/// Whether all input sections of \p osec are of \p set.
static bool holdsOnly(const OutputSection &osec, const SectionSet &set) {
  for (SectionCommand *cmd : osec.commands)
    if (auto *isd = dyn_cast<InputSectionDescription>(cmd))
      for (InputSection *section : isd->sections)
        if (!set.contains(section))
          return false;
  return true;
}

std::vector<SectionMoves::Place> SectionMoves::places() const {
  std::vector<Place> places;
  auto add = [&](const OutputSection *osec) {
    uint64_t size = holdsOnly(*osec, ours) ? 0 : osec->size;
    places.push_back({osec, size, numSections(*osec), osec->addr});
  };
  for (const OutputSection *osec : ctx.outputSections)
    if (osec->flags & SHF_ALLOC)
      add(osec);
  // Symbols may stand here, too.
  add(ctx.out.elfHeader.get());
  return places;
}

/// Of those that may change: lld made them before it placed anything, and they
/// stand at the end of its list. Merged strings and constants do not change
/// any more.
std::vector<size_t> SectionMoves::sizesOfSynthetic() const {
  std::vector<size_t> sizes;
  for (InputSectionBase *s : llvm::reverse(ctx.inputSections)) {
    if (!isa<SyntheticSection>(s))
      break;
    if (!ours.contains(s))
      sizes.push_back(s->getSize());
  }
  return sizes;
}

SymbolMoves SectionMoves::compare(ArrayRef<Place> before,
                                  ArrayRef<Place> now) const {
  SymbolMoves moves;
  if (before.size() != now.size())
    return moves;
  moves.none = true;
  bool codeIsKnown = true;
  for (auto [a, b] : zip_equal(before, now)) {
    uint64_t moved = b.address - a.address;
    bool keepsOffsets = a.osec == b.osec && a.size == b.size &&
                        a.numSections == b.numSections &&
                        moved % std::max<uint64_t>(b.osec->addralign, 1) == 0;
    moves.none &= keepsOffsets && moved == 0;
    if (!isCode(*b.osec))
      continue;
    codeIsKnown &= keepsOffsets && moves.code.value_or(moved) == moved;
    moves.code = moved;
  }
  if (!codeIsKnown)
    moves.code.reset();
  return moves;
}

void SectionMoves::look() {
  found = {};
  if (!mayKeepOffsets())
    return;
  std::vector<Place> nowPlaces = places();
  std::vector<size_t> nowSizes = sizesOfSynthetic();
  if (nowSizes == lastSizes)
    found = compare(lastPlaces, nowPlaces);
  lastPlaces = std::move(nowPlaces);
  lastSizes = std::move(nowSizes);
}
