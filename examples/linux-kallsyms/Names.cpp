//===- Names.cpp ----------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The kernel's rules about names. They are those of its scripts/mksysmap and
// scripts/kallsyms, as of Debian's linux-source-6.1 and -6.12; the last test of
// the whole table is that the kernel's own program makes the same bytes.
//
// What is left out are names that tools make for themselves: local labels,
// checksums of exported symbols, thunks of the linker, symbols that the build
// renamed. The classic build has one more reason, and 6.1 has
// it still: a symbol that is not the same in all of the three links of a kernel
// would make the table wrong. So 6.1 leaves out the names of the table itself,
// and 6.12, which links a dummy table first, does not.
//
//===----------------------------------------------------------------------===//

#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace kallsyms;

static bool startsWithAny(StringRef name, ArrayRef<StringLiteral> prefixes) {
  return any_of(prefixes,
                [&](StringRef prefix) { return name.starts_with(prefix); });
}

/// What 6.12 calls a thunk: `__`, letters and digits, `Thunk_`.
static bool isThunk(StringRef name) {
  if (!name.consume_front("__"))
    return false;
  size_t word = name.find_if_not([](char c) { return isAlnum(c); });
  return word != StringRef::npos && name[word] == '_' &&
         name.take_front(word).ends_with("Thunk");
}

// The kernel's build puts three of these before each symbol of some code of
// arm64: `__efistub_` of what EFI starts, `__kvm_nvhe_` of KVM's part that runs
// as hypervisor, `__pi_` of what runs before the kernel is at its place. From
// the first no name is kept, from the other two all but labels and types.
static constexpr StringLiteral leftOutPrefixes[] = {
    "$",              // where code or data begins, by assemblers
    ".L",             // a label
    "__crc_",         // the checksum of an exported symbol
    "__kstrtab_",     // its name
    "__kstrtabns_",   // its namespace
    "__efistub_",     // any name there
    "__kvm_nvhe_$",   // as `$`
    "__kvm_nvhe_.L",  // as `.L`
    "__kcfi_typeid_", // the type of a function that is called by pointer
};
static constexpr StringLiteral leftOutPrefixes6_1[] = {
    "__AArch64ADRPThunk_",   "__ARMV5PILongThunk_", "__ARMV7PILongThunk_",
    "__ThumbV7PILongThunk_", "__LA25Thunk_",        "__microLA25Thunk_"};
static constexpr StringLiteral leftOutPrefixes6_12[] = {
    "__pi_$", "__pi_.L", "__kvm_nvhe___kcfi_typeid_", "__pi___kcfi_typeid_"};
static constexpr StringLiteral leftOutNames[] = {"L0", "_SDA_BASE_",
                                                 "_SDA2_BASE_"};
static constexpr StringLiteral leftOutNames6_1[] = {
    "kallsyms_addresses",   "kallsyms_offsets",     "kallsyms_relative_base",
    "kallsyms_num_syms",    "kallsyms_names",       "kallsyms_markers",
    "kallsyms_token_table", "kallsyms_token_index", "kallsyms_seqs_of_names"};
static constexpr StringLiteral leftOutSuffixes[] = {"_from_arm", "_from_thumb",
                                                    "_veneer"};

bool kallsyms::isLeftOut(Release release, StringRef name) {
  if (startsWithAny(name, leftOutPrefixes) ||
      is_contained(leftOutNames, name) ||
      any_of(leftOutSuffixes, [&](StringRef s) { return name.ends_with(s); }) ||
      name.contains(".long_branch.") || name.contains(".plt_branch."))
    return true;
  if (release == Release::Linux6_1)
    return startsWithAny(name, leftOutPrefixes6_1) ||
           is_contained(leftOutNames6_1, name);
  return startsWithAny(name, leftOutPrefixes6_12) || isThunk(name);
}

/// Names that linker scripts give to the bounds of sections. The number of
/// bytes is that below which the kernel does not ask.
static bool looksLikeBound(StringRef name) {
  if (name.size() < 8 || !name.starts_with("__"))
    return false;
  StringRef rest = name.drop_front(2);
  return rest.starts_with("start_") || rest.starts_with("stop_") ||
         rest.starts_with("end_") || name.ends_with("_start") ||
         name.ends_with("_end");
}

unsigned kallsyms::rankOfName(StringRef name) {
  size_t underscores = std::min(name.find_first_not_of('_'), name.size());
  return (looksLikeBound(name) ? longestName + 1 : 0) + underscores;
}

bool kallsyms::isSectionBound(Release release, StringRef name) {
  return release == Release::Linux6_12 &&
         (name.starts_with("__start_") || name.starts_with("__stop_"));
}

StringRef kallsyms::sortedBy(const Settings &settings, StringRef name) {
  return settings.cutsLLVMSuffix ? name.take_front(name.find(".llvm.")) : name;
}
