//===- AddressSpace.cpp - Which module was where --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A line of /proc/PID/maps is a mapping, and a module has several:
///
///   55d0c7a3c000-55d0c7a3d000 r--p 00000000 fe:01 1234   /usr/bin/store
///   55d0c7a3d000-55d0c7a3f000 r-xp 00001000 fe:01 1234   /usr/bin/store
///   55d0c7a40000-55d0c7a41000 rw-p 00000000 00:00 0
///   7ffff7dc8000-7ffff7df0000 r--p 00000000 fe:01 77     /usr/lib/libc.so.6
///
/// Lines of one path that follow each other, with or without anonymous memory
/// between them, are one module; the first one tells where it begins. A line
/// with permissions and offset that the module has already had begins the same
/// file again (a program may map its own file to read it, or load it twice).
///
/// The offset alone would not do: lld maps the headers and the code of a small
/// program both from offset 0.
///
/// A core dump lists files, and its segments tell what was code. It does not
/// list permissions, so there only another path begins a module.
///
//===----------------------------------------------------------------------===//
#include "AddressSpace.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace gosym {

void AddressSpace::add(uint64_t begin, uint64_t end, bool isCode,
                       StringRef kind, StringRef path) {
  bool isSame = !ownModules.empty() && ownModules.back().path == path &&
                (kind.empty() || !is_contained(seenKinds, kind));
  if (!isSame) {
    ownModules.push_back({path.str(), false, begin});
    seenKinds.clear();
  }
  seenKinds.push_back(kind.str());
  ranges.push_back({begin, end, uint32_t(ownModules.size() - 1), isCode});
}

/// The kernel writes a newline in a path as `\012`.
static std::string unescaped(StringRef path) {
  std::string text;
  for (; !path.empty(); path = path.drop_front()) {
    if (path.consume_front("\\012")) {
      text += '\n';
      if (path.empty())
        break;
    }
    text += path.front();
  }
  return text;
}

Error AddressSpace::takeMapsLine(StringRef line) {
  auto [range, behindRange] = line.split(' ');
  auto [permissions, behindPermissions] = behindRange.split(' ');
  auto [offset, behindOffset] = behindPermissions.split(' ');
  auto [device, behindDevice] = behindOffset.split(' ');
  auto [inode, path] = behindDevice.split(' ');
  auto [beginText, endText] = range.split('-');
  uint64_t begin, end, number;
  if (beginText.getAsInteger(16, begin) || endText.getAsInteger(16, end) ||
      begin >= end || permissions.size() != 4 ||
      offset.getAsInteger(16, number) || !device.contains(':') ||
      inode.getAsInteger(10, number))
    return createStringError("expected BEGIN-END PERMISSIONS OFFSET DEVICE "
                             "INODE [PATH], as in /proc/PID/maps");
  if (!ranges.empty() && begin < ranges.back().end)
    return createStringError("addresses below those of the line before, "
                             "expected them in order");
  path = path.ltrim(' ');
  if (path.empty() || path == "[heap]" || path.starts_with("[stack") ||
      path.starts_with("[anon"))
    return Error::success();
  bool isDeleted = path.consume_back(" (deleted)");
  add(begin, end, permissions[2] == 'x', (permissions + " " + offset).str(),
      unescaped(path));
  ownModules.back().isDeleted = isDeleted;
  return Error::success();
}

Expected<AddressSpace> AddressSpace::fromMaps(StringRef path) {
  // Not mapped: files of /proc have no size.
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer =
      MemoryBuffer::getFileAsStream(path);
  if (!buffer)
    return inFile(path, errorCodeToError(buffer.getError()));
  AddressSpace space;
  uint64_t number = 0;
  for (StringRef rest = (*buffer)->getBuffer(); !rest.empty();) {
    StringRef line;
    std::tie(line, rest) = rest.split('\n');
    ++number;
    line = line.rtrim("\r ");
    if (line.empty())
      continue;
    if (Error error = space.takeMapsLine(line))
      return createStringError(Twine(path) + ": line " + Twine(number) + ": " +
                               toString(std::move(error)));
  }
  if (space.ranges.empty())
    return createStringError(Twine(path) + ": no file is mapped, expected the "
                                           "text of /proc/PID/maps");
  return space;
}

Expected<AddressSpace> AddressSpace::fromCore(StringRef path) {
  Expected<CoreFile> core = CoreFile::open(path);
  if (!core)
    return core.takeError();
  AddressSpace space;
  for (const CoreMapping &mapping : core->mappings())
    if (mapping.begin < mapping.end)
      space.add(mapping.begin, mapping.end, core->isCode(mapping.begin), "",
                mapping.path);
  space.ownCore = std::move(*core);
  return space;
}

std::optional<uint32_t> AddressSpace::findCode(uint64_t address) const {
  auto above =
      upper_bound(ranges, address, [](uint64_t value, const MappedRange &r) {
        return value < r.begin;
      });
  if (above == ranges.begin())
    return std::nullopt;
  const MappedRange &range = *std::prev(above);
  if (address >= range.end || !range.isCode)
    return std::nullopt;
  return range.module;
}

} // namespace gosym
