//===- DebugInlines.cpp ---------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Finds the inlined calls in the entries of a unit:
//
//   DW_TAG_subprogram 0x0-0x80                        the function of the code
//     DW_TAG_inlined_subroutine 0x10-0x40             push(), called in line 7
//       DW_AT_abstract_origin -> DW_TAG_subprogram push
//       DW_TAG_lexical_block
//         DW_TAG_inlined_subroutine 0x18-0x20 0x28-0x30   grow()
//
// Each function and call is a scope with its code. The code of a call that is
// not of the scope around it is left out, and the call is counted: what a
// reader makes of the ranges is a stack, and such code would be on another one
// than debug info says. A function inside of a function begins a stack of its
// own. A call that has no code of its own has that of the calls in it: GCC's
// lists of DWARF 4 end too soon when their first range is empty and at the
// start of the section.
//
// THE NAME of a call's function is that of the entry that abstract_origin
// names, or of one that that names in turn (DW_AT_specification, and
// abstract_origin again): the linkage name, if any of them has it, else the
// name. So does llvm-symbolizer. The entry may be in another unit of the
// section (LTO).
//
// WHAT IS NOT READ. Functions none of whose code is wanted are passed over
// without looking at what is in them: they are most of what units of C++ have.
//
// COST. Entries are passed over by their sizes, and nothing is kept of them. An
// object may state any number of ranges with few bytes, so all that is kept of
// it is at most as many as it has bytes of debug info (ReadLimit).
//
//===----------------------------------------------------------------------===//

#include "DebugInlines.h"
#include "../Support/Hex.h"
#include "EntryCursor.h"
#include "llvm/DebugInfo/DWARF/DWARFObject.h"

using namespace llvm;
using namespace llvm::dwarf;
using namespace gosym;

//===----------------------------------------------------------------------===//
// Scopes of a unit
//===----------------------------------------------------------------------===//

namespace {

/// A function, or a call that was inlined.
struct Scope {
  /// InlinedCall::inFunction for a function.
  uint32_t call = InlinedCall::inFunction;
  /// None of its code is wanted.
  bool isDead = false;
  /// A call without code: `code` is where it may have some.
  bool hasCodeOfCalls = false;
  /// Ascending, without overlap.
  CodeRanges code;
};

} // namespace

namespace gosym {

/// The walk over the entries of one unit.
class UnitWalk {
public:
  UnitWalk(InlineReader &reader, DWARFUnit &unit)
      : reader(reader), unit(unit), entries(unit) {}

  Expected<UnitInlines> run();

private:
  enum : unsigned { LowPC, HighPC, Ranges, Origin, File, Line, NumValues };
  using Value = std::optional<DWARFFormValue>;

  void fail(Error error) {
    if (problem)
      consumeError(std::move(error));
    else
      problem = std::move(error);
  }
  Error tooManyRanges() const {
    return createStringError(".debug_info: entry at offset " +
                             hex(entries.offset()) +
                             ": more ranges than bytes of debug info, "
                             "expected fewer");
  }
  void enterFunction();
  void enterCall();
  bool readCode(CodeRanges &code);
  CodeRanges nestIn(const CodeRanges &outer, const CodeRanges &code);
  uint32_t addCall(uint32_t parent);
  void addCode(const CodeRange &range, uint32_t call);

  InlineReader &reader;
  DWARFUnit &unit;
  EntryCursor entries;
  Value values[NumValues];
  /// Of each entry that is open, whether it is a scope.
  std::vector<bool> isScope;
  std::vector<Scope> scopes;
  UnitInlines out;
  Error problem = Error::success();
};

} // namespace gosym

/// Reads the code of the entry whose values are there, of wanted sections.
/// Returns whether it has any of others.
bool UnitWalk::readCode(CodeRanges &code) {
  CodeRanges all;
  if (const Value &list = values[Ranges]) {
    if (Error e = readRangeList(unit, *list, reader.limit, all))
      fail(std::move(e));
  } else if (std::optional<object::SectionedAddress> low =
                 toSectionedAddress(values[LowPC]);
             low && values[HighPC] &&
             low->SectionIndex != object::SectionedAddress::UndefSection) {
    std::optional<uint64_t> high = values[HighPC]->getAsAddress();
    if (std::optional<uint64_t> size = values[HighPC]->getAsUnsignedConstant())
      high = low->Address + *size;
    if (high && *high != low->Address)
      all.push_back({low->SectionIndex, low->Address, *high});
  }
  bool hasOther = false;
  for (const CodeRange &range : all) {
    std::optional<uint64_t> size = reader.wanted(range.section);
    if (!size) {
      hasOther = true;
      continue;
    }
    if (range.begin > range.end || range.end > *size)
      fail(createStringError(".debug_info: entry at offset " +
                             hex(entries.offset()) + ": code from " +
                             hex(range.begin) + " to " + hex(range.end) +
                             " of section " + Twine(range.section) +
                             ", expected at most " + hex(*size)));
    code.push_back(range);
  }
  llvm::sort(code);
  return hasOther;
}

/// What of \p code, which may overlap itself, is in \p outer.
CodeRanges UnitWalk::nestIn(const CodeRanges &outer, const CodeRanges &code) {
  CodeRanges nested;
  bool isCut = false;
  // Behind the last byte that was looked at.
  uint64_t section = 0, done = 0;
  for (const CodeRange &range : code) {
    if (range.section != std::exchange(section, range.section))
      done = 0;
    done = std::max(done, range.begin);
    auto around = partition_point(outer, [&](const CodeRange &o) {
      return std::tie(o.section, o.end) <= std::tie(range.section, done);
    });
    while (done < range.end) {
      if (around == outer.end() || around->section != range.section ||
          around->begin >= range.end) {
        isCut = true;
        done = range.end;
        break;
      }
      isCut |= around->begin > done;
      uint64_t begin = std::max(done, around->begin);
      done = std::min(range.end, around->end);
      nested.push_back({section, begin, done});
      ++around;
    }
  }
  reader.out.counts.notNested += isCut;
  return nested;
}

void UnitWalk::enterFunction() {
  entries.read({DW_AT_low_pc, DW_AT_high_pc, DW_AT_ranges},
               MutableArrayRef(values).take_front(Ranges + 1));
  Scope scope;
  CodeRanges code;
  bool hasOther = readCode(code);
  scope.isDead = hasOther && code.empty();
  // A list may name one byte twice.
  for (const CodeRange &range : code) {
    CodeRange *last = scope.code.empty() ? nullptr : &scope.code.back();
    if (last && last->section == range.section && last->end >= range.begin)
      last->end = std::max(last->end, range.end);
    else
      scope.code.push_back(range);
  }
  scopes.push_back(std::move(scope));
}

uint32_t UnitWalk::addCall(uint32_t parent) {
  InlinedCall call;
  call.parent = parent;
  std::optional<uint64_t> origin;
  if (const Value &value = values[Origin]) {
    origin = value->getAsDebugInfoReference();
    if (std::optional<uint64_t> offset = value->getAsRelativeReference())
      origin = unit.getOffset() + *offset;
  }
  call.function = reader.functionAt(unit, origin.value_or(UINT64_MAX));
  call.file = toUnsigned(values[File]);
  call.line = std::min<uint64_t>(toUnsigned(values[Line], 0), UINT32_MAX);
  out.calls.push_back(call);
  return out.calls.size() - 1;
}

void UnitWalk::enterCall() {
  Scope scope;
  const Scope *outer = scopes.empty() ? nullptr : &scopes.back();
  if (outer && outer->isDead) {
    scope.isDead = true;
    scopes.push_back(std::move(scope));
    return;
  }
  entries.read({DW_AT_low_pc, DW_AT_high_pc, DW_AT_ranges,
                DW_AT_abstract_origin, DW_AT_call_file, DW_AT_call_line},
               values);
  CodeRanges code;
  bool hasOther = readCode(code);
  scope.hasCodeOfCalls = outer && code.empty() && !hasOther;
  if (scope.hasCodeOfCalls)
    scope.code = outer->code;
  else
    scope.code = nestIn(outer ? outer->code : CodeRanges(), code);
  if (!scope.code.empty()) {
    scope.call = addCall(outer->call);
    if (!scope.hasCodeOfCalls)
      for (const CodeRange &range : scope.code)
        addCode(range, scope.call);
  }
  if (!reader.limit.take(scope.code.size()))
    fail(tooManyRanges());
  scopes.push_back(std::move(scope));
}

/// Adds code of a call to it, and to those around it that have no other.
void UnitWalk::addCode(const CodeRange &range, uint32_t call) {
  out.code.push_back({range, call});
  for (const Scope &around : reverse(scopes)) {
    if (!around.hasCodeOfCalls)
      break;
    out.code.push_back({range, around.call});
    if (!reader.limit.take())
      fail(tooManyRanges());
  }
}

Expected<UnitInlines> UnitWalk::run() {
  while (!problem && entries.next()) {
    Tag tag = entries.tag();
    if (tag == DW_TAG_null) {
      if (isScope.empty())
        break;
      if (isScope.back())
        scopes.pop_back();
      isScope.pop_back();
      // That was the last child of the root.
      if (isScope.empty())
        break;
      continue;
    }
    bool begins = tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
    if (tag == DW_TAG_subprogram && entries.hasChildren())
      enterFunction();
    else if (tag == DW_TAG_inlined_subroutine)
      enterCall();
    if (entries.hasChildren())
      isScope.push_back(begins);
    else if (tag == DW_TAG_inlined_subroutine)
      scopes.pop_back();
  }
  if (Error e = entries.takeError())
    fail(std::move(e));
  if (problem)
    return std::move(problem);
  return std::move(out);
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

void InlineCounts::operator+=(const InlineCounts &o) {
  ranges += o.ranges;
  notNested += o.notNested;
  overlapping += o.overlapping;
  withoutLines += o.withoutLines;
}

void UnitInlines::add(UnitInlines &&o) {
  if (calls.empty()) {
    *this = std::move(o);
    return;
  }
  uint32_t before = calls.size();
  for (InlinedCall &call : o.calls) {
    if (call.parent != InlinedCall::inFunction)
      call.parent += before;
    calls.push_back(call);
  }
  for (InlinedCode &c : o.code)
    code.push_back({c.range, c.call + before});
}

static uint64_t bytesOfDebugInfo(const DWARFObject &sections) {
  uint64_t bytes = sections.getRangesSection().Data.size() +
                   sections.getRnglistsSection().Data.size();
  sections.forEachInfoSections(
      [&](const DWARFSection &info) { bytes += info.Data.size(); });
  return bytes;
}

InlineReader::InlineReader(DWARFContext &dwarf, ArrayRef<uint8_t> object,
                           WantedSize wanted, ObjectInlines &out)
    : dwarf(dwarf), object(object), wanted(wanted), out(out),
      limit(bytesOfDebugInfo(dwarf.getDWARFObj())) {}

Expected<UnitInlines> InlineReader::read(DWARFUnit &unit) {
  return UnitWalk(*this, unit).run();
}

/// The unit that has the entry at \p offset of the section of \p from.
DWARFUnit *InlineReader::unitAt(const DWARFUnit &from, uint64_t offset) const {
  if (offset >= from.getOffset() && offset < from.getNextUnitOffset())
    return const_cast<DWARFUnit *>(&from);
  // Units of one section follow one another; there is mostly one section.
  auto all = dwarf.compile_units();
  auto ofSection = [&](const std::unique_ptr<DWARFUnit> &unit) {
    return &unit->getInfoSection() == &from.getInfoSection();
  };
  auto first = std::find_if(all.begin(), all.end(), ofSection);
  auto end = std::find_if_not(first, all.end(), ofSection);
  auto unit = std::partition_point(first, end,
                                   [&](const std::unique_ptr<DWARFUnit> &u) {
                                     return u->getNextUnitOffset() <= offset;
                                   });
  return unit != end && (*unit)->getOffset() <= offset ? unit->get() : nullptr;
}

/// The name of the function whose entry is at \p offset; empty: none.
StringRef InlineReader::nameAt(DWARFUnit &from, uint64_t offset) const {
  // More than compilers make: an instance, its abstract one, its declaration.
  constexpr unsigned mostEntries = 8;
  StringRef plain;
  DWARFUnit *unit = &from;
  for (unsigned i = 0; i != mostEntries; ++i) {
    unit = unitAt(*unit, offset);
    if (!unit || offset < unit->getOffset() + unit->getHeaderSize())
      break;
    EntryCursor entries(*unit, offset);
    std::optional<DWARFFormValue> values[5];
    if (entries.next())
      entries.read({DW_AT_linkage_name, DW_AT_MIPS_linkage_name, DW_AT_name,
                    DW_AT_abstract_origin, DW_AT_specification},
                   values);
    if (errorToBool(entries.takeError()))
      break;
    for (const auto &linkage : {values[0], values[1]})
      if (StringRef name = toStringRef(linkage); !name.empty())
        return name;
    if (plain.empty())
      plain = toStringRef(values[2]);
    const std::optional<DWARFFormValue> &next =
        values[3] ? values[3] : values[4];
    if (!next)
      break;
    if (std::optional<uint64_t> inUnit = next->getAsRelativeReference())
      offset = unit->getOffset() + *inUnit;
    else if (std::optional<uint64_t> any = next->getAsDebugInfoReference())
      offset = *any;
    else
      break;
  }
  return plain;
}

/// What is not in the object was decompressed, and goes with the reader.
StringRef InlineReader::keep(StringRef name) {
  auto at = reinterpret_cast<uintptr_t>(name.data());
  auto begin = reinterpret_cast<uintptr_t>(object.begin());
  auto end = reinterpret_cast<uintptr_t>(object.end());
  if (name.empty() || (at >= begin && at < end))
    return name;
  return name.copy(out.names);
}

uint32_t InlineReader::functionAt(DWARFUnit &unit, uint64_t origin) {
  auto [it, isNew] = functions.try_emplace({&unit.getInfoSection(), origin},
                                           out.functions.size());
  if (isNew)
    out.functions.emplace_back(keep(nameAt(unit, origin)));
  return it->second;
}

//===----------------------------------------------------------------------===//
// Lists
//===----------------------------------------------------------------------===//

namespace {

/// Makes the lists of runs from the calls of a unit. What is open at a place is
/// a stack, each range of it inside of the one before.
class ListMaker {
public:
  ListMaker(UnitInlines unit, PlaceOfFile placeOf, ObjectInlines &out)
      : unit(std::move(unit)), placeOf(placeOf), out(out) {}

  void run(MutableArrayRef<RunOfInlines> runs);

private:
  struct Open {
    InlinedCode code;
    bool isListed = false;
  };

  bool open(const InlinedCode &code);
  void close(size_t newSize);
  void closeBefore(uint64_t section, uint64_t offset);
  void list(Open &open, const CodeRange &run);

  UnitInlines unit;
  const PlaceOfFile placeOf;
  ObjectInlines &out;
  std::vector<Open> stack;
};

} // namespace

void ListMaker::close(size_t newSize) {
  for (; stack.size() > newSize; stack.pop_back())
    out.counts.withoutLines += !stack.back().isListed;
}

/// Closes what has no byte from \p offset on.
void ListMaker::closeBefore(uint64_t section, uint64_t offset) {
  size_t size = stack.size();
  while (size &&
         std::tie(stack[size - 1].code.range.section,
                  stack[size - 1].code.range.end) <= std::tie(section, offset))
    --size;
  close(size);
}

/// Opens \p code, unless it is not inside of the call around it. Returns
/// whether it did.
bool ListMaker::open(const InlinedCode &code) {
  closeBefore(code.range.section, code.range.begin);
  uint32_t parent = unit.calls[code.call].parent;
  bool fits = parent == InlinedCall::inFunction
                  ? stack.empty()
                  : !stack.empty() && stack.back().code.call == parent;
  if (fits)
    stack.push_back({code});
  else
    ++out.counts.overlapping;
  return fits;
}

void ListMaker::list(Open &open, const CodeRange &run) {
  const InlinedCall &call = unit.calls[open.code.call];
  InlinedRange range;
  range.begin = std::max(open.code.range.begin, run.begin);
  range.end = std::min(open.code.range.end, run.end);
  range.depth = &open - stack.data() + 1;
  range.function = call.function;
  if (std::optional<uint32_t> file =
          call.file ? placeOf(*call.file) : std::nullopt) {
    range.callFile = *file;
    range.callLine = call.line;
  }
  out.list.append(range);
  ++out.counts.ranges;
  open.isListed = true;
}

void ListMaker::run(MutableArrayRef<RunOfInlines> runs) {
  // A call comes before those inside of it.
  llvm::sort(unit.code, [](const InlinedCode &a, const InlinedCode &b) {
    return std::tie(a.range.section, a.range.begin, a.call) <
           std::tie(b.range.section, b.range.begin, b.call);
  });
  auto next = unit.code.begin();
  for (RunOfInlines &run : runs) {
    auto openBefore = [&](uint64_t offset, bool lists) {
      for (; next != unit.code.end() &&
             std::tie(next->range.section, next->range.begin) <
                 std::tie(run.code.section, offset);
           ++next) {
        if (open(*next) && lists)
          list(stack.back(), run.code);
      }
    };
    run.begin = out.list.begin();
    openBefore(run.code.begin, /*lists=*/false);
    closeBefore(run.code.section, run.code.begin);
    for (Open &o : stack)
      list(o, run.code);
    openBefore(run.code.end, /*lists=*/true);
    run.end = out.list.size();
  }
  for (; next != unit.code.end(); ++next)
    open(*next);
  close(0);
}

void gosym::addLists(UnitInlines unit, MutableArrayRef<RunOfInlines> runs,
                     PlaceOfFile placeOf, ObjectInlines &out) {
  ListMaker(std::move(unit), placeOf, out).run(runs);
}
