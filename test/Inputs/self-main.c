/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A program that checks its own table.
 */
#include "self.h"

int main(void) { return checkOwnTable(); }
