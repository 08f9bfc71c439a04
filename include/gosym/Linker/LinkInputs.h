//===- gosym/Linker/LinkInputs.h - What went into a link --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The objects of a link: their names, their bytes, and where their sections
/// went. Most generators need none of this; those that read debug information
/// or consume sections of their inputs do. Link::inputs() has it.
///
/// An answer is good from layout() on, unless it says otherwise. All functions
/// may be called from several threads at once, inside a callback only.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LINKER_LINKINPUTS_H
#define GOSYM_LINKER_LINKINPUTS_H

#include "gosym/Linker/Link.h"

namespace gosym {

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
  /// A word of Link::pointerSize() that holds an address; false for everything
  /// else that a psABI knows.
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

class LinkInputs {
public:
  virtual ~LinkInputs() = default;

  /// Number of input objects, numbered from 0 in the order of the link.
  virtual uint32_t numObjects() const = 0;
  /// `a.o`, or `lib.a(a.o)`, as lld names it in its messages. For messages
  /// only: it is the path on the command line, may be a temporary file of a
  /// compiler driver, and is made of the output's name for an object that LTO
  /// made. What goes into the output is stableName().
  virtual std::string objectName(uint32_t object) const = 0;
  /// A name for the output. It comes from the bytes of the inputs alone, so it
  /// is the same in every folder, for every name of the output and of temporary
  /// files. The first of these that there is:
  ///
  ///   `a.c`                  its file symbol (STT_FILE), if all have one name
  ///   `a.o`                  the file name of a member of an archive
  ///   `<object of _start>`   its first function that is not left out,
  ///                          a global one if there is any
  ///   `<object>`
  virtual std::string stableName(uint32_t object) const = 0;
  /// The bytes of the object's file, or of its member of an archive, as the
  /// linker read them; of an object that LTO made, the object. Valid to the end
  /// of the link.
  virtual llvm::ArrayRef<uint8_t> objectBytes(uint32_t object) const = 0;
  /// Whether the object has debug information. What it says is for whoever
  /// wants it to read, from objectBytes().
  virtual bool hasDebugInfo(uint32_t object) const = 0;

  /// The sections that generated symbols consume, in the order of the link,
  /// whether or not garbage collection had kept them. Not those of COMDAT
  /// groups that lost.
  virtual llvm::ArrayRef<ConsumedSection> consumedSections() const = 0;
  /// Calls fn for each relocation of \p section, in the order of the object.
  /// Addends that the target keeps in the bytes (REL) have been read from them.
  virtual void forEachRelocation(
      const ConsumedSection &section,
      llvm::function_ref<void(const SectionRelocation &)> fn) const = 0;

  /// Section number \p index of the object, or null if the output does not have
  /// it: no such section, collected as garbage, part of a COMDAT group that
  /// lost, folded into another one by ICF (that one is there), discarded by a
  /// script, or a section that lld takes apart (.eh_frame, merged strings).
  virtual SectionRef inputSection(uint32_t object, uint64_t index) const = 0;
  virtual InputSectionInfo inputSectionInfo(SectionRef section) const = 0;
  /// Virtual address of the byte at \p offset. As Link::address(): an estimate
  /// in arrange(), final in write(), unspecified in layout().
  virtual uint64_t sectionAddress(SectionRef section,
                                  uint64_t offset) const = 0;
  /// Where the symbol is in the inputs; of a folded function, where the code is
  /// that it shares. Good for live symbols.
  virtual SymbolPlace placeOf(SymbolRef symbol) const = 0;

  /// Where the symbol comes from, for messages: an object, a place in a script.
  virtual std::string origin(SymbolRef symbol) const = 0;
};

} // namespace gosym

#endif
