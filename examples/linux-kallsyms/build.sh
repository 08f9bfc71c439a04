#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   build.sh SOURCE ARCH FOLDER [CONFIG_NAME=VALUE...]
#
# Builds a kernel of SOURCE for ARCH, x86_64 or arm64, in FOLDER: tinyconfig with what
# kernel.config and the further arguments say. KALLSYMS_PLUGIN in the environment: the
# plugins that make its symbol table. CC: the compiler, by default clang-22. CONFIG: what to
# begin with instead of tinyconfig; defconfig takes an hour. What make says goes to
# FOLDER/log.
set -eu
usage="usage: build.sh SOURCE ARCH FOLDER [CONFIG_NAME=VALUE...]"
source=${1:?$usage} arch=${2:?$usage} folder=${3:?$usage}
shift 3
here=$(cd "$(dirname "$0")" && pwd)
case $arch in
x86_64) image=bzImage ;;
arm64) image=Image ;;
*) echo "build: architecture '$arch', expected x86_64 or arm64" >&2; exit 1 ;;
esac

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
base=${CONFIG:-tinyconfig}
# Of two lines about one option the last one counts.
{ echo "# $base"; cat "$here/kernel.config"; for line in "$@"; do echo "$line"; done; } >"$folder/wanted"
# kbuild takes a list of arguments, with -22, from LLVM.
kbuild() {
  make -C "$source" O="$folder" ARCH="$arch" LLVM=-22 ${CC:+CC="$CC"} \
    KBUILD_BUILD_TIMESTAMP=@0 KBUILD_BUILD_USER=user KBUILD_BUILD_HOST=host \
    KALLSYMS_PLUGIN="${KALLSYMS_PLUGIN:-}" -j"$(nproc)" "$@"
}
configure() {
  kbuild KCONFIG_ALLCONFIG="$folder/wanted" "$base" || return
  # Only the configurations that take no default heed KCONFIG_ALLCONFIG.
  [ "$base" = tinyconfig ] ||
    { cat "$folder/wanted" >>"$folder/.config" && kbuild olddefconfig; } || return
  cp "$folder/wanted" "$folder/configured"
}
{
  { cmp -s "$folder/wanted" "$folder/configured" || configure; } &&
    kbuild vmlinux $image
} >"$folder/log" 2>&1 || {
  tail -n 20 "$folder/log" >&2
  echo "build: kbuild failed; all that it said is in $folder/log" >&2
  exit 1
}
