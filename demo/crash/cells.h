// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory of the calculator, a shared object of its own.
#ifndef GOSYM_DEMO_CELLS_H
#define GOSYM_DEMO_CELLS_H

namespace calc {

struct Cell {
  long value;
};

class Memory {
public:
  /// Cell \p number; null if nothing was ever put there.
  Cell *find(long number) const { return number == 0 ? first : nullptr; }
  /// What is in it.
  long recall(long number) const;

private:
  Cell *first = nullptr;
};

} // namespace calc

#endif
