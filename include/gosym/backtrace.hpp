//===- gosym/backtrace.hpp - Backtraces and crashes for C++ -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// C++17 on gosym-c/backtrace.h, which is what it needs: a header and the C
/// library. Works without exceptions and without RTTI.
///
///   gosym::install();                                   // crash reports
///   std::cerr << gosym::stacktrace::current();          // here and now
///   auto raw = gosym::raw_trace<>::current();           // in a handler,
///   raw.resolve();                                      // and later in words
///
//===----------------------------------------------------------------------===//

#ifndef GOSYM_BACKTRACE_HPP
#define GOSYM_BACKTRACE_HPP

#include "gosym-c/backtrace.h"
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cxxabi.h>
#include <exception>
#include <ostream>
#include <string>
#include <typeinfo>
#include <unistd.h>
#include <vector>

namespace gosym {

using options = gosym_crash_options;

/// One frame; calls that were inlined are frames of their own.
class stacktrace_entry {
public:
  std::uintptr_t native_handle() const { return pc; }
  explicit operator bool() const { return pc != 0; }
  /// The function, or else `module+0xoffset`.
  const std::string &description() const { return name; }
  const std::string &source_file() const { return file; }
  std::uint_least32_t source_line() const { return line; }
  const std::string &module() const { return modulePath; }
  bool is_inlined() const { return inlined; }

private:
  friend class stacktrace;
  std::uintptr_t pc = 0;
  std::string name, file, modulePath;
  std::uint_least32_t line = 0;
  bool inlined = false;

  /// Reads frame `index` at `address`; false if there are no more.
  bool read(std::uintptr_t address, unsigned index) {
    std::string texts[3] = {std::string(256, 0), std::string(256, 0),
                            std::string(256, 0)};
    gosym_place place{};
    for (int round = 0; round != 2; ++round) {
      place.name = &texts[0][0], place.name_size = texts[0].size();
      place.path = &texts[1][0], place.path_size = texts[1].size();
      place.module = &texts[2][0], place.module_size = texts[2].size();
      if (!gosym_describe(address, index, nullptr, &place))
        return false;
      // The second round has room for what was cut.
      texts[0].resize(place.name_length + 1);
      texts[1].resize(place.path_length + 1);
      texts[2].resize(place.module_length + 1);
      if (place.name_length < 256 && place.path_length < 256 &&
          place.module_length < 256)
        break;
    }
    for (std::string &text : texts)
      text.pop_back();
    pc = address;
    name = texts[0], file = texts[1], modulePath = texts[2];
    line = static_cast<std::uint_least32_t>(place.line);
    inlined = place.is_inlined != 0;
    if (!place.has_function && place.has_module) {
      char digits[16];
      char *end = std::to_chars(digits, digits + sizeof(digits),
                                place.module_offset, 16)
                      .ptr;
      name = modulePath.substr(modulePath.rfind('/') + 1) + "+0x" +
             std::string(digits, end);
    }
    return true;
  }
};

inline std::string to_string(const stacktrace_entry &entry) {
  std::string text =
      entry.description().empty() ? std::string("??") : entry.description();
  if (entry.is_inlined())
    text += " (inlined)";
  if (!entry.source_file().empty())
    text += " " + entry.source_file();
  if (entry.source_line() != 0)
    text += ":" + std::to_string(entry.source_line());
  return text;
}

inline std::ostream &operator<<(std::ostream &out,
                                const stacktrace_entry &entry) {
  return out << to_string(entry);
}

class stacktrace {
public:
  using const_iterator = std::vector<stacktrace_entry>::const_iterator;

  stacktrace() = default;
  stacktrace(const std::uintptr_t *pcs, std::size_t count) {
    for (std::size_t i = 0; i != count; ++i) {
      stacktrace_entry entry;
      for (unsigned index = 0; entry.read(pcs[i], index); ++index)
        entries.push_back(entry);
    }
  }

  /// The callers from this one's on, \p skip and \p max counted in frames of
  /// the stack.
  __attribute__((noinline)) static stacktrace current(std::size_t skip = 0,
                                                      std::size_t max = 128) {
    std::vector<std::uintptr_t> pcs(max);
    std::size_t count = gosym_raw_trace(pcs.data(), max, skip + 1, nullptr);
    return stacktrace(pcs.data(), count);
  }

  const_iterator begin() const { return entries.begin(); }
  const_iterator end() const { return entries.end(); }
  std::size_t size() const { return entries.size(); }
  bool empty() const { return entries.empty(); }
  const stacktrace_entry &operator[](std::size_t i) const { return entries[i]; }

private:
  std::vector<stacktrace_entry> entries;
};

inline std::string to_string(const stacktrace &trace) {
  std::string text;
  for (std::size_t i = 0; i != trace.size(); ++i)
    text += "#" + std::to_string(i) + " " + to_string(trace[i]) + "\n";
  return text;
}

inline std::ostream &operator<<(std::ostream &out, const stacktrace &trace) {
  return out << to_string(trace);
}

/// Addresses only: trivially copyable, made in signal handlers, too.
template <std::size_t Capacity = 64> struct raw_trace {
  std::uintptr_t pcs[Capacity];
  std::size_t count;

  __attribute__((noinline)) static raw_trace
  current(std::size_t skip = 0, const void *context = nullptr) {
    raw_trace trace;
    trace.count = gosym_raw_trace(trace.pcs, Capacity,
                                  context ? skip : skip + 1, context);
    return trace;
  }
  stacktrace resolve() const { return stacktrace(pcs, count); }
};

/// The alternate stack of the thread that makes it, for as long as it lives.
class crash_stack {
public:
  explicit crash_stack(std::size_t size = 0)
      : isThere(gosym_use_crash_stack(nullptr, size) == 0) {}
  ~crash_stack() {
    if (isThere)
      gosym_drop_crash_stack();
  }
  crash_stack(const crash_stack &) = delete;
  crash_stack &operator=(const crash_stack &) = delete;

private:
  bool isThere;
};

/// The text as reports have names: what is not printable, one byte after the
/// other, as `\x1b`. Only ASCII and UTF-8 of what is no control character stay.
inline std::string printable(const std::string &text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t size = gosym_printable_size(&text[i], text.size() - i);
    if (size != 0) {
      out.append(text, i, size);
      i += size;
      continue;
    }
    unsigned byte = static_cast<unsigned char>(text[i++]);
    out += "\\x";
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

/// Says which exception ended the program, and from where the runtime has
/// called this: where it was thrown, or the noexcept function that it reached.
/// Then aborts.
[[noreturn]] inline void terminate() {
  std::string text = "terminate called";
#if defined(__cpp_exceptions)
  if (std::exception_ptr current = std::current_exception()) {
#if defined(__cpp_rtti)
    if (const std::type_info *type = abi::__cxa_current_exception_type()) {
      char *name = abi::__cxa_demangle(type->name(), nullptr, nullptr, nullptr);
      text += std::string(": ") + (name ? name : type->name());
      std::free(name);
    }
#endif
    try {
      std::rethrow_exception(current);
    } catch (const std::exception &error) {
      text += ": " + printable(error.what());
    } catch (...) {
    }
  }
#endif
  text += "\n";
  if (write(2, text.data(), text.size()) < 0) {
    // Nobody reads it.
  }
  gosym_backtrace_fd(2, nullptr);
  gosym_skip_abort_report();
  std::abort();
}

/// Installs the crash handler and the terminate handler. Returns 0 or errno.
inline int install(const options &wanted = options{}) {
  std::set_terminate(terminate);
  return gosym_install_crash_handler(&wanted);
}

} // namespace gosym

#endif
