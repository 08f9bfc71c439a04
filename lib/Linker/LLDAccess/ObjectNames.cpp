//===- ObjectNames.cpp ----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The name that an object has in an output.
//
// It is not the name of its file. The naive way, to take the path that
// the linker was given, makes two outputs of one program differ:
//
//   clang a.s -o r1     links /tmp/a-4f21c9.o; the next time, /tmp/a-90b3e7.o
//   go build            links /tmp/go-link-3881042/000003.o
//   rustc -o r1 a.rs    links r1.a.4c2faf61-cgu.0.rcgu.o
//   --reproduce         replays home/me/a.o
//   ld.lld -flto -o r1  links r1.lto.o, by lld's own naming
//
// Not even the last component is safe, and nothing tells a temporary file from
// another one. So the name comes from the object's bytes: the file symbol,
// which compilers write and assemblers do not, or else a function by which a
// person finds the object. Only a member of an archive is called by its file
// name: that is in the archive.
//
//===----------------------------------------------------------------------===//

#include "ELF/Target.h"
#include "InputAnswers.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace llvm::ELF;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

/// Stores in \p name the file symbols' one name; empty if there are several
/// (`ld -r`) or none. Read from the object: its symbols stand in a row there,
/// those of lld do not.
template <class ELFT>
static void readFileSymbol(ELFFileBase &file, StringRef &name) {
  size_t numLocals = file.getLocalSymbols().size();
  if (numLocals == 0)
    return;
  // Number 0 is no symbol.
  for (const auto &symbol :
       file.getELFSyms<ELFT>().drop_front().take_front(numLocals)) {
    if (symbol.getType() != STT_FILE)
      continue;
    StringRef other = file.getStringTable().substr(symbol.st_name);
    other = other.take_until([](char c) { return c == '\0'; });
    // GNU ld ends the local symbols of a file with a file symbol of no name.
    if (other.empty())
      continue;
    if (!name.empty() && name != other) {
      name = "";
      return;
    }
    name = other;
  }
}

static StringRef firstInCode(ELFFileBase &file, ArrayRef<Symbol *> symbols) {
  for (Symbol *symbol : symbols) {
    auto *d = dyn_cast<Defined>(symbol);
    if (!d || d->file != &file || !d->section || !d->section->isLive() ||
        !(d->section->flags & SHF_EXECINSTR))
      continue;
    // No mapping symbol.
    StringRef name = d->getName();
    if (!name.empty() && !name.starts_with("$"))
      return name;
  }
  return "";
}

std::string InputAnswers::stableName(uint32_t object) const {
  ELFFileBase &file = *ctx.objectFiles[object];
  StringRef name;
  invokeELFT(readFileSymbol, file, name);
  if (!name.empty())
    return std::string(name);
  if (!file.archiveName.empty())
    return std::string(sys::path::filename(file.getName()));
  StringRef function = firstInCode(file, file.getGlobalSymbols());
  if (function.empty())
    function = firstInCode(file, file.getLocalSymbols());
  return function.empty() ? "<object>" : ("<object of " + function + ">").str();
}
