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

using namespace llvm;
using namespace gosym;

static NameGrammar::Effort learningOf(NameCoder::Effort effort) {
  if (effort == NameCoder::Effort::Fast)
    return {4 << 20, {}};
  return {8 << 20, {16, 6, 4, 4}};
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
  parts->grammar.learn(all, sizes.total, learningOf(effort), parallel);
  parts->codes.build(parts->grammar, hasOthers);
  parts->names.encode(parts->codes, names, /*areSampled=*/true, parallel);
  parts->grammar.forgetSample();
  return Error::success();
}
