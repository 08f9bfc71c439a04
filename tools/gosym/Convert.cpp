//===- Convert.cpp - The convert command ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "gosym/Format/Convert.h"
#include "Commands.h"
#include "TableFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/ToolOutputFile.h"

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

Error convertTableFile(StringRef path, const ConvertOptions &options,
                       StringRef outPath) {
  Expected<TableFile> file = openTableFile(path);
  if (!file)
    return file.takeError();
  Expected<TableTarget> from = decodeHeader(file->table);
  if (!from)
    return inFile(path, from.takeError());
  Expected<SmallVector<uint8_t, 0>> converted =
      convertTable(file->table, chooseTarget(*from, *file, options));
  if (!converted)
    return inFile(path, converted.takeError());
  if (Error error = writeFile(outPath, toStringRef(*converted)))
    return inFile(outPath, std::move(error));
  return Error::success();
}

} // namespace gosym
