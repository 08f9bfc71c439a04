//===- Plugin.cpp - A build manifest inside the program -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The program says what it was linked from: a line of text for each object that
// went in, in the order of the link,
//
//   SHA-256 of the file  its bytes  live symbols  functions  their bytes  name
//   8ac1...              1520       3             2          71           a.c
//
// between the symbols build_manifest and build_manifest_end. Nobody but the
// linker knows this: a build system sees the archives, not which members were
// taken, and neither sees what garbage collection left of an object.
//
// The name is that of the file symbol: a path of the command line may be
// another one in the next build of the same program. The hash tells which file
// it was.
//
// Nothing here depends on an address, so the text is made in layout(), which
// gives the size, and write() only copies. Objects are hashed in parallel, each
// into a line of its own, so the text is the same for any number of threads.
//
// "Their bytes" is the sum of st_size. A symbol that ICF folded adds none: the
// bytes it stands for are counted where they were kept. Two names of one
// function add them twice.
//
//===----------------------------------------------------------------------===//

#include "gosym/Linker/Plugin.h"
#include "gosym/Linker/LinkInputs.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;
using namespace gosym;

namespace {

struct Part {
  uint64_t symbols = 0;
  uint64_t functions = 0;
  uint64_t symbolBytes = 0;
};

class Manifest : public Generator {
public:
  StringRef name() const override { return "manifest"; }

  Error layout(Link &link, Layout &layout) override {
    std::vector<Part> parts = countLiveSymbols(link);
    std::vector<std::string> lines(parts.size());
    link.parallelFor(parts.size(), [&](size_t object) {
      lines[object] = describe(link, object, parts[object]);
    });
    text = "# sha256 file-bytes symbols functions symbol-bytes object\n";
    for (const std::string &line : lines) {
      if (StringRef(line).drop_back().contains('\n'))
        return createStringError(
            "object '" + StringRef(line).rtrim() +
            "' has a line feed in its name, expected none");
      text += line;
    }
    layout.size = text.size();
    return Error::success();
  }

  Error write(const Link &, uint64_t offset,
              MutableArrayRef<uint8_t> bytes) override {
    memcpy(bytes.data(), text.data() + offset, bytes.size());
    return Error::success();
  }

private:
  static std::vector<Part> countLiveSymbols(const Link &link) {
    std::vector<Part> parts(link.inputs().numObjects());
    for (const LiveSymbol &symbol : link.liveSymbols()) {
      if (symbol.object == noObject)
        continue;
      Part &part = parts[symbol.object];
      ++part.symbols;
      part.functions += symbol.isFunction;
      if (symbol.hasSize && !symbol.isFolded)
        part.symbolBytes += link.size(symbol.ref);
    }
    return parts;
  }

  static std::string describe(const Link &link, uint32_t object,
                              const Part &part) {
    ArrayRef<uint8_t> file = link.inputs().objectBytes(object);
    return toHex(SHA256::hash(file), /*LowerCase=*/true) + " " +
           utostr(file.size()) + " " + utostr(part.symbols) + " " +
           utostr(part.functions) + " " + utostr(part.symbolBytes) + " " +
           link.inputs().stableName(object) + "\n";
  }

  std::string text;
};

} // namespace

GOSYM_PLUGIN("manifest") {
  GeneratedSymbol symbol;
  symbol.name = "build_manifest";
  symbol.endName = "build_manifest_end";
  symbol.section = ".build_manifest";
  createGeneratedSymbol(symbol, std::make_unique<Manifest>());
}
