//===- InputFiles.cpp - What the command line names -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "InputFiles.h"
#include "TableFile.h"
#include "llvm/Object/Archive.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace gosym {

namespace {

/// What members of an archive point into.
struct OpenArchive {
  std::unique_ptr<MemoryBuffer> buffer;
  std::unique_ptr<object::Archive> archive;
};

} // namespace

static Expected<std::unique_ptr<MemoryBuffer>> readFile(StringRef path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer =
      path == "-" ? MemoryBuffer::getSTDIN()
                  : MemoryBuffer::getFile(path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (!buffer)
    return errorCodeToError(buffer.getError());
  return std::move(*buffer);
}

static bool isArchive(const MemoryBuffer &buffer) {
  return buffer.getBuffer().starts_with(object::ArchiveMagic) ||
         buffer.getBuffer().starts_with(object::ThinArchiveMagic);
}

static Expected<std::vector<InputFile>>
membersOf(StringRef path, std::unique_ptr<MemoryBuffer> buffer) {
  auto owner = std::make_shared<OpenArchive>();
  owner->buffer = std::move(buffer);
  Expected<std::unique_ptr<object::Archive>> archive =
      object::Archive::create(owner->buffer->getMemBufferRef());
  if (!archive)
    return archive.takeError();
  owner->archive = std::move(*archive);
  std::vector<InputFile> members;
  Error error = Error::success();
  for (const object::Archive::Child &child : owner->archive->children(error)) {
    Expected<MemoryBufferRef> bytes = child.getMemoryBufferRef();
    if (!bytes) {
      consumeError(std::move(error));
      return bytes.takeError();
    }
    InputFile member;
    member.name = (path + "(" + bytes->getBufferIdentifier() + ")").str();
    member.bytes = *bytes;
    member.isMember = true;
    member.owner = owner;
    members.push_back(std::move(member));
  }
  if (error)
    return error;
  return members;
}

/// The archive in `lib.a(member.o)`, unless that is a file; else empty.
static StringRef archiveIn(StringRef name) {
  size_t begin = name.rfind('(');
  if (!name.ends_with(")") || begin == StringRef::npos || begin == 0 ||
      sys::fs::exists(name))
    return {};
  return name.take_front(begin);
}

static Expected<std::vector<InputFile>> open(StringRef name) {
  StringRef archive = archiveIn(name);
  Expected<std::unique_ptr<MemoryBuffer>> buffer =
      readFile(archive.empty() ? name : archive);
  if (!buffer)
    return buffer.takeError();
  std::vector<InputFile> inputs;
  if (isArchive(**buffer)) {
    Expected<std::vector<InputFile>> members =
        membersOf(archive.empty() ? name : archive, std::move(*buffer));
    if (!members || archive.empty())
      return members;
    erase_if(*members, [&](const InputFile &m) { return m.name != name; });
    if (members->empty())
      return createStringError("no such member in the archive");
    return members;
  }
  if (!archive.empty())
    return createStringError(archive + " is no archive, expected one with "
                                       "such a member");
  InputFile input;
  input.name = name.str();
  input.bytes = (*buffer)->getMemBufferRef();
  input.owner = std::shared_ptr<MemoryBuffer>(std::move(*buffer));
  inputs.push_back(std::move(input));
  return inputs;
}

Expected<std::vector<InputFile>> openInputs(StringRef name) {
  Expected<std::vector<InputFile>> inputs = open(name);
  if (!inputs)
    return inFile(name, inputs.takeError());
  return inputs;
}

Expected<InputFile> openInput(StringRef name) {
  Expected<std::vector<InputFile>> inputs = openInputs(name);
  if (!inputs)
    return inputs.takeError();
  if (inputs->size() == 1)
    return std::move(inputs->front());
  if (inputs->empty())
    return inFile(name, createStringError("an archive without members"));
  return inFile(name,
                createStringError("an archive, expected one file; a member is "
                                  "named as in '" +
                                  inputs->front().name + "'"));
}

} // namespace gosym
