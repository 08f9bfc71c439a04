//===- PerLink.h - State that goes with the link ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A process may link several times: lld does when LLD_IN_TEST is set, and
/// programs that have lld as a library do. Each link has a context of its own,
/// but the next one may lie at the same address, so an address cannot tell
/// whether state of ours belongs to the link that is running.
///
/// lld's context owns objects of any type, one arena for each, and destroys
/// them when it goes. State of ours lives there too.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_LINKER_PERLINK_H
#define GOSYM_LIB_LINKER_PERLINK_H

#include "ELF/Config.h"
#include "lld/Common/CommonLinkerContext.h"
#include "lld/Common/Memory.h"
#include <optional>

namespace gosym::lldaccess {

/// The context of the link that is running.
inline lld::elf::Ctx &currentContext() {
  return static_cast<lld::elf::Ctx &>(lld::commonContext());
}

/// perLink<T>() is the one T of the link that is running: made from its context
/// when it is first asked for, destroyed with it. Not for several threads at
/// once.
template <typename T> class PerLink final : public lld::SpecificAllocBase {
public:
  static T &get() {
    auto *owner = static_cast<PerLink *>(
        getOrCreate(&tag, sizeof(PerLink), alignof(PerLink), create));
    // Not in create(): the constructor of T may want arenas of its own, and
    // lld's list of them would grow while it holds a reference into it.
    if (!owner->value)
      owner->value.emplace(currentContext());
    return *owner->value;
  }

private:
  static lld::SpecificAllocBase *create(void *storage) {
    return new (storage) PerLink;
  }
  /// Its address is the key.
  static inline int tag = 0;
  std::optional<T> value;
};

template <typename T> T &perLink() { return PerLink<T>::get(); }

} // namespace gosym::lldaccess

#endif
