//===- Functions.cpp - Any function table in both readers -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The input is a function table. The C++ reader and the C reader open the same
/// bytes or refuse them at the same offset, say the same of each function and
/// of the pcs where answers change, and refuse the same at the same offset. A
/// table that is sound becomes a model, and a table written of that model says
/// the same of each pc.
///
//===----------------------------------------------------------------------===//
#include "RuntimeFuzz.h"
#include "gosym/Format/FunctionModel.h"
#include "gosym/Format/FunctionTable.h"
#include <set>

using namespace gosym;
using namespace llvm;

static constexpr uint64_t tableAddress = 0x10000;
/// Questions cost searches; so many show what all would.
static constexpr uint32_t maxFunctions = 40;

static std::string fault(Error error) {
  std::string text = checked(std::move(error));
  return "0x" +
         StringRef(text).split(" at offset 0x").second.split(": ").first.str();
}

static std::string fault(gosym_error error, size_t offset) {
  must(isBad(error), "it is an error of the table");
  return "0x" + utohexstr(offset, true);
}

static std::string show(StringRef name, uint64_t entry, uint64_t end,
                        uint64_t offset, std::optional<uint64_t> args) {
  return (name + " " + Twine(entry) + " " + Twine(end) + " " + Twine(offset) +
          " " + (args ? Twine(*args) : Twine("?")))
      .str();
}

static std::string show(const FunctionRecord &f) {
  return show(f.name, f.entry, f.end, f.offset, f.args);
}

static std::string askFunction(const FunctionTable &table, uint64_t pc) {
  Expected<std::optional<FunctionRecord>> found = table.find(pc);
  if (!found)
    return fault(found.takeError());
  return *found ? show(**found) : "none";
}

static std::string askFunction(const gosym_table &table, uint64_t pc) {
  gosym_function f = {};
  gosym_error error = gosym_find_function(&table, pc, &f);
  if (error == GOSYM_NOT_FOUND)
    return "none";
  if (error != GOSYM_OK)
    return fault(error, f.error_offset);
  std::string name(f.name_size + 1, 0);
  size_t length = 0;
  must(gosym_format_name(&table, &f, name.data(), name.size(), &length) ==
               GOSYM_OK &&
           length == f.name_size,
       "a name that fits is copied");
  name.pop_back();
  must(name == StringRef(f.name, f.name_size), "it is the name");
  return show(name, f.entry, f.end, f.offset,
              f.has_args ? std::optional<uint64_t>(f.args) : std::nullopt);
}

static std::string askLine(const FunctionTable &table, uint64_t pc) {
  Expected<std::optional<FunctionRecord>> found = table.find(pc);
  if (!found)
    return fault(found.takeError());
  if (!*found)
    return "none";
  Expected<FunctionTable::Place> place = table.placeOf(**found, pc);
  if (!place)
    return fault(place.takeError());
  return place->file ? (*place->file + ":" + Twine(place->line)).str() : "none";
}

static std::string askLine(const gosym_table &table, uint64_t pc) {
  // The C reader names the function first, too, when it tells a line.
  gosym_function f = {};
  gosym_error error = gosym_find_function(&table, pc, &f);
  if (isBad(error))
    return fault(error, f.error_offset);
  gosym_line line = {};
  error = gosym_find_line(&table, pc, &line);
  if (error == GOSYM_NOT_FOUND)
    return "none";
  if (error != GOSYM_OK)
    return fault(error, line.error_offset);
  std::string path(16, 0);
  size_t length = 0;
  error = gosym_format_path(&table, &line, path.data(), path.size(), &length);
  if (error == GOSYM_TOO_SMALL) {
    path.resize(length + 1);
    error = gosym_format_path(&table, &line, path.data(), path.size(), &length);
  }
  must(error == GOSYM_OK, "a path that was found is there");
  path.resize(length);
  return path + ":" + std::to_string(line.line);
}

static void mustBeEqual(const std::string &a, const std::string &b,
                        const char *property) {
  if (a != b)
    fprintf(stderr, "C++: %s\nC:   %s\n", a.c_str(), b.c_str());
  must(a == b, property);
}

/// Each function by its number, up to the first error.
static void walk(const FunctionTable &table, const gosym_table &inC) {
  gosym_cursor cursor = {};
  for (uint32_t i = 0; i < std::min(table.size(), maxFunctions); ++i) {
    Expected<FunctionRecord> function = table.function(i);
    gosym_entry entry = {};
    gosym_error error = gosym_next(&inC, &cursor, &entry);
    if (!function) {
      mustBeEqual(fault(function.takeError()),
                  fault(error, cursor.error_offset), "entries fail alike");
      return;
    }
    must(error == GOSYM_OK && entry.value == function->entry &&
             entry.offset == function->offset && entry.type == 'T' &&
             StringRef(entry.name, entry.name_size) == function->name,
         "entries are the same");
  }
  gosym_entry entry = {};
  must(table.size() > maxFunctions ||
           gosym_next(&inC, &cursor, &entry) == GOSYM_END,
       "entries end alike");
}

static std::set<uint64_t> pcsOf(const FunctionTable &table) {
  std::set<uint64_t> pcs;
  auto add = [&](uint64_t pc) { pcs.insert({pc - 1, pc, pc + 1}); };
  add(table.start());
  add(table.end());
  for (uint32_t i = 0; i < std::min(table.size(), maxFunctions); ++i) {
    Expected<FunctionRecord> function = table.function(i);
    if (!function) {
      consumeError(function.takeError());
      continue;
    }
    add(function->entry);
    unsigned places = 0;
    consumeError(table.forEachPlace(
        *function, [&](uint64_t begin, uint64_t, uint32_t, uint32_t) -> Error {
          add(begin);
          if (++places == maxFunctions)
            return createStringError("enough");
          return Error::success();
        }));
  }
  return pcs;
}

static void inOrder(size_t n, const std::function<void(size_t)> &task) {
  for (size_t i = 0; i != n; ++i)
    task(i);
}

/// A table of the model of a sound one says of each of \p pcs what that says.
static void convert(const FunctionTable &table, const std::set<uint64_t> &pcs) {
  Expected<FunctionSummary> summary = checkFunctionTable(table);
  if (!summary) {
    checked(summary.takeError());
    return;
  }
  Expected<std::unique_ptr<FunctionProgram>> program =
      FunctionProgram::create(table);
  if (!program) {
    consumeError(program.takeError());
    return;
  }
  Expected<FunctionTableOf> made = functionTableOf(
      (*program)->placed(), table.target(), table.start(), inOrder);
  must(bool(made), "a sound table can be written again");
  Expected<FunctionTable> again =
      FunctionTable::create(made->table, {std::nullopt, std::nullopt});
  must(bool(again) && again->size() == table.size(), "and be read");
  must(bool(checkFunctionTable(*again)), "and is sound");
  for (uint64_t pc : pcs) {
    Expected<std::optional<FunctionRecord>> was = table.find(pc);
    Expected<std::optional<FunctionRecord>> is = again->find(pc);
    must(was && is && was->has_value() == is->has_value(),
         "the same pcs are in functions");
    if (!*was)
      continue;
    must((*was)->name == (*is)->name && (*was)->entry == (*is)->entry &&
             (*was)->end == (*is)->end && (*was)->args == (*is)->args,
         "functions are the same");
    FunctionTable::Place placeWas = cantFail(table.placeOf(**was, pc));
    FunctionTable::Place placeIs = cantFail(again->placeOf(**is, pc));
    // A file without a name gets one.
    if (placeWas.file && placeWas.line)
      must(placeIs.line == placeWas.line &&
               (placeIs.file == placeWas.file || placeWas.file->empty()),
           "lines are the same");
    else
      must(placeIs.line == 0, "no line is made up");
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Input input(data, size);
  ArrayRef<uint8_t> bytes = input.all();
  if (!isFunctionTable(bytes))
    return 0;
  gosym_options options = {};
  options.address = tableAddress;
  gosym_table inC;
  gosym_error opened = gosym_open(bytes.data(), bytes.size(), &options, &inC);
  Expected<FunctionTable> table =
      FunctionTable::create(bytes, {tableAddress, std::nullopt});
  if (!table) {
    mustBeEqual(fault(table.takeError()), fault(opened, inC.error_offset),
                "tables are refused alike");
    return 0;
  }
  must(opened == GOSYM_OK, "tables are opened alike");
  walk(*table, inC);
  std::set<uint64_t> pcs = pcsOf(*table);
  for (uint64_t pc : pcs) {
    mustBeEqual(askFunction(*table, pc), askFunction(inC, pc),
                "functions are the same");
    mustBeEqual(askLine(*table, pc), askLine(inC, pc), "lines are the same");
  }
  gosym_function named = {};
  gosym_error error = gosym_find_name(&inC, "main", 4, &named);
  must(error == GOSYM_OK || error == GOSYM_NOT_FOUND || isBad(error),
       "a name is found or not");
  gosym_inlined inlined = {};
  gosym_frame frame = {};
  if (gosym_find_inlined(&inC, table->start(), &inlined) == GOSYM_OK) {
    must(gosym_next_inlined(&inC, &inlined, &frame) == GOSYM_OK &&
             gosym_next_inlined(&inC, &inlined, &frame) == GOSYM_END,
         "there is one frame");
  }
  convert(*table, pcs);
  return 0;
}
