// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// A Go program whose library is in C. Without arguments a cell is missing, and the C
// code crashes.
package main

// #cgo CFLAGS: -O2 -g
// int add_one(int first, int second, int has_second);
import "C"

import (
	"fmt"
	"os"
)

func main() {
	hasSecond := C.int(len(os.Args) - 1)
	fmt.Println("the sum is", C.add_one(1, 2, hasSecond))
}
