; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Opens the plugin in a link for ppc that has no bitcode of its own; see
; include/gosym/Linker/Activation.h.
target datalayout = "E-m:e-p:32:32-Fn32-i64:64-n32"
target triple = "powerpc-unknown-linux-gnu"

!gosym.activation = !{}
