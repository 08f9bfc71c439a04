# The option names the sections and their order, the last one wins, an empty one makes no checksum; a section that cannot be read is an error and leaves no output. The build id covers the checksums. 32 and 64 bits, both byte orders.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# RUN: rm -rf %t && mkdir %t && cd %t
# DEFINE: %{triple} = x86_64-linux-gnu
# DEFINE: %{sections} = .text,.rodata
# DEFINE: %{link} = ld.lld a.o --build-id=sha1 %load -mllvm -gosym-check \
# DEFINE:   -mllvm -load=%gosym_build/examples/checksum/checksum.so
# DEFINE: %{build} = llvm-mc -filetype=obj -triple=%{triple} %s -o a.o && \
# DEFINE:   %{link} -mllvm -checksum-sections=%{sections} -o out
# DEFINE: %{check} = %python %gosym_src/examples/checksum/check.py
# RUN: %{build} && %{check} out .text,.rodata
# RUN: %{link} -o default && cmp default out
# REDEFINE: %{sections} = .rodata,.comment,.text
# RUN: %{build} && %{check} out .rodata,.comment,.text && not %{check} out .text,.rodata
# RUN: llvm-readelf -x .note.gnu.build-id out > id1
# RUN: llvm-readelf -x .note.gnu.build-id default > id2
# RUN: not cmp id1 id2
# RUN: %{link} -mllvm -checksum-sections=.text -mllvm -checksum-sections=%{sections} -o again && cmp again out
# RUN: %{link} -mllvm -checksum-sections= -o out && llvm-nm out | FileCheck %s --check-prefix=NONE
# NONE-NOT: image_

# REDEFINE: %{triple} = powerpc64-linux-gnu
# RUN: %{build} && %{check} out %{sections}
# REDEFINE: %{triple} = i386-linux-gnu
# RUN: %{build} && %{check} out %{sections}
# REDEFINE: %{triple} = powerpc-linux-gnu
# RUN: %{build} && %{check} out %{sections}

# DEFINE: %{refused} = not %{link} -mllvm -checksum-sections=%{sections} -o out
# REDEFINE: %{sections} = .text,.missing
# RUN: llvm-mc -filetype=obj -triple=x86_64-linux-gnu %s -o a.o && rm out
# RUN: %{refused} 2>&1 | FileCheck %s --check-prefix=MISSING && not ls out
# MISSING:      error: generated symbol 'image_crc32': section '.missing' is not in the output
# MISSING-NEXT: >>> made by generator checksum
# REDEFINE: %{sections} = .bss
# RUN: %{refused} 2>&1 | FileCheck %s --check-prefix=BSS && not ls out
# BSS: error: generated symbol 'image_crc32': section '.bss' has no bytes in the file
# REDEFINE: %{sections} = .image_checksum
# RUN: %{refused} 2>&1 | FileCheck %s --check-prefix=SELF && not ls out
# SELF: error: generated symbol 'image_crc32' (generator checksum) reads section '.image_checksum', which holds the symbol itself

.globl _start
_start: .long 1, 2, 3
.section .rodata,"a",%progbits
.asciz "constant"
.bss
.space 8
