//===- CoreFile.h - What a core dump has of a process -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Of an ELF core dump: which file was mapped where (NT_FILE), which memory was
/// code, and the memory itself as far as it was written. Linux writes the first
/// page of each mapped ELF file, which has its build id; pages that are the
/// same as in the file only if bit 2 of /proc/PID/coredump_filter was set.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TOOLS_COREFILE_H
#define GOSYM_TOOLS_COREFILE_H

#include "TableFile.h"

namespace gosym {

/// An entry of NT_FILE.
struct CoreMapping {
  uint64_t begin = 0;
  uint64_t end = 0;
  std::string path;
};

class CoreFile {
public:
  /// Errors: `<path>: <fact>`: it cannot be read, is no core dump, has no
  /// NT_FILE or a malformed one.
  static llvm::Expected<CoreFile> open(llvm::StringRef path);

  /// Sorted by address.
  const std::vector<CoreMapping> &mappings() const { return ownMappings; }
  bool isCode(uint64_t address) const;
  /// The memory from \p address on; nothing if the dump does not have all of
  /// it.
  std::optional<std::vector<uint8_t>> read(uint64_t address,
                                           uint64_t size) const;
  /// What of a module is at its first address: the head of its file, as much of
  /// it as the dump has in one piece. Empty if it has nothing.
  llvm::StringRef head(uint64_t address) const;

private:
  /// Memory that was dumped, and may be shorter than the segment.
  struct Segment {
    uint64_t begin = 0;
    uint64_t size = 0;
    bool isCode = false;
    llvm::ArrayRef<uint8_t> bytes;
  };
  template <class File> llvm::Error takeSegments(const File &file);
  template <class File> llvm::Error takeMappings(const File &file);
  llvm::Error parseMappings(llvm::ArrayRef<uint8_t> note);
  const Segment *find(uint64_t address) const;

  TableFile file;
  std::vector<Segment> segments;
  std::vector<CoreMapping> ownMappings;
};

} // namespace gosym

#endif
