//===- TwinReport.cpp - What differs from a twin --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "TwinReport.h"
#include "gosym/Format/Printable.h"

using namespace llvm;

namespace gosym {

/// How many differences of each kind are listed.
static constexpr size_t maxListed = 10;

template <typename T> static ArrayRef<T> listed(const std::vector<T> &all) {
  return ArrayRef(all).take_front(maxListed);
}

void TwinReport::counts(const Differences &differences, size_t twinCount) {
  if (out.json) {
    Record(out, "twin")
        .flag("same", differences.none())
        .number("symbols", twinCount)
        .number("missing", differences.missing.size())
        .number("extra", differences.extra.size())
        .number("wrongAddress", differences.wrongAddress.size())
        .number("wrongLetter", differences.wrongLetter.size())
        .number("wrongSize", withSizes ? std::optional<uint64_t>(
                                             differences.wrongSize.size())
                                       : std::nullopt);
    return;
  }
  os << "missing " << differences.missing.size() << ", extra "
     << differences.extra.size() << ", wrong address "
     << differences.wrongAddress.size() << ", wrong letter "
     << differences.wrongLetter.size();
  if (withSizes)
    os << ", wrong size " << differences.wrongSize.size();
  os << " of " << twinCount << " symbols\n";
}

/// One difference; \p expected is null where there is one side only.
void TwinReport::difference(StringRef kind, const TwinSymbol &found,
                            const TwinSymbol *expected) {
  if (out.json) {
    Record record(out, "difference");
    record.text("kind", kind).text("name", found.name);
    auto side = [&](StringRef key, const TwinSymbol &symbol) {
      if (kind == "wrong letter")
        record.text(key, StringRef(&symbol.letter, 1));
      else if (kind == "wrong size")
        record.number(key, symbol.size);
      else
        record.hex(key, symbol.address);
    };
    if (kind != "missing")
      side("found", found);
    if (kind == "missing")
      side("expected", found);
    else if (expected)
      side("expected", *expected);
    return;
  }
  os << kind << ": " << printable(found.name) << ' ' << address(found);
  if (kind == "wrong address")
    os << ", expected " << address(*expected);
  else if (kind == "wrong letter")
    os << ' ' << found.letter << ", expected " << expected->letter;
  else if (kind == "wrong size")
    os << ' ' << found.size << ", expected " << expected->size;
  os << '\n';
}

void TwinReport::print(const Differences &differences, size_t twinCount) {
  counts(differences, twinCount);
  for (const TwinSymbol &symbol : listed(differences.missing))
    difference("missing", symbol, nullptr);
  for (const TwinSymbol &symbol : listed(differences.extra))
    difference("extra", symbol, nullptr);
  for (const Mismatch &pair : listed(differences.wrongAddress))
    difference("wrong address", pair.found, &pair.expected);
  for (const Mismatch &pair : listed(differences.wrongLetter))
    difference("wrong letter", pair.found, &pair.expected);
  for (const Mismatch &pair : listed(differences.wrongSize))
    difference("wrong size", pair.found, &pair.expected);
}

void TwinReport::print(const SyntheticCode &synthetic) {
  if (!synthetic.all())
    return;
  if (out.json)
    Record(out, "codeWithoutSymbol")
        .number("plt", synthetic.plt)
        .number("thunks", synthetic.thunks)
        .number("sections", synthetic.sections);
  else
    os << "code without symbol: " << synthetic.all() << " (plt "
       << synthetic.plt << ", thunks " << synthetic.thunks << ", sections "
       << synthetic.sections << ")\n";
}

} // namespace gosym
