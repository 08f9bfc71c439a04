//===- DwarfLines.cpp - Line tables of DWARF ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One sequence of rows for each stretch of code that belongs to the unit
/// without a gap. Code of no line is of line 0, as compilers say it.
///
/// Paths are whole: no include folders, so that a reader prints the very text
/// that the table has.
///
//===----------------------------------------------------------------------===//

#include "Dwarf.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Support/LEB128.h"

using namespace llvm;

namespace gosym {

void DwarfBytes::uleb(uint64_t value) { encodeULEB128(value, os); }
void DwarfBytes::sleb(int64_t value) { encodeSLEB128(value, os); }

void DwarfBytes::patch32(size_t at, uint32_t value) {
  support::endian::write<uint32_t>(&bytes[at], value, target.byteOrder);
}

void DwarfBytes::endLength(size_t begin) {
  patch32(begin - sizeof(uint32_t), uint32_t(size() - begin));
}

uint32_t DwarfUnit::numberOf(uint32_t file) {
  auto [at, isNew] = files.try_emplace(file, filesInOrder.size() + 1);
  if (isNew)
    filesInOrder.push_back(file);
  return at->second;
}

namespace {

/// What an opcode of one byte can say: all that compilers use it for.
constexpr int lineBase = -5;
constexpr int lineRange = 14;
constexpr int opcodeBase = 13;

/// The registers of DWARF's state machine, and the opcodes that change them.
class LineProgram {
public:
  LineProgram(DwarfTarget target, DwarfBytes &to) : target(target), to(to) {}
  void row(uint64_t address, uint32_t file, uint32_t line);
  void end(uint64_t address);

private:
  void extended(uint8_t opcode, uint64_t size) {
    to.u8(0);
    to.uleb(size + 1);
    to.u8(opcode);
  }

  DwarfTarget target;
  DwarfBytes &to;
  bool isOpen = false;
  uint64_t address = 0;
  uint32_t file = 1, line = 1;
};

} // namespace

void LineProgram::row(uint64_t newAddress, uint32_t newFile, uint32_t newLine) {
  if (!isOpen) {
    extended(dwarf::DW_LNE_set_address, target.pointerSize);
    to.address(newAddress);
    isOpen = true;
    address = newAddress;
    file = line = 1;
  }
  if (newFile != file) {
    to.u8(dwarf::DW_LNS_set_file);
    to.uleb(newFile);
    file = newFile;
  }
  int64_t lines = int64_t(newLine) - int64_t(line);
  uint64_t bytes = newAddress - address;
  if (lines < lineBase || lines >= lineBase + lineRange) {
    to.u8(dwarf::DW_LNS_advance_line);
    to.sleb(lines);
    lines = 0;
  }
  // Beyond this an opcode of one byte has no room for any line.
  constexpr uint64_t most = (255 - opcodeBase) / lineRange - 1;
  if (bytes > most) {
    to.u8(dwarf::DW_LNS_advance_pc);
    to.uleb(bytes);
    bytes = 0;
  }
  to.u8(uint8_t(opcodeBase + (lines - lineBase) + lineRange * int(bytes)));
  address = newAddress;
  line = newLine;
}

void LineProgram::end(uint64_t newAddress) {
  if (!isOpen)
    return;
  to.u8(dwarf::DW_LNS_advance_pc);
  to.uleb(newAddress - address);
  extended(dwarf::DW_LNE_end_sequence, 0);
  isOpen = false;
}

/// Writes the rows of \p unit, and gives numbers to its files.
static void writeRows(const CodeMap &map, DwarfUnit &unit, DwarfTarget target,
                      DwarfBytes &to) {
  LineProgram program(target, to);
  uint64_t at = 0;
  for (uint32_t number : unit.functions) {
    const CodeMap::Function &function = map.functions[number];
    if (function.begin != at)
      program.end(at);
    for (const CodeMap::Piece &piece : map.piecesOf(function))
      program.row(piece.begin, piece.file ? unit.numberOf(piece.file) : 1,
                  piece.line);
    at = function.begin + function.size;
  }
  program.end(at);
}

void writeDwarfLines(const CodeMap &map, DwarfUnit &unit, DwarfTarget target,
                     DwarfBytes &to) {
  constexpr uint16_t version = 4;
  // The files stand before the rows that use them.
  DwarfBytes rows(target);
  writeRows(map, unit, target, rows);

  size_t begin = to.beginLength();
  to.u16(version);
  size_t header = to.beginLength();
  to.u8(1); // minimum_instruction_length
  to.u8(1); // maximum_operations_per_instruction
  to.u8(1); // default_is_stmt
  to.u8(uint8_t(lineBase));
  to.u8(lineRange);
  to.u8(opcodeBase);
  for (uint8_t operands : {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1})
    to.u8(operands);
  to.u8(0); // include_directories
  for (uint32_t file : unit.filesInOrder) {
    to.text(file ? map.files[file] : "<unknown>");
    to.uleb(0); // folder
    to.uleb(0); // time
    to.uleb(0); // size
  }
  to.u8(0);
  to.endLength(header);
  to.raw(rows.data());
  to.endLength(begin);
}

} // namespace gosym
