/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What self.c, other.c and their main programs know of each other.
 */
typedef struct {
  const char *name;
  char type;
  const void *address;
} Expected;

const Expected *otherExpectations(int *n);

/* Returns 0 if the table that this code belongs to is right; else prints why. */
int checkOwnTable(void);
