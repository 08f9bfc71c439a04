//===- GoTypes.h - Go types from annotations --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A symbol has no Go type unless somebody says so: the source, with a line of
/// gosym-c/gotype.h. It leaves an entry in the section `.gosym.types` of the
/// object, which this link has consumed. docs/Format.md has the bytes.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_LIB_COLLECT_GOTYPES_H
#define GOSYM_LIB_COLLECT_GOTYPES_H

#include "LinkSymbols.h"

namespace gosym {

/// Name of the input sections that set Go types, to be consumed in final links.
llvm::StringRef typeAnnotationSection();

/// What became of the annotations of a link.
struct TypeAnnotations {
  /// Symbols that have a Go type now, and locals and parameters of functions.
  uint64_t symbols = 0;
  uint64_t variables = 0;
  /// Annotations of what is not in the table: collected, undefined, a variable
  /// without a record.
  uint64_t dropped = 0;
};

/// Reads the annotations that \p link has consumed and sets the types of live
/// symbols and of variables in \p program. An annotation wins over what was
/// known before. To be called in layout(), when the frames are complete.
///
/// Errors are those of the link (Link::error()): a type that is not in the
/// output, two types for one symbol or variable, a section that is malformed.
TypeAnnotations takeTypeAnnotations(const Link &link, LinkSymbols &symbols,
                                    Program &program);

} // namespace gosym

#endif
