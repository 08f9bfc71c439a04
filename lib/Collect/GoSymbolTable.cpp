//===- GoSymbolTable.cpp --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The generator of `.gosymtab`: hands the linker what CollectedTable.cpp has
// collected and Format's TableWriter writes. Slots are told as the records go
// by and never stored.
//
//===----------------------------------------------------------------------===//

#include "Generators.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace gosym;

namespace {

class GoSymbolTable final : public Generator {
public:
  explicit GoSymbolTable(std::shared_ptr<CollectedTable> table)
      : table(std::move(table)) {}

  StringRef name() const override { return "go-symbol-table"; }
  Error layout(Link &link, Layout &layout) override;
  Expected<bool> arrange(Link &link, Layout &layout) override;
  void forEachSlot(const Link &, const Layout &, uint64_t begin, uint64_t end,
                   function_ref<void(const Slot &)> fn) const override {
    table->table->forEachSlot(begin, end, [&](const TableSlot &slot) {
      fn({slot.offset, table->symbols.symbolOf(slot), 0});
    });
  }
  Error write(const Link &, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override {
    table->table->write(offset, bytes);
    return Error::success();
  }

private:
  void adopt(Layout &layout);
  void report(Link &link) const;

  const std::shared_ptr<CollectedTable> table;
  /// Of the table, as the linker knows it.
  uint64_t edition = 0;
};

} // namespace

void GoSymbolTable::adopt(Layout &layout) {
  edition = table->edition();
  layout.size = table->table->size();
  layout.cuts = table->table->cutOffsets();
}

Error GoSymbolTable::layout(Link &link, Layout &layout) {
  if (Error e = table->layout(link))
    return e;
  adopt(layout);
  if (table->options.verbose)
    report(link);
  return Error::success();
}

Expected<bool> GoSymbolTable::arrange(Link &link, Layout &layout) {
  if (Error e = table->arrange(link))
    return e;
  if (edition == table->edition())
    return false;
  adopt(layout);
  return true;
}

void GoSymbolTable::report(Link &link) const {
  const Program &program = table->program;
  const LeftOutSymbols &left = codeOrderOf(link).leftOut();
  size_t functions = llvm::count_if(program.functions(), [&](const Symbol &s) {
    return !table->symbols.isSynthetic(s.number);
  });
  size_t units = llvm::count_if(
      ArrayRef(program.units).take_front(link.inputs().numObjects()),
      [](const Unit &unit) { return !unit.files.empty(); });
  link.note(
      formatv("Go symbol table: {0} functions and {1} data symbols of {2} "
              "objects with code",
              functions, program.firstFunction, units)
          .str());
  link.note(formatv("Go symbol table: left out {0} absolute, {1} thread-local, "
                    "{2} not loaded, {3} unnamed and {4} mapping symbols, {5} "
                    "PLT entries of shared objects and {6} local symbols of "
                    "COMDAT groups",
                    left.absolute, left.threadLocal, left.notLoaded,
                    left.unnamed, left.mapping, left.canonicalPLT, left.inGroup)
                .str());
  const TypeAnnotations &types = table->annotations;
  if (types.symbols || types.variables || types.dropped)
    link.note(formatv("Go symbol table: Go types of {0} symbols and {1} "
                      "variables from annotations, {2} annotations dropped of "
                      "what is not in the table",
                      types.symbols, types.variables, types.dropped)
                  .str());
}

GeneratedSymbol gosym::goSymbolTableSymbol() {
  GeneratedSymbol symbol;
  symbol.name = GOSYM_TABLE_BEGIN;
  symbol.endName = GOSYM_TABLE_END;
  symbol.section = GOSYM_TABLE_SECTION;
  symbol.binding = Binding::Hidden;
  symbol.kind = SectionKind::ReadOnly;
  return symbol;
}

std::unique_ptr<Generator>
gosym::makeGoSymbolTable(std::shared_ptr<CollectedTable> table) {
  return std::make_unique<GoSymbolTable>(std::move(table));
}
