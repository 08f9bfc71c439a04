//===- NameCoder.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "gosym/Format/NameCoder.h"
#include "NameCoderParts.h"
#include "NameLists.h"
#include "gosym-c/compact_format.h"
#include "llvm/ADT/Twine.h"
#include <algorithm>

using namespace llvm;
using namespace gosym;

/// What to learn from names of \p total bytes. A phrase is three or four bytes
/// of dictionary, and saves a byte or less where it is used. In a large program
/// it is used more often than its sample has it, and the dictionary is a small
/// part. (Found by trying, on programs of 100 to 180,000 symbols.)
static NameGrammar::Effort learningOf(NameCoder::Effort effort,
                                      uint64_t total) {
  if (effort == NameCoder::Effort::Fast)
    return {4 << 20, {}};
  auto uses =
      std::clamp<uint64_t>((16 << 20) / std::max<uint64_t>(total, 1), 4, 12);
  NameGrammar::Effort learning{8 << 20, {16, std::max<uint32_t>(6, uses)}};
  // Phrases of phrases of phrases are not worth their time in a small program.
  if (total > 512 << 10)
    learning.rounds.append(2, uses);
  return learning;
}

Error gosym::checkLongest(const NameSizes &sizes) {
  constexpr uint64_t maxNameSize = GOSYM_COMPACT_MAX_STRING;
  if (sizes.longest <= maxNameSize)
    return Error::success();
  return createStringError("name of " + Twine(sizes.longest) +
                           " bytes, expected at most " + Twine(maxNameSize));
}

NameCoder::NameCoder(Effort effort, bool hasOthers)
    : effort(effort), hasOthers(hasOthers), parts(std::make_unique<Parts>()) {}

NameCoder::~NameCoder() = default;

size_t NameCoder::size() const { return parts->names.size(); }

Error NameCoder::learn(const NameSource &names, const NameSource &others,
                       const Parallel &parallel) {
  JoinedNames all({&names, &others});
  NameSizes sizes = sizesOf(all, parallel);
  if (Error e = checkLongest(sizes))
    return e;
  parts->grammar.learn(all, sizes.total, learningOf(effort, sizes.total),
                       parallel);
  parts->codes.build(parts->grammar, hasOthers);
  parts->names.encode(parts->codes, names, /*areSampled=*/true, parallel);
  parts->grammar.forgetSample();
  return Error::success();
}
