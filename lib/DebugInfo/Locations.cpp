//===- Locations.cpp ------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Nearly every location that a compiler writes is one operation: a register, or
// a distance from the frame base. These are read here; LLVM reads the others,
// and the lists.
//
//===----------------------------------------------------------------------===//

#include "Locations.h"
#include "../Support/Leb128.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"
#include "llvm/DebugInfo/DWARF/LowLevel/DWARFExpression.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;
using object::SectionedAddress;

std::optional<uint32_t> Operation::asRegister() const {
  if (code >= DW_OP_reg0 && code <= DW_OP_reg31)
    return code - DW_OP_reg0;
  if (code == DW_OP_regx)
    return operands[0];
  return std::nullopt;
}

std::optional<CfaRule> Operation::registerAndMore() const {
  if (code >= DW_OP_breg0 && code <= DW_OP_breg31)
    return CfaRule{uint32_t(code - DW_OP_breg0), int64_t(operands[0])};
  if (code == DW_OP_bregx)
    return CfaRule{uint32_t(operands[0]), int64_t(operands[1])};
  return std::nullopt;
}

/// The only operation of \p bytes, if it is one of the usual.
static std::optional<Operation> readUsual(ArrayRef<uint8_t> bytes) {
  if (bytes.empty())
    return std::nullopt;
  Operation op;
  op.code = bytes.front();
  ArrayRef<uint8_t> rest = bytes.drop_front();
  if ((op.code >= DW_OP_reg0 && op.code <= DW_OP_reg31) ||
      op.code == DW_OP_call_frame_cfa) {
    if (!rest.empty())
      return std::nullopt;
    return op;
  }
  if (op.code != DW_OP_fbreg &&
      !(op.code >= DW_OP_breg0 && op.code <= DW_OP_breg31))
    return std::nullopt;
  Leb128<int64_t> distance = readSLEB128(rest.begin(), rest.end());
  if (distance.error || distance.size != rest.size())
    return std::nullopt;
  op.operands.push_back(distance.value);
  return op;
}

Operations gosym::readExpression(const DebugUnit &unit,
                                 ArrayRef<uint8_t> bytes) {
  Operations operations;
  if (std::optional<Operation> usual = readUsual(bytes)) {
    operations.push_back(std::move(*usual));
    return operations;
  }
  uint8_t addressSize = unit.params().AddrSize;
  DWARFExpression expression(DWARFDataExtractor(toStringRef(bytes),
                                                unit.data().isLittleEndian(),
                                                addressSize),
                             addressSize, unit.params().Format);
  for (const DWARFExpression::Operation &op : expression) {
    if (op.isError())
      return {};
    operations.push_back(
        {op.getCode(), SmallVector<uint64_t, 2>(op.getRawOperands())});
  }
  return operations;
}

Operations LocationLists::at(const EntryValue &list,
                             const SectionedAddress &place) {
  std::optional<uint64_t> offset = unit.locationList(list);
  if (!offset)
    return {};
  if (!table) {
    if (unit.header.getVersion() < 5)
      table = std::make_unique<DWARFDebugLoc>(
          unit.dataOf(unit.sections().getLocSection()));
    else
      table = std::make_unique<DWARFDebugLoclists>(
          unit.dataOf(unit.sections().getLoclistsSection()),
          unit.header.getVersion());
  }
  Operations found;
  bool isGood = true;
  Error e = table->visitAbsoluteLocationList(
      *offset, unit.baseAddress(),
      [&](uint32_t index) { return unit.addressAt(index); },
      [&](Expected<DWARFLocationExpression> l) {
        if (!l) {
          isGood = false;
          consumeError(l.takeError());
          return false;
        }
        if (l->Range && (l->Range->SectionIndex != place.SectionIndex ||
                         l->Range->LowPC > place.Address ||
                         l->Range->HighPC <= place.Address))
          return true;
        found = readExpression(unit, l->Expr);
        return false;
      });
  if (errorToBool(std::move(e)) || !isGood)
    return {};
  return found;
}
