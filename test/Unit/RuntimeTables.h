//===- RuntimeTables.h - Tables that two readers read -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The C reader (gosym-c/gosym.h) promises the answers of the C++ one. What the
/// tests of it share: tables made at random, sound ones, with everything that a
/// table may have, and questions put to both.
///
/// Random is the same sequence every time: a failure comes back.
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_TEST_UNIT_RUNTIMETABLES_H
#define GOSYM_TEST_UNIT_RUNTIMETABLES_H

#include "LineRows.h"
#include "TableBytes.h"
#include "gosym-c/gosym.h"
#include "gosym/Format/LineTable.h"
#include "gosym/Format/SymbolIndex.h"
#include "gosym/Format/TableIndex.h"
#include <random>

namespace gosym {

/// The words of an error of the C++ reader and its offset, or "" and 0.
inline std::pair<std::string, uint64_t> fieldOf(llvm::StringRef message) {
  auto [what, rest] = message.split(" at offset 0x");
  uint64_t offset = 0;
  rest.split(':').first.getAsInteger(16, offset);
  return {what.str(), offset};
}

/// The same of the C reader.
inline std::pair<std::string, uint64_t> fieldOf(gosym_error error,
                                                uint64_t offset) {
  if (error == GOSYM_OK || error == GOSYM_END)
    return {"", 0};
  llvm::StringRef name = gosym_error_name(error);
  name.consume_front("malformed ");
  if (error == GOSYM_BAD_ORDER)
    name = "text symbol";
  return {name.str(), offset};
}

/// A sound table, with its line table.
struct RandomTable {
  TableTarget target;
  unsigned quantum = 1;
  std::vector<uint8_t> bytes;
  llvm::SmallVector<uint8_t, 0> lines;
  /// Every pc where an answer may change, and the bytes around it.
  std::vector<uint64_t> questions;

  gosym_options options() const {
    gosym_options options = {};
    options.lines = lines.empty() ? nullptr : lines.data();
    options.lines_size = lines.size();
    options.quantum = quantum;
    return options;
  }
};

/// Makes one after the other, all different.
class RandomTables {
public:
  explicit RandomTables(unsigned seed) : random(seed) {}

  RandomTable make(TableTarget target) {
    RandomTable table;
    table.target = target;
    table.quantum = below(4) == 0 ? 4 : 1;
    out = TableBytes(target);
    out.header();
    hasBounds = below(4) != 0;
    addData();
    addPaths();
    // Above 4 GiB where there is room.
    pc = target.pointerSize == 8 && below(2) ? 0x7f0000001000 : 0x1000;
    LineRowWriter lines(table.lines, pc, table.quantum);
    addFunctions(table, lines);
    lines.finish();
    if (below(4) == 0)
      table.lines.clear();
    table.bytes = llvm::ArrayRef<uint8_t>(out).vec();
    for (uint64_t edge : edges)
      table.questions.insert(table.questions.end(), {edge - 1, edge, edge + 1});
    table.questions.insert(table.questions.end(), {0, UINT64_MAX});
    return table;
  }

  uint64_t below(uint64_t limit) { return random() % limit; }

private:
  std::string name() {
    static const char *const names[] = {"text", "etext", "runtime.text",
                                        "runtime.etext", ""};
    // A lone bound would be one that no function is behind.
    if (hasBounds && below(40) == 0)
      return names[below(std::size(names))];
    std::string text(1 + below(below(8) == 0 ? 100 : 12), 'a');
    for (char &c : text)
      c = char(1 + below(255));
    return text;
  }

  void addData() {
    for (uint64_t i = below(10); i > 0; --i)
      out.symbol(below(2) ? codeD : code_b, below(max32), name());
  }

  void addPaths() {
    components = 1 + below(30);
    out.component(1, "/");
    for (uint64_t i = 2; i <= components; ++i)
      out.component(i, below(20) ? name() : name() + "/");
  }

  std::vector<uint16_t> path() {
    std::vector<uint16_t> path;
    for (uint64_t i = 1 + below(below(10) ? 4 : 40); i > 0; --i)
      path.push_back(1 + below(components));
    return path;
  }

  /// A run of history entries, flat or nested. Leaves the largest line that one
  /// may ask for in `lastLine`.
  void addHistory() {
    uint64_t line = 1;
    unsigned open = 0;
    auto add = [&](bool opens) {
      out.entry(below(8) ? code_z : codeZ, line, "", std::nullopt,
                opens ? path() : std::vector<uint16_t>());
      open += opens ? 1 : -1;
      line += below(4) ? below(20) : 0;
      // Only the begin of a unit opens a file at line 1.
      line = std::max<uint64_t>(line, 2);
    };
    add(true);
    for (uint64_t i = below(8); i > 0; --i)
      add(open == 0 || below(2));
    lastLine = line + 10;
  }

  void addDetails() {
    static const char *const sizes[] = {".frame", ".locals", ".args"};
    for (const char *size : sizes)
      if (below(3) == 0)
        out.entry(code_m, below(1000), size);
    for (uint64_t i = below(4); i > 0; --i)
      out.entry(below(2) ? code_a : code_p, below(below(2) ? 100 : max32),
                name(), below(2) ? std::optional(below(max32)) : std::nullopt);
  }

  void addRows(LineRowWriter &lines, uint64_t end, unsigned quantum) {
    for (uint64_t at = pc; at < end; at += quantum * (1 + below(40))) {
      edges.push_back(at);
      lines.add({at, below(lastLine + 1)});
    }
  }

  void addFunctions(RandomTable &table, LineRowWriter &lines) {
    edges.clear();
    bool hasHistory = below(8) != 0;
    if (hasHistory)
      addHistory();
    else
      lastLine = 100;
    if (hasBounds)
      out.symbol(codeT, pc, below(2) ? "text" : "runtime.text");
    static const uint8_t codes[] = {codeT, code_t, codeL, code_l};
    for (uint64_t i = below(below(3) ? 40 : 4); i > 0; --i) {
      if (hasHistory && below(6) == 0)
        addHistory();
      out.entry(codes[below(4)], pc, name(),
                below(4) ? std::nullopt : std::optional(below(max32)));
      edges.push_back(pc);
      addDetails();
      uint64_t end = pc + (below(5) ? table.quantum * below(100) : 0);
      addRows(lines, end, table.quantum);
      // Rows may go beyond a short function.
      pc = std::max(end, edges.back());
    }
    pc += table.quantum;
    if (hasBounds)
      out.symbol(codeT, pc, below(2) ? "etext" : "runtime.etext");
    edges.push_back(pc);
  }

  std::mt19937_64 random;
  TableBytes out;
  bool hasBounds = false;
  uint64_t components = 0;
  uint64_t lastLine = 0;
  uint64_t pc = 0;
  std::vector<uint64_t> edges;
};

//===----------------------------------------------------------------------===//
// Answers as text
//===----------------------------------------------------------------------===//

inline std::string describeFunction(const Function *f) {
  if (!f)
    return "none";
  std::string text;
  llvm::raw_string_ostream os(text);
  auto size = [&](const char *what, std::optional<uint64_t> value) {
    if (value)
      os << what << *value;
  };
  os << f->type << f->name << ' ' << f->entry << '-' << f->end << ' '
     << f->goType;
  size(" frame ", f->frame);
  size(" locals ", f->locals);
  size(" args ", f->args);
  for (const TableVariable &v : f->variables)
    os << ' ' << v.type << v.name << v.offset << ',' << v.goType;
  return text;
}

inline std::string describeLine(const std::optional<SourceLine> &line) {
  return line ? line->file + ":" + std::to_string(line->line) : "none";
}

/// An error of a lookup: "error" and its name.
inline std::string describeError(gosym_error error) {
  if (error == GOSYM_NOT_FOUND)
    return "none";
  return std::string("error ") + gosym_error_name(error);
}

inline std::string functionAt(const gosym_table &table, uint64_t pc) {
  gosym_function found;
  if (gosym_error error = gosym_find_function(&table, pc, &found))
    return describeError(error);
  Function f;
  f.name = llvm::StringRef(found.name, found.name_size);
  EXPECT_EQ(found.name[found.name_size], 0);
  f.entry = found.entry;
  f.end = found.end;
  f.type = found.type;
  f.goType = found.go_type;
  if (found.has_frame)
    f.frame = found.frame;
  if (found.has_locals)
    f.locals = found.locals;
  if (found.has_args)
    f.args = found.args;
  gosym_cursor cursor = {};
  gosym_variable v;
  gosym_error error;
  while (!(error = gosym_next_variable(&table, &found, &cursor, &v)))
    f.variables.push_back(
        {llvm::StringRef(v.name, v.name_size), v.type, v.offset, v.go_type});
  return error == GOSYM_END ? describeFunction(&f) : describeError(error);
}

inline std::string lineAt(const gosym_table &table, uint64_t pc) {
  gosym_line found;
  if (gosym_error error = gosym_find_line(&table, pc, &found))
    return describeError(error);
  size_t length = 0;
  gosym_error error = gosym_format_path(&table, &found, nullptr, 0, &length);
  if (error != GOSYM_TOO_SMALL)
    return describeError(error);
  std::string path(length + 1, '?');
  error = gosym_format_path(&table, &found, path.data(), path.size(), nullptr);
  path.pop_back();
  return error ? describeError(error)
               : describeLine(SourceLine{path, found.line});
}

} // namespace gosym

#endif
