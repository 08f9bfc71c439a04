; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; Opens the plugin in a link for arm that has no bitcode of its own; see
; include/gosym/Linker/Activation.h.
target datalayout = "e-m:e-p:32:32-Fi8-i64:64-v128:64:128-a:0:32-n32-S64"
target triple = "armv7-unknown-linux-gnueabihf"

!gosym.activation = !{}
