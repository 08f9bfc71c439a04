//===- Options.cpp - The command line -------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Options.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;

namespace gosym {

static cl::OptionCategory category("gosym options");

static cl::SubCommand nmCommand("nm", "Print the symbols of a table");
static cl::SubCommand dumpCommand("dump", "Print every record of a table");
static cl::SubCommand verifyCommand("verify", "Check that a table is sound");
static cl::SubCommand addr2lineCommand("addr2line",
                                       "Print where addresses come from");
static cl::SubCommand line2addrCommand("line2addr",
                                       "Print where source lines begin");
static cl::SubCommand statsCommand("stats", "Print what takes how many bytes");
static cl::SubCommand convertCommand("convert",
                                     "Write a table in another form");
static cl::SubCommand symbolizeCommand(
    "symbolize",
    "Put names to the addresses in any text\n\n"
    "Copies TEXT files or standard input. Recognises crash reports of GoSym, "
    "backtraces of glibc, Rust, gdb\nand the sanitizers, module+0xoffset "
    "(build-id), and addresses of code anywhere. All else passes as it is.\n\n"
    "Modules are found among --module files, at the path in the text, the maps "
    "or the core dump, and in\n--debug-dir folders by build id. Names come "
    "from the tables of GoSym, else from DWARF, else from .symtab.\n\n"
    "With --json each line of text is an object {\"text\": ...}. One with a "
    "place that is known has also\n\"offset\" (of the line in its file), "
    "\"number\" (of the frame), \"address\", \"module\", \"moduleOffset\", "
    "\"buildId\"\nand \"frames\": a list of {\"function\", \"inlined\", "
    "\"file\", \"line\", \"offset\"}, innermost first.\nAddresses and "
    "offsets in code are strings, \"0x1f0\"; what is not known is null.");

static cl::opt<std::string> file(cl::Positional, cl::Required, cl::desc("FILE"),
                                 cl::sub(addr2lineCommand),
                                 cl::sub(line2addrCommand),
                                 cl::sub(convertCommand), cl::cat(category));
static cl::list<std::string> files(cl::Positional, cl::OneOrMore,
                                   cl::desc("FILE..."), cl::sub(nmCommand),
                                   cl::sub(dumpCommand), cl::sub(verifyCommand),
                                   cl::sub(statsCommand), cl::cat(category));
static cl::opt<TableChoice> table(
    "table", cl::cat(category), cl::init(TableChoice::Any), cl::sub(nmCommand),
    cl::sub(dumpCommand), cl::sub(verifyCommand), cl::sub(addr2lineCommand),
    cl::sub(line2addrCommand), cl::sub(statsCommand), cl::sub(convertCommand),
    cl::desc("Table of a file that has several (default: the first of these "
             "that is there; verify: all):"),
    cl::values(clEnumValN(TableChoice::Go, "go",
                          "section .gosymtab, with its lines"),
               clEnumValN(TableChoice::Compact, "compact", "section .gosym"),
               clEnumValN(TableChoice::Functions, "functions",
                          "section .gopclntab of Go 1.18 and later")));
static cl::opt<bool>
    inlines("inlines", cl::sub(addr2lineCommand), cl::cat(category),
            cl::desc("Print inlined calls too, innermost first"));
static cl::alias inlinesShort("i", cl::aliasopt(inlines), cl::cat(category),
                              cl::desc("The same as --inlines"));
static cl::list<std::string> addresses(cl::Positional,
                                       cl::value_desc("ADDRESS"),
                                       cl::desc("[ADDRESS...]"),
                                       cl::sub(addr2lineCommand),
                                       cl::cat(category));
static cl::list<std::string> positions(cl::Positional, cl::OneOrMore,
                                       cl::desc("SOURCE:LINE..."),
                                       cl::sub(line2addrCommand),
                                       cl::cat(category));
static cl::opt<unsigned>
    quantum("quantum", cl::init(1), cl::value_desc("N"), cl::sub(verifyCommand),
            cl::sub(addr2lineCommand), cl::sub(line2addrCommand),
            cl::sub(convertCommand), cl::cat(category),
            cl::desc("Bytes of a step of the line table, 1 (default) or 4: "
                     "what Go wrote for 32-bit ARM"));
static cl::opt<std::string>
    against("against", cl::value_desc("TWIN"), cl::sub(verifyCommand),
            cl::cat(category),
            cl::desc("Compare with .symtab of this ELF file: the same link, "
                     "not stripped"));

static cl::opt<ConvertForm> form(
    "to", cl::Required, cl::sub(convertCommand), cl::cat(category),
    cl::desc("Form to write:"),
    cl::values(clEnumValN(ConvertForm::Go10, "go1.0", "words of 4 bytes"),
               clEnumValN(ConvertForm::Go11, "go1.1",
                          "varints and address slots"),
               clEnumValN(ConvertForm::Compact, "compact",
                          "one table, with the lines of the file"),
               clEnumValN(ConvertForm::Go118, "go1.18",
                          "function table, with the lines of the file"),
               clEnumValN(ConvertForm::Go120, "go1.20",
                          "the same, with the line that each function "
                          "begins on"),
               clEnumValN(ConvertForm::Elf, "elf",
                          "symbol file of gdb, perf, valgrind: .symtab "
                          "and DWARF"),
               clEnumValN(ConvertForm::Gsym, "gsym", "GSYM, of llvm-gsymutil"),
               clEnumValN(ConvertForm::Breakpad, "breakpad",
                          "symbol file of Breakpad and Crashpad"),
               clEnumValN(ConvertForm::PerfMap, "perfmap",
                          "/tmp/perf-PID.map of perf")));
static cl::opt<std::string> output("o", cl::Required, cl::value_desc("OUT"),
                                   cl::sub(convertCommand), cl::cat(category),
                                   cl::desc("File to write, - is stdout"));
static cl::opt<std::string> lineTable(
    "pclntab", cl::value_desc("OUT"), cl::sub(convertCommand),
    cl::cat(category),
    cl::desc("Of a compact table or a function table, write its lines "
             "to this file, as a PC-line table"));
static cl::opt<std::string> tableAddress(
    "address", cl::value_desc("ADDRESS"), cl::sub(convertCommand),
    cl::cat(category),
    cl::desc("Where a compact table will be, hexadecimal; default: "
             "0, where readers take one to be that is in a file "
             "of its own"));
static cl::opt<unsigned>
    pointerSize("pointer-size", cl::value_desc("4|8"), cl::sub(convertCommand),
                cl::cat(category),
                cl::desc("Width of addresses in bytes; default: as it is, or "
                         "that of the ELF file"));
static cl::opt<endianness> byteOrder(
    "byte-order", cl::sub(convertCommand), cl::cat(category),
    cl::desc("Default: as it is, or that of the ELF file"),
    cl::values(clEnumValN(endianness::little, "little", "little-endian"),
               clEnumValN(endianness::big, "big", "big-endian")));

static cl::list<std::string> texts(cl::Positional, cl::desc("[TEXT...]"),
                                   cl::sub(symbolizeCommand),
                                   cl::cat(category));
static cl::opt<std::string>
    mapsPath("maps", cl::value_desc("FILE"), cl::sub(symbolizeCommand),
             cl::cat(category),
             cl::desc("Where modules were: the text of /proc/PID/maps"));
static cl::opt<std::string>
    corePath("core", cl::value_desc("FILE"), cl::sub(symbolizeCommand),
             cl::cat(category),
             cl::desc("Where modules were, and their tables in memory: a core "
                      "dump"));
static cl::opt<std::string>
    base("base", cl::value_desc("ADDRESS"), cl::sub(symbolizeCommand),
         cl::sub(convertCommand), cl::cat(category),
         cl::desc("Where the one --module was, or the program of "
                  "--to=perfmap: its lowest address, hexadecimal"));
static cl::list<std::string>
    modules("module", cl::value_desc("FILE"), cl::sub(symbolizeCommand),
            cl::cat(category),
            cl::desc("A program or shared object, stripped or not; may be "
                     "repeated"));
static cl::list<std::string>
    debugDirs("debug-dir", cl::value_desc("DIR"), cl::sub(symbolizeCommand),
              cl::cat(category),
              cl::desc("Find files of modules here, by build id; may be "
                       "repeated"));
static cl::opt<bool>
    callers("callers", cl::sub(symbolizeCommand), cl::cat(category),
            cl::desc("Addresses without the number of a frame are return "
                     "addresses"));
static cl::opt<bool> asJson("json", cl::sub(nmCommand), cl::sub(dumpCommand),
                            cl::sub(verifyCommand), cl::sub(addr2lineCommand),
                            cl::sub(line2addrCommand), cl::sub(statsCommand),
                            cl::sub(symbolizeCommand), cl::cat(category),
                            cl::desc("Print JSON, an object a line"));
static cl::opt<bool> demangles("demangle", cl::sub(nmCommand),
                               cl::sub(addr2lineCommand),
                               cl::sub(line2addrCommand),
                               cl::sub(convertCommand), cl::cat(category),
                               cl::desc("Names as people read them"));
static cl::alias demanglesShort("C", cl::aliasopt(demangles), cl::cat(category),
                                cl::desc("The same as --demangle"));
static cl::opt<bool> noDemangle("no-demangle", cl::sub(symbolizeCommand),
                                cl::sub(convertCommand), cl::cat(category),
                                cl::desc("Names as linkers know them"));

//===----------------------------------------------------------------------===//
// What goes together
//===----------------------------------------------------------------------===//

static Error readHex(const cl::opt<std::string> &option,
                     std::optional<uint64_t> &to) {
  if (!option.getNumOccurrences())
    return Error::success();
  to = parseAddress(option);
  if (to)
    return Error::success();
  return createStringError("--" + option.ArgStr + " is " + option +
                           ", expected hexadecimal digits");
}

namespace {

/// An option of convert that only some forms have.
struct FormOption {
  const cl::Option &option;
  /// As the message names it, and the forms that take it.
  StringLiteral name, forms;
  ArrayRef<ConvertForm> takenBy;
};

} // namespace

/// Each option that is given must mean something to the form.
static Error checkForm(ConvertForm form) {
  using F = ConvertForm;
  const F addressed[] = {F::Compact};
  const F based[] = {F::PerfMap};
  const F named[] = {F::Gsym, F::Breakpad, F::PerfMap};
  const F ordered[] = {F::Go11, F::Go118, F::Go120, F::Gsym};
  const F lined[] = {F::Go10, F::Go11, F::Go118, F::Go120, F::Compact};
  const F stepped[] = {F::Compact, F::Go118,    F::Go120,  F::Elf,
                       F::Gsym,    F::Breakpad, F::PerfMap};
  const F sized[] = {F::Go11, F::Compact, F::Go118, F::Go120};
  const FormOption options[] = {
      {tableAddress, "--address is", "--to=compact", addressed},
      {quantum, "--quantum is", "--to=compact and forms with lines", stepped},
      {base, "--base is", "--to=perfmap", based},
      {demangles, "--demangle and --no-demangle are",
       "--to=gsym, breakpad and perfmap", named},
      {noDemangle, "--demangle and --no-demangle are",
       "--to=gsym, breakpad and perfmap", named},
      {byteOrder, "--byte-order is", "--to=go1.1, go1.18, go1.20 and gsym",
       ordered},
      {pointerSize, "--pointer-size is",
       "--to=go1.1, go1.18, go1.20 and compact", sized},
      // Which table has lines to give away is known when it is opened.
      {lineTable, "--pclntab is", "--to=go1.0 and go1.1", lined}};
  for (const FormOption &one : options)
    if (one.option.getNumOccurrences() && !is_contained(one.takenBy, form))
      return createStringError(one.name + " for " + one.forms +
                               ", expected none with another form");
  return Error::success();
}

static Expected<ConvertOptions> readConvert() {
  ConvertOptions options;
  options.form = form;
  if (Error error = checkForm(form))
    return error;
  if (demangles && noDemangle)
    return createStringError("--demangle and --no-demangle, expected one of "
                             "them");
  if (pointerSize.getNumOccurrences()) {
    if (pointerSize != 4 && pointerSize != 8)
      return createStringError("--pointer-size is " + Twine(pointerSize) +
                               ", expected 4 or 8");
    options.pointerSize = pointerSize;
  }
  if (byteOrder.getNumOccurrences())
    options.byteOrder = byteOrder;
  std::optional<uint64_t> address;
  if (Error error = readHex(tableAddress, address))
    return error;
  options.address = address.value_or(0);
  if (Error error = readHex(base, options.base))
    return error;
  if (demangles || noDemangle)
    options.demangles = demangles;
  options.quantum = quantum;
  options.lineTablePath = lineTable;
  if (!lineTable.empty() && lineTable == output)
    return createStringError("--pclntab and -o are the same file, expected "
                             "two");
  return options;
}

static Expected<SymbolizeOptions> readSymbolize() {
  SymbolizeOptions options;
  options.mapsPath = mapsPath;
  options.corePath = corePath;
  if (Error error = readHex(base, options.base))
    return error;
  options.modules.assign(modules.begin(), modules.end());
  options.debugDirs.assign(debugDirs.begin(), debugDirs.end());
  options.callers = callers;
  options.json = asJson;
  options.demangles = !noDemangle;
  return options;
}

/// Standard input can be read once.
static Error checkStdin(const Options &options) {
  size_t times = count(options.files, "-");
  times += options.against == "-";
  times += options.command == Command::Addr2line && options.addresses.empty();
  if (times <= 1)
    return Error::success();
  if (options.command == Command::Addr2line)
    return createStringError("FILE is - and there are no addresses, which "
                             "come from standard input, too; expected one of "
                             "them");
  return createStringError("- is there more than once, expected standard input "
                           "once");
}

static std::optional<Command> chosenCommand() {
  const std::pair<cl::SubCommand &, Command> commands[] = {
      {nmCommand, Command::Nm},
      {dumpCommand, Command::Dump},
      {verifyCommand, Command::Verify},
      {addr2lineCommand, Command::Addr2line},
      {line2addrCommand, Command::Line2addr},
      {statsCommand, Command::Stats},
      {convertCommand, Command::Convert},
      {symbolizeCommand, Command::Symbolize}};
  for (const auto &[parsed, command] : commands)
    if (parsed)
      return command;
  return std::nullopt;
}

static Expected<Options> checkedOptions() {
  std::optional<Command> command = chosenCommand();
  if (!command)
    return createStringError("no command, expected nm, dump, verify, "
                             "addr2line, line2addr, stats, convert or "
                             "symbolize");
  if (quantum != 1 && quantum != 4)
    return createStringError("--quantum is " + Twine(quantum) +
                             ", expected 1 or 4");
  Options options;
  options.command = *command;
  options.files.assign(files.begin(), files.end());
  if (!file.empty())
    options.files = {file};
  options.table = table;
  options.json = asJson;
  options.demangles = demangles;
  options.inlines = inlines;
  options.quantum = quantum;
  options.addresses.assign(addresses.begin(), addresses.end());
  options.positions.assign(positions.begin(), positions.end());
  options.against = against;
  options.texts.assign(texts.begin(), texts.end());
  options.output = output;
  if (!against.empty() && files.size() > 1)
    return createStringError("--against is for one FILE, expected no other");
  for (StringRef text : options.addresses)
    if (!parseAddress(text))
      return badAddress(text);
  for (StringRef text : options.positions)
    if (Error error = parsePosition(text).takeError())
      return error;
  if (Error error = checkStdin(options))
    return error;
  if (*command == Command::Convert) {
    Expected<ConvertOptions> convert = readConvert();
    if (!convert)
      return convert.takeError();
    options.convert = std::move(*convert);
  }
  if (*command == Command::Symbolize) {
    Expected<SymbolizeOptions> symbolize = readSymbolize();
    if (!symbolize)
      return symbolize.takeError();
    options.symbolize = std::move(*symbolize);
  }
  return options;
}

Expected<std::optional<Options>> readOptions(int argc, char **argv) {
  // libLLVM registers the options of every pass; they are hidden.
  cl::HideUnrelatedOptions(category);
  for (cl::SubCommand *command :
       {&nmCommand, &dumpCommand, &verifyCommand, &addr2lineCommand,
        &line2addrCommand, &statsCommand, &convertCommand, &symbolizeCommand})
    cl::HideUnrelatedOptions(category, *command);
  cl::SetVersionPrinter(
      [](raw_ostream &os) { os << "gosym " GOSYM_VERSION "\n"; });
  if (!cl::ParseCommandLineOptions(
          argc, argv,
          "Reads the symbol tables that GoSym and Go make\n\n"
          "FILE is a program, an object, an archive of objects, a table alone, "
          "a member as in 'lib.a(member.o)', or - for\nstandard input. Exit "
          "status: 0; 1 when a file cannot be read, has no table or an unsound "
          "one, or differs from its\ntwin; 2 when the command line is "
          "wrong.\n",
          &errs()))
    return std::nullopt;
  Expected<Options> options = checkedOptions();
  if (!options)
    return options.takeError();
  return std::move(*options);
}

} // namespace gosym
