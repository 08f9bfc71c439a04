//===- RuntimeFuzz.h - What the targets of the C reader share  -*- C++ -*--===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Opens a table with all that may belong to it, and asks.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_FUZZ_RUNTIMEFUZZ_H
#define GOSYM_TEST_FUZZ_RUNTIMEFUZZ_H

#include "Fuzz.h"
#include "gosym-c/gosym.h"
#include "llvm/Support/Endian.h"

namespace gosym {

/// Options of gosym_open() with \p lines and \p index, null where empty.
inline gosym_options runtimeOptions(llvm::ArrayRef<uint8_t> lines,
                                    unsigned quantum,
                                    llvm::ArrayRef<uint8_t> index = {}) {
  gosym_options options = {};
  options.lines = lines.empty() ? nullptr : lines.data();
  options.lines_size = lines.size();
  options.quantum = quantum;
  options.index = index.empty() ? nullptr : index.data();
  options.index_size = index.size();
  return options;
}

/// A compact table, with its size put into its header: the fuzzer could not
/// know how long the input is.
class CompactInput {
public:
  explicit CompactInput(llvm::ArrayRef<uint8_t> piece)
      : bytes(new uint8_t[piece.size()]), size(piece.size()) {
    std::copy(piece.begin(), piece.end(), bytes.get());
    if (size >= 12)
      llvm::support::endian::write32le(bytes.get() + 8, uint32_t(size));
  }
  llvm::ArrayRef<uint8_t> table() const { return {bytes.get(), size}; }

private:
  std::unique_ptr<uint8_t[]> bytes;
  size_t size;
};

/// Whether \p error is about bytes that are wrong.
inline bool isBad(gosym_error error) {
  return error >= GOSYM_BAD_HEADER && error <= GOSYM_BAD_INDEX;
}

/// All that the reader says of one address, as text: two readers of one table
/// can be compared.
struct RuntimeAnswer {
  gosym_error function;
  gosym_error line;
  std::string text;

  bool operator==(const RuntimeAnswer &o) const {
    return function == o.function && line == o.line && text == o.text;
  }
};

inline RuntimeAnswer askRuntime(const gosym_table &table, uint64_t pc) {
  RuntimeAnswer answer = {};
  gosym_function function = {};
  answer.function = gosym_find_function(&table, pc, &function);
  if (answer.function == GOSYM_OK) {
    answer.text = std::string(function.name, function.name_size) + ' ' +
                  std::to_string(function.entry) + ' ' +
                  std::to_string(function.end) + function.type;
    gosym_cursor cursor = {};
    gosym_variable variable;
    while (gosym_next_variable(&table, &function, &cursor, &variable) ==
           GOSYM_OK)
      answer.text += ' ' + std::string(variable.name, variable.name_size) +
                     std::to_string(variable.offset) + variable.type;
  }
  gosym_line line = {};
  answer.line = gosym_find_line(&table, pc, &line);
  if (answer.line == GOSYM_OK) {
    // Short, so that paths do not always fit.
    char path[32];
    size_t length = 0;
    gosym_error formatted =
        gosym_format_path(&table, &line, path, sizeof(path), &length);
    must((formatted == GOSYM_OK) == (length < sizeof(path)) || isBad(formatted),
         "a path that fits is OK");
    answer.text += std::string(" ") + path + ':' + std::to_string(line.line);
  }
  return answer;
}

} // namespace gosym

#endif
