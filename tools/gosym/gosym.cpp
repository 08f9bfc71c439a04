//===- gosym.cpp - Reads symbol tables ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The command line of the tool: it picks a command and prints its error.
///
///   gosym nm FILE                     one line per symbol
///   gosym dump FILE                   one line per record
///   gosym verify FILE                 is the table sound?
///   gosym verify FILE --against TWIN  has it the symbols of TWIN's .symtab?
///   gosym addr2line FILE [ADDRESS...] function, file and line of addresses
///   gosym line2addr FILE SOURCE:LINE...
///                                     the first pc of source lines
///   gosym stats FILE                  which records take how many bytes
///   gosym convert --to=go1.0|go1.1 FILE -o OUT [--pclntab=OUT]
///   gosym convert --to=compact FILE -o OUT [--address=ADDRESS]
///   gosym convert --to=go1.18|go1.20 FILE -o OUT
///                                     the same facts in another form
///   gosym symbolize [--maps FILE | --core FILE | --base ADDRESS] [TEXT...]
///                                     names for the addresses in any text
///
/// A table is a symbol table in one of Go's forms, a compact one or a function
/// table; --table=go|compact|functions says which is meant where a file has
/// several.
///
/// Exit status: 0, or 1 with one `gosym: error: ` line.
///
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "gosym/Format/Printable.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;

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

static cl::opt<std::string>
    file(cl::Positional, cl::Required, cl::desc("FILE"), cl::sub(nmCommand),
         cl::sub(dumpCommand), cl::sub(verifyCommand),
         cl::sub(addr2lineCommand), cl::sub(line2addrCommand),
         cl::sub(statsCommand), cl::sub(convertCommand), cl::cat(category));
static cl::opt<gosym::TableChoice> table(
    "table", cl::cat(category), cl::init(gosym::TableChoice::Any),
    cl::sub(nmCommand), cl::sub(dumpCommand), cl::sub(verifyCommand),
    cl::sub(addr2lineCommand), cl::sub(line2addrCommand), cl::sub(statsCommand),
    cl::sub(convertCommand),
    cl::desc("Table of a file that has several (default: the first of these "
             "that is there; verify: all):"),
    cl::values(clEnumValN(gosym::TableChoice::Go, "go",
                          "section .gosymtab, with its lines"),
               clEnumValN(gosym::TableChoice::Compact, "compact",
                          "section .gosym"),
               clEnumValN(gosym::TableChoice::Functions, "functions",
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

static cl::opt<gosym::ConvertForm>
    form("to", cl::Required, cl::sub(convertCommand), cl::cat(category),
         cl::desc("Form to write:"),
         cl::values(clEnumValN(gosym::ConvertForm::Go10, "go1.0",
                               "words of 4 bytes"),
                    clEnumValN(gosym::ConvertForm::Go11, "go1.1",
                               "varints and address slots"),
                    clEnumValN(gosym::ConvertForm::Compact, "compact",
                               "one table, with the lines of the file"),
                    clEnumValN(gosym::ConvertForm::Go118, "go1.18",
                               "function table, with the lines of the file"),
                    clEnumValN(gosym::ConvertForm::Go120, "go1.20",
                               "the same, with the line that each function "
                               "begins on")));
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
         cl::cat(category),
         cl::desc("Where the one --module was: its lowest address, "
                  "hexadecimal"));
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
static cl::opt<bool> asJson("json", cl::sub(symbolizeCommand),
                            cl::cat(category),
                            cl::desc("Print JSON, an object a line"));
static cl::opt<bool> noDemangle("no-demangle", cl::sub(symbolizeCommand),
                                cl::cat(category),
                                cl::desc("Print names as linkers know them"));

static Error symbolizeTexts() {
  gosym::SymbolizeOptions options;
  options.mapsPath = mapsPath;
  options.corePath = corePath;
  if (base.getNumOccurrences()) {
    options.base = gosym::parseAddress(base);
    if (!options.base)
      return createStringError("--base is " + base +
                               ", expected hexadecimal digits");
  }
  options.modules.assign(modules.begin(), modules.end());
  options.debugDirs.assign(debugDirs.begin(), debugDirs.end());
  options.callers = callers;
  options.json = asJson;
  options.demangles = !noDemangle;
  return gosym::symbolize(options, texts, outs());
}

static Error convert() {
  gosym::ConvertOptions options;
  options.form = form;
  if (pointerSize.getNumOccurrences()) {
    if (pointerSize != 4 && pointerSize != 8)
      return createStringError("--pointer-size is " + Twine(pointerSize) +
                               ", expected 4 or 8");
    options.pointerSize = pointerSize;
  }
  if (byteOrder.getNumOccurrences())
    options.byteOrder = byteOrder;
  bool toCompact = form == gosym::ConvertForm::Compact;
  bool toFunctions =
      form == gosym::ConvertForm::Go118 || form == gosym::ConvertForm::Go120;
  if (form == gosym::ConvertForm::Go10 &&
      (options.pointerSize || options.byteOrder))
    return createStringError("--pointer-size and --byte-order are for "
                             "--to=go1.1, expected none with --to=go1.0");
  if (toCompact && options.byteOrder)
    return createStringError("--byte-order is for --to=go1.1, expected none "
                             "with --to=compact");
  bool hasAddress = tableAddress.getNumOccurrences();
  bool hasQuantum = quantum.getNumOccurrences();
  if (!toCompact && (hasAddress || (hasQuantum && !toFunctions)))
    return createStringError("--address and --quantum are for --to=compact, "
                             "expected none with another form");
  if (tableAddress.getNumOccurrences()) {
    std::optional<uint64_t> address = gosym::parseAddress(tableAddress);
    if (!address)
      return createStringError("--address is " + tableAddress +
                               ", expected hexadecimal digits");
    options.address = *address;
  }
  options.quantum = quantum;
  options.lineTablePath = lineTable;
  return gosym::convertTableFile(file, table, options, output);
}

static Error run() {
  if (quantum != 1 && quantum != 4)
    return createStringError("--quantum is " + Twine(quantum) +
                             ", expected 1 or 4");
  if (nmCommand)
    return gosym::printSymbols(file, table, outs());
  if (dumpCommand)
    return gosym::dumpTable(file, table, outs());
  if (verifyCommand)
    return gosym::verifyTable(file, table, against, quantum, outs());
  if (addr2lineCommand)
    return gosym::printLines(file, table, addresses, inlines, quantum, outs());
  if (line2addrCommand)
    return gosym::printPcs(file, table, positions, quantum, outs());
  if (statsCommand)
    return gosym::printStats(file, table, outs());
  if (convertCommand)
    return convert();
  if (symbolizeCommand)
    return symbolizeTexts();
  return createStringError("no command, expected nm, dump, verify, addr2line, "
                           "line2addr, stats, convert or symbolize");
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  // libLLVM registers the options of every pass; they are hidden.
  cl::HideUnrelatedOptions(category);
  for (cl::SubCommand *command :
       {&nmCommand, &dumpCommand, &verifyCommand, &addr2lineCommand,
        &line2addrCommand, &statsCommand, &convertCommand, &symbolizeCommand})
    cl::HideUnrelatedOptions(category, *command);
  cl::SetVersionPrinter(
      [](raw_ostream &os) { os << "gosym " GOSYM_VERSION "\n"; });
  cl::ParseCommandLineOptions(argc, argv, "Reads Go symbol tables\n");

  Error error = run();
  outs().flush();
  if (std::error_code code = outs().error()) {
    outs().clear_error();
    if (!error)
      error = createStringError("standard output: " + code.message());
  }
  if (!error)
    return 0;
  // The names in the message may hold what is not printable.
  WithColor::error(errs(), "gosym")
      << gosym::printable(toString(std::move(error))) << '\n';
  return 1;
}
