//===- Abbreviations.h - What entries consist of ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The abbreviations of `.debug_abbrev`, in the form that a reader needs who
/// passes over most entries: which attributes of ours an entry has, and in how
/// few steps one gets behind all of them.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_DEBUGINFO_ABBREVIATIONS_H
#define GOSYM_LIB_DEBUGINFO_ABBREVIATIONS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Support/Allocator.h"
#include <string>
#include <vector>

namespace gosym {

/// The attributes that any reader of ours asks for.
enum class Attr : uint8_t {
  Name,
  LinkageName,
  MIPSLinkageName,
  CompDir,
  StmtList,
  DwoName,
  GNUDwoName,
  AddrBase,
  GNUAddrBase,
  StrOffsetsBase,
  RnglistsBase,
  LoclistsBase,
  LowPC,
  HighPC,
  EntryPC,
  Ranges,
  AbstractOrigin,
  Specification,
  CallFile,
  CallLine,
  Location,
  ConstValue,
  Declaration,
  External,
  FrameBase,
  Type,
  ByteSize,
  Count,
  UpperBound,
  LowerBound,
  Other, ///< nobody does
};
constexpr unsigned numAttrs = unsigned(Attr::Other);
static_assert(numAttrs <= 32, "a bit each");

constexpr uint32_t bitOf(Attr attr) { return uint32_t(1) << unsigned(attr); }

/// How the size of a value is told.
enum class SizeKind : uint8_t {
  Fixed,     ///< by the form
  Number,    ///< a LEB128 ends where it says
  Text,      ///< a NUL ends it
  Block1,    ///< so many bytes as a number of one byte in front says
  Block2,    ///< of two bytes
  Block4,    ///< of four
  Block,     ///< a LEB128
  OtherForm, ///< the value begins with the number of its form
  Unknown,   ///< no form that we know
};

struct AttributeSpec {
  llvm::dwarf::Form form = llvm::dwarf::Form(0);
  Attr attr = Attr::Other;
  SizeKind kind = SizeKind::Unknown;
  /// Bytes of a value of kind Fixed, and of what stands behind a Number.
  uint8_t fixedSize = 0;
  /// Of DW_FORM_implicit_const.
  int64_t implicitValue = 0;
};

/// Past some values at once: so many bytes, and then one value of `kind`.
struct SkipStep {
  uint32_t bytes = 0;
  SizeKind kind = SizeKind::Fixed;
};

struct Abbreviation {
  uint64_t code = 0;
  llvm::dwarf::Tag tag = llvm::dwarf::DW_TAG_null;
  bool hasChildren = false;
  /// bitOf() each attribute of ours that entries have.
  uint32_t known = 0;
  llvm::ArrayRef<AttributeSpec> attributes;
  llvm::ArrayRef<SkipStep> steps;

  bool has(Attr attr) const { return known & bitOf(attr); }
};

/// How the size of a value of \p form in units of \p params is told, and
/// AttributeSpec::fixedSize.
std::pair<SizeKind, uint8_t> sizeOfForm(uint64_t form,
                                        llvm::dwarf::FormParams params);

/// One table, read as far as it was asked for. Abbreviations stay where they
/// are. Not thread-safe.
class Abbreviations {
public:
  /// The table at \p offset of \p section, for units of \p params.
  Abbreviations(llvm::StringRef section, uint64_t offset,
                llvm::dwarf::FormParams params)
      : section(section), position(offset), params(params) {}
  Abbreviations(const Abbreviations &) = delete;
  Abbreviations &operator=(const Abbreviations &) = delete;

  /// The abbreviation of number \p code; null: there is none, and problem()
  /// says whether the table is malformed.
  const Abbreviation *find(uint64_t code) {
    // Compilers number from 1 on without a gap.
    if (code - 1 < inOrder.size() && inOrder[code - 1]->code == code)
      return inOrder[code - 1];
    return findOther(code);
  }
  /// `.debug_abbrev: abbreviation at offset 0x..: <fact>, expected <fact>`, or
  /// empty.
  llvm::StringRef problem() const { return theProblem; }

private:
  const Abbreviation *findOther(uint64_t code);
  Abbreviation *readNext();
  bool readAttributes(Abbreviation &abbreviation);
  bool readNumber(uint64_t &value);
  void fail(const llvm::Twine &facts);

  const llvm::StringRef section;
  uint64_t position;
  /// Where the abbreviation begins that is read.
  uint64_t start = 0;
  const llvm::dwarf::FormParams params;
  llvm::BumpPtrAllocator memory;
  std::vector<const Abbreviation *> inOrder;
  /// Those whose number is not their place, by number.
  llvm::DenseMap<uint64_t, const Abbreviation *> others;
  /// Of the abbreviation that is read.
  std::vector<AttributeSpec> attributes;
  std::vector<SkipStep> steps;
  bool atEnd = false;
  std::string theProblem;
};

} // namespace gosym

#endif
