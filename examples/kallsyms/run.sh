#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   run.sh [BUILD]
#
# The whole example: compiles the kernel, links it both ways, boots both and shows
# what they print, and times the two ways in turns. BUILD is the build tree of
# GoSym, by default build/ of this source tree.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(realpath "${1:-$here/../../build}")
rounds=5
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

one_link() {
  "$here/build-one-link.sh" "$dir" "$build/llvm-plugin/libgosym.so" \
    "$build/examples/kallsyms/libkallsyms.so"
}
classic() { "$here/build-classic.sh" "$dir"; }
# milliseconds WAY
milliseconds() {
  begin=$(date +%s%N)
  "$1" > "$dir/log"
  echo $((($(date +%s%N) - begin) / 1000000))
}

"$here/compile-kernel.sh" "$dir"
one=0 many=0
for round in $(seq "$rounds"); do
  one=$((one + $(milliseconds one_link)))
  many=$((many + $(milliseconds classic)))
done
for way in one-link classic; do
  echo "== $way"
  "$here/boot.sh" "$dir/kernel-$way.elf"
done
echo "== times"
echo "one link $((one / rounds)) ms, classic $((many / rounds)) ms" \
  "($(sed 's/.*: //' "$dir/log")): means of $rounds rounds"
