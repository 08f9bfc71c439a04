//===- gosym/Format/TableIndexWriter.h - A whole index ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes the index (TableIndex.h) of a table that a TableWriter writes, in any
/// ranges: the same bytes that makeTableIndex() makes of the finished table.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_TABLEINDEXWRITER_H
#define GOSYM_FORMAT_TABLEINDEXWRITER_H

#include "gosym/Format/LineTableWriter.h"
#include "gosym/Format/TableWriter.h"

namespace gosym {

class TableIndexWriter {
public:
  /// Stores the addresses of \p texts, as TableWriter::text() gives them, in
  /// \p addresses, which is as long. Called by several threads at once.
  using Addresses = std::function<void(llvm::ArrayRef<TableSlot> texts,
                                       llvm::MutableArrayRef<uint64_t>)>;

  /// Refers to both writers, which must outlive it.
  TableIndexWriter(const TableWriter &table, const LineTableWriter &lines,
                   llvm::endianness byteOrder, Addresses addresses)
      : table(table), lines(lines), byteOrder(byteOrder),
        addresses(std::move(addresses)) {}

  /// Counts the bytes. Due after each place() of the table. \p hasLines: there
  /// is a line table, and addressesFit().
  ///
  /// Errors: `table: N bytes, expected less than 4 GiB`.
  llvm::Error place(bool hasLines);
  uint64_t size() const { return totalSize; }
  std::vector<uint64_t> cutOffsets() const;

  /// Does the code span less than 4 GiB? Asks for addresses.
  bool addressesFit() const;

  /// Writes the range that begins at \p offset, a whole number of words.
  /// Thread-safe. The addresses must be final.
  ///
  /// Errors: `text symbol 'NAME': address 0x.. after 0x.. of 'NAME', expected
  /// ascending addresses`.
  llvm::Error write(uint64_t offset,
                    llvm::MutableArrayRef<uint8_t> bytes) const;

private:
  uint64_t addressOf(size_t text) const;
  void writeHeader(uint8_t *out) const;
  llvm::Error writeAddresses(size_t first, size_t count, uint8_t *out) const;
  void writeBlockWords(size_t first, size_t count, uint8_t *out) const;
  llvm::Error unordered(size_t text) const;

  const TableWriter &table;
  const LineTableWriter &lines;
  const llvm::endianness byteOrder;
  const Addresses addresses;
  bool hasLines = false;
  uint64_t totalSize = 0;
};

} // namespace gosym

#endif
