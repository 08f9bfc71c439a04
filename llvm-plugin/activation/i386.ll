; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Opens the plugin in a link for i386 that has no bitcode of its own; see
; include/gosym/Linker/Activation.h.
target datalayout = "e-m:e-p:32:32-p270:32:32-p271:32:32-p272:64:64-i128:128-f64:32:64-f80:32-n8:16:32-S128"
target triple = "i386-unknown-linux-gnu"

!gosym.activation = !{}
