#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   run.sh FOLDER [RELEASE [ARCH [CONFIG_NAME=VALUE...]]]
#
# The whole example: gets the source of RELEASE, 6.1 or 6.12 (6.1 if none is named),
# builds a small kernel for ARCH, x86_64 or arm64, in FOLDER with the plugins, compares
# its table with what the kernel's own scripts/kallsyms makes, boots it twice in QEMU, at
# the place where it was linked and at one of its choice, compares /proc/kallsyms with
# System.map, builds it in the classic way, too, and prints the times of both. Further
# arguments change the configuration (kernel.config). GOSYM in the environment: the build
# tree of GoSym, by default build/ of this source tree. CONFIG: as for build.sh. ROUNDS: of
# timing, 5.
set -eu
usage="usage: run.sh FOLDER [RELEASE [ARCH [CONFIG_NAME=VALUE...]]]"
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?$usage} release=${2:-6.1} arch=${3:-x86_64}
shift $(($# < 3 ? $# : 3))
gosym=$(realpath "${GOSYM:-$here/../../build}")
plugins="$gosym/llvm-plugin/libgosym.so $gosym/examples/linux-kallsyms/liblinux-kallsyms.so"

# Everything that is missing at once, as packages.
missing=
for pair in clang-22:clang-22 ld.lld-22:lld-22 llvm-nm-22:llvm-22 make:make cc:gcc flex:flex \
  bison:bison bc:bc cpio:cpio patch:patch xz:xz-utils python3:python3 perl:perl; do
  command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair#*:}"
done
case $arch in
x86_64)
  command -v qemu-system-x86_64 >/dev/null || missing="$missing qemu-system-x86"
  [ -f /usr/include/libelf.h ] || missing="$missing libelf-dev" ;;
arm64) command -v qemu-system-aarch64 >/dev/null || missing="$missing qemu-system-arm" ;;
*) echo "$usage" >&2; exit 1 ;;
esac
if [ -n "$missing" ]; then
  echo "run: error: programs are missing: apt-get install$missing" >&2
  exit 1
fi
for plugin in $plugins; do
  [ -f "$plugin" ] || { echo "run: error: $plugin is not there: run scripts/build" >&2; exit 1; }
done

source=$("$here/get-source.sh" "$release")
echo "== build"
KALLSYMS_PLUGIN=$plugins "$here/build.sh" "$source" "$arch" "$folder" "$@"
case $arch in
x86_64) image=$folder/arch/x86/boot/bzImage ;;
arm64) image=$folder/arch/arm64/boot/Image ;;
esac
config=$folder/include/config/auto.conf
echo "== table"
python3 "$here/compare.py" "$folder/vmlinux" "$source" "$release" "$config"
for place in nokaslr ""; do
  echo "== boot $place"
  "$here/boot.sh" "$arch" "$image" "$folder/boot.log" $place
  python3 "$here/check-boot.py" "$folder/boot.log" "$folder/System.map" "$config"
done
echo "== times"
python3 "$here/times.py" "$source" "$release" "$arch" "$folder" "${ROUNDS:-5}" $plugins
