/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What the program of targets.py is made of. It needs no headers of a libc.
 */

/* Returns 0 if the table that this code belongs to is right; prints the names
   it finds, and what is wrong. */
int checkTable(void);

long write(int fd, const void *buffer, unsigned long size);
