# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a C++ program of many translation units that share templates and inline
functions of several headers, and needs no library but libc, so that it is cheap
to compile. The same arguments make the same program.

    make-many-units.py FOLDER UNITS [FUNCTIONS_PER_UNIT [std]]

With `std` each unit uses containers of the C++ library as well, which makes its
debug info what that of a C++ program is: mostly types. The units are unit0.cpp, unit1.cpp, ...; main() is in the first. The program
prints a number.
"""
import os
import random
import sys

HEADERS = 12
STD = sys.argv[4:] == ["std"]


def header(n, rng):
    lines = ["#pragma once", "namespace h%d {" % n]
    lines += ["// Line numbers of headers should not all be small."] * rng.randrange(300)
    lines += [
        "template <typename T, int N> struct Ring {",
        "  T items[N] = {};",
        "  unsigned head = 0;",
        "  void push(T value) {",
        "    items[head %% N] = value + T(%d);" % rng.randrange(100),
        "    ++head;",
        "  }",
        "  T sum() const {",
        "    T total = 0;",
        "    for (int i = 0; i != N; ++i)",
        "      if (items[i] > T(%d))" % rng.randrange(50),
        "        total += items[i] * T(%d);" % rng.randrange(1, 9),
        "      else",
        "        total -= items[i];",
        "    return total;",
        "  }",
        "};",
        "inline unsigned mix(unsigned x) {",
        "  x ^= x >> %d;" % rng.randrange(3, 17),
        "  x *= 0x%xu;" % (rng.getrandbits(32) | 1),
        "  return x ^ (x >> %d);" % rng.randrange(3, 17),
        "}",
        "template <typename F> unsigned repeat(unsigned n, F fn) {",
        "  unsigned result = 0;",
        "  for (unsigned i = 0; i != n; ++i) {",
        "    result = result * 31 + fn(i);",
        "    if (result % 7 == 3)",
        "      result = mix(result);",
        "  }",
        "  return result;",
        "}",
        "}",
    ]
    return lines


def function(unit, n, rng):
    a, b = rng.randrange(HEADERS), rng.randrange(HEADERS)
    kind = rng.choice(["int", "unsigned", "long", "short"])
    lines = [
        "unsigned f%d_%d(unsigned x) {" % (unit, n),
        "  h%d::Ring<%s, %d> ring;" % (a, kind, rng.randrange(2, 9)),
        "  unsigned y = h%d::repeat(x %% %d + 1, [&](unsigned i) {" % (b, rng.randrange(3, 40)),
        "    ring.push(%s(i * x));" % kind,
        "    return h%d::mix(i + x);" % a,
        "  });",
        "  switch (y % 5) {",
    ]
    for case in range(4):
        lines += [
            "  case %d:" % case,
            "    y += table[(x + %d) %% 16];" % rng.randrange(16),
            "    if (y & %d)" % (1 << rng.randrange(8)),
            "      y ^= unsigned(ring.sum());",
            "    break;",
        ]
    lines += ["  }"]
    if n:
        lines += [
            "  if (x > 3)",
            "    y += f%d_%d(x / 2);" % (unit, rng.randrange(n)),
        ]
    if STD:
        lines += [
            "  std::map<std::string, std::vector<%s>> names;" % kind,
            "  for (unsigned i = 0; i != y %% %d; ++i)" % rng.randrange(3, 9),
            "    names[std::to_string(i %% %d)].push_back(%s(i));" % (rng.randrange(2, 5), kind),
            "  for (auto &entry : names)",
            "    y += std::accumulate(entry.second.begin(), entry.second.end(), 0u) +",
            "         unsigned(entry.first.size());",
        ]
    return lines + ["  return y;", "}", ""]


def main():
    folder, units = sys.argv[1], int(sys.argv[2])
    functions = int(sys.argv[3]) if len(sys.argv) > 3 else 8
    rng = random.Random(1)
    os.makedirs(folder, exist_ok=True)

    def write(name, lines):
        with open(os.path.join(folder, name), "w") as out:
            out.write("\n".join(lines) + "\n")

    for n in range(HEADERS):
        write("h%d.h" % n, header(n, rng))
    for unit in range(units):
        lines = ['#include "h%d.h"' % n for n in range(HEADERS)]
        if STD:
            lines += ["#include <%s>" % h for h in ("map", "numeric", "string", "vector")]
        lines += ["static unsigned table[16] = {%s};" % ", ".join(
            str(rng.randrange(1000)) for _ in range(16))]
        for n in range(functions):
            lines += function(unit, n, rng)
        if unit == 0:
            last = functions - 1
            lines += ["unsigned f%d_%d(unsigned);" % (u, last) for u in range(1, units)]
            lines += ['extern "C" int printf(const char *, ...);', "int main() {",
                      "  unsigned sum = 0;"]
            lines += ["  sum += f%d_%d(%d);" % (u, last, rng.randrange(1, 999))
                      for u in range(units)]
            lines += ['  return printf("%u\\n", sum) < 0;', "}"]
        write("unit%d.cpp" % unit, lines)


if __name__ == "__main__":
    main()
