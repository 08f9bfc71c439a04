/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The program of targets.py where there is a libc.
 */
#include "target.h"

int main(void) { return checkTable() != 0; }
