//===- PrintableTest.cpp - Text that is safe to show ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/Printable.h"
#include "gtest/gtest.h"

using namespace gosym;
using namespace llvm;

TEST(Printable, OrdinaryNamesStay) {
  for (StringRef name :
       {"", "main", "operator\"\" _x(char const*, unsigned long)", "a\\b ~",
        "gr\xc3\xb6\xc3\x9f"
        "e",
        "\xc2\xb7", "\xe2\x82\xac", "\xf0\x9f\x98\x80"})
    EXPECT_EQ(printable(name), name);
}

TEST(Printable, ControlCharactersAreEscaped) {
  EXPECT_EQ(printable(StringRef("\0\t\n\x1b[2J\x7f", 8)),
            "\\x00\\x09\\x0a\\x1b[2J\\x7f");
  // U+0080, U+009F are controls, U+00A0 is none.
  EXPECT_EQ(printable("\xc2\x80 \xc2\x9f \xc2\xa0"),
            "\\xc2\\x80 \\xc2\\x9f \xc2\xa0");
}

TEST(Printable, BytesThatAreNoTextAreEscapedOneByOne) {
  EXPECT_EQ(printable("\x9b"
                      "2J"),
            "\\x9b2J");                  // C1, bare
  EXPECT_EQ(printable("\xc3"), "\\xc3"); // cut
  EXPECT_EQ(printable("\xe2\x82."), "\\xe2\\x82.");
  EXPECT_EQ(printable("\xc1\x81"), "\\xc1\\x81"); // longer than need be
  EXPECT_EQ(printable("\xe0\x80\x9b"), "\\xe0\\x80\\x9b");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80"); // a surrogate
  EXPECT_EQ(printable("\xf4\x90\x80\x80"),
            "\\xf4\\x90\\x80\\x80"); // above U+10FFFF
  EXPECT_EQ(printable("\xff"), "\\xff");
}

TEST(Printable, TwiceIsOnce) {
  std::string once = printable("a\n\xff\\");
  EXPECT_EQ(printable(once), once);
}
