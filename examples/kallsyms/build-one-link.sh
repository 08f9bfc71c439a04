#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   build-one-link.sh DIR libgosym.so libkallsyms.so
#
# Links DIR/kernel-one-link.elf of the objects that compile-kernel.sh left in
# DIR: one link, in which the plugin makes the table.
set -eu
usage="usage: build-one-link.sh DIR libgosym.so libkallsyms.so"
dir=${1:?$usage}
gosym=$(realpath "${2:?$usage}")
kallsyms=$(realpath "${3:?$usage}")
here=$(cd "$(dirname "$0")" && pwd)
cd "$dir"

"${LLVM:-/usr/lib/llvm-22/bin}/ld.lld" -T "$here/kernel/kernel.ld" \
  entry.o console.o disk.o main.o panic.o task.o -o kernel-one-link.elf \
  -mllvm -load="$gosym" -mllvm -gosym-symtab=none -mllvm -load="$kallsyms"
