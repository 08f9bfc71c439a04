// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cells.h"

namespace calc {

// The fault of this program: nobody has looked whether there is a cell. At -O2
// this function is inlined.
static inline long valueOf(const Cell *cell) { return cell->value; }

long Memory::recall(long number) const { return valueOf(find(number)) + 1; }

} // namespace calc
