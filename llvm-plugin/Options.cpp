//===- Options.cpp --------------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The options, `-mllvm -gosym-NAME=VALUE`.
//
// lld hands the -mllvm options one by one to LLVM's command line parser, so
// options that a plugin registers while it is opened are known to the -mllvm
// after its -load. They are created by a function and not as statics, because
// the constructor of a static cl::opt would run before the version guard.
//
// LLVM's own message for an unknown option does not say which ones there are.
// So one more option, named `gosym-` and taking its value without `=`, catches
// everything else that begins with `gosym-`; LLVM prefers an exact match to a
// prefix. Every option may be repeated, and the last one wins, because build
// systems combine flags. When a process links again, lld first resets all
// options; applySwitches() resets what callbacks have derived from them.
//
// -gosym-for is no option of its own: it sets those that it stands for, except
// those that are given, before it or behind it.
//
// -gosym-required does nothing. lld links on when it cannot open the file under
// -load, and only an option that is then unknown makes such a link fail.
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "gosym/Linker/GeneratedSymbol.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace gosym;

PluginOptions gosym::pluginOptions;

static void (*onSymbolsChanged)() = nullptr;

namespace {

struct PclntabParser : cl::parser<PclntabChoice> {
  using cl::parser<PclntabChoice>::parser;
  bool parse(cl::Option &o, StringRef, StringRef arg, PclntabChoice &value) {
    if (arg == "go1.1")
      value = PclntabChoice::Go11;
    else if (arg == "go1.18")
      value = PclntabChoice::Go118;
    else if (arg == "go1.20")
      value = PclntabChoice::Go120;
    else if (arg == "none")
      value = PclntabChoice::Off;
    else
      return o.error("unknown value '" + arg +
                     "', expected go1.1, go1.18, go1.20 or none");
    return false;
  }
};

struct SymtabParser : cl::parser<SymtabChoice> {
  using cl::parser<SymtabChoice>::parser;
  bool parse(cl::Option &o, StringRef, StringRef arg, SymtabChoice &value) {
    if (arg != "go1.1" && arg != "none")
      return o.error("unknown value '" + arg + "', expected go1.1 or none");
    value = arg == "go1.1" ? SymtabChoice::On : SymtabChoice::Off;
    return false;
  }
};

struct CompactParser : cl::parser<CompactChoice> {
  using cl::parser<CompactChoice>::parser;
  bool parse(cl::Option &o, StringRef, StringRef arg, CompactChoice &value) {
    if (arg == "on")
      value = CompactChoice::On;
    else if (arg == "fast")
      value = CompactChoice::Fast;
    else if (arg == "off")
      value = CompactChoice::Off;
    else
      return o.error("unknown value '" + arg + "', expected on, fast or off");
    return false;
  }
};

struct NamesParser : cl::parser<NameChoice> {
  using cl::parser<NameChoice>::parser;
  bool parse(cl::Option &o, StringRef, StringRef arg, NameChoice &value) {
    if (arg != "linkage" && arg != "demangled")
      return o.error("unknown value '" + arg +
                     "', expected linkage or demangled");
    value = arg == "linkage" ? NameChoice::Linkage : NameChoice::Demangled;
    return false;
  }
};

struct OnOffParser : cl::parser<bool> {
  using cl::parser<bool>::parser;
  // `-gosym-index` without a value is an error, not true.
  enum cl::ValueExpected getValueExpectedFlagDefault() const {
    return cl::ValueRequired;
  }
  bool parse(cl::Option &o, StringRef, StringRef arg, bool &value) {
    if (arg != "on" && arg != "off")
      return o.error("unknown value '" + arg + "', expected on or off");
    value = arg == "on";
    return false;
  }
};

struct LinesParser : cl::parser<LineSource> {
  using cl::parser<LineSource>::parser;
  bool parse(cl::Option &o, StringRef, StringRef arg, LineSource &value) {
    if (arg == "auto")
      value = LineSource::Auto;
    else if (arg == "on")
      value = LineSource::On;
    else if (arg == "off")
      value = LineSource::Off;
    else
      return o.error("unknown value '" + arg + "', expected auto, on or off");
    return false;
  }
};

struct NoteParser : cl::parser<NoteOption> {
  using cl::parser<NoteOption>::parser;
  bool parse(cl::Option &o, StringRef, StringRef arg, NoteOption &value) {
    if (arg != "on" && arg != "off")
      return o.error("unknown value '" + arg + "', expected on or off");
    value = arg == "on" ? NoteOption::On : NoteOption::Off;
    return false;
  }
};

/// What the tables are for; each stands for the options it needs.
struct PurposeParser : cl::parser<std::string> {
  using cl::parser<std::string>::parser;
  bool parse(cl::Option &o, StringRef, StringRef arg, std::string &value) {
    if (arg != "backtrace")
      return o.error("unknown value '" + arg + "', expected backtrace");
    value = arg.str();
    return false;
  }
};

static void applyPurpose();

struct UnknownParser : cl::parser<std::string> {
  using cl::parser<std::string>::parser;
  bool parse(cl::Option &, StringRef, StringRef arg, std::string &) {
    errs() << "unknown option '-gosym-" << arg.split('=').first
           << "', expected -gosym-check, -gosym-compact=on|fast|off, "
              "-gosym-for=backtrace, -gosym-frames=on|off, "
              "-gosym-index=on|off, -gosym-lines=auto|on|off, "
              "-gosym-locals=on|off, -gosym-names=linkage|demangled, "
              "-gosym-note=on|off, "
              "-gosym-pclntab=go1.1|go1.18|go1.20|none, -gosym-required, "
              "-gosym-symtab=go1.1|none or -gosym-verbose\n";
    return true;
  }
};

struct Options {
  cl::OptionCategory category{"GoSym options"};
  cl::opt<CompactChoice, true, CompactParser> compact{
      "gosym-compact",
      cl::desc("Compact table: on, fast (larger, in less time) or off "
               "(default)"),
      cl::value_desc("on|fast|off"),
      cl::location(pluginOptions.tables.compact),
      cl::ZeroOrMore,
      cl::callback([](const CompactChoice &) { onSymbolsChanged(); }),
      cl::cat(category)};
  cl::opt<NameChoice, true, NamesParser> names{
      "gosym-names",
      cl::desc("Names of the compact table: linkage (default) or demangled"),
      cl::value_desc("linkage|demangled"),
      cl::location(pluginOptions.tables.names),
      cl::ZeroOrMore,
      cl::cat(category)};
  cl::opt<SymtabChoice, true, SymtabParser> symtab{
      "gosym-symtab",
      cl::desc("Symbol table to generate: go1.1 (default without a compact or "
               "function table) or none"),
      cl::value_desc("format"),
      cl::location(pluginOptions.tables.symtab),
      cl::ZeroOrMore,
      cl::callback([](const SymtabChoice &) { onSymbolsChanged(); }),
      cl::cat(category)};
  cl::opt<bool, true, OnOffParser> index{
      "gosym-index",
      cl::desc("Generate an index of the symbol table: on or off (default)"),
      cl::value_desc("on|off"),
      cl::location(pluginOptions.tables.index),
      cl::ZeroOrMore,
      cl::callback([](const bool &) { onSymbolsChanged(); }),
      cl::cat(category)};
  cl::opt<PclntabChoice, true, PclntabParser> pclntab{
      "gosym-pclntab",
      cl::desc("Table of lines to generate: go1.1, which needs the symbol "
               "table; go1.18 or go1.20, which name functions, too; or none "
               "(default)"),
      cl::value_desc("format"),
      cl::location(pluginOptions.tables.pclntab),
      cl::ZeroOrMore,
      cl::callback([](const PclntabChoice &) { onSymbolsChanged(); }),
      cl::cat(category)};
  cl::opt<NoteOption, true, NoteParser> note{
      "gosym-note",
      cl::desc("A loaded note that says where the tables are: on or off "
               "(default)"),
      cl::value_desc("on|off"),
      cl::location(pluginOptions.tables.note),
      cl::ZeroOrMore,
      cl::callback([](const NoteOption &) { onSymbolsChanged(); }),
      cl::cat(category)};
  cl::opt<LineSource, true, LinesParser> lines{
      "gosym-lines",
      cl::desc("Files and lines from debug info: auto (default), on (each "
               "object must have them) or off"),
      cl::value_desc("auto|on|off"),
      cl::location(pluginOptions.tables.lines),
      cl::ZeroOrMore,
      cl::cat(category)};
  cl::opt<bool, true, OnOffParser> frames{
      "gosym-frames",
      cl::desc("Sizes of frames, locals and arguments: on or off (default)"),
      cl::value_desc("on|off"),
      cl::location(pluginOptions.tables.frames),
      cl::ZeroOrMore,
      cl::cat(category)};
  cl::opt<bool, true, OnOffParser> locals{
      "gosym-locals",
      cl::desc("Variables in the frame, from debug info: on or off (default)"),
      cl::value_desc("on|off"),
      cl::location(pluginOptions.tables.locals),
      cl::ZeroOrMore,
      cl::cat(category)};
  cl::opt<bool, true> verbose{
      "gosym-verbose",
      cl::desc("Tell what was generated and what was left out"),
      cl::location(pluginOptions.tables.verbose), cl::ZeroOrMore,
      cl::cat(category)};
  cl::opt<bool, true> check{
      "gosym-check",
      cl::desc("Write each generated symbol twice and check the generators"),
      cl::location(pluginOptions.check),
      cl::ZeroOrMore,
      cl::callback([](const bool &) { applySwitches(); }),
      cl::cat(category)};
  cl::opt<bool> required{
      "gosym-required",
      cl::desc("Nothing, but without the plugin it is unknown: a link that "
               "gives it does not succeed without the plugin"),
      cl::ZeroOrMore, cl::cat(category)};
  cl::opt<std::string, true, PurposeParser> purpose{
      "gosym-for",
      cl::desc("What a backtrace needs: -gosym-compact=on -gosym-lines=auto "
               "-gosym-names=demangled -gosym-note=on, of which those that are "
               "given too win"),
      cl::value_desc("backtrace"),
      cl::location(pluginOptions.tables.purpose),
      cl::ZeroOrMore,
      cl::callback([](const std::string &) {
        applyPurpose();
        onSymbolsChanged();
      }),
      cl::cat(category)};
  cl::opt<std::string, false, UnknownParser> unknown{
      "gosym-", cl::Prefix, cl::ReallyHidden, cl::ZeroOrMore,
      cl::cat(category)};
};

// Never destroyed, because LLVM keeps pointers to options until the process
// ends.
Options *options = nullptr;

/// Sets an option that has not been given. One that is given later stores its
/// value over this, so the order does not matter.
template <typename Opt, typename Value, typename Stored>
void setUnlessGiven(const Opt &option, Stored &stored, Value value) {
  if (option.getNumOccurrences() == 0)
    stored = value;
}

void applyPurpose() {
  TableOptions &tables = pluginOptions.tables;
  setUnlessGiven(options->compact, tables.compact, CompactChoice::On);
  setUnlessGiven(options->lines, tables.lines, LineSource::Auto);
  setUnlessGiven(options->names, tables.names, NameChoice::Demangled);
  setUnlessGiven(options->note, tables.note, NoteOption::On);
}

} // namespace

void gosym::applySwitches() { checkGenerators(pluginOptions.check); }

bool gosym::registerOptions(void (*symbolsChanged)()) {
  if (cl::getRegisteredOptions().count("gosym-symtab"))
    return false;
  onSymbolsChanged = symbolsChanged;
  options = new Options;
  return true;
}
