//===- Convert.cpp - The convert command ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Convert.h"
#include "../../lib/Support/Machine.h"
#include "TableFile.h"
#include "gosym/Format/CompactModel.h"
#include "gosym/Format/CompactToGo.h"
#include "gosym/Format/Convert.h"
#include "gosym/Format/GoToCompact.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Parallel.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;

namespace gosym {

static TableTarget chooseTarget(TableTarget from, const TableFile &file,
                                const ConvertOptions &options) {
  if (options.form == ConvertForm::Go10)
    return go10Target;
  TableTarget to;
  if (from.form == TableForm::Go11)
    to = from;
  else if (file.elf)
    to = targetOf(*file.elf);
  to.byteOrder = options.byteOrder.value_or(to.byteOrder);
  to.pointerSize = options.pointerSize.value_or(to.pointerSize);
  return to;
}

static Error writeFile(StringRef path, StringRef bytes) {
  std::error_code code;
  ToolOutputFile out(path, code, sys::fs::OF_None);
  if (code)
    return errorCodeToError(code);
  out.os() << bytes;
  out.os().close();
  if (std::error_code failure = out.os().error()) {
    out.os().clear_error();
    return errorCodeToError(failure);
  }
  out.keep();
  return Error::success();
}

/// Says what has no place in the other form, if anything.
static void noteLeftOut(StringRef path,
                        ArrayRef<std::pair<uint64_t, StringLiteral>> counts,
                        StringRef more = "") {
  std::string text;
  for (auto [count, what] : counts)
    if (count)
      text += ((text.empty() ? "" : ", ") + Twine(count) + " " + what).str();
  if (!more.empty())
    text += ((text.empty() ? "" : ", ") + more).str();
  if (!text.empty())
    WithColor::note(errs(), "gosym")
        << printable(path) << ": left out " << text << '\n';
}

//===----------------------------------------------------------------------===//
// From a compact table
//===----------------------------------------------------------------------===//

/// A compact table is the same bytes for every byte order.
static Expected<TableTarget> goTargetOf(const CompactReader &reader,
                                        const TableFile &file,
                                        const ConvertOptions &options) {
  TableTarget target;
  target.pointerSize = reader.pointerSize();
  if (options.pointerSize && *options.pointerSize != target.pointerSize)
    return createStringError("table has " + Twine(reader.pointerSize()) +
                             "-byte pointers, expected no other "
                             "--pointer-size");
  if (file.elf)
    target.byteOrder = targetOf(*file.elf).byteOrder;
  target.byteOrder = options.byteOrder.value_or(target.byteOrder);
  return target;
}

static bool isFunctionForm(ConvertForm form) {
  return form == ConvertForm::Go118 || form == ConvertForm::Go120;
}

/// What entries of a function table are told from: in an ELF file `.text`, as
/// Go's readers take it, else the begin of the code.
static uint64_t startOf(const TableFile &file, uint64_t textBegin) {
  if (file.elf)
    for (object::ELFSectionRef section : file.elf->sections()) {
      Expected<StringRef> name = section.getName();
      if (!name)
        consumeError(name.takeError());
      else if (*name == ".text" && (section.getFlags() & ELF::SHF_EXECINSTR))
        return section.getAddress();
    }
  return textBegin;
}

static void inParallel(size_t n, const std::function<void(size_t)> &task) {
  parallelFor(0, n, task);
}

/// Writes the function table of \p placed; what of it has no place is counted,
/// behind \p leftOut.
static Expected<SmallVector<uint8_t, 0>>
functionTable(StringRef path, const TableFile &file,
              const PlacedProgram &placed, FunctionTarget target,
              const ConvertOptions &options,
              std::vector<std::pair<uint64_t, StringLiteral>> leftOut) {
  target.form = options.form == ConvertForm::Go118 ? FunctionForm::Go118
                                                   : FunctionForm::Go120;
  target.byteOrder = options.byteOrder.value_or(target.byteOrder);
  if (file.elf)
    target.quantum = machineOf(file.elf->getEMachine()).codeQuantum;
  Expected<FunctionTableOf> made = functionTableOf(
      placed, target, startOf(file, placed.textBegin), inParallel);
  if (!made)
    return made.takeError();
  leftOut.push_back({made->data, "data symbols"});
  leftOut.push_back({made->outside, "functions that entries cannot tell"});
  noteLeftOut(path, leftOut);
  return std::move(made->table);
}

/// Says what the Go tables have no place for.
static void noteLeftOut(StringRef path, const GoTablesOfCompact &made,
                        const ConvertOptions &options) {
  bool lines = options.lineTablePath.empty() && !made.lineTable.empty();
  noteLeftOut(path,
              {{made.sizes, "sizes of symbols"},
               {made.rowsOfInlinedCalls, "rows with inlined calls"},
               {made.unitsWithoutLines, "units with lines"},
               {made.runsWithoutLines, "runs of code with lines"}},
              lines ? "all lines (--pclntab=OUT writes them)" : "");
}

/// The Go table of what was made of a \p what, and in \p lineTable the lines.
static Expected<SmallVector<uint8_t, 0>>
takeGoTables(StringRef path, GoTablesOfCompact &made,
             const ConvertOptions &options, StringRef what,
             SmallVectorImpl<uint8_t> &lineTable) {
  if (!options.lineTablePath.empty() && made.lineTable.empty())
    return createStringError("no lines in the " + what +
                             ", expected some for --pclntab");
  noteLeftOut(path, made, options);
  lineTable = made.lineTable;
  if (options.form == ConvertForm::Go11)
    return std::move(made.table);
  return convertTable(made.table, go10Target);
}

/// The Go table, and in \p lineTable the lines if they are asked for.
static Expected<SmallVector<uint8_t, 0>>
convertCompact(StringRef path, const TableFile &file,
               const ConvertOptions &options,
               SmallVectorImpl<uint8_t> &lineTable) {
  if (options.form == ConvertForm::Compact)
    return createStringError("a compact table, expected one of Go's forms for "
                             "--to=compact");
  Expected<CompactReader> reader = readCompact(file);
  if (!reader)
    return reader.takeError();
  Expected<TableTarget> target = goTargetOf(*reader, file, options);
  if (!target)
    return target.takeError();
  if (isFunctionForm(options.form)) {
    if (!options.lineTablePath.empty())
      return createStringError(
          "--pclntab is for --to=go1.0 and go1.1, expected "
          "none with a form that has its lines in it");
    Expected<std::unique_ptr<CompactProgram>> program =
        CompactProgram::create(*reader);
    if (!program)
      return program.takeError();
    PlacedProgram placed = (*program)->placed();
    uint64_t sizes =
        count_if(placed.sizes, [](uint64_t size) { return size != 0; });
    FunctionTarget to;
    to.byteOrder = target->byteOrder;
    to.pointerSize = target->pointerSize;
    return functionTable(
        path, file, placed, to, options,
        {{sizes, "sizes of symbols"},
         {(*program)->numRowsOfInlinedCalls(), "rows with inlined calls"}});
  }
  Expected<GoTablesOfCompact> made = goTablesOf(*reader, *target);
  if (!made)
    return made.takeError();
  return takeGoTables(path, *made, options, "compact table", lineTable);
}

//===----------------------------------------------------------------------===//
// From a function table
//===----------------------------------------------------------------------===//

static Expected<SmallVector<uint8_t, 0>>
convertFunctions(StringRef path, const TableFile &file,
                 const ConvertOptions &options,
                 SmallVectorImpl<uint8_t> &lineTable) {
  Expected<FunctionTable> table = readFunctions(file);
  if (!table)
    return table.takeError();
  FunctionTarget from = table->target();
  if (options.pointerSize && *options.pointerSize != from.pointerSize)
    return createStringError("table has " + Twine(unsigned(from.pointerSize)) +
                             "-byte pointers, expected no other "
                             "--pointer-size");
  Expected<std::unique_ptr<FunctionProgram>> program =
      FunctionProgram::create(*table);
  if (!program)
    return program.takeError();
  std::pair<uint64_t, StringLiteral> depths = {
      (*program)->withDepths(), "functions with depths of the stack"};
  bool isOther =
      options.form == ConvertForm::Compact || isFunctionForm(options.form);
  if (isOther && !options.lineTablePath.empty())
    return createStringError("--pclntab is for --to=go1.0 and go1.1, expected "
                             "none with a form that has its lines in it");
  if (isFunctionForm(options.form))
    return functionTable(path, file, (*program)->placed(), from, options,
                         {depths});
  noteLeftOut(path, {depths});
  if (options.form == ConvertForm::Compact)
    return compactOf((*program)->placed(), from.pointerSize, options.address,
                     inParallel);
  TableTarget target;
  target.pointerSize = from.pointerSize;
  target.byteOrder = options.byteOrder.value_or(from.byteOrder);
  Expected<GoTablesOfCompact> made = goTablesOf((*program)->placed(), target);
  if (!made)
    return made.takeError();
  return takeGoTables(path, *made, options, "function table", lineTable);
}

//===----------------------------------------------------------------------===//
// From a Go table
//===----------------------------------------------------------------------===//

/// The older forms are the same for pointers of 4 and 8 bytes.
static Expected<unsigned> pointersOf(const TableFile &file,
                                     const ConvertOptions &options) {
  Expected<TableTarget> from = decodeHeader(file.table);
  if (!from)
    return from.takeError();
  if (from->form != TableForm::Go11)
    return options.pointerSize.value_or(
        file.elf ? targetOf(*file.elf).pointerSize : TableTarget().pointerSize);
  if (options.pointerSize && *options.pointerSize != from->pointerSize)
    return createStringError(
        "table has " + Twine(unsigned(from->pointerSize)) +
        "-byte pointers, expected no other --pointer-size");
  return from->pointerSize;
}

/// How the Go table \p file is read.
static Expected<GoProgram::Options> readingOf(const TableFile &file,
                                              const ConvertOptions &options) {
  Expected<unsigned> pointerSize = pointersOf(file, options);
  if (!pointerSize)
    return pointerSize.takeError();
  GoProgram::Options how;
  how.pointerSize = *pointerSize;
  how.quantum = options.quantum;
  how.lowBit = lowBitOf(file);
  return how;
}

static Expected<ArrayRef<uint8_t>> linesOf(StringRef path,
                                           const TableFile &file) {
  Expected<std::optional<Part>> lineTable = findUsableLineTable(file, path);
  if (!lineTable)
    return lineTable.takeError();
  return *lineTable ? (*lineTable)->bytes : ArrayRef<uint8_t>();
}

Expected<std::unique_ptr<GoProgram>>
goProgramOf(StringRef path, const TableFile &file,
            const ConvertOptions &options) {
  Expected<GoProgram::Options> how = readingOf(file, options);
  if (!how)
    return how.takeError();
  Expected<ArrayRef<uint8_t>> lines = linesOf(path, file);
  if (!lines)
    return lines.takeError();
  return GoProgram::create(file.table, *lines, *how);
}

static Expected<SmallVector<uint8_t, 0>>
functionsOfGo(StringRef path, const TableFile &file,
              const ConvertOptions &options) {
  Expected<std::unique_ptr<GoProgram>> program =
      goProgramOf(path, file, options);
  if (!program)
    return program.takeError();
  FunctionTarget to;
  to.byteOrder = file.elf ? targetOf(*file.elf).byteOrder
                          : decodeHeader(file.table)->byteOrder;
  to.pointerSize = cantFail(pointersOf(file, options));
  const GoLeftOut &left = (*program)->leftOut();
  return functionTable(path, file, (*program)->placed(), to, options,
                       {{left.goTypes, "Go types"},
                        {left.variables, "variables"},
                        {left.leafMarks, "marks of leaf functions"},
                        {left.otherRecords, "records of other letters"},
                        {left.gaps, "ends of code between tables"}});
}

/// A compact table or a function table, with the lines of the file.
static Expected<SmallVector<uint8_t, 0>>
compactTable(StringRef path, const TableFile &file,
             const ConvertOptions &options) {
  if (file.elf && file.elf->isRelocatableObject())
    return createStringError("a relocatable file has no addresses yet, "
                             "expected a linked one");
  Expected<GoProgram::Options> go = readingOf(file, options);
  if (!go)
    return go.takeError();
  if (go->pointerSize == 4 && options.address > UINT32_MAX)
    return createStringError("--address is above 32 bits, expected 4 bytes as "
                             "the pointers of the table have");
  if (isFunctionForm(options.form))
    return functionsOfGo(path, file, options);
  Expected<ArrayRef<uint8_t>> lines = linesOf(path, file);
  if (!lines)
    return lines.takeError();
  CompactOfGoOptions how;
  how.go = *go;
  how.address = options.address;
  Expected<CompactOfGo> made = compactOf(file.table, *lines, how, inParallel);
  if (!made)
    return made.takeError();
  noteLeftOut(path, {{made->leftOut.goTypes, "Go types"},
                     {made->leftOut.variables, "variables"},
                     {made->leftOut.leafMarks, "marks of leaf functions"},
                     {made->leftOut.otherRecords, "records of other letters"},
                     {made->leftOut.frameSizes, "sizes of frames"},
                     {made->leftOut.gaps, "ends of code between tables"}});
  return std::move(made->table);
}

static Expected<SmallVector<uint8_t, 0>>
convertGo(StringRef path, const TableFile &file,
          const ConvertOptions &options) {
  if (!options.lineTablePath.empty())
    return createStringError("--pclntab is for compact tables and function "
                             "tables, expected one");
  if (options.form == ConvertForm::Compact || isFunctionForm(options.form))
    return compactTable(path, file, options);
  Expected<TableTarget> from = decodeHeader(file.table);
  if (!from)
    return from.takeError();
  return convertTable(file.table, chooseTarget(*from, file, options));
}

Error convertTableFile(const InputFile &input, TableChoice choice,
                       const ConvertOptions &options, StringRef outPath) {
  StringRef path = input.name;
  Expected<TableFile> file = openTableFile(input, choice);
  if (!file)
    return file.takeError();
  if (isForeignForm(options.form)) {
    Expected<SmallVector<char, 0>> made = exportTable(path, *file, options);
    if (!made)
      return inFile(path, made.takeError());
    if (Error error = writeFile(outPath, StringRef(made->data(), made->size())))
      return inFile(outPath, std::move(error));
    return Error::success();
  }
  SmallVector<uint8_t, 0> lineTable;
  Expected<SmallVector<uint8_t, 0>> converted =
      file->isCompact     ? convertCompact(path, *file, options, lineTable)
      : file->isFunctions ? convertFunctions(path, *file, options, lineTable)
                          : convertGo(path, *file, options);
  if (!converted)
    return inFile(path, converted.takeError());
  if (Error error = writeFile(outPath, toStringRef(*converted)))
    return inFile(outPath, std::move(error));
  if (options.lineTablePath.empty())
    return Error::success();
  if (Error error = writeFile(options.lineTablePath, toStringRef(lineTable)))
    return inFile(options.lineTablePath, std::move(error));
  return Error::success();
}

} // namespace gosym
