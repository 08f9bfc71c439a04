# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Stands for the LLVM of another version.
set(LLVM_PACKAGE_VERSION 14.0.6)
set(LLVM_VERSION_MAJOR 14)
