//===- Install.cpp --------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Brings a generated symbol into the link that is running.
//
// A link may be joined at two moments:
//
//   -mllvm -load=             options are being read; no input is known
//   --load-pass-plugin=       LTO runs; symbols are resolved and declared
//
// and the output must be the same. What could differ is the place of our
// section among the sections, of our assignments among the script's commands
// and of our symbols in the symbol table (it decides the order of .symtab and
// .strtab), so each goes to the front, in both cases.
//
// The symbols. From the first moment each is a definition in lld's symbol
// table, strong, without a place yet: so a reference by an input resolves to
// it and fetches nothing from an archive, a weak or common definition (a
// fallback for links without us, or the table of a relocatable input) gives way
// and keeps nothing alive when garbage is collected, and another strong one is
// lld's own error. Hook 1 comes too late for all of that. During LTO symbols
// are resolved already: there the same is done by hand, and an archive member
// that was fetched stays.
//
// lld looks through the script's commands for each section it places, so they
// must stay few when the symbols are thousands. Commands that are listed show
// in -Map; those beyond the first 64 are not, but carried out by us as lld
// would (Prepare.cpp). The first symbol's is always listed, for through it lld
// drives all; and those of symbols that others may see, for lld decides early
// whether they are exported.
//
// What cannot be made (no generator, no name, a name for the second time) is an
// error of the link, which goes on without it as far as it can.
//
// Withdrawing must leave no trace. Section and commands are taken out; lld
// cannot forget a symbol, but before the first input the table holds nothing
// but our placeholders and is made anew.
//
//===----------------------------------------------------------------------===//

#include "../PluginRegistry.h"
#include "GeneratedSection.h"
#include "LateStage.h"
#include "PerLink.h"
#include "PrivateMember.h"
#include "Session.h"
#include "lld/Common/Reproduce.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include <dlfcn.h>

using namespace llvm;
using namespace llvm::ELF;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

namespace gosym::lldaccess {
struct SymbolVector {
  using Pointer = SmallVector<Symbol *, 0> SymbolTable::*;
  friend Pointer pointerTo(SymbolVector);
};
struct SymbolMap {
  using Pointer = DenseMap<CachedHashStringRef, int> SymbolTable::*;
  friend Pointer pointerTo(SymbolMap);
};
} // namespace gosym::lldaccess

namespace {
/// What we have put into one link.
struct Installation {
  explicit Installation(Ctx &ctx)
      : ctx(&ctx), session(ctx), file(createInternalFile(ctx, ourLocation)) {}
  Ctx *ctx;
  /// Has the list of our sections, which lld's arena owns.
  Session session;
  /// Who has each name of a symbol, of its end or of a part.
  StringMap<GeneratedSection *> names;
  /// Keys of isFirstInThisLink().
  DenseSet<const void *> seen;
  /// Number of our commands at the front of the script.
  size_t numCommands = 0;
  /// Number of symbols declared during LTO.
  size_t numDeclared = 0;
  /// What defines our symbols, in lld's messages.
  InputFile *file;

  /// The generated symbol called \p symbol; null: there is none.
  GeneratedSection *find(StringRef symbol) const {
    GeneratedSection *section = names.lookup(symbol);
    return section && section->symbol().name == symbol ? section : nullptr;
  }
  /// Enters the command of \p name, which is in \p section, in the script, if
  /// lld must see it.
  void listCommand(const GeneratedSection &section, NameInside &name);
  void addName(GeneratedSection &section, NameInside::Place place, size_t part,
               StringRef name);
};
} // namespace

template struct gosym::lldaccess::Expose<SymbolVector, &SymbolTable::symVector>;
template struct gosym::lldaccess::Expose<SymbolMap, &SymbolTable::symMap>;

static Installation &installation() { return perLink<Installation>(); }

bool gosym::isFirstInThisLink(const void *key) {
  return installation().seen.insert(key).second;
}

void gosym::reportError(const Twine &message) {
  ErrAlways(currentContext()) << message;
}

void gosym::reportFatal(const Twine &message) { fatal(message); }

/// lld makes its internal file when the link proper begins.
static bool isDuringLTO(Ctx &ctx) { return ctx.internalFile != nullptr; }

/// More than anyone makes by hand, and few enough to cost nothing.
static constexpr size_t maxListedCommands = 64;

void Installation::listCommand(const GeneratedSection &section,
                               NameInside &name) {
  name.isListed = (section.drives() && name.place == NameInside::Start) ||
                  section.symbol().binding == Binding::Global ||
                  numCommands < maxListedCommands;
  auto &commands = ctx->script->sectionCommands;
  if (name.isListed)
    commands.insert(commands.begin() + numCommands++, name.command);
}

/// A local symbol must not meet the symbols of inputs: lld knows it by a key
/// that none of them has, and only the symbol itself has its name.
static constexpr StringLiteral localKey = "<gosym local>";

static SymbolAssignment *makeCommand(Ctx &ctx, StringRef name,
                                     GeneratedSection &section, Expr value) {
  Binding binding = section.symbol().binding;
  std::string key = name.str();
  if (binding == Binding::Local)
    key = localKey.str() + key;
  auto *cmd = make<SymbolAssignment>(ctx.saver.save(key), std::move(value),
                                     /*symOrder=*/0, ourLocation.str());
  cmd->hidden = binding != Binding::Global;
  cmd->commandString = (name + " = <generated>").str();
  return cmd;
}

/// Defines the symbol of \p cmd, whoever else has done so.
static Symbol *insertSymbol(Installation &in, SymbolAssignment &cmd) {
  Ctx &ctx = *in.ctx;
  Symbol *sym = ctx.symtab->insert(cmd.name);
  if (cmd.name.starts_with(localKey))
    sym->setName(cmd.name.drop_front(localKey.size()));
  Defined newSym(ctx, in.file, cmd.name, STB_GLOBAL,
                 cmd.hidden ? STV_HIDDEN : STV_DEFAULT, STT_NOTYPE, 0, 0,
                 nullptr);
  sym->mergeProperties(newSym);
  newSym.overwrite(*sym);
  sym->isUsedInRegularObj = true;
  cmd.sym = cast<Defined>(sym);
  return sym;
}

/// Moves \p sym to place \p to among the symbols of the link, as if it had been
/// inserted then.
static void moveInSymbolTable(SymbolTable &table, Symbol *sym, size_t to) {
  auto &symbols = table.*pointerTo(SymbolVector());
  auto it = llvm::find(symbols, sym);
  int from = it - symbols.begin();
  std::rotate(symbols.begin() + to, it, it + 1);
  for (auto &entry : table.*pointerTo(SymbolMap())) {
    if (entry.second == from)
      entry.second = to;
    else if (entry.second >= int(to) && entry.second < from)
      ++entry.second;
  }
}

/// Does for the symbol of \p cmd what resolution and lld's declaration of
/// script symbols would have done; it becomes number \p place of the symbol
/// table. A strong definition is reported in lld's words.
static void declareDuringLTO(Installation &in, SymbolAssignment &cmd,
                             size_t place) {
  Ctx &ctx = *in.ctx;
  Symbol *other = ctx.symtab->find(cmd.name);
  if (other && other->isDefined() && !other->isWeak() &&
      !ctx.arg.allowMultipleDefinition)
    Err(ctx) << "duplicate symbol: " << other << "\n>>> defined in " << in.file
             << "\n>>> defined in " << other->file;
  Symbol *sym = insertSymbol(in, cmd);
  moveInSymbolTable(*ctx.symtab, sym, place);
  sym->scriptDefined = true;
  sym->versionId = VER_NDX_GLOBAL;
}

/// Makes \p name a symbol of the link, in \p section.
void Installation::addName(GeneratedSection &section, NameInside::Place place,
                           size_t part, StringRef name) {
  names[name] = &section;
  size_t i = section.names.size();
  SymbolAssignment *cmd = makeCommand(
      *ctx, name, section, [&section, i] { return section.evaluate(i); });
  section.names.push_back({place, part, name.str(), cmd, false});
  listCommand(section, section.names.back());
  if (isDuringLTO(*ctx))
    declareDuringLTO(*this, *cmd, numDeclared++);
  else
    insertSymbol(*this, *cmd);
}

void gosym::addToReproducer(const void *code) {
  if (!hasContext())
    return;
  Ctx &ctx = currentContext();
  Dl_info info;
  if (!ctx.tar || !dladdr(code, &info) || !info.dli_fname)
    return;
  if (auto file = MemoryBuffer::getFile(info.dli_fname))
    ctx.tar->append(relativeToRoot(info.dli_fname), (*file)->getBuffer());
}

/// What is wrong with \p symbol by itself; empty: nothing.
static std::string findFault(const GeneratedSymbol &symbol,
                             const Generator *generator) {
  if (!generator)
    return "no generator, expected one";
  if (generator->name().empty())
    return "its generator has no name, expected one";
  if (symbol.name.empty())
    return "no name, expected one";
  if (symbol.section.empty())
    return "no section, expected the name of one";
  if (symbol.endName == symbol.name)
    return "its end has the same name, expected another one";
  if (!isPowerOf2_32(symbol.alignment))
    return "alignment " + std::to_string(symbol.alignment) +
           ", expected a power of two";
  return "";
}

/// Whether no generated symbol is called \p name; else that is an error of the
/// link.
static bool checkIsNew(const Installation &in, StringRef name,
                       StringRef where) {
  const GeneratedSection *other = in.names.lookup(name);
  if (!other)
    return true;
  reportError("generated symbol '" + name +
              "' is created twice, expected withdrawGeneratedSymbol() before "
              "the second time\n>>> made by generator " +
              other->state().generatorName() + where);
  return false;
}

/// Whether \p symbol can be created; if not, that is an error of the link. The
/// code at \p caller asks for it.
static bool check(const Installation &in, const GeneratedSymbol &symbol,
                  Generator *generator, const void *caller) {
  std::string fault = findFault(symbol, generator), where;
  if (generator && !generator->name().empty()) {
    where = ("\n>>> made by generator " + generator->name()).str();
  } else {
    Dl_info info = {};
    dladdr(caller, &info);
    where = std::string("\n>>> created by ") +
            (info.dli_fname ? info.dli_fname : "the linker");
  }
  if (!fault.empty()) {
    reportError("generated symbol '" + symbol.name + "': " + fault + where);
    return false;
  }
  if (in.ctx->arg.relocatable && generator->asLate()) {
    reportError("generated symbol '" + symbol.name +
                "': a late generator cannot run in a relocatable link (-r), "
                "where nothing is final" +
                where);
    return false;
  }
  for (StringRef name : {symbol.name, symbol.endName})
    if (!name.empty() && !checkIsNew(in, name, where))
      return false;
  return true;
}

void gosym::createGeneratedSymbol(GeneratedSymbol symbol,
                                  std::unique_ptr<Generator> generator) {
  if (!hasContext())
    return;
  Installation &in = installation();
  Ctx &ctx = *in.ctx;
  if (!check(in, symbol, generator.get(), __builtin_return_address(0)))
    return;

  // A synthetic section takes the internal file when it is constructed; before
  // the link proper there is none, and lld expects to find none.
  bool duringLTO = isDuringLTO(ctx);
  if (!duringLTO)
    ctx.internalFile = createInternalFile(ctx, "<internal>");
  auto *section = make<GeneratedSection>(ctx, in.session, std::move(symbol),
                                         std::move(generator));
  if (!duringLTO)
    ctx.internalFile = nullptr;

  ctx.inputSections.insert(
      ctx.inputSections.begin() + in.session.generatedSections.size(), section);
  in.session.generatedSections.push_back(section);
  in.addName(*section, NameInside::Start, 0, section->symbol().name);
  if (!section->symbol().endName.empty())
    in.addName(*section, NameInside::End, 0, section->symbol().endName);
}

void gosym::addGeneratedPart(StringRef symbol, StringRef name) {
  if (!hasContext())
    return;
  Installation &in = installation();
  GeneratedSection *section = in.find(symbol);
  if (!section)
    return;
  std::string where =
      ("\n>>> made by generator " + section->state().generatorName()).str();
  if (name.empty())
    return reportError("generated symbol '" + symbol +
                       "': a part without name, expected one" + where);
  if (checkIsNew(in, name, where))
    in.addName(*section, NameInside::Part, section->addPart(), name);
}

bool gosym::isRelocatableLink() {
  return hasContext() && currentContext().arg.relocatable;
}

void gosym::consumeInputSections(StringRef symbol, StringRef section) {
  if (!hasContext())
    return;
  GeneratedSection *s = installation().find(symbol);
  if (s && !is_contained(s->consumes, section))
    s->consumes.push_back(section.str());
}

void gosym::beginAhead(StringRef symbol,
                       std::function<void(const EarlyLink &)> begin) {
  if (!hasContext())
    return;
  Installation &in = installation();
  if (GeneratedSection *s = in.find(symbol)) {
    s->beginAhead = std::move(begin);
    in.session.watchPlacing();
  }
}

void gosym::withdrawGeneratedSymbol(StringRef name) {
  if (!hasContext())
    return;
  Installation &in = installation();
  Ctx &ctx = *in.ctx;
  GeneratedSection *section = in.find(name);
  if (!section || isDuringLTO(ctx))
    return;
  llvm::erase(in.session.generatedSections, section);
  size_t numNames = in.names.size();
  for (const NameInside &inside : section->names)
    in.names.erase(inside.name);
  llvm::erase(ctx.inputSections, section);
  auto &commands = ctx.script->sectionCommands;
  commands.erase(commands.begin(), commands.begin() + in.numCommands);
  in.numCommands = 0;
  for (GeneratedSection *s : in.session.generatedSections)
    for (NameInside &inside : s->names)
      in.listCommand(*s, inside);

  assert(ctx.symtab->getSymbols().size() <= numNames &&
         "withdrawn after inputs were read");
  (void)numNames;
  ctx.symtab = std::make_unique<SymbolTable>(ctx);
  for (GeneratedSection *s : in.session.generatedSections)
    for (const NameInside &inside : s->names)
      insertSymbol(in, *inside.command);
}
