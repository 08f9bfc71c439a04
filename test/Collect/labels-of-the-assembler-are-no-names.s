# On LoongArch the GNU assembler leaves its own labels in objects, L0^A inside of functions and L1^B3 for `1:`: they are in .symtab, and in no table, where they would name the rest of a function.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# RUN: sed 's/<SOH>/\x01/; s/<STX>/\x02/' %s > %t.s
# RUN: llvm-mc -triple=loongarch64-linux-gnu -filetype=obj %t.s -o %t.o
# RUN: ld.lld %load -mllvm -gosym-compact=on %t.o -e main -o %t
# RUN: llvm-nm %t | FileCheck %s --check-prefix=SYMTAB
# SYMTAB-DAG: t L0{{.$}}
# SYMTAB-DAG: t L1{{.}}3
# RUN: gosym nm %t | FileCheck %s --check-prefix=TABLE
# TABLE:      T main
# TABLE-NEXT: t L
# TABLE-NEXT: t L0kept
# TABLE-NOT:  {{ [tT] }}
.text
.globl main
.type main, @function
main:
  nop
"L0<SOH>":
  nop
"L1<STX>3":
  nop
.size main, .-main
# Names that a program may have.
L:
  nop
L0kept:
  nop
