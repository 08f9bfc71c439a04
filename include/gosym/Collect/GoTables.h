//===- gosym/Collect/GoTables.h - The Go tables of a link -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The tables that a link gets, as generated symbols, each hidden and in a
/// section of its own:
///
///   runtime.symtab, runtime.esymtab     .gosymtab        the symbol table
///   gosym.index, gosym.eindex           .gosymtab.index  an index of it
///   runtime.pclntab, runtime.epclntab   .gopclntab       files and lines: the
///                                                        line table of Go 1.1,
///                                                        or the function table
///                                                        of Go 1.18 or 1.20
///   gosym.compact, gosym.ecompact       .gosym           the compact table,
///                                                        which has all of that
///   gosym.note, gosym.enote             .note.gosym      where these are
///
/// Who loads the plugin says in options which of them he wants and what they
/// are to hold; what that means in this kind of link is decided here.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_COLLECT_GOTABLES_H
#define GOSYM_COLLECT_GOTABLES_H

#include <memory>
#include <string>

namespace gosym {

class CollectedProgram;
class CollectedTable;

/// Where lines come from.
enum class LineSource {
  /// Auto for a PC-line table or a function table, Off for a compact table.
  Default,
  /// Debug information, of the objects that have it.
  Auto,
  /// Debug information, and an object that has functions and no lines is an
  /// error.
  On,
  /// Nowhere.
  Off,
};

/// The compact table.
enum class CompactChoice {
  Off,
  /// As small as it gets.
  On,
  /// Half as large again, in half of the time.
  Fast,
};

/// Names of a compact table.
enum class NameChoice {
  /// As in a symbol table.
  Linkage,
  /// As people read them, of C++, Rust and D.
  Demangled,
};

/// What is in `.gopclntab`.
enum class PclntabChoice {
  Off,
  /// The PC-line table, which needs the symbol table.
  Go11,
  /// The function table, which needs no other.
  Go118,
  Go120,
};

/// The Go 1.1 symbol table.
enum class SymtabChoice {
  /// On unless there is a compact table or a function table.
  Default,
  On,
  Off,
};

/// Whether a note says where the tables are.
enum class NoteOption {
  /// With a table that is made to be found by it. The Go tables of today are
  /// not: they have readers that know them by their symbols and sections.
  Auto,
  On,
  Off,
};

struct TableOptions {
  SymtabChoice symtab = SymtabChoice::Default;
  /// The compact table, which needs no other.
  CompactChoice compact = CompactChoice::Off;
  NameChoice names = NameChoice::Linkage;
  /// An index of it.
  bool index = false;
  /// The table of lines, or of functions with their lines. Without one nothing
  /// is read of debug information but the name of each object's source, unless
  /// frames or locals are wanted.
  PclntabChoice pclntab = PclntabChoice::Off;
  /// A loaded note that says where the tables are (Format's TableNote.h).
  NoteOption note = NoteOption::Auto;
  LineSource lines = LineSource::Default;
  /// Sizes of frames, locals and arguments: `m` records.
  bool frames = false;
  /// Variables that are in the frame: `a` and `p` records.
  bool locals = false;
  /// What the tables are for: `backtrace`, or empty if that is not known.
  std::string purpose;
  /// Say on the linker's error stream what the tables hold and what was left
  /// out.
  bool verbose = false;

  bool wantsFunctionTable() const {
    return pclntab == PclntabChoice::Go118 || pclntab == PclntabChoice::Go120;
  }
  bool wantsSymtab() const {
    return symtab == SymtabChoice::On ||
           (symtab == SymtabChoice::Default && compact == CompactChoice::Off &&
            !wantsFunctionTable());
  }
  bool wantsCompactLines() const {
    return compact != CompactChoice::Off &&
           (lines == LineSource::Auto || lines == LineSource::On);
  }
  bool wantsLines() const {
    return wantsCompactLines() ||
           (pclntab != PclntabChoice::Off && lines != LineSource::Off);
  }
};

/// The tables of one link.
class GoTables {
public:
  /// Brings the link that is running to what \p options say. May be called
  /// again, with other options, while options are read: the last call wins. The
  /// tables keep a reference to \p options, which must outlive the link; all
  /// but the first four members are read when the first table is laid out.
  ///
  /// In a relocatable link there is no index, no line table, no function table,
  /// no compact table and no note: they hold differences of addresses, which
  /// are not known yet, and the final link makes them. An index or a line table
  /// without a symbol table is an error of the link; there is no note where
  /// there is no table.
  ///
  /// When and on which thread: as createGeneratedSymbol().
  void apply(const TableOptions &options);

private:
  /// The generators own it, and the linker owns them.
  std::weak_ptr<CollectedProgram> collected;
  std::weak_ptr<CollectedTable> table;
  bool hasSymtab = false, hasIndex = false, hasLines = false,
       hasCompact = false, hasNote = false;
};

} // namespace gosym

#endif
