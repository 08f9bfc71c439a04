//===- gosym/Linker/GeneratedSymbol.h - Linker-made symbols -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A generated symbol is a symbol that the linker creates: it has a name, a
/// section and a size and no data. Once the output is allocated and every
/// address is final, a callback fills its bytes straight in the output mapping.
///
///   class BuildTime : public Generator {
///     StringRef name() const override { return "build-time"; }
///     Error write(const Link &link, uint64_t offset,
///                 MutableArrayRef<uint8_t> out) override {
///       support::endian::write64(out.data(), 42, link.byteOrder());
///       return Error::success();
///     }
///   };
///   GeneratedSymbol s;
///   s.name = "build.time";
///   s.section = ".buildtime";
///   s.size = 8;
///   createGeneratedSymbol(s, std::make_unique<BuildTime>());
///
/// The three callbacks and what is final in each are drawn in Link.h. A
/// generator may rely on this:
///
///  * layout() runs once, then arrange() one or more times, then write() once
///    for each byte of the symbol: either the whole in one call or in ranges
///    that the generator allowed, in parallel with each other, with other
///    generators and with the writing of other sections.
///  * the bytes given to write() are exactly those of the range, zeroed, and
///    lie in the output mapping. What --compress-sections names (it may not be
///    loaded) is written to memory instead, and once more to the mapping if
///    compressing did not pay.
///  * the symbols of a link take turns in the order of their creation: layout()
///    of the first, of the second and so on, and the same again for each round
///    of arrange(). So what one arrange() finds out a later symbol's may use.
///  * a symbol stands in front of all input sections that the same line of the
///    linker script places, or without a script in front of all that are in its
///    output section; several stand there in the order of their creation. A
///    script that wants it elsewhere gives its section a line of its own.
///  * same inputs, same calls: nothing depends on threads or timing, and a
///    generator must keep that promise for the bytes it writes.
///
/// and must keep to this:
///
///  * slots (below) are the only way to store an address: a word written by
///    hand would be wrong in position-independent output.
///  * the size may change in arrange() only because of the order of sections
///    or addresses that have settled, so that layout comes to rest; never
///    after.
///  * an llvm::Error from any callback becomes an error of the link that names
///    generator and symbol; the link fails and leaves no output file.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LINKER_GENERATEDSYMBOL_H
#define GOSYM_LINKER_GENERATEDSYMBOL_H

#include "gosym/Linker/Link.h"
#include "llvm/Support/Error.h"
#include <algorithm>
#include <memory>
#include <vector>

/// What libgosym.so gives to plugins that are loaded behind it.
#define GOSYM_API __attribute__((visibility("default")))

namespace gosym {

/// Who may refer to a generated symbol.
enum class Binding {
  /// Every object and, where the output exports symbols, every module.
  Global,
  /// The objects of this link.
  Hidden,
  /// Nobody by its name; the name may be that of any other symbol too.
  Local,
};

/// What the section of a generated symbol is.
enum class SectionKind {
  /// Loaded and never written. With slots in position-independent output the
  /// loader must fill them: there the section is RELRO, read-only once loaded.
  ReadOnly,
  /// Loaded and writable only while the program is being loaded.
  RelRo,
  /// Loaded and writable.
  Writable,
  /// Not loaded: for tools that read the file. May not have slots.
  NotLoaded,
  /// As ReadOnly, and the bytes are notes (SHT_NOTE): a program header,
  /// PT_NOTE,
  /// leads to them. May not have slots. Where a linker script leaves them
  /// outside of such a segment there is a warning. Version 2.1.
  Note,
};

/// What to create.
struct GeneratedSymbol {
  /// Name of the symbol at the first byte.
  std::string name;
  /// Name of a symbol at the byte behind the last one; empty: none.
  std::string endName;
  /// Name of the input section; a linker script places it by that name.
  std::string section;
  Binding binding = Binding::Hidden;
  SectionKind kind = SectionKind::ReadOnly;
  /// Of the first byte, in bytes, a power of two. A program that declares the
  /// symbol as a C object relies on the alignment of its type; and compilers
  /// for x86-64 take any array of 16 bytes or more to be aligned to 16.
  uint32_t alignment = 1;
  /// In bytes, if it is known already; Layout::size begins with it.
  uint64_t size = 0;
};

/// A pointer-size word inside a generated symbol that the linker fills with
/// the address of \p symbol plus \p addend, in the byte order of the target,
/// and, in position-independent output, covers with a relative relocation.
/// Need not be aligned.
struct Slot {
  /// From the first byte of the generated symbol.
  uint64_t offset;
  SymbolRef symbol;
  int64_t addend = 0;
};

/// Where a part is in the generated symbol that holds it (addGeneratedPart()).
/// Version 2.2.
struct GeneratedPart {
  /// From the first byte of the generated symbol.
  uint64_t offset = 0;
  /// The part's st_size in bytes.
  uint64_t size = 0;
};

/// Size and inner structure of a generated symbol.
struct Layout {
  /// In bytes.
  uint64_t size = 0;
  /// The slots; unless the generator enumerates them itself, see
  /// Generator::forEachSlot(). Ascending offsets, not overlapping, all inside
  /// the symbol. In arrange() they may move, name other symbols, and become
  /// more or fewer, as the size may; but a symbol that had none when layout()
  /// returned gets none, for its section is not made for the loader to write.
  std::vector<Slot> slots;
  /// Offsets, ascending, at which the writing may be split into ranges; empty:
  /// always in one piece. None may lie inside a slot. The linker takes as many
  /// of them as it needs for its threads.
  std::vector<uint64_t> cuts;
  /// One for each addGeneratedPart(), in the order of these calls; there when
  /// layout() begins, to be filled in, and in arrange() to be moved if need be.
  /// In any order, also overlapping, but inside the symbol. Version 2.2.
  std::vector<GeneratedPart> parts;
};

class LateGenerator;

/// Frozen, and so is LateGenerator: a plugin that was compiled earlier has no
/// more virtual functions than these (VERSIONS in Plugin.h).
class Generator {
public:
  virtual ~Generator() = default;

  /// For messages.
  virtual llvm::StringRef name() const = 0;

  /// Decides the slots and the size, final or estimated. Runs once,
  /// on the main thread. Not called for a symbol that a linker script discards.
  /// The default keeps the size that the symbol was created with, and no slots.
  virtual llvm::Error layout(Link &link, Layout &layout) {
    (void)link;
    (void)layout;
    return llvm::Error::success();
  }

  /// Runs on the main thread after each assignment of addresses. The last call
  /// before write() sees the final order of sections and final addresses. May
  /// change slots, cuts and size; the linker then assigns
  /// addresses anew. Returns whether \p layout was changed. The default keeps
  /// what layout() decided.
  virtual llvm::Expected<bool> arrange(Link &link, Layout &layout) {
    (void)link;
    (void)layout;
    return false;
  }

  /// Calls \p fn for each slot from offset \p begin to \p end, ascending; each
  /// of the two is 0, a cut or the size. The default takes them from
  /// Layout::slots. A generator with very many slots may override this and
  /// leave that vector empty, to save the memory. May run on any thread,
  /// several ranges at once.
  virtual void forEachSlot(const Link &link, const Layout &layout,
                           uint64_t begin, uint64_t end,
                           llvm::function_ref<void(const Slot &)> fn) const {
    (void)link;
    auto slot = std::lower_bound(
        layout.slots.begin(), layout.slots.end(), begin,
        [](const Slot &s, uint64_t offset) { return s.offset < offset; });
    for (; slot != layout.slots.end() && slot->offset < end; ++slot)
      fn(*slot);
  }

  /// Fills \p bytes, which begin at \p offset of the symbol. The bytes of slots
  /// are filled afterwards by the linker, whatever is left in them. May run on
  /// any thread, several ranges at once.
  virtual llvm::Error write(const Link &link, uint64_t offset,
                            llvm::MutableArrayRef<uint8_t> bytes) = 0;

  /// This generator, if it is a late one (LateGenerator.h).
  virtual LateGenerator *asLate() { return nullptr; }
};

/// Creates \p symbol in the link that is running. Call it while a plugin is
/// being opened by ld.lld (in a static constructor or an option's callback), on
/// that thread. Does nothing when no link runs.
///
/// In a relocatable link (-r) the symbols are weak, so that several of its
/// outputs can be linked; slots are static relocations, and the section is
/// writable if it has any, for it may end in a position-independent program of
/// a linker that knows nothing of this. A late generator is an error there.
/// With --emit-relocs slots have static relocations, too.
///
/// An input that defines `name` or `endName` is an error of the link that names
/// the input; but a weak or common definition is a fallback and gives way, and
/// keeps nothing alive that --gc-sections would drop. A linker script that
/// discards the section gives a warning; the symbols are then absolute and
/// zero.
///
/// These are errors of the link, and the symbol is not created: no generator,
/// or one whose name() is empty; no name; no section; an alignment that is no
/// power of two; a name, of the symbol or its end, that a generated symbol of
/// this link has already. To create a symbol anew, as an option that is given
/// twice may ask for, call withdrawGeneratedSymbol() before.
GOSYM_API void createGeneratedSymbol(GeneratedSymbol symbol,
                                     std::unique_ptr<Generator> generator);

/// Is the link that is running a relocatable one (-r)? For a plugin whose
/// symbol makes no sense there: numbers that are made of addresses. Same moment
/// and thread as createGeneratedSymbol(); false when no link runs.
GOSYM_API bool isRelocatableLink();

/// Takes back createGeneratedSymbol() for the symbol called \p name, without a
/// trace in the output. Only while options are read, that is before the first
/// input is.
GOSYM_API void withdrawGeneratedSymbol(llvm::StringRef name);

/// Puts one more symbol into the generated symbol called \p symbol, which was
/// created just before: \p name, at the place that Layout::parts says. So one
/// generator with one layout can make a table of several names. The part has
/// the binding of the symbol that holds it, and inputs may refer to it and may
/// not define it as if it had been created by itself; but it has no section of
/// its own, and so no alignment but that of its place. An empty name, or one
/// that a generated symbol of this link has already, is an error of the link.
/// Does nothing if there is no such generated symbol; withdrawing it takes this
/// back, too. Same moment and thread as createGeneratedSymbol(). Version 2.2.
GOSYM_API void addGeneratedPart(llvm::StringRef symbol, llvm::StringRef name);

/// Lets the generated symbol called \p symbol, which was created just before,
/// consume the input sections called \p section: what they say goes into what
/// the generator makes, and they leave the link; those of code, of merged
/// strings and without bytes do not. LinkInputs::consumedSections() shows them
/// to every callback. They are in no output section, whatever garbage
/// collection or a script had decided, and their relocations are not carried
/// out; a symbol that is defined in one is undefined from then on. But they
/// come in like others, so what they refer to is fetched from archives, and, if
/// something keeps them (SHF_GNU_RETAIN, KEEP in a script, a reference), is
/// kept with them. Does nothing if there is no such generated symbol;
/// withdrawing it takes this back, too. Same moment and thread as
/// createGeneratedSymbol().
GOSYM_API void consumeInputSections(llvm::StringRef symbol,
                                    llvm::StringRef section);

/// Adds the shared object that holds \p code to the archive of --reproduce, if
/// the link makes one; a plugin that registers is added by itself.
GOSYM_API void addToReproducer(const void *code);

/// Turns checking of generators on or off, for all that are written from now
/// on (`-mllvm -gosym-check`): each writes into memory with guard bytes around
/// it instead of the output, and writes a second time in other ranges and in
/// another order; bytes written outside, up to 64 MiB away, a signal (SIGSEGV),
/// and a difference are errors of the link that name generator and symbol.
/// Slow, and twice the memory of a range.
GOSYM_API void checkGenerators(bool on);

} // namespace gosym

#endif
