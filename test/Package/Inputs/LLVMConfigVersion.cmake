# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set(PACKAGE_VERSION 14.0.6)
