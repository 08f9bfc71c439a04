//===- gosym/Format/TableIndex.h - .gosymtab.index --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A search structure over one table, small enough to be shipped beside it: the
/// addresses of its text entries, dense, and every few functions a place where
/// a walk over the table may begin.
///
/// ENCODING (words in target byte order; begins at a multiple of 4)
///
///   Offset  Size  Meaning
///   0       4     0x47534958
///   4       1     version, 1
///   5       1     log2 of the functions of a block, 0..6; 3 is written
///   6       1     flags: indexHasAddresses, indexHasLines
///   7       1     0
///   8       4     n, number of text entries (T t L l) of the table
///   12      4     size of the table in bytes
///   16      4*n   address of text entry i minus that of text entry 0,
///                 ascending; all 0 without indexHasAddresses
///           ...   one block for each 2^log2 text entries:
///             4   offset in the table of its first text entry
///             4   offset in the table of the first entry of the history in
///                 force there (the entry of value 1 that began the unit);
///                 0: none
///                 and only with indexHasLines, of the row of the line table
///                 in force at the address of that text entry:
///             4   offset in the line table behind the line step of the row;
///                 0: no row yet, and so are the next two
///             4   pc of the row minus the address of text entry 0
///             4   absolute line of the row
///
/// A reader goes on from a block as LineTableReader does behind a row: its pc
/// is one quantum behind that of the row.
///
/// The index holds no address, only differences, so it needs no relocation;
/// when the code spans 4 GiB or more they do not fit, and it is written without
/// flags: a reader then compares the slots of the table itself. It takes 5
/// bytes a function, 6.5 with lines.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_TABLEINDEX_H
#define GOSYM_FORMAT_TABLEINDEX_H

#include "gosym/Format/Header.h"
#include <vector>

namespace gosym {

/// Log2 of the functions of a block that is written.
constexpr uint8_t indexBlockShift = GOSYM_INDEX_BLOCK_SHIFT;
constexpr uint64_t indexHeaderSize = GOSYM_INDEX_HEADER_SIZE;

/// Flags.
enum : uint8_t {
  indexHasAddresses = GOSYM_INDEX_HAS_ADDRESSES,
  indexHasLines = GOSYM_INDEX_HAS_LINES,
};

/// One block, see above.
struct IndexBlock {
  uint32_t entryOffset = 0;
  uint32_t historyOffset = 0;
  uint32_t lineOffset = 0;
  uint32_t linePc = 0;
  uint32_t line = 0;

  bool operator==(const IndexBlock &o) const {
    return entryOffset == o.entryOffset && historyOffset == o.historyOffset &&
           lineOffset == o.lineOffset && linePc == o.linePc && line == o.line;
  }
};

/// An index, decoded.
struct TableIndex {
  uint8_t flags = indexHasAddresses;
  uint8_t blockShift = indexBlockShift;
  uint32_t tableSize = 0;
  /// One for each text entry.
  std::vector<uint32_t> addresses;
  std::vector<IndexBlock> blocks;

  bool operator==(const TableIndex &o) const {
    return flags == o.flags && blockShift == o.blockShift &&
           tableSize == o.tableSize && addresses == o.addresses &&
           blocks == o.blocks;
  }
};

/// Bytes that an index over \p functions text entries takes, in blocks of
/// 2^indexBlockShift. It depends on \p hasLines, not on whether the addresses
/// fit. Thread-safe.
uint64_t tableIndexSize(uint64_t functions, bool hasLines);

/// Makes the index of \p table by reading it, with line checkpoints if \p
/// lineTable is not empty and the addresses fit. Thread-safe.
///
/// Errors: those of TableReader; those of LineTableReader, for a pc up to the
/// last text entry, behind `line table: `; `text symbol at offset 0x..: address
/// 0x.. after 0x.., expected ascending addresses`; `text symbol at offset 0x..:
/// text at 0x.., expected the first address, 0x..`; `entry at offset 0x..: f
/// entry behind a history, expected all before the first`; `history at offset
/// 0x..: absolute line N behind another record, expected one history in one
/// piece`; `header at offset 0x..: another table begins, expected one table`;
/// `header at offset 0x0: an older form has no index, expected the Go 1.1
/// form`; `table: N bytes, expected less than 4 GiB`, of a line table too.
llvm::Expected<TableIndex>
makeTableIndex(llvm::ArrayRef<uint8_t> table,
               llvm::ArrayRef<uint8_t> lineTable = {}, unsigned quantum = 1);

/// Reads an index of byte order \p byteOrder. Thread-safe; any bytes.
///
/// Errors: `index at offset 0x..: <fact>, expected <fact>`: size, magic,
/// version, block size, flags; an address that is below the one before it, or
/// not 0 where it must be; an offset of a block that is not behind that of the
/// block before or outside of the table; a row behind its block. Whether it is
/// the index of a given table only makeTableIndex() can tell.
llvm::Expected<TableIndex> decodeTableIndex(llvm::ArrayRef<uint8_t> bytes,
                                            llvm::endianness byteOrder);

} // namespace gosym

#endif
