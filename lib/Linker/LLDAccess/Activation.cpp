//===- Activation.cpp -----------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Makes the activation object leave no trace.
//
// --load-pass-plugin is read by LTO only, so a link of plain objects that uses
// this door needs a bitcode input: the activation object, a module with a
// triple, a data layout and one named metadata node. LTO then opens us, and
// goes on to compile the module: to an object that defines nothing and yet
// changes the output (a FILE symbol, an aligned empty .text, and the IBT/SHSTK
// and BTI/PAC notes are lost, for lld ANDs them over all objects).
//
// LTO asks a hook of its configuration before it generates code, and makes no
// object when the hook says no. The hook may be set from the callback in which
// plugins register their passes: that is before. It says no to a module that
// holds our node and nothing else; a module that has anything of the user's is
// compiled as ever.
//
// ThinLTO registers plugins once per backend thread; the first one sets the
// hook, the others wait for it, and none has reached code generation by then.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Activation.h"
#include "ELF/LTO.h"
#include "LLDAccess.h"
#include "PerLink.h"
#include "PrivateMember.h"
#include "llvm/IR/Module.h"
#include "llvm/LTO/Config.h"
#include "llvm/LTO/LTO.h"
#include <mutex>

using namespace llvm;
using namespace lld;
using namespace lld::elf;
using namespace gosym;
using namespace gosym::lldaccess;

namespace gosym::lldaccess {
struct CompilerOfDriver {
  using Pointer = std::unique_ptr<BitcodeCompiler> LinkerDriver::*;
  friend Pointer pointerTo(CompilerOfDriver);
};
struct LTOOfCompiler {
  using Pointer = std::unique_ptr<lto::LTO> BitcodeCompiler::*;
  friend Pointer pointerTo(LTOOfCompiler);
};
struct ConfigOfLTO {
  using Pointer = lto::Config lto::LTO::*;
  friend Pointer pointerTo(ConfigOfLTO);
};
} // namespace gosym::lldaccess

template struct gosym::lldaccess::Expose<CompilerOfDriver, &LinkerDriver::lto>;
template struct gosym::lldaccess::Expose<LTOOfCompiler,
                                         &BitcodeCompiler::ltoObj>;
template struct gosym::lldaccess::Expose<ConfigOfLTO, &lto::LTO::Conf>;

namespace {
/// The configuration of this link that has our hook.
struct HookedConfig {
  explicit HookedConfig(Ctx &) {}
  const lto::Config *config = nullptr;
};
} // namespace

static bool isOnlyActivation(const Module &m) {
  return m.getNamedMetadata(activationNode) && m.global_empty() && m.empty() &&
         m.alias_empty() && m.ifunc_empty() && m.getModuleInlineAsm().empty();
}

void gosym::skipActivationModule() {
  static std::mutex mutex;
  std::lock_guard<std::mutex> lock(mutex);

  Ctx &ctx = currentContext();
  auto &compiler = ctx.driver.*pointerTo(CompilerOfDriver());
  if (!compiler)
    return;
  lto::LTO &lto = *(*compiler.*pointerTo(LTOOfCompiler()));
  lto::Config &config = lto.*pointerTo(ConfigOfLTO());
  if (std::exchange(perLink<HookedConfig>().config, &config) == &config)
    return;
  auto before = config.PreCodeGenModuleHook;
  config.PreCodeGenModuleHook = [before](unsigned task, const Module &m) {
    if (isOnlyActivation(m))
      return false;
    return !before || before(task, m);
  };
}
