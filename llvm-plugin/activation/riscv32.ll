; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Opens the plugin in a link for riscv32 that has no bitcode of its own; see
; include/gosym/Linker/Activation.h.
target datalayout = "e-m:e-p:32:32-i64:64-n32-S128"
target triple = "riscv32-unknown-linux-gnu"

!gosym.activation = !{}
