// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

//! Prints the sizes of the structs, as sizes.c of the tests does for those of C.
use gosym::ffi::*;
use std::mem::size_of;

fn main() {
    println!("gosym_table {}", size_of::<gosym_table>());
    println!("gosym_function {}", size_of::<gosym_function>());
    println!("gosym_line {}", size_of::<gosym_line>());
    println!("gosym_inlined {}", size_of::<gosym_inlined>());
    println!("gosym_frame {}", size_of::<gosym_frame>());
    println!("GOSYM_TOO_SMALL {}", GOSYM_TOO_SMALL);
}
