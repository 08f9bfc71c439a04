//===- Plugin.cpp - The symbol table of Linux, in one link ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A generator that makes kallsyms_offsets, kallsyms_names and so on, which the
// kernel's build otherwise makes by linking three times: one generated symbol,
// whose name is that of the first part, with the other parts inside. It is put
// into .rodata, where the kernel's own are.
//
//   layout    which symbols there may be; the size is guessed
//   arrange   addresses are known, so order and letters are (and, without
//             CONFIG_KALLSYMS_ALL, which symbols); from these the compressed
//             names, so the size
//   write     the bytes
//
// The size changes addresses, and these could change the size only by moving a
// symbol past another one; so the second arrange() finds everything as it was.
//
// The table is made if the option is given, which kbuild's script always does,
// and not if the plugin is merely loaded; and the option makes a link fail
// whose plugin was not found. That matters: the kernel refers to its table
// weakly, and without one it would be linked all the same.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Plugin.h"
#include "Table.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace gosym;
using namespace kallsyms;

static void createTable(StringRef release);

static cl::opt<std::string> releaseOption(
    "kallsyms-release", cl::ZeroOrMore, cl::value_desc("6.1|6.12"),
    cl::desc("Make the symbol table of a Linux kernel of this release"),
    cl::callback([](const std::string &release) { createTable(release); }));
static cl::opt<std::string>
    configOption("kallsyms-config", cl::ZeroOrMore,
                 cl::init("include/config/auto.conf"), cl::value_desc("file"),
                 cl::desc("Configuration of the kernel (default: "
                          "include/config/auto.conf)"));

namespace {

class KernelTable final : public Generator {
public:
  explicit KernelTable(StringRef release) : release(release) {}

  StringRef name() const override { return "linux-kallsyms"; }

  Error layout(Link &link, Layout &layout) override {
    Expected<Settings> read = readSettings(release, configOption);
    if (!read)
      return read.takeError();
    settings = *read;
    if (link.pointerSize() != 8)
      return createStringError("a kernel of 32 bits, expected one of 64");
    text = link.find("_text");
    if (!text)
      return createStringError(
          "no symbol '_text', expected the first byte of a kernel");
    symbols.collect(link, settings);
    // Near enough: a third of the names is saved.
    layout.size = symbols.numCandidates() * 8 + symbols.sizeOfNames() * 2 / 3;
    layout.slots.push_back({0, text, 0});
    // In their order, so that the first arrange() finds their names in it.
    for (auto [i, part] : enumerate(layout.parts))
      part.offset = 8 * (i + 1);
    layout.size += 8 * numParts;
    return Error::success();
  }

  Expected<bool> arrange(Link &link, Layout &layout) override {
    bool changed = symbols.arrange(link, settings);
    if (changed) {
      if (Error e = table.build(link, symbols))
        return e;
      table.layOut(layout);
    }
    // The kernel's own table counts from _text, too.
    Slot base = {table.placeOfBase(), text,
                 int64_t(table.base(symbols) - link.address(text))};
    changed |= base.offset != layout.slots[0].offset ||
               base.addend != layout.slots[0].addend;
    layout.slots[0] = base;
    return changed;
  }

  Error write(const Link &link, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override {
    return table.write(link, symbols, offset, bytes);
  }

private:
  const std::string release;
  Settings settings;
  SymbolRef text;
  Symbols symbols;
  Table table{settings};
};

} // namespace

/// The names of the parts must be known before the configuration is read, which
/// may be named behind the release.
static void createTable(StringRef release) {
  ArrayRef<Part> parts =
      partsOf(release == "6.1" ? Release::Linux6_1 : Release::Linux6_12);
  GeneratedSymbol symbol;
  symbol.name = nameOf(parts.front()).str();
  symbol.section = ".rodata";
  symbol.alignment = 8;
  symbol.binding = Binding::Global;
  for (Release made : {Release::Linux6_1, Release::Linux6_12})
    withdrawGeneratedSymbol(nameOf(partsOf(made).front()));
  createGeneratedSymbol(symbol, std::make_unique<KernelTable>(release));
  for (Part part : parts.drop_front())
    addGeneratedPart(symbol.name, nameOf(part));
}

GOSYM_PLUGIN("linux-kallsyms") {}
