//===- gosym/Linker/LateGenerator.h - Reads the finished output -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A late generator writes its symbol from the final bytes of the output: a
/// checksum, a signature, an index. It runs when every section is written and
/// relocated, before the output is given its name.
///
///   class Checksum : public LateGenerator {
///     StringRef name() const override { return "checksum"; }
///     std::vector<std::string> reads() const override { return {".text"}; }
///     Error writeLate(const Link &link, const OutputBytes &output,
///                     MutableArrayRef<uint8_t> out) override {
///       Expected<ArrayRef<uint8_t>> text = output.section(".text");
///       if (!text)
///         return text.takeError();
///       support::endian::write32(out.data(), crc32(*text), link.byteOrder());
///       return Error::success();
///     }
///   };
///
/// ORDER. What a late generator reads must be finished: it runs after every
/// late generator whose symbol lies in a section it reads, and after those it
/// names in after(). A cycle is an error of the link, and so is reading the
/// section that holds one's own symbol, or a section that was not declared.
/// Generators that do not depend on each other run in parallel.
///
/// BUILD ID. A build id made from the contents of the output
/// (`--build-id=fast`, md5, sha1) is computed after the last late generator and
/// covers what they wrote; so a late generator cannot read
/// `.note.gnu.build-id`.
///
/// A late generator is refused in a relocatable link (-r), where nothing is
/// final.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LINKER_LATEGENERATOR_H
#define GOSYM_LINKER_LATEGENERATOR_H

#include "gosym/Linker/GeneratedSymbol.h"

namespace gosym {

/// The output's final bytes, as far as one late generator may see them.
class OutputBytes {
public:
  virtual ~OutputBytes() = default;

  /// The bytes in the file of the output section called \p name, valid until
  /// writeLate() returns; several sections of one name: the first. Errors: not
  /// declared in reads(); no such section; a section without bytes in the file
  /// (.bss).
  virtual llvm::Expected<llvm::ArrayRef<uint8_t>>
  section(llvm::StringRef name) const = 0;
};

/// Frozen, as Generator is.
class LateGenerator : public Generator {
public:
  /// Names of the output sections whose bytes are read. Asked once, just before
  /// the first layout(): all options have been read by then.
  virtual std::vector<std::string> reads() const = 0;
  /// Names of generated symbols that must be written before this one, beyond
  /// those that reads() implies. Asked once, after reads().
  virtual std::vector<std::string> after() const { return {}; }

  /// Fills \p bytes, all of the symbol, zeroed. The bytes of slots are filled
  /// afterwards by the linker. May run on any thread, at the same time as late
  /// generators that are independent of this one.
  virtual llvm::Error writeLate(const Link &link, const OutputBytes &output,
                                llvm::MutableArrayRef<uint8_t> bytes) = 0;

  llvm::Error write(const Link &, uint64_t,
                    llvm::MutableArrayRef<uint8_t>) final {
    return llvm::Error::success();
  }
  LateGenerator *asLate() final { return this; }
};

} // namespace gosym

#endif
