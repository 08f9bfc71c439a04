// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "table.h"

bool greetingKnowsItself() { return tableHas("greetingKnowsItself"); }
