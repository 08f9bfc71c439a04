//===- CompactModelTest.cpp - A compact table, through a model, as itself -===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A compact table that is written of the model of another one gives the same
/// answers.
///
//===----------------------------------------------------------------------===//
#include "gosym/Format/CompactModel.h"
#include "CompactBytes.h"
#include "gosym/Format/CompactCheck.h"
#include "gosym/Format/CompactWriter.h"
#include "gtest/gtest.h"

using namespace gosym;
using namespace gosym::compact;
using namespace llvm;

/// The compact table of a model.
static Bytes written(const CompactProgram &model) {
  const Program &program = model.program();
  CompactWriter::Options options;
  options.lines = true;
  CompactWriter writer(program, model, program.symbols.size(), options);
  Parallel inOrder = [](size_t n, const std::function<void(size_t)> &task) {
    for (size_t i = 0; i < n; ++i)
      task(i);
  };
  cantFail(writer.encode(inOrder));
  std::vector<uint64_t> addresses, sizes;
  for (const Symbol &symbol : program.symbols) {
    addresses.push_back(symbol.address);
    sizes.push_back(model.sizeOf(symbol.number));
  }
  CompactWriter::Placement placement;
  placement.addresses = addresses;
  placement.sizes = sizes;
  placement.runs = model.runAddresses();
  placement.textBegin = model.textBegin();
  placement.textEnd = model.textEnd();
  cantFail(writer.assignOffsets(placement, inOrder));
  Bytes bytes(writer.size());
  std::vector<uint64_t> cuts = writer.cutOffsets();
  cuts.insert(cuts.begin(), 0);
  cuts.push_back(bytes.size());
  for (size_t i = 0; i + 1 < cuts.size(); ++i)
    writer.write(address, bytes.size(), cuts[i],
                 MutableArrayRef(bytes).slice(cuts[i], cuts[i + 1] - cuts[i]));
  return bytes;
}

TEST(CompactModel, KeepsInlinedCalls) {
  std::vector<std::pair<uint32_t, Bytes>> parts = example();
  constexpr uint8_t next = 0x10 + 3 * 12 + 3;
  parts[6].second =
      join({u32(1),
            u32(0),
            u64(0),
            u32(0),
            // main:3, call at main:5, in it one at push:9, both go on in a row
            // of no line, the inner one is left, another one of no place, all
            // are left; call up to the end of the function, and on in push().
            {2,    1, 6,    next, 3, 0, 4, next, 4, 0, 2,    9, next, 1,
             next, 5, next, 4,    0, 0, 0, next, 5, 5, next, 3, 0,    2}});
  Bytes bytes = table(parts, base);
  CompactReader reader = read(bytes);
  auto model = CompactProgram::create(reader);
  ASSERT_TRUE(bool(model)) << toString(model.takeError());
  EXPECT_EQ((*model)->program().inlinedFunctions,
            std::vector<StringRef>{"pushpush"});
  EXPECT_EQ((*model)->numRowsOfInlinedCalls(), 6u);
  Bytes again = written(**model);
  CompactReader second = read(again);
  Expected<CompactSummary> summary = checkCompact(second);
  ASSERT_TRUE(bool(summary)) << toString(summary.takeError());
  auto at = [&](const CompactReader &r, uint64_t pc) {
    return shown(cantFail(r.frames(pc)));
  };
  EXPECT_EQ(at(second, 0x1008),
            "pushpush push:7; pushpush push:9; main main:5; ");
  EXPECT_EQ(at(second, 0x100c), "pushpush ?:0; pushpush push:9; main main:5; ");
  for (uint64_t pc = 0xfff; pc != 0x1031; ++pc)
    EXPECT_EQ(at(second, pc), at(reader, pc)) << pc;
}
