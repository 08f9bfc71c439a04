// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
package main

// int twice(int x) { return 2 * x; }
import "C"

import (
	"fmt"
	"runtime"
)

//go:noinline
func inner() string {
	pc, _, _, _ := runtime.Caller(0)
	f := runtime.FuncForPC(pc); file, line := f.FileLine(pc)
	return fmt.Sprint(f.Name(), " ", file, ":", line)
}

func main() { fmt.Println(inner(), C.twice(21)) }
