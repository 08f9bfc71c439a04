; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Opens the plugin in a link for mips64el that has no bitcode of its own; see
; include/gosym/Linker/Activation.h.
target datalayout = "e-m:e-i8:8:32-i16:16:32-i64:64-i128:128-n32:64-S128"
target triple = "mips64el-unknown-linux-gnuabi64"

!gosym.activation = !{}
