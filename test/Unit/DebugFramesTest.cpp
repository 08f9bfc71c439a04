//===- DebugFramesTest.cpp - Frames of an object --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "../../lib/DebugInfo/DebugFrames.h"
#include "../../lib/DebugInfo/SourcePath.h"
#include "ObjectBytes.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "gtest/gtest.h"

using namespace gosym;
using namespace llvm;
using namespace llvm::dwarf;

namespace {

using Bytes = std::vector<uint8_t>;

/// The function is the code from here on, 0x20 bytes of it.
constexpr uint8_t functionOffset = 0x40, functionSize = 0x20;
/// By which the tests know it.
constexpr uint32_t functionNumber = 7;
/// Of x86-64 in DWARF.
constexpr uint8_t rbp = 6, rsp = 7, returnAddress = 16;

Bytes operator+(Bytes a, const Bytes &b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// With a length in front, which it does not count, padded to words of 8.
Bytes frameEntry(Bytes body) {
  body.resize(alignTo(body.size() + 4, 8) - 4, DW_CFA_nop);
  return Bytes{uint8_t(body.size()), 0, 0, 0} + body;
}

constexpr uint8_t advance(uint8_t bytes) { return DW_CFA_advance_loc | bytes; }

struct Object {
  ObjectBytes object;
  Bytes bytes;

  /// One function; at its entry the CFA is 8 bytes above the stack pointer.
  void addEHFrame(const Bytes &instructions) {
    Bytes cie = frameEntry({0, 0, 0, 0, /*version=*/1, /*augmentation=*/0,
                            /*code alignment=*/1, /*data alignment, -8*/ 0x78,
                            returnAddress, DW_CFA_def_cfa, rsp, 8,
                            DW_CFA_offset | returnAddress, 1});
    Bytes head = {uint8_t(cie.size() + 4), 0, 0, 0};
    Bytes range = Bytes(8) + Bytes{functionSize, 0, 0, 0, 0, 0, 0, 0};
    Bytes fde = frameEntry(head + range + instructions);
    object.add(".eh_frame", cie + fde + Bytes(4),
               {{cie.size() + 8, functionOffset}});
  }

  /// The function, with the parameter p in a register and the variable x at
  /// \p distance, one byte of SLEB128, from the frame base.
  void addDebugInfo(uint8_t frameBase, uint8_t distance) {
    object.add(".debug_abbrev", {1,
                                 DW_TAG_compile_unit,
                                 1,
                                 DW_AT_name,
                                 DW_FORM_string,
                                 0,
                                 0,
                                 2,
                                 DW_TAG_subprogram,
                                 1,
                                 DW_AT_low_pc,
                                 DW_FORM_addr,
                                 DW_AT_high_pc,
                                 DW_FORM_data1,
                                 DW_AT_frame_base,
                                 DW_FORM_exprloc,
                                 0,
                                 0,
                                 3,
                                 DW_TAG_formal_parameter,
                                 0,
                                 DW_AT_name,
                                 DW_FORM_string,
                                 DW_AT_location,
                                 DW_FORM_exprloc,
                                 0,
                                 0,
                                 4,
                                 DW_TAG_variable,
                                 0,
                                 DW_AT_name,
                                 DW_FORM_string,
                                 DW_AT_location,
                                 DW_FORM_exprloc,
                                 0,
                                 0,
                                 0});
    Bytes header = {4, 0, 0, 0, 0, 0, 8};
    Bytes unit = {1, 'a', '.', 'c', 0};
    Bytes function = Bytes{2} + Bytes(8) + Bytes{functionSize, 1, frameBase};
    Bytes variables = {3, 'p', 0,           1,        DW_OP_reg5, 4, 'x',
                       0, 2,   DW_OP_fbreg, distance, 0,          0};
    Bytes all = header + unit + function + variables;
    object.add(".debug_info", Bytes{uint8_t(all.size()), 0, 0, 0} + all,
               {{4 + header.size() + unit.size() + 1, functionOffset}});
  }

  ObjectFrames read() {
    bytes = object.bytes();
    return readFrames(
        bytes,
        [](uint64_t section, uint64_t offset) -> std::optional<uint32_t> {
          EXPECT_EQ(section, ObjectBytes::codeSection);
          EXPECT_EQ(offset, functionOffset);
          return functionNumber;
        });
  }
};

const Bytes pushAndSub = {advance(1), DW_CFA_def_cfa_offset, 16,
                          advance(4), DW_CFA_def_cfa_offset, 48};
const Bytes framePointer = {advance(1), DW_CFA_def_cfa_offset,   16,
                            advance(3), DW_CFA_def_cfa_register, rbp};

/// -8 and -24 as SLEB128.
constexpr uint8_t minus8 = 0x78, minus24 = 0x68;

} // namespace

TEST(UnwindFrames, SizeIsTheDistanceThatMostCodeHas) {
  Object o;
  o.addEHFrame(pushAndSub);
  ObjectFrames frames = o.read();
  EXPECT_TRUE(frames.problems.empty());
  ASSERT_EQ(frames.functions.size(), 1u);
  EXPECT_EQ(frames.functions[0].function, functionNumber);
  ASSERT_TRUE(frames.functions[0].unwind);
  const UnwindFrame &unwind = *frames.functions[0].unwind;
  EXPECT_EQ(unwind.size, 40u);
  EXPECT_FALSE(unwind.byFramePointer);
  ASSERT_TRUE(unwind.atEntry);
  EXPECT_EQ(unwind.atEntry->reg, rsp);
  EXPECT_EQ(unwind.atEntry->offset, 8);
  EXPECT_EQ(unwind.cfaFrom(rsp), 48);
  EXPECT_FALSE(frames.functions[0].stackSize);
  EXPECT_FALSE(frames.functions[0].variables);
}

TEST(UnwindFrames, FramePointerTellsNoSize) {
  Object o;
  o.addEHFrame(framePointer);
  ObjectFrames frames = o.read();
  ASSERT_EQ(frames.functions.size(), 1u);
  ASSERT_TRUE(frames.functions[0].unwind);
  const UnwindFrame &unwind = *frames.functions[0].unwind;
  EXPECT_FALSE(unwind.size);
  EXPECT_TRUE(unwind.byFramePointer);
  EXPECT_EQ(unwind.cfaFrom(rbp), 16);
  EXPECT_FALSE(unwind.cfaFrom(rsp));
}

TEST(UnwindFrames, DepthsFollowStatesThatAreRemembered) {
  Object o;
  o.addEHFrame({advance(1), DW_CFA_def_cfa_offset, 16, DW_CFA_remember_state,
                advance(2), DW_CFA_def_cfa_offset, 8, advance(3),
                DW_CFA_restore_state});
  ObjectFrames frames = o.read();
  ASSERT_EQ(frames.functions.size(), 1u);
  ASSERT_TRUE(frames.functions[0].unwind);
  std::vector<std::pair<uint64_t, uint32_t>> depths;
  for (const StackDepth &d : frames.functions[0].unwind->depths)
    depths.emplace_back(d.offset, d.depth.value_or(UINT32_MAX));
  EXPECT_EQ(depths, (std::vector<std::pair<uint64_t, uint32_t>>{
                        {0, 0}, {1, 8}, {3, 0}, {6, 8}}));
}

TEST(UnwindFrames, WhatInstructionsCannotDoIsSaid) {
  auto problem = [](const Bytes &instructions) {
    Object o;
    o.addEHFrame(instructions);
    ObjectFrames frames = o.read();
    EXPECT_TRUE(frames.functions.empty());
    StringRef text =
        frames.problems.empty() ? StringRef() : frames.problems.front();
    EXPECT_TRUE(text.starts_with(".eh_frame: entry at offset 0x"))
        << text.str();
    return text.rsplit(": ").second.str();
  };
  EXPECT_EQ(problem({DW_CFA_restore_state}),
            "restores a state, expected one that is remembered");
  EXPECT_EQ(problem({DW_CFA_def_cfa_expression, 0, DW_CFA_def_cfa_offset, 8}),
            "a distance from the CFA, expected a register before");
  EXPECT_EQ(problem({DW_CFA_def_cfa_expression, 100}),
            "ends behind the entry, expected operands inside");
  EXPECT_EQ(problem({0x3f}), "opcode 0x3f, expected a known one");
}

TEST(DebugFrames, StackSizesStandBesideUnwindInformation) {
  Object o;
  o.addEHFrame(pushAndSub);
  o.object.add(".stack_sizes", {0, 0, 0, 0, 0, 0, 0, 0, 24},
               {{0, functionOffset}});
  ObjectFrames frames = o.read();
  EXPECT_TRUE(frames.problems.empty());
  ASSERT_EQ(frames.functions.size(), 1u);
  EXPECT_EQ(frames.functions[0].stackSize, 24u);
  EXPECT_EQ(frames.functions[0].unwind->size, 40u);
}

TEST(DebugFrames, ProblemCostsItsSourceOnly) {
  Object o;
  // Longer than the section.
  o.object.add(".eh_frame", {100, 0, 0, 0, 0, 0, 0, 0});
  o.addDebugInfo(DW_OP_call_frame_cfa, minus24);
  ObjectFrames frames = o.read();
  ASSERT_EQ(frames.problems.size(), 1u);
  EXPECT_TRUE(StringRef(frames.problems[0]).starts_with(".eh_frame: "))
      << frames.problems[0];
  ASSERT_EQ(frames.functions.size(), 1u);
  EXPECT_FALSE(frames.functions[0].unwind);
  ASSERT_TRUE(frames.functions[0].variables);
  EXPECT_EQ(frames.functions[0].variables->variables.size(), 1u);
}

TEST(DebugVariables, FrameBaseMayBeTheCFA) {
  Object o;
  o.addDebugInfo(DW_OP_call_frame_cfa, minus24);
  ObjectFrames frames = o.read();
  EXPECT_TRUE(frames.problems.empty());
  ASSERT_EQ(frames.functions.size(), 1u);
  ASSERT_TRUE(frames.functions[0].variables);
  const FunctionVariables &found = *frames.functions[0].variables;
  ASSERT_EQ(found.variables.size(), 1u);
  EXPECT_EQ(found.variables[0].name, "x");
  EXPECT_EQ(found.variables[0].offset, -24);
  EXPECT_TRUE(found.isComplete);
  EXPECT_EQ(found.argsSize, 0u);
  EXPECT_EQ(found.leftOut.inRegisters, 1u);
}

TEST(DebugVariables, FrameBaseInARegisterNeedsUnwindInformation) {
  Object known;
  known.addEHFrame(framePointer);
  known.addDebugInfo(DW_OP_reg6, minus8);
  ObjectFrames frames = known.read();
  ASSERT_TRUE(frames.functions[0].variables);
  ASSERT_EQ(frames.functions[0].variables->variables.size(), 1u);
  EXPECT_EQ(frames.functions[0].variables->variables[0].offset, -24);

  Object unknown;
  unknown.addDebugInfo(DW_OP_reg6, minus8);
  frames = unknown.read();
  ASSERT_TRUE(frames.functions[0].variables);
  const FunctionVariables &found = *frames.functions[0].variables;
  EXPECT_TRUE(found.variables.empty());
  EXPECT_FALSE(found.isComplete);
  EXPECT_EQ(found.leftOut.withoutFrameBase, 1u);
}

TEST(SourcePath, SeveralSourcesAreNone) {
  auto pathOf = [](const std::vector<std::string> &names) {
    ObjectBytes object;
    object.add(".debug_abbrev",
               {1, DW_TAG_compile_unit, 0, DW_AT_name, DW_FORM_string,
                DW_AT_comp_dir, DW_FORM_string, 0, 0, 0});
    Bytes units;
    for (StringRef name : names) {
      Bytes unit = {4, 0, 0, 0, 0, 0, 8, 1};
      unit = unit + Bytes(name.begin(), name.end()) +
             Bytes{0, '/', 's', 'r', 'c', 0};
      units = units + Bytes{uint8_t(unit.size()), 0, 0, 0} + unit;
    }
    object.add(".debug_info", units);
    return readSourcePath(object.bytes());
  };
  EXPECT_EQ(pathOf({"a.c"}), "/src/a.c");
  EXPECT_EQ(pathOf({"/other/a.c"}), "/other/a.c");
  EXPECT_EQ(pathOf({"a.c", "a.c"}), "/src/a.c");
  EXPECT_EQ(pathOf({"a.c", "b.c"}), "");
  EXPECT_EQ(pathOf({"a.c", "b.c", "a.c"}), "");
  // A unit without a name is of no other source.
  EXPECT_EQ(pathOf({"", "b.c"}), "/src/b.c");
  EXPECT_EQ(readSourcePath(ObjectBytes().bytes()), "");
}
