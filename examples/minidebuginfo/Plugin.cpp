//===- Plugin.cpp - MiniDebugInfo in the one link -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// MiniDebugInfo is a section `.gnu_debugdata` of a stripped program: an ELF
// file, compressed by xz, whose .symtab has the functions that .dynsym has not.
// gdb reads it as it is, so backtraces of stripped programs have names. Fedora
// makes it after the link, by nm, comm, objcopy and xz; here the linker does.
//
// THE SIZE. How well xz compresses depends on the addresses of the functions,
// and in a loaded section the addresses could depend on how well xz compresses.
// This section is not loaded: no address depends on its size. So each arrange()
// compresses the symbols where they are now and says the size. If the addresses
// were not final, the linker assigns them again and asks again; with the same
// addresses the file is the same, nothing is compressed anew, and it rests. No
// padding is needed, and no bound. (README.md says what a loaded section would
// do.)
//
// WHAT IS LEFT OUT. In a shared object each function that is not local is in
// .dynsym. In a program no more is known than that some may be, so all of them
// are here.
//
// SECTIONS. gdb wants all sections of the program in the file, and the
// interface has no list of them, so they are asked for by name: those that
// linkers make, those of the symbols, and those that objects brought.
//
// Nothing depends on threads: liblzma compresses with one.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Plugin.h"
#include "SymbolElf.h"
#include "gosym/Linker/LinkInputs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/CommandLine.h"
#include <lzma.h>

using namespace llvm;
using namespace gosym;

namespace {

cl::opt<std::string>
    entryName("minidebuginfo-entry", cl::init("_start"), cl::value_desc("NAME"),
              cl::ZeroOrMore,
              cl::desc("What -e of the linker names, if it is there"));

class MiniDebugInfo : public Generator {
public:
  StringRef name() const override { return "minidebuginfo"; }
  Error layout(Link &link, Layout &layout) override;
  Expected<bool> arrange(Link &link, Layout &layout) override;
  Error write(const Link &link, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override {
    (void)link;
    memcpy(bytes.data(), compressed.data() + offset, bytes.size());
    return Error::success();
  }

private:
  Error readMachine(const Link &link);
  void findSectionNames(const Link &link);
  void place(const Link &link);
  Error compress(StringRef file);

  MiniProgram program;
  /// Of the symbols of the program.
  std::vector<SymbolRef> refs;
  /// Of sections that the program may have.
  StringSet<> sectionNames;
  SymbolRef entry;
  /// The file that `compressed` is made of.
  SmallVector<char, 0> file;
  std::vector<uint8_t> compressed;
};

} // namespace

/// Machine and flags are those of the first object.
Error MiniDebugInfo::readMachine(const Link &link) {
  if (!link.inputs().numObjects())
    return Error::success();
  ArrayRef<uint8_t> object = link.inputs().objectBytes(0);
  size_t flagsAt = program.is64Bit ? 48 : 36;
  if (object.size() < flagsAt + sizeof(uint32_t))
    return createStringError("object 0 is no ELF file, expected one");
  constexpr size_t machineAt = 18;
  program.machine =
      support::endian::read16(object.data() + machineAt, program.byteOrder);
  program.flags =
      support::endian::read32(object.data() + flagsAt, program.byteOrder);
  return Error::success();
}

Error MiniDebugInfo::layout(Link &link, Layout &layout) {
  program.byteOrder = link.byteOrder();
  program.is64Bit = link.pointerSize() == 8;
  program.isPositionIndependent = link.outputKind() != OutputKind::Executable;
  bool isShared = link.outputKind() == OutputKind::SharedObject;
  uint64_t names = 0;
  for (const LiveSymbol &symbol : link.liveSymbols()) {
    if (!symbol.isFunction || (isShared && !symbol.isLocal))
      continue;
    MiniSymbol kept;
    kept.name = symbol.name();
    kept.size = link.size(symbol.ref);
    kept.isLocal = symbol.isLocal;
    program.symbols.push_back(kept);
    refs.push_back(symbol.ref);
    names += kept.name.size() + 1;
  }
  // An estimate, which arrange() corrects; a section without bytes would go.
  layout.size = names / 4 + 1;
  if (!isShared)
    entry = link.find(entryName);
  findSectionNames(link);
  return readMachine(link);
}

/// Names of sections that no object need have, and those that take what objects
/// have under longer names.
static constexpr StringLiteral usualSections[] = {".interp",
                                                  ".note.gnu.build-id",
                                                  ".note.gnu.property",
                                                  ".dynsym",
                                                  ".gnu.version",
                                                  ".gnu.version_d",
                                                  ".gnu.version_r",
                                                  ".gnu.hash",
                                                  ".hash",
                                                  ".dynstr",
                                                  ".rela.dyn",
                                                  ".rel.dyn",
                                                  ".relr.dyn",
                                                  ".rela.plt",
                                                  ".rel.plt",
                                                  ".eh_frame_hdr",
                                                  ".eh_frame",
                                                  ".gcc_except_table",
                                                  ".rodata",
                                                  ".text",
                                                  ".init",
                                                  ".fini",
                                                  ".plt",
                                                  ".plt.sec",
                                                  ".plt.got",
                                                  ".iplt",
                                                  ".tdata",
                                                  ".tbss",
                                                  ".preinit_array",
                                                  ".init_array",
                                                  ".fini_array",
                                                  ".ctors",
                                                  ".dtors",
                                                  ".data.rel.ro",
                                                  ".bss.rel.ro",
                                                  ".dynamic",
                                                  ".got",
                                                  ".got.plt",
                                                  ".igot.plt",
                                                  ".branch_lt",
                                                  ".relro_padding",
                                                  ".data",
                                                  ".bss"};

/// Whether lld puts sections of \p name into one with a shorter name, as
/// `.text.f` into `.text`.
static bool hasShorterName(StringRef name, const StringSet<> &usual) {
  size_t dot = name.find('.', 1);
  return dot != StringRef::npos && usual.contains(name.take_front(dot));
}

void MiniDebugInfo::findSectionNames(const Link &link) {
  StringSet<> usual;
  for (StringRef name : usualSections)
    usual.insert(name);
  sectionNames = usual;
  for (const LiveSymbol &symbol : link.liveSymbols())
    sectionNames.insert(link.sectionName(symbol.ref));
  for (uint32_t i = 0; i < link.inputs().numObjects(); ++i) {
    StringRef bytes = toStringRef(link.inputs().objectBytes(i));
    Expected<std::unique_ptr<object::ObjectFile>> object =
        object::ObjectFile::createELFObjectFile({bytes, ""});
    if (!object) {
      consumeError(object.takeError());
      continue;
    }
    for (object::ELFSectionRef section : (*object)->sections()) {
      Expected<StringRef> name = section.getName();
      if (!name)
        consumeError(name.takeError());
      else if ((section.getFlags() & ELF::SHF_ALLOC) &&
               !hasShorterName(*name, usual))
        sectionNames.insert(*name);
    }
  }
  sectionNames.erase("");
}

/// Puts addresses and sections of now into the program.
void MiniDebugInfo::place(const Link &link) {
  program.sections.clear();
  for (const auto &name : sectionNames)
    if (std::optional<SectionInfo> section = link.section(name.getKey()))
      if (section->isLoaded)
        program.sections.push_back(*section);
  llvm::sort(program.sections, [](const SectionInfo &a, const SectionInfo &b) {
    return std::tie(a.address, a.size, a.name) <
           std::tie(b.address, b.size, b.name);
  });
  StringMap<uint16_t> numbers;
  for (const SectionInfo &section : program.sections)
    numbers.try_emplace(section.name, numbers.size() + 1);

  program.entry = entry ? link.address(entry) : 0;
  std::vector<uint64_t> addresses(refs.size());
  link.addresses(refs, addresses);
  for (auto [symbol, ref, address] : zip(program.symbols, refs, addresses)) {
    symbol.address = address;
    symbol.section = numbers.lookup(link.sectionName(ref));
  }
}

/// As `xz` does, but with no larger dictionary than the file needs: memory.
Error MiniDebugInfo::compress(StringRef file) {
  lzma_options_lzma options;
  lzma_lzma_preset(&options, LZMA_PRESET_DEFAULT);
  options.dict_size =
      std::clamp<uint64_t>(file.size(), LZMA_DICT_SIZE_MIN, options.dict_size);
  lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options},
                           {LZMA_VLI_UNKNOWN, nullptr}};
  compressed.resize(lzma_stream_buffer_bound(file.size()));
  size_t size = 0;
  lzma_ret result = lzma_stream_buffer_encode(
      filters, LZMA_CHECK_CRC64, nullptr,
      reinterpret_cast<const uint8_t *>(file.data()), file.size(),
      compressed.data(), &size, compressed.size());
  if (result != LZMA_OK)
    return createStringError("liblzma returned " + Twine(int(result)) +
                             ", expected 0");
  compressed.resize(size);
  return Error::success();
}

Expected<bool> MiniDebugInfo::arrange(Link &link, Layout &layout) {
  place(link);
  SmallVector<char, 0> now = writeSymbolElf(program);
  if (now == file)
    return false;
  file = std::move(now);
  if (Error error = compress({file.data(), file.size()}))
    return error;
  return std::exchange(layout.size, compressed.size()) != compressed.size();
}

GOSYM_PLUGIN("minidebuginfo") {
  // What -r makes is no program yet.
  if (isRelocatableLink())
    return;
  GeneratedSymbol symbol;
  symbol.name = "minidebuginfo";
  symbol.section = ".gnu_debugdata";
  symbol.binding = Binding::Local;
  symbol.kind = SectionKind::NotLoaded;
  createGeneratedSymbol(symbol, std::make_unique<MiniDebugInfo>());
}
