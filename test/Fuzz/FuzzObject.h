//===- FuzzObject.h - An object around made-up sections ------- -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The readers of lib/DebugInfo take whole objects. Most bytes of an object say
/// where its sections are, and an input that is wrong there is refused at once.
/// So a target takes the bytes of a few sections, and a sound object is put
/// around them (ObjectBytes.h).
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_FUZZ_FUZZOBJECT_H
#define GOSYM_TEST_FUZZ_FUZZOBJECT_H

#include "../Unit/ObjectBytes.h"
#include "Fuzz.h"

namespace gosym {

constexpr uint64_t codeSection = ObjectBytes::codeSection;
constexpr uint64_t codeSize = ObjectBytes::codeSize;

class FuzzObject : public ObjectBytes {
public:
  using ObjectBytes::add;
  using ObjectBytes::ObjectBytes;

  /// A section and its addresses, both cut from \p input: two bytes each of
  /// offset, one of addend.
  void add(llvm::StringRef name, Input &input) {
    llvm::ArrayRef<uint8_t> bytes = input.piece();
    llvm::ArrayRef<uint8_t> places = input.piece();
    std::vector<Address> addresses;
    for (; places.size() >= 3; places = places.drop_front(3))
      addresses.push_back({places[0] | uint64_t(places[1]) << 8, places[2]});
    ObjectBytes::add(name, bytes, addresses);
  }
};

} // namespace gosym

#endif
