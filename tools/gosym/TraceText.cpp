//===- TraceText.cpp - Addresses in a line of text ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The forms of a frame, each with who writes it:
///
///   #3 0x0000000012345678 ??                                GoSym
///   #2 0x00007ffff7df1234 libc.so.6+0x29d90 (0123abcd)      GoSym
///   #1 0x55d0c7a3d288  (/usr/bin/x+0x288) (BuildId: 01ab)   the sanitizers
///   #1  0x000055d0c7a3d288 in ?? ()                         gdb
///      3:     0x55d0c7a3d288 - <unknown>                    Rust
///   /usr/bin/x(+0x288) [0x55d0c7a3d288]                     glibc
///   /usr/bin/x(find+0x88) [0x55d0c7a3d288]                  glibc
///   /usr/bin/x() [0x401288]                                 glibc
///   /usr/bin/x[0x401288]                                    glibc
///   libc.so.6+0x29d90 (0123abcd)                            anybody
///   0x55d0c7a3d288                                          anybody
///
/// Something may be before a frame: a date, the name of a program. Behind it
/// may only be blanks. In a line of another form each address and each
/// `module+0xoff` is found that is a word of its own.
///
/// Which byte is looked up depends on the writer. A return address is the one
/// behind a call, which may be of another line or function: that of the call is
/// one byte before. The first frame of our reports is where the signal came,
/// all others are return addresses. Those of glibc's backtrace() and of Rust
/// are return addresses from the first one on. The sanitizers print addresses
/// that are one lower already.
///
/// `main+0x88` without a build id may be a function or a module. Modules begin
/// at pages, so beside an address it is a module only if the difference is the
/// address of a page.
///
//===----------------------------------------------------------------------===//
#include "TraceText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace gosym {

static bool isBlank(char c) { return c == ' ' || c == '\t'; }

/// Takes `0x` and its digits from the front of \p text.
static std::optional<uint64_t> takeHex(StringRef &text) {
  StringRef rest = text;
  uint64_t value;
  if (!rest.consume_front("0x") || rest.empty() || !isHexDigit(rest.front()))
    return std::nullopt;
  StringRef digits = rest.take_while(isHexDigit);
  if (digits.getAsInteger(16, value))
    return std::nullopt;
  text = rest.drop_front(digits.size());
  return value;
}

static std::optional<uint64_t> takeDecimal(StringRef &text) {
  StringRef rest = text;
  uint64_t value;
  if (rest.empty() || !isDigit(rest.front()) || rest.consumeInteger(10, value))
    return std::nullopt;
  text = rest;
  return value;
}

/// Takes ` (0123abcd)` or ` (BuildId: 0123abcd)` from the front of \p text.
static StringRef takeBuildId(StringRef &text) {
  constexpr size_t minDigits = 8;
  StringRef rest = text;
  if (!rest.consume_front(" ("))
    return {};
  rest.consume_front("BuildId: ");
  StringRef digits = rest.take_while(isHexDigit);
  rest = rest.drop_front(digits.size());
  if (digits.size() < minDigits || !rest.consume_front(")"))
    return {};
  text = rest;
  return digits;
}

/// Takes `module+0xoff`, and the build id if there is one, from all of \p text.
static bool takeModule(StringRef text, TracedAddress &out) {
  size_t plus = text.rfind("+0x");
  if (plus == StringRef::npos || plus == 0)
    return false;
  StringRef rest = text.drop_front(plus + 1);
  std::optional<uint64_t> offset = takeHex(rest);
  if (!offset)
    return false;
  StringRef buildId = takeBuildId(rest);
  if (!rest.empty())
    return false;
  out.module = text.take_front(plus);
  out.offset = offset;
  out.buildId = buildId;
  return true;
}

namespace {

/// A line that is being read.
class Line {
public:
  Line(StringRef line, SmallVectorImpl<TracedAddress> &found)
      : line(line), trimmed(line.rtrim(" \t\r")), found(found) {}

  bool takeNumbered();
  bool takeRust();
  bool takeGlibc();
  void takeWords();

private:
  size_t positionOf(StringRef part) const { return part.data() - line.data(); }
  bool takeBehindAddress(StringRef rest, TracedAddress &frame);
  void takeWordAt(size_t hex);
  void markLoneFrame();

  StringRef line, trimmed;
  SmallVectorImpl<TracedAddress> &found;
};

} // namespace

/// What follows `#1 0x55d0c7a3d288 `.
bool Line::takeBehindAddress(StringRef rest, TracedAddress &frame) {
  constexpr uint64_t pageSize = 4096;
  frame.isFrame = true;
  frame.begin = positionOf(rest);
  frame.end = trimmed.size();
  if (rest.empty() || rest == "??" || rest.starts_with("in ??")) {
    frame.isUnknown = true;
    return true;
  }
  if (takeModule(rest, frame)) {
    bool isModule = !frame.buildId.empty() ||
                    (*frame.address - *frame.offset) % pageSize == 0;
    frame.isNamed = !isModule;
    return true;
  }
  // The sanitizers: `in main (/usr/bin/x+0x288) (BuildId: ...)`.
  size_t open = rest.rfind(" (BuildId: ");
  StringRef module = rest.take_front(open);
  StringRef buildId = open == StringRef::npos ? "" : rest.drop_front(open);
  frame.buildId = takeBuildId(buildId);
  open = module.starts_with("(") ? 0 : module.rfind(" (");
  bool isSanitizer = open != StringRef::npos && buildId.empty() &&
                     module.ends_with(")") &&
                     (open == 0 || module.starts_with("in "));
  if (isSanitizer) {
    module = module.drop_front(open).ltrim().drop_front().drop_back();
    StringRef id = frame.buildId;
    if (takeModule(module, frame)) {
      frame.buildId = id;
      frame.lookup = TracedAddress::Lookup::AsIs;
      return true;
    }
  }
  frame.isNamed = true;
  return true;
}

/// `#1 0x55d0c7a3d288 ...`
bool Line::takeNumbered() {
  for (size_t hash = trimmed.find('#'); hash != StringRef::npos;
       hash = trimmed.find('#', hash + 1)) {
    if (hash != 0 && !isBlank(trimmed[hash - 1]))
      continue;
    StringRef rest = trimmed.drop_front(hash + 1);
    TracedAddress frame;
    frame.digits = rest;
    frame.number = takeDecimal(rest);
    if (!frame.number || rest.empty() || !isBlank(rest.front()))
      continue;
    frame.digits = frame.digits.drop_back(rest.size());
    rest = rest.ltrim();
    frame.address = takeHex(rest);
    if (!frame.address || !(rest.empty() || isBlank(rest.front())))
      continue;
    takeBehindAddress(rest.ltrim(), frame);
    // Of a line that ends with the address.
    if (frame.begin == frame.end)
      frame.begin = frame.end = trimmed.size();
    found.push_back(frame);
    return true;
  }
  return false;
}

/// `   3:     0x55d0c7a3d288 - <unknown>`
bool Line::takeRust() {
  size_t dash = trimmed.find(" - ");
  if (dash == StringRef::npos)
    return false;
  StringRef before = trimmed.take_front(dash);
  size_t hex = before.rfind("0x");
  if (hex == StringRef::npos)
    return false;
  StringRef rest = before.drop_front(hex);
  TracedAddress frame;
  frame.address = takeHex(rest);
  StringRef number = before.take_front(hex).rtrim();
  if (!frame.address || !rest.empty() || !number.consume_back(":"))
    return false;
  number = number.drop_front(number.find_last_not_of("0123456789") + 1);
  frame.number = takeDecimal(number);
  if (!frame.number)
    return false;
  StringRef name = trimmed.drop_front(dash + 3);
  frame.isFrame = true;
  frame.isUnknown = name == "<unknown>";
  frame.isNamed = !frame.isUnknown;
  frame.lookup = TracedAddress::Lookup::Before;
  frame.begin = positionOf(name);
  frame.end = trimmed.size();
  found.push_back(frame);
  return true;
}

/// `/usr/bin/x(find+0x88) [0x55d0c7a3d288]`
bool Line::takeGlibc() {
  size_t bracket = trimmed.rfind("[0x");
  if (bracket == StringRef::npos || !trimmed.ends_with("]"))
    return false;
  StringRef rest = trimmed.drop_front(bracket + 1);
  TracedAddress frame;
  frame.address = takeHex(rest);
  if (!frame.address || rest != "]")
    return false;
  frame.isFrame = true;
  frame.lookup = TracedAddress::Lookup::Before;
  frame.begin = frame.end = trimmed.size();
  StringRef before = trimmed.take_front(bracket).rtrim();
  if (before.consume_back(")")) {
    size_t open = before.rfind('(');
    if (open == StringRef::npos)
      return false;
    StringRef inside = before.drop_front(open + 1);
    StringRef module = before.take_front(open).ltrim();
    // A path with blanks is one if nothing is before it.
    if (!module.starts_with("/") && !module.starts_with("."))
      module = module.drop_front(module.find_last_of(" \t") + 1);
    frame.module = module;
    size_t sign = inside.find_last_of("+-");
    if (sign != StringRef::npos) {
      StringRef digits = inside.drop_front(sign + 1);
      frame.offset = takeHex(digits);
      if (!frame.offset || !digits.empty())
        return false;
      if (inside[sign] == '-')
        frame.offset = -*frame.offset;
      frame.function = inside.take_front(sign);
    } else if (!inside.empty()) {
      return false;
    }
  } else {
    // `[0x..]` alone is a frame of glibc too. Before it may be a path, but no
    // other text.
    before = trimmed.take_front(bracket).ltrim();
    if (before.find_first_of(" \t") != StringRef::npos)
      return false;
    frame.module = before;
  }
  found.push_back(frame);
  return true;
}

//===----------------------------------------------------------------------===//
// Any text
//===----------------------------------------------------------------------===//

/// What may be in the name of a module that stands among words.
static bool isModuleCharacter(char c) {
  return isAlnum(c) || StringRef("/._-+~@:[]").contains(c) || (c & 0x80);
}

/// \p hex is the position of `0x`.
void Line::takeWordAt(size_t hex) {
  StringRef rest = trimmed.drop_front(hex);
  std::optional<uint64_t> value = takeHex(rest);
  if (!value ||
      (!rest.empty() && (isAlnum(rest.front()) || rest.front() == '_')))
    return;
  TracedAddress word;
  StringRef before = trimmed.take_front(hex);
  if (before.consume_back("+")) {
    bool isBracketed = before.consume_back("(");
    if (isBracketed && !rest.consume_front(")"))
      return;
    // From behind the last character that a name may not have, or the word
    // before: no character is looked at twice.
    size_t taken = found.empty() ? 0 : found.back().end;
    size_t size = 0;
    while (taken + size < before.size() &&
           isModuleCharacter(before[before.size() - 1 - size]))
      ++size;
    word.module = before.take_back(size);
    if (word.module.empty())
      return;
    word.offset = value;
    word.buildId = takeBuildId(rest);
  } else {
    if (!before.empty() &&
        (isAlnum(before.back()) || StringRef("_-.+/").contains(before.back())))
      return;
    word.address = value;
  }
  word.begin = word.end = positionOf(rest);
  found.push_back(word);
}

/// A line that is one address or one module is a frame, with a number or
/// without.
void Line::markLoneFrame() {
  if (found.size() != 1 || found.front().end != trimmed.size())
    return;
  TracedAddress &word = found.front();
  StringRef text = trimmed.ltrim();
  if (text.consume_front("#")) {
    word.digits = text;
    word.number = takeDecimal(text);
    word.digits = word.digits.drop_back(text.size());
    text = text.ltrim();
  }
  size_t begin = word.address ? trimmed.rfind("0x") : positionOf(word.module);
  word.isFrame = positionOf(text) == begin;
  if (!word.isFrame) {
    word.number.reset();
    word.digits = {};
  }
}

void Line::takeWords() {
  for (size_t hex = trimmed.find("0x"); hex != StringRef::npos;
       hex = trimmed.find("0x", hex + 2))
    takeWordAt(hex);
  markLoneFrame();
}

void findAddresses(StringRef text, SmallVectorImpl<TracedAddress> &found) {
  found.clear();
  // Most lines of a log have none.
  if (!text.contains("0x"))
    return;
  Line line(text, found);
  if (!line.takeNumbered() && !line.takeRust() && !line.takeGlibc())
    line.takeWords();
}

} // namespace gosym
