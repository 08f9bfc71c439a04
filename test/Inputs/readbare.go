// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Shows what Go's own debug/gosym finds in a bare table and its PC-line table:
//
//	readbare TABLE LINES PC...
//	readbare -entries TABLE
//
// One line a function, then the files, then file and line of each PC (hexadecimal)
// and, where Go can tell, the PC of that line. LINES may be "". The code begins at
// the first text symbol. With -entries: letter, value and name of every entry,
// names escaped as `gosym dump` does.
package main

import (
	"debug/gosym"
	"fmt"
	"os"
	"sort"
	"strconv"
	"unicode/utf8"
)

func check(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "readbare: %v\n", err)
		os.Exit(1)
	}
}

func bytesOf(name string) []byte {
	if name == "" {
		return nil
	}
	data, err := os.ReadFile(name)
	check(err)
	return data
}

func escaped(name string) string {
	out := ""
	for len(name) > 0 {
		r, size := utf8.DecodeRuneInString(name)
		bad := r == utf8.RuneError && size == 1
		if bad || r < ' ' || (r > '~' && r < 0xa0) || r == '"' || r == '\\' {
			for i := 0; i < size; i++ {
				out += fmt.Sprintf("\\x%02x", name[i])
			}
		} else {
			out += name[:size]
		}
		name = name[size:]
	}
	return out
}

func printEntries(name string) {
	table, err := gosym.NewTable(bytesOf(name), gosym.NewLineTable(nil, 0))
	check(err)
	for _, s := range table.Syms {
		fmt.Printf("%c %d %s\n", s.Type, s.Value, escaped(s.Name))
	}
}

func main() {
	if os.Args[1] == "-entries" {
		printEntries(os.Args[2])
		return
	}
	symbols, lines := bytesOf(os.Args[1]), bytesOf(os.Args[2])
	// Once without lines, to learn where the code begins.
	table, err := gosym.NewTable(symbols, gosym.NewLineTable(nil, 0))
	check(err)
	start := table.Funcs[0].Entry
	table, err = gosym.NewTable(symbols, gosym.NewLineTable(lines, start))
	check(err)

	for _, f := range table.Funcs {
		fmt.Printf("%x %x %c %s type=%x", f.Entry, f.End, f.Type, f.Name, f.GoType)
		for _, p := range f.Params {
			fmt.Printf(" %s+%d", p.Name, p.Value)
		}
		for _, a := range f.Locals {
			fmt.Printf(" %s-%d", a.Name, a.Value)
		}
		fmt.Println()
	}
	var files []string
	for file := range table.Files {
		files = append(files, file)
	}
	sort.Strings(files)
	fmt.Println(files)
	for _, arg := range os.Args[3:] {
		pc, err := strconv.ParseUint(arg, 16, 64)
		check(err)
		file, line, f := table.PCToLine(pc)
		if f == nil {
			fmt.Printf("%x ?\n", pc)
			continue
		}
		fmt.Printf("%x %s %s:%d", pc, f.Name, file, line)
		if back, _, err := table.LineToPC(file, line); err == nil {
			fmt.Printf(" %x", back)
		}
		fmt.Println()
	}
}
