//===- AddressPrinter.cpp - The answers of addr2line ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "AddressPrinter.h"
#include "gosym/Format/Printable.h"
#include "llvm/Demangle/Demangle.h"

using namespace llvm;

namespace gosym {

std::string AddressPrinter::shownPath(StringRef path) const {
  return out.json ? json::fixUTF8(path) : printable(path);
}

std::string AddressPrinter::shownName(StringRef name) const {
  return shownPath(out.demangles ? demangle(name) : name.str());
}

static void printText(raw_ostream &os, StringRef function,
                      const ShownFrame &place) {
  os << function;
  if (place.file)
    os << '\n' << *place.file << ':' << place.line << '\n';
  else
    os << "\n??:0\n";
}

void AddressPrinter::printJson(std::optional<uint64_t> address,
                               ArrayRef<ShownFrame> frames) const {
  Record record(out, "address");
  record.hex("address", address);
  record.list("frames", [&](json::OStream &json) {
    for (const ShownFrame &frame : frames)
      json.object([&] {
        json.attribute("function", frame.function);
        json.attribute("inlined", &frame != &frames.back());
        json.attribute("file", frame.file ? json::Value(*frame.file)
                                          : json::Value(nullptr));
        json.attribute("line", frame.line);
      });
  });
}

void AddressPrinter::print(std::optional<uint64_t> address,
                           ArrayRef<ShownFrame> frames) const {
  // Without inlined calls the place is the innermost one, and the function the
  // one whose symbol is there.
  ShownFrame whole;
  if (!inlines && frames.size() > 1) {
    whole = frames.front();
    whole.function = frames.back().function;
    frames = whole;
  }
  if (out.json)
    return printJson(address, frames);
  if (frames.empty())
    out.os << "??\n??:0\n";
  for (const ShownFrame &frame : frames)
    printText(out.os, frame.function, frame);
}

} // namespace gosym
