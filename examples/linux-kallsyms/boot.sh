#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   boot.sh ARCH IMAGE LOG [OPTION...]
#
# Boots IMAGE, a bzImage of x86_64 or an Image of arm64, in QEMU with init.c as
# its first program, and puts what the serial port says into LOG. OPTIONs go to the
# kernel. Environment: LLVM, the folder with clang.
set -eu
usage="usage: boot.sh ARCH IMAGE LOG [OPTION...]"
arch=${1:?$usage} image=${2:?$usage} log=${3:?$usage}
shift 3
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

case $arch in
x86_64)
  target=x86_64-linux-gnu console=ttyS0
  # A loaded host may keep QEMU from giving the kernel its timer in time.
  set -- "$@" reboot=k no_timer_check
  machine="qemu-system-x86_64 -M pc -cpu max" ;;
arm64)
  target=aarch64-linux-gnu console=ttyAMA0
  machine="qemu-system-aarch64 -M virt -cpu cortex-a57" ;;
*) echo "boot: architecture '$arch', expected x86_64 or arm64" >&2; exit 1 ;;
esac

mkdir "$dir/root" "$dir/root/proc"
"${LLVM:-/usr/lib/llvm-22/bin}/clang" --target=$target -O1 -ffreestanding -nostdlib \
  -static -fno-stack-protector --ld-path="${LLVM:-/usr/lib/llvm-22/bin}/ld.lld" \
  "$here/init.c" -o "$dir/root/init"
(cd "$dir/root" && find . | cpio -o -H newc --quiet) | gzip >"$dir/initrd"

timeout -k 5 600 $machine -accel tcg -m 512 -display none -no-reboot -nodefaults \
  -serial stdio -kernel "$image" -initrd "$dir/initrd" \
  -append "console=$console loglevel=1 panic=-1 $*" </dev/null >"$log" 2>&1 || {
  echo "boot: qemu ended with status $?; what the kernel said is in $log" >&2
  exit 1
}
