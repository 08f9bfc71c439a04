//===- Table.h - The bytes of a kernel's symbol table -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef LINUX_KALLSYMS_TABLE_H
#define LINUX_KALLSYMS_TABLE_H

#include "Symbols.h"
#include "Tokens.h"
#include "gosym/Linker/GeneratedSymbol.h"

namespace kallsyms {

/// The parts of the table, named as the kernel's variables are.
enum class Part {
  Offsets,
  RelativeBase,
  NumSyms,
  Names,
  Markers,
  SeqsOfNames,
  TokenTable,
  TokenIndex,
};
constexpr size_t numParts = 8;
llvm::StringRef nameOf(Part part);
/// In the order in which a kernel of \p release has them.
llvm::ArrayRef<Part> partsOf(Release release);

class Table {
public:
  explicit Table(const Settings &settings) : settings(settings) {}

  /// Compresses the names and decides the size of everything. In arrange(),
  /// when Symbols::arrange() says that something changed.
  llvm::Error build(const gosym::Link &link, const Symbols &symbols);
  /// Fills \p layout: size, parts and cuts, not slots.
  void layOut(gosym::Layout &layout) const;
  /// Where the one word is that has an address.
  uint64_t placeOfBase() const { return at(Part::RelativeBase); }
  /// The address from which distances are counted.
  uint64_t base(const Symbols &symbols) const;

  llvm::Error write(const gosym::Link &link, const Symbols &symbols,
                    uint64_t offset,
                    llvm::MutableArrayRef<uint8_t> bytes) const;

private:
  struct Place {
    uint64_t offset = 0, size = 0;
    uint64_t end() const { return offset + size; }
  };
  uint64_t at(Part part) const { return places[size_t(part)].offset; }

  void sortNames(const gosym::Link &link, const Symbols &symbols);
  void place();
  llvm::Error writeOffsets(const gosym::Link &link, const Symbols &symbols,
                           size_t begin, size_t end, uint8_t *to) const;

  const Settings &settings;
  /// The text of each entry: its letter and its name.
  std::unique_ptr<Tokens> tokens;
  /// Where the name of each entry begins in the names; in the end their size.
  std::vector<uint32_t> nameAt;
  /// Numbers of entries, in the order of their names.
  std::vector<uint32_t> byName;
  std::array<Place, numParts> places;
  uint64_t size = 0;
};

} // namespace kallsyms

#endif
