; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Opens the plugin in a link for aarch64_be that has no bitcode of its own; see
; include/gosym/Linker/Activation.h.
target datalayout = "E-m:e-p270:32:32-p271:32:32-p272:64:64-i8:8:32-i16:16:32-i64:64-i128:128-n32:64-S128-Fn32"
target triple = "aarch64_be-unknown-linux-gnu"

!gosym.activation = !{}
