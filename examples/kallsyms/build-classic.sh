#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   build-classic.sh DIR
#
# Links DIR/kernel-classic.elf of the objects that compile-kernel.sh left in DIR,
# the way kernels do without us: link with an empty table, list the symbols, make
# a table of them, assemble it, link again, until the table that the kernel has
# is the one that its symbols ask for.
set -eu
dir=${1:?usage: build-classic.sh DIR}
here=$(cd "$(dirname "$0")" && pwd)
llvm=${LLVM:-/usr/lib/llvm-22/bin}
cd "$dir"

link() {
  "$llvm/ld.lld" -T "$here/kernel/kernel.ld" \
    entry.o console.o disk.o main.o panic.o task.o table.o -o kernel-classic.elf
}
assemble() {
  "$llvm/clang" --target=x86_64-unknown-none-elf -c table.S -o table.o
}

"$here/make-table" _start < /dev/null > table.S
links=0
while :; do
  assemble
  link
  links=$((links + 1))
  "$llvm/llvm-nm" -pS kernel-classic.elf | "$here/make-table" _start > wanted.S
  if cmp -s table.S wanted.S; then
    break
  fi
  [ "$links" -lt 6 ] || { echo "build-classic: the table never came to rest" >&2; exit 1; }
  mv wanted.S table.S
done
echo "build-classic: $links links"
