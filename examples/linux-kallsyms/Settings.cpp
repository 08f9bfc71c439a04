//===- Settings.cpp -------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which table the kernel wants follows from its configuration. kbuild writes it
// to include/config/auto.conf as lines `CONFIG_NAME=value`, where its own
// scripts look for `CONFIG_NAME=y`; so do we, in the same file. Then the patch
// of scripts/link-vmlinux.sh need not turn the configuration into options.
//
//===----------------------------------------------------------------------===//

#include "Settings.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;
using namespace kallsyms;

Expected<Settings> kallsyms::readSettings(StringRef release,
                                          StringRef configFile) {
  Settings settings;
  if (release == "6.1")
    settings.release = Release::Linux6_1;
  else if (release == "6.12")
    settings.release = Release::Linux6_12;
  else
    return createStringError("-kallsyms-release='" + release +
                             "', expected 6.1 or 6.12");

  auto file = MemoryBuffer::getFile(configFile);
  if (!file)
    return createStringError("-kallsyms-config='" + configFile +
                             "': " + file.getError().message() +
                             ", expected include/config/auto.conf of a kernel");
  bool isEnabled = false;
  SmallVector<StringRef, 0> lines;
  (*file)->getBuffer().split(lines, '\n');
  for (StringRef line : lines) {
    if (!line.consume_front("CONFIG_") || !line.consume_back("=y"))
      continue;
    isEnabled |= line == "KALLSYMS";
    settings.allSymbols |= line == "KALLSYMS_ALL";
    settings.absolutePerCPU |= line == "KALLSYMS_ABSOLUTE_PERCPU";
    settings.cutsLLVMSuffix |=
        line == "LTO_CLANG" && settings.release == Release::Linux6_1;
  }
  if (!isEnabled)
    return createStringError("-kallsyms-config='" + configFile +
                             "': no CONFIG_KALLSYMS=y, expected a kernel that "
                             "has a symbol table");
  return settings;
}
