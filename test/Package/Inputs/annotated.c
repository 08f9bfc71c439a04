// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "gosym-c/gotype.h"

#ifdef __cplusplus
extern "C" {
#endif
extern const char type_int[];
extern int number;
#ifdef __cplusplus
}
#endif

int number = 1;
GOSYM_TYPE(number, type_int);
