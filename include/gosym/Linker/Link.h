//===- gosym/Linker/Link.h - What a callback may ask ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The link as a generator sees it (GeneratedSymbol.h): its target, its live
/// symbols, their addresses, its output sections. The objects that it was made
/// of are LinkInputs.h. No type of lld appears here.
///
/// The link is a pipeline, and an answer is good from the moment that decides
/// it:
///
///   resolve symbols, LTO, garbage collection, ICF
///   scan relocations (PLT, GOT, copy relocations)
///     -> layout()   the set of live symbols is final, and their names, sizes,
///                   bindings, objects; addresses do not exist
///   sort sections, assign addresses (several times, until nothing moves)
///     -> arrange()  after each assignment: order of sections final, address()
///                   is the current estimate; sections of symbols final
///   allocate the output
///     -> write()    address() is final
///
/// All functions may be called from several threads at once, inside a callback
/// only. None may be called from a signal handler.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LINKER_LINK_H
#define GOSYM_LINKER_LINK_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gosym {

/// A symbol of the link. One word, compared by identity, valid to the end of
/// the link; what it stands for is asked of Link.
class SymbolRef {
public:
  SymbolRef() = default;
  explicit SymbolRef(void *impl) : impl(impl) {}
  explicit operator bool() const { return impl != nullptr; }
  bool operator==(SymbolRef o) const { return impl == o.impl; }
  void *opaque() const { return impl; }

private:
  void *impl = nullptr;
};

enum class OutputKind {
  Executable,          ///< fixed addresses (-no-pie, -static)
  PositionIndependent, ///< -pie, -static-pie
  SharedObject,        ///< -shared
  Relocatable,         ///< -r: no addresses, input of another link
};

/// By the output section that holds a symbol: executable, without bytes in the
/// file, or neither.
enum class SymbolClass : uint8_t { Text, Data, Bss };

/// Number for "belongs to no input object": defined by the linker, by a script
/// or by a copy relocation.
constexpr uint32_t noObject = (1u << 26) - 1;

/// A live symbol and what is often asked of it, side by side: a generator
/// looks at hundreds of thousands, and each visit to the linker's own object
/// would be a cache miss.
struct LiveSymbol {
  SymbolRef ref;
  const char *nameData = nullptr;
  uint32_t nameSize = 0;
  /// Index of the defining object, or noObject; of a folded function, the
  /// object whose code it shares.
  uint32_t object : 26;
  /// STB_LOCAL in the output, or in the final link of a relocatable one:
  /// file-local, hidden, or localized by a version script.
  uint32_t isLocal : 1;
  /// STT_FUNC or STT_GNU_IFUNC.
  uint32_t isFunction : 1;
  /// ICF gave its place to an identical function.
  uint32_t isFolded : 1;
  /// st_size is not 0.
  uint32_t hasSize : 1;
  /// A SymbolClass. For a symbol of the linker an estimate: it is put into its
  /// section late, and from arrange() on Link::sectionName() tells which.
  uint32_t symbolClass : 2;

  /// Without version; lives as long as the link. May hold any byte, a NUL too
  /// when a linker script defines it so.
  llvm::StringRef name() const { return {nameData, nameSize}; }
};
static_assert(sizeof(void *) != 8 || sizeof(LiveSymbol) == 24,
              "one for each symbol of a link");

/// An output section.
struct SectionInfo {
  llvm::StringRef name;
  uint64_t address = 0;
  /// In bytes.
  uint64_t size = 0;
  bool isLoaded = false;
  bool isExecutable = false;
  bool isWritable = false;
  /// Has bytes in the file; .bss has none.
  bool hasBytes = false;
};

class LinkInputs;

class Link {
public:
  virtual ~Link() = default;

  virtual llvm::endianness byteOrder() const = 0;
  /// In bytes, 4 or 8.
  virtual unsigned pointerSize() const = 0;
  virtual OutputKind outputKind() const = 0;

  /// Every symbol that the output's .symtab would define in a loaded section,
  /// once, whether or not the output has a .symtab: no section, file, TLS,
  /// absolute, unnamed and mapping symbols, no PLT entry that stands for a
  /// function of a shared object. The order depends on the inputs only.
  virtual llvm::ArrayRef<LiveSymbol> liveSymbols() const = 0;
  /// st_size in bytes.
  virtual uint64_t size(SymbolRef symbol) const = 0;
  /// Name of the output section that holds the symbol; empty for none.
  virtual llvm::StringRef sectionName(SymbolRef symbol) const = 0;
  /// Whether the symbol was made by createGeneratedSymbol(). No input can
  /// define such a symbol.
  virtual bool isGenerated(SymbolRef symbol) const = 0;

  /// Virtual address. An estimate in arrange(), final in write(), unspecified
  /// in layout(). On ARM, bit 0 is set for a Thumb function. In a relocatable
  /// output it orders symbols of code as the final link will place them, and is
  /// no more than that.
  virtual uint64_t address(SymbolRef symbol) const = 0;
  /// Stores the addresses of \p symbols in \p addresses, which is as long;
  /// quicker than one by one, because it looks ahead.
  virtual void addresses(llvm::ArrayRef<SymbolRef> symbols,
                         llvm::MutableArrayRef<uint64_t> addresses) const = 0;
  /// A number that stays the same from one arrange() to the next when the
  /// order of addresses of symbols in code cannot have changed.
  virtual uint64_t orderOfCode() const = 0;

  /// The live symbol of this name with non-local binding in the inputs, or a
  /// null SymbolRef.
  virtual SymbolRef find(llvm::StringRef name) const = 0;

  /// Bounds of the code: the first byte of the first executable output section
  /// and the byte behind the last one. Not in liveSymbols() and without name.
  /// Good as the target of a slot; address() as for any symbol. Both null when
  /// the output has no code.
  virtual SymbolRef textStart() const = 0;
  virtual SymbolRef textEnd() const = 0;

  /// The output section called \p name, or nothing. In layout() address and
  /// size are unspecified, and an empty section may still go.
  virtual std::optional<SectionInfo> section(llvm::StringRef name) const = 0;
  /// The first byte of that section, and the one behind its last: targets for
  /// slots, as textStart() and textEnd() are. The same ones at each call. Null
  /// when there is no such section.
  virtual SymbolRef sectionStart(llvm::StringRef name) const = 0;
  virtual SymbolRef sectionEnd(llvm::StringRef name) const = 0;

  /// Calls fn(0)..fn(n-1) on the threads of the link (--threads). From layout()
  /// and arrange() they run in parallel; from write(), which is itself one of
  /// many tasks, one after the other. A single one runs on the thread that
  /// asks.
  virtual void parallelFor(size_t n,
                           llvm::function_ref<void(size_t)> fn) const = 0;

  /// A warning of the linker (an error under --fatal-warnings).
  virtual void warn(const llvm::Twine &message) const = 0;
  /// A line on the linker's error stream, never an error. It begins with the
  /// name of the output, for a build has many links. Not printed if there has
  /// been an error: then there is no output to say anything of.
  virtual void note(const llvm::Twine &message) const = 0;

  /// An error of the linker about what it was given, in its own form (`what`,
  /// then lines of `>>> where`): the link goes on as far as it can and then
  /// fails. For several errors of one callback, and for those that are not
  /// about the generated symbol, which an llvm::Error names. From layout() and
  /// arrange().
  virtual void error(const llvm::Twine &message) const = 0;

  /// The objects of the link and what became of their sections (LinkInputs.h).
  virtual const LinkInputs &inputs() const = 0;

  /// st_info of the symbol in the output: its binding (llvm::ELF::STB_LOCAL,
  /// STB_GLOBAL, STB_WEAK) in the upper four bits, its type (STT_FUNC,
  /// STT_OBJECT and so on) in the lower four. Version 2.2.
  virtual uint8_t symbolInfo(SymbolRef symbol) const = 0;
};

/// Stores \p value as a word of the target at \p out, which has room for
/// pointerSize() bytes. For numbers; an address goes into a slot.
inline void writeWord(const Link &link, uint8_t *out, uint64_t value) {
  if (link.pointerSize() == 8)
    llvm::support::endian::write64(out, value, link.byteOrder());
  else
    llvm::support::endian::write32(out, value, link.byteOrder());
}

} // namespace gosym

#endif
