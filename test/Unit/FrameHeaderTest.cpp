//===- FrameHeaderTest.cpp - Entries of unwind information ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "../../lib/DebugInfo/FrameHeader.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace gosym;
using namespace llvm;

namespace {

using Bytes = std::vector<uint8_t>;

/// An entry of 32-bit form with \p fields behind its length.
Bytes entry(const Bytes &fields) {
  Bytes bytes = {uint8_t(fields.size()), 0, 0, 0};
  bytes.insert(bytes.end(), fields.begin(), fields.end());
  return bytes;
}

Bytes operator+(Bytes a, const Bytes &b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::string check(const Bytes &bytes, bool isEH) {
  DWARFDataExtractor data(toStringRef(ArrayRef(bytes)), /*IsLittleEndian=*/true,
                          /*AddressSize=*/8);
  Expected<FrameEntries> entries = readFrameEntries(data, isEH);
  return entries ? "" : toString(entries.takeError());
}

/// Version 1, "zR", factors 1 and -8, return address 16, pcrel sdata4.
const Bytes cie = entry({0, 0, 0, 0, 1, 'z', 'R', 0, 1, 0x78, 16, 1, 0x1b});
/// Behind it, of it: two words of 4 bytes, no augmentation data.
const Bytes fde = entry({21, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0});

} // namespace

TEST(FrameHeader, SoundEntriesPass) {
  EXPECT_EQ(check({}, true), "");
  EXPECT_EQ(check(cie + fde, true), "");
  EXPECT_EQ(check(cie + entry({}) + Bytes{0xff}, true), "");
}

TEST(FrameHeader, EveryCutIsAnErrorOrTheEndOfAnEntry) {
  Bytes all = cie + fde;
  for (size_t size = 1; size != all.size(); ++size)
    EXPECT_EQ(check(Bytes(all.begin(), all.begin() + size), true).empty(),
              size == cie.size())
        << size;
}

TEST(FrameHeader, WhatAnEntryCannotBeIsSaid) {
  EXPECT_EQ(check(entry({0, 0, 0, 0, 2, 0, 1, 0x78, 16}), true),
            "entry at offset 0x0: version 2, expected 1, 3 or 4");
  EXPECT_EQ(check(entry({255, 255, 255, 255, 4, 0, 3, 0, 1, 1, 16}), false),
            "entry at offset 0x0: addresses of 3 bytes with segments of 0, "
            "expected 8 and 0");
  EXPECT_EQ(
      check(entry({0, 0, 0, 0, 1, 'z', 'R', 0, 1, 0x78, 16, 9, 0x1b}), true),
      "entry at offset 0x0: augmentation data of 9 bytes, expected it to end "
      "in "
      "the entry");
  EXPECT_EQ(check(entry({0, 0, 0, 0, 1, 'z', 'X', 0, 1, 0x78, 16, 0}), true),
            "entry at offset 0x0: augmentation 0x58, expected L, P, R, S, B or "
            "G");
  Bytes ofNone = fde;
  ofNone[4] = 22;
  EXPECT_EQ(check(cie + ofNone, true),
            "entry at offset 0x11: of a CIE at offset 0xffffffffffffffff, "
            "expected one that comes before it");
  EXPECT_EQ(
      check(cie + entry({21, 0, 0, 0, 1}), true),
      "entry at offset 0x11: ends at 0x1a within its fields, expected all "
      "of them");
}
