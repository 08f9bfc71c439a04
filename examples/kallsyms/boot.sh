#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   boot.sh KERNEL
#
# Boots KERNEL in QEMU; its serial port is our standard output. Succeeds when the
# kernel came to its end: panic.c leaves QEMU with status 33.
set -u
timeout -k 5 30 qemu-system-x86_64 -kernel "${1:?usage: boot.sh KERNEL}" \
  -accel tcg -m 64 -display none -no-reboot -nodefaults -serial stdio \
  -device isa-debug-exit,iobase=0xf4,iosize=4 </dev/null
status=$?
[ "$status" = 33 ] && exit 0
echo "boot: qemu ended with status $status, expected 33" >&2
exit 1
