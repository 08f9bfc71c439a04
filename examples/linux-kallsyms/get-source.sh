#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   get-source.sh RELEASE [scripts]
#
# Prints the folder with the kernel's source of Debian's package linux-source-RELEASE,
# 6.1 or 6.12, with our patch: ${XDG_CACHE_HOME:-~/.cache}/gosym/linux-source-RELEASE. If
# it is not there it is downloaded through apt (its mirrors and keys, without root and
# without touching its state) and extracted: 150 MB, and 1.5 GB of disk. GOSYM_SUITE in
# the environment asks for another suite than those that apt has. With `scripts` only
# what test/Examples compiles is extracted, 5 MB.
set -eu
release=${1:?usage: get-source.sh RELEASE [scripts]}
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gosym
source=$cache/linux-source-$release
wanted=Makefile only=
case ${2:-} in
"") ;;
scripts) wanted=scripts/kallsyms.c only="linux-source-$release/scripts linux-source-$release/tools/include" ;;
*) echo "get-source: '$2', expected scripts" >&2; exit 1 ;;
esac
say() { echo "get-source: $*" >&2; }
die() { say "error: $*"; exit 1; }

[ -f "$here/patches/linux-$release.patch" ] ||
  die "release '$release', expected one of those in $here/patches"
if [ ! -f "$source/$wanted" ]; then
  . "$here/../../scripts/private-apt.sh"
  mkdir -p "$cache"
  tmp=$(mktemp -d "$cache/linux.XXXXXX")
  trap 'rm -rf "$tmp"' EXIT
  trap 'exit 1' HUP INT TERM
  private_apt "$tmp/apt" "${GOSYM_SUITE:-}" ||
    die "apt has no sources: name Debian's repositories in /etc/apt"
  say "downloading linux-source-$release"
  (cd "$tmp" && apt-get -q -c apt/conf download "linux-source-$release") >"$tmp/log" 2>&1 || {
    cat "$tmp/log" >&2
    die "no mirror of apt gave linux-source-$release: try GOSYM_SUITE"
  }
  say "extracting it to $source"
  dpkg-deb --fsys-tarfile "$tmp"/linux-source-*.deb |
    tar -xO "./usr/src/linux-source-$release.tar.xz" | tar -xJ -C "$tmp" $only
  rm -rf "$source"
  mv "$tmp/linux-source-$release" "$source"
fi
if ! grep -q KALLSYMS_PLUGIN "$source/scripts/link-vmlinux.sh"; then
  patch -s -p1 -d "$source" <"$here/patches/linux-$release.patch" >&2
fi
echo "$source"
