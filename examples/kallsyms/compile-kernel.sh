#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Compiles the kernel's sources to DIR/*.o. Frames are walked by frame pointers,
# so each function keeps its frame: no inlining, no tail calls.
set -eu
dir=${1:?usage: compile-kernel.sh DIR}
here=$(cd "$(dirname "$0")" && pwd)
clang=${LLVM:-/usr/lib/llvm-22/bin}/clang

mkdir -p "$dir"
for source in "$here"/kernel/*.S "$here"/kernel/*.c; do
  name=$(basename "$source")
  "$clang" --target=x86_64-unknown-none-elf -c -O2 -Wall -Wextra \
    -ffreestanding -fno-pic -mno-red-zone -mgeneral-regs-only \
    -fno-omit-frame-pointer -fno-optimize-sibling-calls -fno-inline \
    "$source" -o "$dir/${name%.*}.o"
done
