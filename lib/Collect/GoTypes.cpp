//===- GoTypes.cpp --------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Annotations of Go types, taken into the table.
//
// An entry is two words that point at the symbol and at its type, and three
// names. The words would do, were it not for assemblers, which write a
// reference to a local symbol as one to a place in its section, and several
// symbols can be at one place:
//
//   .data + 16    is it `table` or `first_row`?   the entry says: `table`
//
// The name alone would not do either: `table` is in every second source.
//
//   1. Read all sections. One that is malformed is an error, and nothing of it
//      is taken.
//   2. Find the live symbols that words point at: one pass over those of the
//      link, for as many as there are annotations, not one for each.
//   3. Set the types, in the order of the link. A symbol that is not in the
//      table takes its annotation with it; a type that is not in the output is
//      an error, because somebody wants it and the slot would lead nowhere.
//
// An annotation keeps nothing alive: its section is not loaded, and garbage
// collection does not follow what such sections refer to.
//
// The same annotation from several objects (it stands in a header) is one;
// another type for the same symbol is an error.
//
//===----------------------------------------------------------------------===//

#include "GoTypes.h"
#include "../Support/Malformed.h"
#include "gosym-c/gotype.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/TimeProfiler.h"
#include <map>

using namespace llvm;
using namespace gosym;

StringRef gosym::typeAnnotationSection() { return GOSYM_TYPES_SECTION; }

static constexpr uint8_t annotationVersion = 1;

namespace {

/// What one word of an entry points at.
struct Pointed {
  /// Null: not in the output.
  SymbolRef symbol;
  bool isNameless = false;
  int64_t addend = 0;
  SmallVector<SymbolRef, 2> named;
};

/// lld -r --gc-sections writes what is undefined and referred to only by
/// sections that are not loaded as symbol 0, which has no name; ours is left.
static void findByName(const Link &link, Pointed &pointed, StringRef name) {
  if (!pointed.isNameless)
    return;
  if (SymbolRef symbol = link.find(name)) {
    pointed.symbol = symbol;
    pointed.named.push_back(symbol);
  }
}

struct Annotation {
  const ConsumedSection *section = nullptr;
  /// Of the entry, in the section.
  uint64_t offset = 0;
  Pointed symbol, type;
  StringRef symbolName, typeName;
  /// Of the symbol, a function; empty: the symbol itself.
  StringRef variable;
};

/// The bytes of one section, entry by entry.
class AnnotationReader {
public:
  AnnotationReader(const Link &link, const ConsumedSection &section);
  /// Adds all entries to \p annotations.
  Error read(std::vector<Annotation> &annotations);

private:
  Expected<Annotation> next();
  Error readWord(StringRef what, Pointed &pointed);
  Error readName(StringRef what, StringRef &name);
  Error readPadding();

  const ConsumedSection &section;
  const ArrayRef<uint8_t> bytes;
  const unsigned wordSize;
  std::map<uint64_t, Pointed> pointers;
  uint64_t position = 0;
};

/// Sets types.
class Annotator {
public:
  Annotator(const Link &link, LinkSymbols &symbols, Program &program)
      : link(link), symbols(symbols), program(program) {}
  TypeAnnotations run();

private:
  void read();
  void findLiveSymbols();
  std::optional<uint32_t> symbolOf(const Annotation &a) const;
  SymbolRef typeOf(const Annotation &a);
  bool isLoaded(SymbolRef symbol);
  MutableArrayRef<Variable> variablesOf(uint32_t function);
  void take(const Annotation &a);
  std::string where(const Annotation &a) const;

  const Link &link;
  LinkSymbols &symbols;
  Program &program;
  TypeAnnotations counts;

  std::vector<Annotation> annotations;
  /// Index in Link::liveSymbols() of what words point at.
  DenseMap<void *, uint32_t> liveIndex;
  DenseMap<void *, bool> loaded;
  /// What is set, by symbol and variable.
  struct Set {
    SymbolRef type;
    const Annotation *by;
  };
  std::map<std::pair<uint32_t, StringRef>, Set> set;
};

} // namespace

AnnotationReader::AnnotationReader(const Link &link,
                                   const ConsumedSection &section)
    : section(section), bytes(section.bytes), wordSize(link.pointerSize()) {
  link.inputs().forEachRelocation(section, [&](const SectionRelocation &r) {
    if (r.isAddress)
      pointers[r.offset] = {r.symbol, r.symbolName.empty() && r.addend == 0,
                            r.addend, SmallVector<SymbolRef, 2>(r.named)};
  });
}

Error AnnotationReader::readWord(StringRef what, Pointed &pointed) {
  if (bytes.size() - position < wordSize)
    return malformed(what, position,
                     Twine(bytes.size() - position) + " bytes, expected " +
                         Twine(wordSize));
  auto it = pointers.find(position);
  if (it == pointers.end())
    return malformed(what, position,
                     "no address, expected the relocation of one");
  pointed = it->second;
  position += wordSize;
  return Error::success();
}

Error AnnotationReader::readName(StringRef what, StringRef &name) {
  StringRef rest = toStringRef(bytes.drop_front(position));
  size_t end = rest.find('\0');
  if (end == StringRef::npos)
    return malformed(what, position,
                     Twine(rest.size()) + " bytes, expected a NUL at the end");
  name = rest.take_front(end);
  position += end + 1;
  return Error::success();
}

Error AnnotationReader::readPadding() {
  uint64_t end = alignTo(position, wordSize);
  for (; position != end; ++position) {
    if (position == bytes.size())
      return malformed("padding", position,
                       "the end, expected zeros to a whole word");
    if (bytes[position])
      return malformed("padding", position,
                       hex(bytes[position]) + ", expected zero");
  }
  return Error::success();
}

Expected<Annotation> AnnotationReader::next() {
  Annotation a;
  a.section = &section;
  a.offset = position;
  if (Error e = readWord("symbol", a.symbol))
    return e;
  if (Error e = readWord("type", a.type))
    return e;
  if (position == bytes.size())
    return malformed("version", position, "0 bytes, expected 1");
  if (uint8_t version = bytes[position]; version != annotationVersion)
    return malformed("version", position,
                     Twine(unsigned(version)) + ", expected " +
                         Twine(unsigned(annotationVersion)));
  ++position;
  if (Error e = readName("symbol name", a.symbolName))
    return e;
  if (Error e = readName("type name", a.typeName))
    return e;
  if (Error e = readName("variable name", a.variable))
    return e;
  if (Error e = readPadding())
    return e;
  return a;
}

Error AnnotationReader::read(std::vector<Annotation> &annotations) {
  std::vector<Annotation> all;
  while (position != bytes.size()) {
    Expected<Annotation> a = next();
    if (!a)
      return a.takeError();
    all.push_back(std::move(*a));
  }
  llvm::move(all, std::back_inserter(annotations));
  return Error::success();
}

void Annotator::read() {
  for (const ConsumedSection &section : link.inputs().consumedSections()) {
    if (section.name != typeAnnotationSection())
      continue;
    if (Error e = AnnotationReader(link, section).read(annotations))
      link.error(link.inputs().objectName(section.object) + ":(" +
                 section.name + "): " + toString(std::move(e)));
  }
}

void Annotator::findLiveSymbols() {
  for (Annotation &a : annotations) {
    findByName(link, a.symbol, a.symbolName);
    findByName(link, a.type, a.typeName);
  }
  DenseSet<void *> wanted;
  for (const Annotation &a : annotations)
    for (SymbolRef symbol : a.symbol.named)
      wanted.insert(symbol.opaque());
  for (auto [i, s] : enumerate(link.liveSymbols()))
    if (wanted.contains(s.ref.opaque()))
      liveIndex[s.ref.opaque()] = i;
}

/// The live symbol that the entry is of: the one that its word names, or of
/// those at the place the one with the name.
std::optional<uint32_t> Annotator::symbolOf(const Annotation &a) const {
  bool isDirect = a.symbol.addend == 0 && a.symbol.named.size() == 1 &&
                  a.symbol.named.front() == a.symbol.symbol;
  for (SymbolRef symbol : a.symbol.named)
    if (auto it = liveIndex.find(symbol.opaque()); it != liveIndex.end())
      if (isDirect || link.liveSymbols()[it->second].name() == a.symbolName)
        return it->second;
  return std::nullopt;
}

bool Annotator::isLoaded(SymbolRef symbol) {
  auto [it, isNew] = loaded.try_emplace(symbol.opaque());
  if (isNew) {
    std::optional<SectionInfo> section = link.section(link.sectionName(symbol));
    it->second = section && section->isLoaded;
  }
  return it->second;
}

/// What a slot is to name, or null. Every symbol at the place is as good: the
/// slot is an address.
SymbolRef Annotator::typeOf(const Annotation &a) {
  SymbolRef type;
  if (!a.type.named.empty())
    type = a.type.named.front();
  else if (a.type.addend == 0)
    type = a.type.symbol;
  return type && isLoaded(type) ? type : SymbolRef();
}

MutableArrayRef<Variable> Annotator::variablesOf(uint32_t function) {
  auto it = program.frames.find(function);
  if (it == program.frames.end())
    return {};
  return it->second.variables;
}

std::string Annotator::where(const Annotation &a) const {
  return "\n>>> referenced by " + link.inputs().objectName(a.section->object) +
         ":(" + a.section->name.str() + "+" + hex(a.offset) + ")";
}

void Annotator::take(const Annotation &a) {
  std::optional<uint32_t> symbol = symbolOf(a);
  auto isMeant = [&](const Variable &v) { return v.name == a.variable; };
  if (!symbol ||
      (!a.variable.empty() && llvm::none_of(variablesOf(*symbol), isMeant))) {
    ++counts.dropped;
    return;
  }
  SymbolRef type = typeOf(a);
  if (!type)
    return link.error("unreachable type " + a.typeName + where(a));
  auto [it, isNew] =
      set.try_emplace(std::make_pair(*symbol, a.variable), Set{type, &a});
  const Annotation &first = *it->second.by;
  if (!isNew && !(it->second.type == type))
    return link.error("two Go types for " + a.symbolName +
                      (a.variable.empty() ? "" : ", variable ") + a.variable +
                      ": " + first.typeName + " and " + a.typeName +
                      where(first) + where(a));
  if (!isNew)
    return;
  uint32_t number = symbols.typeNumber(type);
  if (a.variable.empty()) {
    ++counts.symbols;
    program.types[*symbol] = number;
    return;
  }
  ++counts.variables;
  for (Variable &v : variablesOf(*symbol))
    if (isMeant(v))
      v.type = number;
}

TypeAnnotations Annotator::run() {
  read();
  findLiveSymbols();
  for (const Annotation &a : annotations)
    take(a);
  return counts;
}

TypeAnnotations gosym::takeTypeAnnotations(const Link &link,
                                           LinkSymbols &symbols,
                                           Program &program) {
  if (llvm::none_of(link.inputs().consumedSections(),
                    [](const ConsumedSection &s) {
                      return s.name == typeAnnotationSection();
                    }))
    return {};
  TimeTraceScope scope("Take annotations of Go types");
  return Annotator(link, symbols, program).run();
}
