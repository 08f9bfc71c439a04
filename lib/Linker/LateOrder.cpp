//===- LateOrder.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The order of late generators. B runs before A when A reads the output section
// that holds B's symbol, or names B's symbol in after().
//
// Levels are peeled off one by one: all nodes that wait for nobody, then all
// that wait only for those, and so on. What is left when no node can be peeled
// is a cycle, or waits for one; following "waits for" from any of it leads into
// the cycle, which is what the message shows. There are a handful of nodes, so
// nothing here is quick.
//
//===----------------------------------------------------------------------===//

#include "LateOrder.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace gosym;

static std::string describe(const LateNode &n) {
  return "'" + n.symbol + "' (generator " + n.generator + ")";
}

namespace {
/// Why one node waits for another.
struct Wait {
  size_t forNode;
  std::string reason;
};
} // namespace

static Error findWaits(ArrayRef<LateNode> nodes,
                       ArrayRef<std::string> otherSymbols,
                       std::vector<std::vector<Wait>> &waits) {
  waits.resize(nodes.size());
  for (auto [i, node] : enumerate(nodes)) {
    for (const std::string &section : node.reads) {
      if (section == node.section)
        return createStringError("generated symbol " + describe(node) +
                                 " reads section '" + section +
                                 "', which holds the symbol itself");
      for (auto [j, other] : enumerate(nodes))
        if (other.section == section)
          waits[i].push_back({j, "reads section '" + section + "'"});
    }
    for (const std::string &symbol : node.after) {
      bool found = is_contained(otherSymbols, symbol);
      for (auto [j, other] : enumerate(nodes))
        if (other.symbol == symbol) {
          waits[i].push_back({j, "runs after '" + symbol + "'"});
          found = true;
        }
      if (!found)
        return createStringError("generated symbol " + describe(node) +
                                 " runs after '" + symbol +
                                 "', which no generator makes");
    }
  }
  return Error::success();
}

/// \p done says which nodes have been peeled; the others hold a cycle.
static Error cycleError(ArrayRef<LateNode> nodes,
                        ArrayRef<std::vector<Wait>> waits,
                        ArrayRef<bool> done) {
  auto nextWait = [&](size_t i) {
    return llvm::find_if(waits[i],
                         [&](const Wait &w) { return !done[w.forNode]; });
  };
  // As many steps as there are nodes lead from anywhere into the cycle.
  size_t start = llvm::find(done, false) - done.begin();
  for (size_t i = 0; i != nodes.size(); ++i)
    start = nextWait(start)->forNode;
  // Around it once, to begin with the node that was created first.
  for (size_t i = 0, at = start; i != nodes.size(); ++i) {
    at = nextWait(at)->forNode;
    start = std::min(start, at);
  }

  std::string text = "late generators wait for each other in a cycle";
  size_t i = start;
  do {
    auto wait = nextWait(i);
    text += "\n>>> " + describe(nodes[i]) + " " + wait->reason +
            ", written by " + describe(nodes[wait->forNode]);
    i = wait->forNode;
  } while (i != start);
  return createStringError(text);
}

Expected<std::vector<std::vector<size_t>>>
gosym::orderLateGenerators(ArrayRef<LateNode> nodes,
                           ArrayRef<std::string> otherSymbols) {
  std::vector<std::vector<Wait>> waits;
  if (Error e = findWaits(nodes, otherSymbols, waits))
    return e;

  std::vector<std::vector<size_t>> levels;
  SmallVector<bool, 8> done(nodes.size());
  size_t numDone = 0;
  while (numDone != nodes.size()) {
    std::vector<size_t> level;
    for (size_t i = 0; i != nodes.size(); ++i)
      if (!done[i] &&
          all_of(waits[i], [&](const Wait &w) { return done[w.forNode]; }))
        level.push_back(i);
    if (level.empty())
      return cycleError(nodes, waits, done);
    for (size_t i : level)
      done[i] = true;
    numDone += level.size();
    levels.push_back(std::move(level));
  }
  return levels;
}
