//===- Convert.cpp - The convert command ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/Convert.h"
#include "Commands.h"
#include "TableFile.h"
#include "gosym/Format/CompactToGo.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;

namespace gosym {

static TableTarget chooseTarget(TableTarget from, const TableFile &file,
                                const ConvertOptions &options) {
  if (options.form == TableForm::Go10)
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

/// Says what the Go tables have no place for.
static void noteLeftOut(StringRef path, const GoTablesOfCompact &made,
                        const ConvertOptions &options) {
  const std::pair<uint64_t, StringLiteral> counts[] = {
      {made.sizes, "sizes of symbols"},
      {made.rowsOfInlinedCalls, "rows with inlined calls"},
      {made.unitsWithoutLines, "units with lines"},
      {made.runsWithoutLines, "runs of code with lines"}};
  std::string text;
  for (auto [count, what] : counts)
    if (count)
      text += ((text.empty() ? "" : ", ") + Twine(count) + " " + what).str();
  if (options.lineTablePath.empty() && !made.lineTable.empty())
    text += (text.empty() ? "" : ", ") +
            std::string("all lines (--pclntab=OUT writes them)");
  if (!text.empty())
    WithColor::note(errs(), "gosym")
        << printable(path) << ": left out " << text << '\n';
}

/// The Go table, and in \p lineTable the lines if they are asked for.
static Expected<SmallVector<uint8_t, 0>>
convertCompact(StringRef path, const TableFile &file,
               const ConvertOptions &options,
               SmallVectorImpl<uint8_t> &lineTable) {
  Expected<CompactReader> reader = readCompact(file);
  if (!reader)
    return reader.takeError();
  Expected<TableTarget> target = goTargetOf(*reader, file, options);
  if (!target)
    return target.takeError();
  Expected<GoTablesOfCompact> made = goTablesOf(*reader, *target);
  if (!made)
    return made.takeError();
  if (!options.lineTablePath.empty() && made->lineTable.empty())
    return createStringError("no lines in the compact table, expected some for "
                             "--pclntab");
  noteLeftOut(path, *made, options);
  lineTable = made->lineTable;
  if (options.form == TableForm::Go11)
    return std::move(made->table);
  return convertTable(made->table, go10Target);
}

static Expected<SmallVector<uint8_t, 0>>
convertGo(const TableFile &file, const ConvertOptions &options) {
  if (!options.lineTablePath.empty())
    return createStringError("--pclntab is for compact tables, expected one");
  Expected<TableTarget> from = decodeHeader(file.table);
  if (!from)
    return from.takeError();
  return convertTable(file.table, chooseTarget(*from, file, options));
}

Error convertTableFile(StringRef path, TableChoice choice,
                       const ConvertOptions &options, StringRef outPath) {
  Expected<TableFile> file = openTableFile(path, choice);
  if (!file)
    return file.takeError();
  SmallVector<uint8_t, 0> lineTable;
  Expected<SmallVector<uint8_t, 0>> converted =
      file->isCompact ? convertCompact(path, *file, options, lineTable)
                      : convertGo(*file, options);
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
