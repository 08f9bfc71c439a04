//===- LineProgram.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A line table is a program for a small machine: opcodes move an address and a
// line, some of them append a row. LLVM has such a machine, which keeps all
// columns of a row and all rows, of code that the linker dropped, too, and
// reads each byte through checks of its own: three quarters of the time that
// lines took. This one keeps what a line table of Go can hold, and reads bytes
// of which it has checked where they end. What a program may not do is an error
// here, where LLVM warns and goes on:
//
//   an opcode or operand behind the end; a length that is not that of the
//   operand; an address without, or in another section, or a smaller one; a
//   sequence without an end; several operations in one instruction (VLIW)
//
// Two rows at one address: the last is in force. The header stays LLVM's
// (LineHeader.cpp has one check before that).
//
// Reference: DWARF 5, 6.2.
//
//===----------------------------------------------------------------------===//

#include "LineProgram.h"
#include "../Support/Hex.h"
#include "../Support/Leb128.h"
#include "LineHeader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"

using namespace llvm;
using namespace gosym;

/// LLVM looks names up by their numbers in a table that the root of the unit
/// tells, and reads that only if it is told to.
static bool hasNumberedNames(const DWARFDebugLine::Prologue &header) {
  auto isNumber = [](const DWARFFormValue &name) {
    dwarf::Form form = name.getForm();
    return form == dwarf::DW_FORM_strx ||
           (form >= dwarf::DW_FORM_strx1 && form <= dwarf::DW_FORM_strx4);
  };
  // All of a table have one form.
  return (!header.IncludeDirectories.empty() &&
          isNumber(header.IncludeDirectories.front())) ||
         (!header.FileNames.empty() && isNumber(header.FileNames.front().Name));
}

Error LineProgram::readHeader(const DWARFDataExtractor &data, uint64_t offset,
                              DWARFUnit &unit) {
  if (Error e = checkFileForms(data, offset))
    return e;
  Error problem = Error::success();
  auto onProblem = [&](Error e) {
    problem = joinErrors(std::move(problem), std::move(e));
  };
  uint64_t position = offset;
  if (Error e =
          header.parse(data, &position, onProblem, unit.getContext(), &unit))
    onProblem(std::move(e));
  if (hasNumberedNames(header))
    unit.getUnitDIE(/*ExtractUnitDIEOnly=*/true);
  return problem;
}

namespace {

/// The machine. Errors stick in `problem`; the opcode that had one is the last.
class Machine {
public:
  Machine(LineProgram &program, const DWARFDataExtractor &data, uint64_t begin,
          uint64_t end, function_ref<bool(uint64_t)> isLive)
      : program(program), header(program.header), data(data), position(begin),
        end(end), isLive(isLive) {
    reset();
  }

  Error run();

private:
  void reset();
  void fail(const Twine &fact) {
    if (problem.empty())
      problem = ("opcode at offset " + hex(opcodeAt) + ": " + fact).str();
  }
  uint8_t byte();
  template <typename T> T take(const Leb128<T> &read) {
    if (read.error)
      fail(read.error);
    position += read.size;
    return read.value;
  }
  uint64_t unsignedNumber();
  int64_t signedNumber();
  void advance(uint64_t operations) {
    offset += operations * header.MinInstLength;
  }
  void special(uint8_t opcode);
  void standard(uint8_t opcode);
  void extended();
  void setAddress(uint64_t size);
  void appendRow();
  void endSequence();

  LineProgram &program;
  DWARFDebugLine::Prologue &header;
  const DWARFDataExtractor &data;
  uint64_t position;
  const uint64_t end;
  function_ref<bool(uint64_t)> isLive;
  uint64_t opcodeAt = 0;
  std::string problem;

  // Registers of the machine.
  uint64_t offset;
  uint32_t line;
  uint64_t file;
  /// The sequence that is being made: of live code, or of none.
  std::optional<uint64_t> sectionNumber;
  bool isLiveSection;
  size_t firstRow;
  bool hasRows;
  uint64_t lastOffset;
};

} // namespace

void Machine::reset() {
  offset = 0;
  line = 1;
  file = 1;
  sectionNumber = std::nullopt;
  isLiveSection = false;
  firstRow = program.rows.size();
  hasRows = false;
  lastOffset = 0;
}

uint8_t Machine::byte() {
  if (position >= end) {
    fail("ends behind the program, expected operands inside");
    return 0;
  }
  return data.getData()[position++];
}

uint64_t Machine::unsignedNumber() {
  const uint8_t *bytes = data.getData().bytes_begin();
  return take(readULEB128(bytes + position, bytes + end));
}

int64_t Machine::signedNumber() {
  const uint8_t *bytes = data.getData().bytes_begin();
  return take(readSLEB128(bytes + position, bytes + end));
}

void Machine::appendRow() {
  if (hasRows && offset < lastOffset)
    return fail("row at " + hex(offset) + " behind one at " + hex(lastOffset) +
                ", expected ascending ones");
  bool isSamePlace = hasRows && offset == lastOffset;
  hasRows = true;
  lastOffset = offset;
  if (!isLiveSection)
    return;
  // Not the number of a file: readers of the rows look it up.
  uint32_t fileNumber = std::min<uint64_t>(file, UINT32_MAX);
  if (isSamePlace)
    program.rows.back() = {offset, line, fileNumber};
  else
    program.rows.push_back({offset, line, fileNumber});
}

void Machine::endSequence() {
  if (hasRows && offset < lastOffset)
    return fail("end at " + hex(offset) + " before a row at " +
                hex(lastOffset) + ", expected it behind");
  if (isLiveSection && program.rows.size() > firstRow) {
    // A row at the end is of no code.
    if (program.rows.back().offset == offset)
      program.rows.pop_back();
    if (program.rows.size() > firstRow)
      program.sequences.push_back(
          {uint32_t(*sectionNumber), offset, firstRow, program.rows.size()});
  }
  reset();
}

void Machine::setAddress(uint64_t size) {
  if (size != 4 && size != 8)
    return fail("address of " + Twine(size) + " bytes, expected 4 or 8");
  if (end - position < size)
    return fail("ends behind the program, expected operands inside");
  uint64_t index = object::SectionedAddress::UndefSection;
  uint64_t address = data.getRelocatedValue(size, &position, &index);
  if (hasRows && sectionNumber != index)
    return fail("address in another section than the rows before it, expected "
                "one section");
  sectionNumber = index;
  offset = address;
  // Without a relocation: what a linker before us has dropped.
  isLiveSection =
      index != object::SectionedAddress::UndefSection && isLive(index);
}

void Machine::special(uint8_t opcode) {
  if (header.LineRange == 0)
    return fail("special, with a line range of 0, expected at least 1");
  uint8_t adjusted = opcode - header.OpcodeBase;
  advance(adjusted / header.LineRange);
  line += int32_t(header.LineBase) + adjusted % header.LineRange;
  appendRow();
}

void Machine::extended() {
  uint64_t length = unsignedNumber();
  // Some assemblers pad so.
  if (length == 0 || !problem.empty())
    return;
  if (end - position < length)
    return fail("ends behind the program, expected operands inside");
  uint64_t next = position + length;
  uint8_t opcode = byte();
  switch (opcode) {
  case dwarf::DW_LNE_end_sequence:
    endSequence();
    break;
  case dwarf::DW_LNE_set_address:
    setAddress(length - 1);
    break;
  case dwarf::DW_LNE_define_file: {
    DWARFDebugLine::FileNameEntry entry;
    StringRef rest = data.getData().slice(position, next);
    size_t size = rest.find('\0');
    if (size == StringRef::npos)
      return fail("name without an end, expected a NUL");
    entry.Name =
        DWARFFormValue::createFromPValue(dwarf::DW_FORM_string, rest.data());
    position += size + 1;
    entry.DirIdx = unsignedNumber();
    entry.ModTime = unsignedNumber();
    entry.Length = unsignedNumber();
    header.FileNames.push_back(entry);
    break;
  }
  case dwarf::DW_LNE_set_discriminator:
    unsignedNumber();
    break;
  default:
    // Of a producer.
    position = next;
    break;
  }
  if (position != next)
    fail("length " + Twine(length) + ", expected " +
         Twine(position + length - next));
}

void Machine::standard(uint8_t opcode) {
  switch (opcode) {
  case dwarf::DW_LNS_copy:
    return appendRow();
  case dwarf::DW_LNS_advance_pc:
    return advance(unsignedNumber());
  case dwarf::DW_LNS_advance_line:
    line += uint32_t(signedNumber());
    return;
  case dwarf::DW_LNS_set_file:
    file = unsignedNumber();
    return;
  case dwarf::DW_LNS_set_column:
  case dwarf::DW_LNS_set_isa:
    unsignedNumber();
    return;
  case dwarf::DW_LNS_negate_stmt:
  case dwarf::DW_LNS_set_basic_block:
  case dwarf::DW_LNS_set_prologue_end:
  case dwarf::DW_LNS_set_epilogue_begin:
    return;
  case dwarf::DW_LNS_const_add_pc:
    if (header.LineRange == 0)
      return fail("special, with a line range of 0, expected at least 1");
    return advance((255 - header.OpcodeBase) / header.LineRange);
  case dwarf::DW_LNS_fixed_advance_pc:
    if (end - position < 2)
      return fail("ends behind the program, expected operands inside");
    offset += data.getRelocatedValue(2, &position);
    return;
  default:
    for (unsigned n = header.StandardOpcodeLengths[opcode - 1];
         n && problem.empty(); --n)
      unsignedNumber();
    return;
  }
}

Error Machine::run() {
  while (position < end && problem.empty()) {
    opcodeAt = position;
    uint8_t opcode = data.getData()[position++];
    if (opcode >= header.OpcodeBase)
      special(opcode);
    else if (opcode == 0)
      extended();
    else
      standard(opcode);
  }
  if (problem.empty() && hasRows)
    problem = "program that ends at offset " + hex(end) +
              ": last sequence has no end, expected one";
  if (problem.empty())
    return Error::success();
  return createStringError(problem);
}

Error LineProgram::run(const DWARFDataExtractor &data, uint64_t offset,
                       DWARFUnit &unit, function_ref<bool(uint64_t)> isLive) {
  rows.clear();
  sequences.clear();
  if (Error e = readHeader(data, offset, unit))
    return e;
  auto bad = [&](const Twine &fact) {
    return createStringError("line table at offset " + hex(offset) + ": " +
                             fact);
  };
  uint64_t available = data.size() - offset;
  uint64_t size = header.TotalLength + header.sizeofTotalLength();
  if (header.TotalLength > available || size > available)
    return bad("length " + hex(size) + ", expected at most " + hex(available));
  if (header.getLength() > size)
    return bad("header of " + hex(header.getLength()) +
               " bytes, expected at most " + hex(size));
  // DWARF 2 and 3 do not have the field.
  if (header.getVersion() >= 4 && header.MaxOpsPerInst != 1)
    return bad(Twine(header.MaxOpsPerInst) +
               " operations in an instruction, expected 1");
  return Machine(*this, data, offset + header.getLength(), offset + size,
                 isLive)
      .run();
}
