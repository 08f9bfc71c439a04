//===- FrameRows.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The instructions of an entry make a table: from which address on the CFA and
// each register that was saved are where. Only the CFA is wanted, so what tells
// of registers is passed over. LLVM, which keeps a map of registers for each
// row, takes ten times as long.
//
// A row ends with each advance of the address; two may begin at one address.
//
// Where code may be relaxed (RISC-V), each advance is relocated. Elsewhere only
// the address of a function is, so it is asked once for an entry whether there
// is a relocation in its instructions.
//
// Reference: DWARF 5, 6.4.2 and 7.24; the vendors' instructions as LLVM has
// them.
//
//===----------------------------------------------------------------------===//

#include "FrameRows.h"
#include "../Support/Hex.h"
#include "../Support/Leb128.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

namespace {

/// Reads operands; what is behind the end is 0, and `isCut` from then on.
class Operands {
public:
  Operands(const DWARFDataExtractor &data, uint64_t begin, uint64_t end,
           bool isRelocated)
      : position(begin), data(data), bytes(data.getData().bytes_begin()),
        end(end), isRelocated(isRelocated) {}

  bool atEnd() const { return position >= end || isCut; }
  uint64_t word(unsigned size) {
    uint64_t at = position;
    if (!take(size))
      return 0;
    if (isRelocated)
      return data.getRelocatedValue(size, &at);
    return size == 1 ? bytes[at] : data.getUnsigned(&at, size);
  }
  uint64_t number() { return take(readULEB128(bytes + position, bytes + end)); }
  int64_t signedNumber() {
    return take(readSLEB128(bytes + position, bytes + end));
  }
  void block() { take(number()); }

  uint64_t position;
  bool isCut = false;

private:
  bool take(uint64_t size) {
    if (isCut || size > end - position)
      return cut();
    position += size;
    return true;
  }
  template <typename T> T take(const Leb128<T> &read) {
    return !read.error && take(read.size) ? read.value : cut();
  }
  bool cut() {
    isCut = true;
    return false;
  }

  const DWARFDataExtractor &data;
  const uint8_t *const bytes;
  const uint64_t end;
  const bool isRelocated;
};

} // namespace

Error FrameRows::runAll(uint64_t begin, uint64_t end, const FrameCIE &cie) {
  Operands in(data, begin, end, sections.nextRelocation(section, begin) < end);
  auto bad = [&](uint64_t at, const Twine &facts) {
    return createStringError("instruction at offset " + hex(at) + ": " + facts);
  };
  auto advance = [&](uint64_t steps) {
    rows.push_back({offset, now});
    offset += steps * cie.codeFactor;
  };
  // As LLVM has them.
  auto define = [&](uint64_t reg, int64_t distance) {
    now = CfaRule{uint32_t(reg), int32_t(distance)};
  };
  while (!in.atEnd()) {
    uint64_t at = in.position;
    uint8_t opcode = in.word(1);
    uint8_t low = opcode & 0x3f;
    switch (opcode & 0xc0) {
    case DW_CFA_advance_loc:
      advance(low);
      continue;
    case DW_CFA_offset:
      in.number();
      continue;
    case DW_CFA_restore:
      continue;
    default:
      break;
    }
    switch (opcode) {
    case DW_CFA_nop:
    case DW_CFA_GNU_window_save:
    case 0x2c: // DW_CFA_AARCH64_negate_ra_state_with_pc
      break;
    case DW_CFA_set_loc:
      hasGivenUp = true;
      return Error::success();
    case DW_CFA_advance_loc1:
      advance(in.word(1));
      break;
    case DW_CFA_advance_loc2:
      advance(in.word(2));
      break;
    case DW_CFA_advance_loc4:
      advance(in.word(4));
      break;
    case DW_CFA_MIPS_advance_loc8:
      advance(in.word(8));
      break;
    case DW_CFA_remember_state:
      remembered.push_back(now);
      break;
    case DW_CFA_restore_state:
      if (remembered.empty())
        return bad(at, "restores a state, expected one that is remembered");
      now = remembered.back();
      remembered.pop_back();
      break;
    case DW_CFA_def_cfa: {
      uint64_t reg = in.number();
      define(reg, in.number());
      break;
    }
    case DW_CFA_def_cfa_sf: {
      uint64_t reg = in.number();
      define(reg, in.signedNumber() * cie.dataFactor);
      break;
    }
    case DW_CFA_LLVM_def_aspace_cfa:
    case DW_CFA_LLVM_def_aspace_cfa_sf: {
      uint64_t reg = in.number();
      define(reg, opcode == DW_CFA_LLVM_def_aspace_cfa
                      ? int64_t(in.number())
                      : in.signedNumber() * cie.dataFactor);
      in.number();
      break;
    }
    case DW_CFA_def_cfa_register:
      define(in.number(), now ? now->offset : 0);
      break;
    case DW_CFA_def_cfa_offset:
    case DW_CFA_def_cfa_offset_sf: {
      int64_t distance = opcode == DW_CFA_def_cfa_offset
                             ? int64_t(in.number())
                             : in.signedNumber() * cie.dataFactor;
      if (!now)
        return bad(at, "a distance from the CFA, expected a register before");
      now->offset = int32_t(distance);
      break;
    }
    case DW_CFA_def_cfa_expression:
      in.block();
      now = std::nullopt;
      break;
    case DW_CFA_expression:
    case DW_CFA_val_expression:
      in.number();
      in.block();
      break;
    case DW_CFA_restore_extended:
    case DW_CFA_undefined:
    case DW_CFA_same_value:
    case DW_CFA_GNU_args_size:
      in.number();
      break;
    case DW_CFA_offset_extended:
    case DW_CFA_register:
    case DW_CFA_val_offset:
    case DW_CFA_offset_extended_sf:
    case DW_CFA_val_offset_sf:
      // Numbers of both kinds end in the same way.
      in.number();
      in.number();
      break;
    default:
      return bad(at, "opcode " + hex(opcode) + ", expected a known one");
    }
    if (in.isCut)
      return bad(at, "ends behind the entry, expected operands inside");
  }
  if (in.isCut)
    return bad(end, "ends behind the entry, expected operands inside");
  return Error::success();
}

Error FrameRows::run(const FrameCIE &cie, const FrameFDE &fde) {
  rows.clear();
  remembered.clear();
  offset = 0;
  now = std::nullopt;
  initial = std::nullopt;
  hasGivenUp = false;
  auto bad = [&](Error e) {
    return createStringError("entry at offset " + hex(fde.offset) + ": " +
                             toString(std::move(e)));
  };
  if (Error e = runAll(cie.begin, cie.end, cie))
    return bad(std::move(e));
  initial = rows.empty() ? now : rows.front().cfa;
  remembered.clear();
  if (initial && !hasGivenUp) {
    if (Error e = runAll(fde.begin, fde.end, cie))
      return bad(std::move(e));
    rows.push_back({offset, now});
  }
  if (!initial || hasGivenUp) {
    rows.clear();
    initial = std::nullopt;
  }
  return Error::success();
}
