// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
module shop

go 1.18
