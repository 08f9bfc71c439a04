// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef GOSYM_DEMO_FAULT_H
#define GOSYM_DEMO_FAULT_H

namespace calc {

/// Prints \p what and how the program got here, with names from the program's
/// own symbol table, and ends it. Exit code 0: the fault is the demonstration.
[[noreturn]] void fault(const char *what);

/// Prints how many functions and data symbols the table names. Ends the program
/// with exit code 1 if the table is not sound.
void printTableSummary();

} // namespace calc

#endif
