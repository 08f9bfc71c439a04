//===- gosym/Linker/Link.h - What a callback may ask ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The link as a generator sees it (GeneratedSymbol.h): its target, its live
/// symbols, their addresses. No type of lld appears here.
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
///                   is the current estimate; classes of symbols final
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

/// An input section that is part of the output. One word, compared by identity,
/// valid to the end of the link.
class SectionRef {
public:
  SectionRef() = default;
  explicit SectionRef(void *impl) : impl(impl) {}
  explicit operator bool() const { return impl != nullptr; }
  bool operator==(SectionRef o) const { return impl == o.impl; }
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
  /// A SymbolClass; see Link::classOf() for symbols of the linker, which are
  /// put into their sections late.
  uint32_t symbolClass : 2;

  /// Without version; lives as long as the link. May hold any byte, a NUL too
  /// when a linker script defines it so.
  llvm::StringRef name() const { return {nameData, nameSize}; }
};
static_assert(sizeof(void *) != 8 || sizeof(LiveSymbol) == 24,
              "one for each symbol of a link");

/// Where a symbol in code lies in its input section, in one word, as
/// Link::places() tells it.
class CodePlace {
public:
  CodePlace() = default;
  explicit CodePlace(uintptr_t bits) : bits(bits) {}
  /// Names nothing: stands at the end of its section, where another may begin.
  bool isAtEnd() const { return bits & atEnd; }

  static constexpr uintptr_t wholeSection = 1, atEnd = 2, flags = 3;
  uintptr_t opaque() const { return bits; }

private:
  uintptr_t bits = 0;
};

/// Symbols that an output's .symtab would define but that are not live symbols
/// here, by the first reason that held. Section and file symbols are not
/// counted.
struct LeftOutSymbols {
  uint64_t absolute = 0;
  uint64_t threadLocal = 0;
  uint64_t notLoaded = 0;
  uint64_t unnamed = 0;
  uint64_t mapping = 0;
  /// PLT entries that stand for functions of shared objects.
  uint64_t canonicalPLT = 0;
  /// Under -r, local symbols of COMDAT groups: the final link may drop them,
  /// and a reference is an error then.
  uint64_t inGroup = 0;
};

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

/// An input section that a generated symbol has taken out of the link
/// (consumeInputSections() in GeneratedSymbol.h).
struct ConsumedSection {
  /// Index of the object that brought it.
  uint32_t object = 0;
  llvm::StringRef name;
  /// As the object has them, decompressed; not relocated. Valid to the end of
  /// the link.
  llvm::ArrayRef<uint8_t> bytes;
  /// The linker's own name for it.
  void *impl = nullptr;
};

/// A relocation of a consumed section.
struct SectionRelocation {
  /// From the first byte of the section. A word that holds an address lies
  /// inside of the section; anything else may lie outside of it, for an input
  /// is whatever its author made it.
  uint64_t offset = 0;
  /// A word of pointerSize() that holds an address; false for everything else
  /// that a psABI knows.
  bool isAddress = false;
  /// What it points at is \p addend bytes behind \p symbol, which is null when
  /// that is not in the output: undefined, collected, in a COMDAT group that
  /// lost, in a shared object. Both together are good for a Slot. The symbol
  /// may be one of a section, which no name leads to.
  SymbolRef symbol;
  int64_t addend = 0;
  /// The symbols of the output that have a name and are exactly there: the one
  /// that the relocation names or, if it names a section (as assemblers do for
  /// local symbols), those that the same object defines at the place. Valid
  /// during the call.
  llvm::ArrayRef<SymbolRef> named;
  /// For messages: name of the symbol, live or not, or of the section.
  llvm::StringRef symbolName;
};

/// An input section, as it is in the output.
struct InputSectionInfo {
  /// In bytes. In layout() it is that of the input, and on RISC-V and
  /// LoongArch code may still shrink.
  uint64_t size = 0;
  /// In bytes, a power of two.
  uint32_t alignment = 1;
  bool isLoaded = false;
  bool isExecutable = false;
};

/// Where a symbol is in the inputs.
struct SymbolPlace {
  /// Null: absolute, or at the bounds of an output section.
  SectionRef section;
  /// From the first byte of the section; on ARM, bit 0 is set for a Thumb
  /// function.
  uint64_t offset = 0;
};

class CollectedTable;

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
  /// What liveSymbols() does not have.
  virtual const LeftOutSymbols &leftOut() const = 0;

  /// Where the symbol comes from, for messages: an object, a place in a script.
  virtual std::string origin(SymbolRef symbol) const = 0;
  /// st_size in bytes.
  virtual uint64_t size(SymbolRef symbol) const = 0;
  /// Final for every symbol from arrange() on.
  virtual SymbolClass classOf(SymbolRef symbol) const = 0;

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

  /// Number of input objects, numbered from 0 in the order of the link.
  virtual uint32_t numObjects() const = 0;
  /// `a.o`, or `lib.a(a.o)`, as lld names it in its messages. For messages
  /// only: it is the path on the command line, may be a temporary file of a
  /// compiler driver, and is made of the output's name for an object that LTO
  /// made. What goes into the output is stableName().
  virtual std::string objectName(uint32_t object) const = 0;
  /// A name for the output. It comes from the bytes of the inputs alone, so it is
  /// the same in every folder, for every name of the output and of temporary
  /// files. The first of these that there is:
  ///
  ///   `a.c`                  its file symbol (STT_FILE), if all have one name
  ///   `a.o`                  the file name of a member of an archive
  ///   `<object of _start>`   its first function that is not left out,
  ///                          a global one if there is any
  ///   `<object>`
  virtual std::string stableName(uint32_t object) const = 0;
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

  /// The bytes of the object's file, or of its member of an archive, as the
  /// linker read them; of an object that LTO made, the object. Valid to the end
  /// of the link.
  virtual llvm::ArrayRef<uint8_t> objectBytes(uint32_t object) const = 0;

  /// The output section called \p name, or nothing. In layout() address and
  /// size are unspecified, and an empty section may still go.
  virtual std::optional<SectionInfo> section(llvm::StringRef name) const = 0;
  /// The first byte of that section, and the one behind its last: targets for
  /// slots, as textStart() and textEnd() are. The same ones at each call. Null
  /// when there is no such section.
  virtual SymbolRef sectionStart(llvm::StringRef name) const = 0;
  virtual SymbolRef sectionEnd(llvm::StringRef name) const = 0;

  /// The sections that generated symbols consume, in the order of the link,
  /// whether or not garbage collection had kept them. Not those of COMDAT
  /// groups that lost.
  virtual llvm::ArrayRef<ConsumedSection> consumedSections() const = 0;
  /// Calls fn for each relocation of \p section, in the order of the object.
  /// Addends that the target keeps in the bytes (REL) have been read from them.
  virtual void forEachRelocation(
      const ConsumedSection &section,
      llvm::function_ref<void(const SectionRelocation &)> fn) const = 0;

  /// Code that no live symbol stands for, each piece once:
  ///
  ///   `.plt`      the header of a PLT, by the name of its section
  ///   `foo@plt`   an entry of a PLT, the canonical ones too
  ///   thunks, and patches for processor errata, by their own names
  ///   `.text`     the code of an object at which no symbol begins, by the name
  ///               of the input section: its first byte, when none is there,
  ///               and what follows the last byte of a function with a size,
  ///               if it is longer than padding is (64 bytes, or the alignment
  ///               of the section); of the output section, bytes that a script
  ///               puts between its input sections
  ///
  /// `object` is the object that has the code, noObject for what the linker
  /// made. In layout() an estimate: the PLT, and what the small sections of
  /// code have (.init, .fini). In write(), and in arrange() once the symbol
  /// table has been arranged, all of it; without a symbol table it remains the
  /// estimate. Good as targets of slots.
  virtual llvm::ArrayRef<LiveSymbol> codeWithoutSymbols() const = 0;
  /// In layout(): the symbols in output sections of code other than the largest
  /// one, in the order in which their addresses will most likely be; indexes in
  /// liveSymbols(), and behind its end in codeWithoutSymbols().
  virtual llvm::ArrayRef<uint32_t> codeOutsideText() const = 0;
  /// As addresses(), and stores the places of the symbols in \p places.
  virtual void places(llvm::ArrayRef<SymbolRef> symbols,
                      llvm::MutableArrayRef<uint64_t> addresses,
                      llvm::MutableArrayRef<CodePlace> places) const = 0;

private:
  /// Finds out what codeWithoutSymbols() has. In arrange() only, and again when
  /// orderOfCode() has changed. \p places has all live symbols in code in the
  /// order of their addresses; \p symbolAt gives the symbol of one of them.
  ///
  /// Only for who collects the symbol table: its records have indexes in the
  /// list that this replaces.
  virtual void
  findCodeWithoutSymbols(llvm::ArrayRef<CodePlace> places,
                         llvm::function_ref<SymbolRef(size_t)> symbolAt) = 0;
  friend class CollectedTable;

public:
  /// Section number \p index of the object, or null if the output does not have
  /// it: no such section, collected as garbage, part of a COMDAT group that
  /// lost, folded into another one by ICF (that one is there), discarded by a
  /// script, or a section that lld takes apart (.eh_frame, merged strings).
  virtual SectionRef inputSection(uint32_t object, uint64_t index) const = 0;
  virtual InputSectionInfo inputSectionInfo(SectionRef section) const = 0;
  /// Virtual address of the byte at \p offset. As address(): an estimate in
  /// arrange(), final in write(), unspecified in layout().
  virtual uint64_t sectionAddress(SectionRef section,
                                  uint64_t offset) const = 0;
  /// Where the symbol is in the inputs; of a folded function, where the code is
  /// that it shares. Good for live symbols.
  virtual SymbolPlace placeOf(SymbolRef symbol) const = 0;

  /// Whether the object has debug information. What it says is for whoever
  /// wants it to read, from objectBytes().
  virtual bool hasDebugInfo(uint32_t object) const = 0;

  /// An error of the linker about what it was given, in its own form (`what`,
  /// then lines of `>>> where`): the link goes on as far as it can and then
  /// fails. For several errors of one callback, and for those that are not
  /// about the generated symbol, which an llvm::Error names. From layout() and
  /// arrange().
  virtual void error(const llvm::Twine &message) const = 0;
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
