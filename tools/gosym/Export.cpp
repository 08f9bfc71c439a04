//===- Export.cpp - Tables for the tools of others ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// convert --to=elf, gsym, breakpad and perfmap: what a table knows, for gdb,
/// perf, valgrind, llvm-gsymutil and Breakpad.
///
//===----------------------------------------------------------------------===//

#include "../../lib/Export/Export.h"
#include "Convert.h"
#include "ElfFacts.h"
#include "gosym/Format/CompactCheck.h"
#include "gosym/Format/GoModel.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace gosym {

namespace {

/// A map, and what it borrows from.
struct OwnedMap {
  std::unique_ptr<FunctionProgram> functions;
  std::unique_ptr<GoProgram> go;
  std::unique_ptr<CodeMap> map;
};

} // namespace

static Expected<OwnedMap> mapOfCompact(const TableFile &file) {
  Expected<CompactReader> reader = readCompact(file);
  if (!reader)
    return reader.takeError();
  if (Error error = checkCompact(*reader).takeError())
    return error;
  Expected<std::unique_ptr<CodeMap>> map = CodeMap::create(*reader);
  if (!map)
    return map.takeError();
  OwnedMap made;
  made.map = std::move(*map);
  return made;
}

static Expected<OwnedMap> mapOfFunctions(const TableFile &file) {
  Expected<FunctionTable> table = readFunctions(file);
  if (!table)
    return table.takeError();
  Expected<std::unique_ptr<FunctionProgram>> program =
      FunctionProgram::create(*table);
  if (!program)
    return program.takeError();
  OwnedMap made;
  made.functions = std::move(*program);
  made.map =
      std::make_unique<CodeMap>(CodeMap::create(made.functions->placed()));
  return made;
}

static Expected<OwnedMap> mapOfGo(StringRef path, const TableFile &file,
                                  const ConvertOptions &options) {
  Expected<std::unique_ptr<GoProgram>> program =
      goProgramOf(path, file, options);
  if (!program)
    return program.takeError();
  OwnedMap made;
  made.go = std::move(*program);
  made.map = std::make_unique<CodeMap>(CodeMap::create(made.go->placed()));
  return made;
}

/// The lowest address of the program in \p file; 0 of a table without one.
static Expected<uint64_t> lowestAddress(const TableFile &file) {
  if (!file.elf)
    return 0;
  Expected<std::vector<ProgramHeader>> headers = programHeaders(*file.elf);
  if (!headers)
    return headers.takeError();
  return firstLoadedAddress(*headers);
}

static SmallVector<uint8_t, 20> buildIdBytes(const TableFile &file) {
  SmallVector<uint8_t, 20> bytes;
  if (file.elf) {
    std::string text = fromHex(buildIdOf(*file.elf));
    bytes.assign(text.begin(), text.end());
  }
  return bytes;
}

//===----------------------------------------------------------------------===//
// Breakpad
//===----------------------------------------------------------------------===//

/// As dump_syms calls machines.
static StringRef breakpadMachine(const object::ELFObjectFileBase &elf) {
  bool is64 = elf.getBytesInAddress() == 8;
  switch (elf.getEMachine()) {
  case ELF::EM_386:
    return "x86";
  case ELF::EM_X86_64:
    return is64 ? "x86_64" : "x86";
  case ELF::EM_ARM:
    return "arm";
  case ELF::EM_AARCH64:
    return "arm64";
  case ELF::EM_MIPS:
    return is64 ? "mips64" : "mips";
  case ELF::EM_PPC:
    return "ppc";
  case ELF::EM_PPC64:
    return "ppc64";
  case ELF::EM_RISCV:
    return is64 ? "riscv64" : "riscv";
  case ELF::EM_S390:
    return is64 ? "s390x" : "s390";
  case ELF::EM_LOONGARCH:
    return is64 ? "loongarch64" : "loongarch32";
  default:
    return "unknown";
  }
}

/// What identifies a module without a build id, to Breakpad's dump_syms and to
/// the crash handler in the process: 16 bytes, the exclusive or of all that are
/// in the first 4 KiB of .text.
static SmallVector<uint8_t, 20>
identifierOfCode(const object::ELFObjectFileBase &elf) {
  constexpr size_t size = 16, hashed = 4096;
  SmallVector<uint8_t, 20> id(size, 0);
  for (object::ELFSectionRef section : elf.sections()) {
    Expected<StringRef> name = section.getName();
    Expected<StringRef> contents = section.getContents();
    bool isText = name && *name == ".text" && contents;
    if (isText)
      for (auto [i, c] : enumerate(contents->take_front(hashed)))
        id[i % size] ^= uint8_t(c);
    consumeError(name.takeError());
    consumeError(contents.takeError());
    if (isText)
      break;
  }
  return id;
}

//===----------------------------------------------------------------------===//
// All of them
//===----------------------------------------------------------------------===//

static Expected<SmallVector<char, 0>> write(StringRef path,
                                            const TableFile &file,
                                            const CodeMap &map,
                                            const ConvertOptions &options) {
  Expected<uint64_t> lowest = lowestAddress(file);
  if (!lowest)
    return lowest.takeError();
  SmallVector<uint8_t, 20> buildId = buildIdBytes(file);
  SmallVector<char, 0> text;
  raw_svector_ostream os(text);
  switch (options.form) {
  case ConvertForm::Elf:
    return elfSymbolFileOf(map, *file.elf);
  case ConvertForm::Gsym: {
    endianness order = endianness::little;
    if (file.elf)
      order = targetOf(*file.elf).byteOrder;
    return gsymOf(map, options.byteOrder.value_or(order), *lowest, buildId,
                  options.demangles.value_or(false));
  }
  case ConvertForm::Breakpad: {
    BreakpadModule module;
    module.machine = breakpadMachine(*file.elf).str();
    module.name = sys::path::filename(path).str();
    module.buildId = buildId.empty() ? identifierOfCode(*file.elf) : buildId;
    module.hasBuildId = !buildId.empty();
    module.base = *lowest;
    printBreakpad(map, module, options.demangles.value_or(true), os);
    return text;
  }
  default:
    printPerfMap(map, options.base.value_or(*lowest) - *lowest,
                 options.demangles.value_or(false), os);
    return text;
  }
}

Expected<SmallVector<char, 0>> exportTable(StringRef path,
                                           const TableFile &file,
                                           const ConvertOptions &options) {
  bool needsElf =
      options.form == ConvertForm::Elf || options.form == ConvertForm::Breakpad;
  if (needsElf && !file.elf)
    return createStringError("a table in a file of its own, expected the "
                             "program that has it: only that tells the "
                             "machine, the sections and the build id");
  if (file.elf && file.elf->isRelocatableObject())
    return createStringError("a relocatable file has no addresses yet, "
                             "expected a linked one");
  Expected<OwnedMap> owned = file.isCompact     ? mapOfCompact(file)
                             : file.isFunctions ? mapOfFunctions(file)
                                                : mapOfGo(path, file, options);
  if (!owned)
    return owned.takeError();
  return write(path, file, *owned->map, options);
}

} // namespace gosym
