//===- gosym/Format/Convert.h - One table, other bytes ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A table can be written in another form, byte order or pointer size: for a
/// reader that knows only Go 1.0, or to see what the Go 1.1 form saves.
///
///   Expected<SmallVector<uint8_t, 0>> old = convertTable(table, go10Target);
///
/// Records and their order stay; what one form can say and the other cannot is
/// settled so:
///
///   * from an older form, text and data symbols (T t L l D d B b) become wide
///     and all other values varints; to one, every value becomes a word;
///   * a Go type of 0 is none in an older form.
///
/// So a table goes to an older form and back without change if only text and
/// data symbols are wide and no Go type is 0, as in all tables of this project.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_FORMAT_CONVERT_H
#define GOSYM_FORMAT_CONVERT_H

#include "gosym/Format/Header.h"
#include "llvm/ADT/SmallVector.h"

namespace gosym {

/// Reads \p table, of any form, and writes its records for \p to, which must be
/// valid (see isValid(); asserted). A table without entries is no bytes at all
/// in Go 1.0 form, which do not read back: decodeHeader() has the reason.
/// Thread-safe; needs memory for the new table.
///
/// Errors: those of TableReader; `entry at offset 0x<hex>: <fact>, expected
/// <fact>`, at its offset in \p table, of an entry that cannot be written for
/// \p to: an address or, in an older form, any value above 32 bits; `header at
/// offset 0x<hex>: another table begins, expected one table`: of several tables
/// (Reader.h) an older form could not tell where each begins.
llvm::Expected<llvm::SmallVector<uint8_t, 0>>
convertTable(llvm::ArrayRef<uint8_t> table, TableTarget to);

} // namespace gosym

#endif
