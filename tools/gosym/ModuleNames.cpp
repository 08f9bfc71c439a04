//===- ModuleNames.cpp - Functions and lines of a module ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Who is asked, in this order:
///
///   1. a compact table, or else a Go table, of a file of the module
///   2. these tables in the memory of the process, which a core dump may have:
///      the program header of the note is in the first page, the note tells
///      where the tables are
///   3. DWARF, or else .symtab, of a file of the module, by LLVM's Symbolize
///
/// The first one that tells a line gives the answer; if none does, the first
/// one that tells a function. So a table without lines does not hide the DWARF
/// of a twin.
///
/// Addresses in memory are those of the file and a bias. A compact table holds
/// distances, and so does a function table; they are read as being where they
/// were. A Go table was relocated
/// when it was loaded, so its addresses are those of the process already.
/// Either way a table in memory is asked for addresses of the process.
///
//===----------------------------------------------------------------------===//
#include "ModuleNames.h"
#include "../../lib/Support/Machine.h"
#include "gosym/Format/Printable.h"
#include "gosym/Format/TableNote.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace llvm::object;

namespace gosym {

static symbolize::LLVMSymbolizer::Options symbolizerOptions() {
  symbolize::LLVMSymbolizer::Options options;
  options.Demangle = false; // shown() does it, for all sources alike
  return options;
}

ModuleNames::ModuleNames(WantedModule module, ModuleFiles &files,
                         const CoreFile *core, uint64_t begin, bool demangles)
    : wanted(std::move(module)), demangles(demangles),
      symbolizer(
          std::make_unique<symbolize::LLVMSymbolizer>(symbolizerOptions())) {
  std::unique_ptr<ObjectFile> head;
  if (core) {
    Expected<std::unique_ptr<ObjectFile>> opened =
        ObjectFile::createELFObjectFile(
            MemoryBufferRef(core->head(begin), wanted.path),
            /*InitContent=*/false);
    if (opened)
      head = std::move(*opened);
    else
      consumeError(opened.takeError());
  }
  const auto *headElf = cast_or_null<ELFObjectFileBase>(head.get());
  if (headElf && wanted.buildId.empty())
    wanted.buildId = buildIdOf(*headElf);

  moduleFiles = files.find(wanted);
  std::vector<const ELFObjectFileBase *> elves;
  for (const ModuleFile *file : moduleFiles)
    elves.push_back(file->file.elf.get());
  if (headElf)
    elves.push_back(headElf);
  for (const ELFObjectFileBase *elf : elves) {
    Expected<std::vector<ProgramHeader>> found = programHeaders(*elf);
    if (!found) {
      consumeError(found.takeError());
      continue;
    }
    headers = std::move(*found);
    hasThumbBit = machineOf(elf->getEMachine()).hasThumbBit;
    if (!headers.empty())
      break;
  }
  for (ModuleFile *file : moduleFiles)
    addTables(*file);
  if (headElf)
    addTablesInMemory(*core, biasAt(begin), *headElf);
}

void ModuleNames::warn(StringRef path, Error error) {
  std::string text = toString(std::move(error));
  if (warned.insert(path).second)
    WithColor::warning(errs(), "gosym")
        << printable(path) << ": " << printable(text) << '\n';
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

void ModuleNames::addTable(StringRef path, const TableFile &file,
                           uint64_t bias) {
  Expected<std::unique_ptr<LineAnswers>> answers =
      makeLineAnswers(file, path, /*quantum=*/1);
  if (!answers)
    return warn(path, answers.takeError());
  tables.push_back({path.str(), std::move(*answers), bias});
}

void ModuleNames::addTables(ModuleFile &module) {
  TableFile &file = module.file;
  if (isOnlyDebugInfo(*file.elf))
    return;
  for (const PartNames &names : {compactNames, tableNames, functionNames}) {
    bool isFunctions = names.kind == GOSYM_NOTE_FUNCTIONS;
    Expected<std::optional<Part>> part =
        isFunctions ? findFunctionTable(*file.elf) : findPart(*file.elf, names);
    if (!part) {
      warn(module.path, part.takeError());
      continue;
    }
    // Go's linker leaves an empty section for the symbol table.
    if (!*part || (*part)->bytes.empty())
      continue;
    file.table = (*part)->bytes;
    file.address = (*part)->address;
    file.isCompact = names.kind == GOSYM_NOTE_COMPACT;
    file.isFunctions = isFunctions;
    return addTable(module.path, file, 0);
  }
}

void ModuleNames::addTablesInMemory(const CoreFile &core, uint64_t bias,
                                    const ELFObjectFileBase &head) {
  for (const ProgramHeader &header : headers) {
    if (header.type != ELF::PT_NOTE)
      continue;
    uint64_t at = bias + header.address;
    std::optional<std::vector<uint8_t>> bytes = core.read(at, header.size);
    if (!bytes)
      continue;
    Expected<std::optional<TableNote>> note =
        findTableNote(*bytes, header.alignment, targetOf(head).byteOrder);
    if (!note) {
      warn(wanted.path, note.takeError());
      continue;
    }
    if (!*note)
      continue;
    for (uint32_t kind :
         {GOSYM_NOTE_COMPACT, GOSYM_NOTE_TABLE, GOSYM_NOTE_FUNCTIONS})
      for (const NotedTable &table : (*note)->tables) {
        if (table.kind != kind)
          continue;
        uint64_t address = at + (*note)->descriptor + table.offset;
        std::optional<std::vector<uint8_t>> copy =
            core.read(address, table.size);
        if (!copy)
          continue;
        memory.push_back(std::move(*copy));
        auto file = std::make_unique<TableFile>();
        file->table = memory.back();
        file->isCompact = kind == GOSYM_NOTE_COMPACT;
        file->isFunctions = kind == GOSYM_NOTE_FUNCTIONS;
        file->address = address;
        addTable(wanted.path, *file, bias);
        inMemory.push_back(std::move(file));
      }
    return;
  }
}

Expected<std::vector<NamedFrame>>
ModuleNames::framesOf(const Table &table, uint64_t address) const {
  uint64_t pc = address + table.bias;
  Expected<std::vector<CompactSourceFrame>> found = table.answers->frames(pc);
  if (!found)
    return found.takeError();
  Expected<std::optional<uint64_t>> entry = table.answers->entry(pc);
  if (!entry)
    return entry.takeError();
  std::vector<NamedFrame> frames;
  for (CompactSourceFrame &frame : *found)
    frames.push_back({shown(frame.function), true, std::move(frame.file),
                      frame.line, std::nullopt});
  if (!frames.empty()) {
    frames.back().isInlined = false;
    if (*entry)
      frames.back().entry = **entry - table.bias;
  }
  return frames;
}

//===----------------------------------------------------------------------===//
// DWARF and .symtab
//===----------------------------------------------------------------------===//

Expected<std::vector<NamedFrame>> ModuleNames::framesOf(const ModuleFile &file,
                                                        uint64_t address) {
  Expected<DIInliningInfo> found = symbolizer->symbolizeInlinedCode(
      *file.file.elf, {address, SectionedAddress::UndefSection});
  if (!found)
    return found.takeError();
  std::vector<NamedFrame> frames;
  for (uint32_t i = 0; i < found->getNumberOfFrames(); ++i) {
    const DILineInfo &info = found->getFrame(i);
    bool isKnown = info.FunctionName != DILineInfo::BadString;
    bool hasFile = info.FileName != DILineInfo::BadString;
    if (!isKnown && !hasFile)
      continue;
    NamedFrame frame;
    frame.function = isKnown ? shown(info.FunctionName) : "??";
    frame.isInlined = i + 1 != found->getNumberOfFrames();
    if (hasFile) {
      frame.file = info.FileName;
      frame.line = info.Line;
    }
    if (!frame.isInlined)
      frame.entry = info.StartAddress;
    frames.push_back(std::move(frame));
  }
  return frames;
}

//===----------------------------------------------------------------------===//
// All
//===----------------------------------------------------------------------===//

std::string ModuleNames::shown(StringRef name) const {
  return demangles ? demangle(name) : name.str();
}

std::optional<uint64_t> ModuleNames::symbol(StringRef name) const {
  for (const ModuleFile *file : moduleFiles)
    if (std::optional<uint64_t> found = symbolAddress(*file->file.elf, name))
      return found;
  return std::nullopt;
}

std::vector<NamedFrame> ModuleNames::frames(uint64_t address) {
  std::vector<NamedFrame> best;
  // Whether no other source can say more.
  auto take = [&](StringRef path, Expected<std::vector<NamedFrame>> found) {
    if (!found) {
      warn(path, found.takeError());
      return false;
    }
    bool hasLine = !found->empty() && found->front().line != 0;
    if (hasLine || best.empty())
      best = std::move(*found);
    return hasLine;
  };
  for (const Table &table : tables)
    if (take(table.path, framesOf(table, address)))
      return best;
  for (const ModuleFile *file : moduleFiles)
    if (take(file->path, framesOf(*file, address)))
      return best;
  return best;
}

} // namespace gosym
