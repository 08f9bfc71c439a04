//===- ObjectDebugInfo.h - LLVM's view of an object's DWARF -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Opens the debug information and the unwind information of one relocatable
/// object with LLVM's DWARF library, from the bytes of its file and nothing
/// else.
///
/// An address in either is an offset in the section of the object whose number
/// is its SectionIndex.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_OBJECTDEBUGINFO_H
#define GOSYM_LIB_DEBUGINFO_OBJECTDEBUGINFO_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <memory>
#include <vector>

namespace gosym {

/// Told what is wrong with an object, at once or when LLVM reads it, on the
/// thread that does.
using OnProblem = std::function<void(llvm::Error)>;

/// The sections of an object, and what LLVM does not ask of them. Not
/// thread-safe.
class ObjectSections : public llvm::DWARFObject {
public:
  /// Where in \p section the first relocation at \p position or behind it is;
  /// UINT64_MAX: there is none.
  virtual uint64_t nextRelocation(const llvm::DWARFSection &section,
                                  uint64_t position) const = 0;
};

/// The debug information of one object.
struct DebugInfo {
  /// Null: the object has none. Owns what it had to decompress. Not
  /// thread-safe.
  std::shared_ptr<llvm::DWARFContext> dwarf;
  /// Those of `dwarf`.
  const ObjectSections *sections = nullptr;
  /// A linker relaxes the code of this object (RISC-V, LoongArch): offsets
  /// behind a call are not those of the output.
  bool isRelaxed = false;
};

/// A function of which the compiler told the size of the frame
/// (-fstack-size-section).
struct StackSize {
  /// Number of the section in the object, and where in it the function begins.
  uint64_t sectionIndex = 0;
  uint64_t offset = 0;
  /// In bytes; what a call pushes is not in it.
  uint64_t size = 0;
};

/// What an object says of the frames of its functions.
struct UnwindInfo {
  /// For getEHFrameSection() and getFrameSection(). Null: the object has
  /// neither. Not thread-safe.
  std::shared_ptr<ObjectSections> sections;
  /// The entries of `.stack_sizes`, in the order of the object.
  std::vector<StackSize> stackSizes;
  /// e_machine of the object.
  uint16_t machine = 0;
};

/// Opens the debug information of the object whose file has \p bytes, which
/// must outlive the answer. Decompresses and copies no more than is asked for;
/// memory goes with the answer. No crash and no read outside of \p bytes,
/// whatever they hold. Thread-safe.
DebugInfo readDebugInfo(llvm::ArrayRef<uint8_t> bytes, OnProblem onProblem);

/// The same for the unwind information.
UnwindInfo readUnwindInfo(llvm::ArrayRef<uint8_t> bytes, OnProblem onProblem);

/// A message of LLVM's about debug information, as an error that begins with
/// the name of a section: LLVM names it only where it is not `.debug_info`.
llvm::Error namingSection(llvm::Error error);

} // namespace gosym

#endif
