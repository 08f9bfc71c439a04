; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Opens the plugin in a link for x86_64 that has no bitcode of its own; see
; include/gosym/Linker/Activation.h.
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

!gosym.activation = !{}
