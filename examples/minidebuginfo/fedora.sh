#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Puts MiniDebugInfo into a program after the link, as Fedora's build of packages does.
#
#   fedora.sh PROGRAM OUT     PROGRAM is not stripped, OUT will be
#
# The commands are those of the text about it in gdb's manual, with the tools of LLVM's
# folder where PATH has it first, or of binutils.
set -eu
program=$1 out=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# Dynamic symbols need no copy; of the others only functions are kept.
nm -D "$program" --format=posix --defined-only | awk '{ print $1 }' | sort >"$tmp/dynamic"
nm "$program" --format=posix --defined-only |
  awk '{ if ($2 == "T" || $2 == "t" || $2 == "D") print $1 }' | sort >"$tmp/functions"
comm -13 "$tmp/dynamic" "$tmp/functions" >"$tmp/keep"

objcopy --only-keep-debug "$program" "$tmp/debug"
objcopy -S --remove-section .gdb_index --remove-section .comment \
  --keep-symbols="$tmp/keep" "$tmp/debug" "$tmp/mini" >"$tmp/log" 2>&1
xz "$tmp/mini"
cp "$program" "$out"
strip --strip-all -R .comment "$out"
objcopy --add-section .gnu_debugdata="$tmp/mini.xz" "$out"
