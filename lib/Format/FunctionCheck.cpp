//===- FunctionCheck.cpp - Is a function table sound? ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "gosym/Format/FunctionTable.h"

using namespace llvm;

namespace gosym {

Expected<FunctionSummary> checkFunctionTable(const FunctionTable &table) {
  FunctionSummary summary;
  summary.functions = table.size();
  summary.files = table.numFiles();
  for (uint32_t i = 0; i != table.size(); ++i) {
    Expected<FunctionRecord> function = table.function(i);
    if (!function)
      return function.takeError();
    summary.withDepths += function->depths != 0;
    if (Error error = table.forEachValue(
            *function, function->depths,
            [](uint64_t, uint64_t, uint32_t) { return Error::success(); }))
      return error;
    if (Error error = table.forEachValue(
            *function, function->files, [&](uint64_t, uint64_t, uint32_t file) {
              return table.path(function->unit, file).takeError();
            }))
      return error;
    uint64_t before = summary.rows;
    if (Error error = table.forEachPlace(
            *function, [&](uint64_t, uint64_t, uint32_t, uint32_t) {
              ++summary.rows;
              return Error::success();
            }))
      return error;
    summary.withLines += summary.rows != before;
  }
  return summary;
}

} // namespace gosym
