// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Shows what Go's own debug/gosym finds in function tables that are files of their own:
//
//	readfunctions START PCS TABLE...
//
// START, and PCS with commas between them, are hexadecimal. Of each table a line with
// its name, a line for each function (entry, end, name), and one for each pc: function,
// file and line; `?` where Go knows no function.
package main

import (
	"debug/gosym"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func number(text string) uint64 {
	value, err := strconv.ParseUint(text, 16, 64)
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	start := number(os.Args[1])
	for _, name := range os.Args[3:] {
		data, err := os.ReadFile(name)
		if err != nil {
			panic(err)
		}
		fmt.Println(name)
		table, err := gosym.NewTable(nil, gosym.NewLineTable(data, start))
		if err != nil {
			fmt.Println("error")
			continue
		}
		for _, f := range table.Funcs {
			fmt.Printf("%x %x %s\n", f.Entry, f.End, f.Name)
		}
		for _, text := range strings.Split(os.Args[2], ",") {
			file, line, f := table.PCToLine(number(text))
			if f == nil {
				fmt.Printf("%s ?\n", text)
			} else {
				fmt.Printf("%s %s %s:%d\n", text, f.Name, file, line)
			}
		}
	}
}
