# Only what is live is counted, by object, in the order of the link; a folded function adds no bytes; any number of threads writes the same text.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# RUN: rm -rf %t && split-file %s %t && cd %t
# DEFINE: %{plugin} = %load -mllvm -gosym-check -mllvm -load=%gosym_build/examples/manifest/manifest.so
# DEFINE: %{text} = llvm-objcopy --dump-section .build_manifest=text out && cut -d' ' -f3- text | tail -n +2
# RUN: llvm-mc -filetype=obj -triple=x86_64-linux-gnu a.s -o a.o
# RUN: llvm-mc -filetype=obj -triple=x86_64-linux-gnu b.s -o b.o

# RUN: ld.lld a.o b.o %{plugin} -o out && %{text} | FileCheck %s --check-prefix=ALL --match-full-lines
# ALL:      1 1 6 <object of _start>
# ALL-NEXT: 4 3 21 <object of kept>
# ALL-NOT:  {{.}}
# RUN: ld.lld b.o a.o --gc-sections --icf=all %{plugin} -o out
# RUN: %{text} | FileCheck %s --check-prefix=LIVE --match-full-lines
# LIVE:      3 2 14 <object of kept>
# LIVE-NEXT: 1 1 6 <object of _start>
# LIVE-NOT:  {{.}}

# RUN: %python %inputs/same-bytes-each-time.py 2 ld.lld -pie a.o b.o %{plugin} | \
# RUN:   FileCheck %s --check-prefix=SAME
# SAME: 6 links, all the same

# RUN: not ld.lld a.o b.o -mllvm -load=%gosym_build/examples/manifest/manifest.so -o none 2>&1 | \
# RUN:   FileCheck %s --check-prefix=ALONE
# ALONE: manifest: error: libgosym.so is not loaded, expected -mllvm -load=libgosym.so before this plugin
# RUN: not ls none
#--- a.s
.globl _start
.type _start, @function
_start:
  jmp kept
  ret
.size _start, 6
#--- b.s
.section .text.kept,"ax",@progbits
.globl kept
.type kept, @function
kept:
  movq table(%rip), %rax
  jmp same
.size kept, 6
.section .text.same,"ax",@progbits
.type same, @function
same: ret
.size same, 6
.section .text.dead,"ax",@progbits
.globl dead
.type dead, @function
dead: ret
.size dead, 7
.section .rodata.table,"a",@progbits
table: .quad 0
.size table, 2
