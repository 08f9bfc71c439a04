//===- gosym-c/gotype.h - Sets the Go type of a symbol ------------*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The Go symbol table has room for the address of a type beside each variable,
/// function, local and parameter. The linker cannot know it; the source can:
///
///   extern const struct type type_point;
///   struct point origin;
///   GOSYM_TYPE(origin, type_point);
///
///   void move(struct point *p) { ... }
///   GOSYM_TYPE_OF_VARIABLE(move, "p", type_point);
///
/// What a type looks like is the program's affair; the table has its address.
///
/// Effect: an entry in `.gosym.types` of the object, which is not loaded and
/// costs the program nothing. A final link with libgosym.so takes it into the
/// table and leaves it out of the output; -r passes it on. Without the plugin,
/// and with -gosym-symtab=none, the section stays in the file.
///
/// In the final link:
///  * An annotation keeps neither symbol nor type alive. If the symbol is not
///    in the output, garbage collection took it for instance, the annotation is
///    dropped; if the symbol is and the type is not, the link fails:
///    `unreachable type NAME`. Refer to the type, or keep it with
///    __attribute__((used, retain)).
///  * The same annotation may come from several objects, so it may stand in a
///    header. Another type for the same symbol is an error.
///  * A variable of a function has a type only if the table has a record of it.
///
/// In the compiler:
///  * The macros go where a declaration at file or namespace scope can, with a
///    semicolon behind. C11 or C++11 and later, clang and gcc, ELF.
///  * Names are those of the assembler. The first forms take identifiers that
///    are declared (it is checked) and have the same name there: everything in
///    C, extern "C" in C++. The _NAMED forms take strings, for mangled names
///    and others.
///  * The compiler does not see the reference: a static symbol that nothing
///    else uses needs __attribute__((used)), or it is gone, and the annotation
///    with it. With the optimiser on a static function may be cloned or inlined
///    and its annotation is then of what is left.
///  * With LTO annotate global symbols and have types that are global: static
///    ones may be renamed or dropped before the assembler sees their names.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_C_GOTYPE_H
#define GOSYM_C_GOTYPE_H

#ifndef __ELF__
#error "gosym-c/gotype.h is for ELF targets"
#endif

/// The section of annotations in an object; lib/Collect reads it.
#define GOSYM_TYPES_SECTION ".gosym.types"

/// The Go type of \p symbol, a variable or a function, is at \p type_symbol.
#define GOSYM_TYPE(symbol, type_symbol)                                        \
  GOSYM_DECLARED(symbol);                                                      \
  GOSYM_DECLARED(type_symbol);                                                 \
  GOSYM_TYPE_NAMED(GOSYM_STRING(symbol), GOSYM_STRING(type_symbol))

/// The Go type of the local or parameter \p variable, a string, of \p function
/// is at \p type_symbol. Several of one name in one function have it all.
#define GOSYM_TYPE_OF_VARIABLE(function, variable, type_symbol)                \
  GOSYM_DECLARED(function);                                                    \
  GOSYM_DECLARED(type_symbol);                                                 \
  GOSYM_TYPE_OF_VARIABLE_NAMED(GOSYM_STRING(function), variable,               \
                               GOSYM_STRING(type_symbol))

/// The same with the names of symbols as strings, which are not checked.
#define GOSYM_TYPE_NAMED(symbol, type_symbol)                                  \
  GOSYM_TYPE_OF_VARIABLE_NAMED(symbol, "", type_symbol)

/* docs/Format.md, "Annotations of Go types". */
#define GOSYM_TYPE_OF_VARIABLE_NAMED(function, variable, type_symbol)          \
  __asm__(".pushsection " GOSYM_TYPES_SECTION ",\"\",%progbits\n\t"            \
          ".balign " GOSYM_WORD "\n\t"                                         \
          "." GOSYM_WORD "byte \"" function "\", \"" type_symbol "\"\n\t"      \
          ".byte 1\n\t"                                                        \
          ".asciz \"" function "\", \"" type_symbol "\", \"" variable "\"\n\t" \
          ".balign " GOSYM_WORD "\n\t"                                         \
          ".popsection")

/* For the macros above only. */
#define GOSYM_WORD GOSYM_STRING(__SIZEOF_POINTER__)
#define GOSYM_STRING(x) GOSYM_STRING_OF(x)
#define GOSYM_STRING_OF(x) #x
#ifdef __cplusplus
#define GOSYM_DECLARED(name) static_assert(sizeof(&(name)) != 0, "")
#else
#define GOSYM_DECLARED(name) _Static_assert(sizeof(&(name)) != 0, "")
#endif

#endif
