// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Reads .gosymtab of an ELF file with Go's own debug/gosym and holds the table to
// what that package promises:
//
//	readsymtab FILE           checks every function, prints counts
//	readsymtab -funcs FILE    also one line a function: entry, end, name
//	readsymtab -at FILE       name of the function at each address of stdin
//	readsymtab -types FILE    Go type, letter and name of each symbol
//
// A function is found at its entry and at its last byte; of several at one
// address the last one is.
package main

import (
	"bufio"
	"debug/elf"
	"debug/gosym"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "readsymtab: "+format+"\n", args...)
	os.Exit(1)
}

func read(name string) *gosym.Table {
	file, err := elf.Open(name)
	if err != nil {
		fail("%v", err)
	}
	section := file.Section(".gosymtab")
	if section == nil {
		fail("%s: no .gosymtab", name)
	}
	data, err := section.Data()
	if err != nil {
		fail("%v", err)
	}
	var text uint64
	if s := file.Section(".text"); s != nil {
		text = s.Addr
	}
	table, err := gosym.NewTable(data, gosym.NewLineTable(nil, text))
	if err != nil {
		fail("%s: %v", name, err)
	}
	return table
}

func check(table *gosym.Table, pc, entry uint64, f *gosym.Func) {
	found := table.PCToFunc(pc)
	if found == nil {
		fail("0x%x: no function, expected %s", pc, f.Name)
	}
	if found.Entry != entry {
		fail("0x%x: %s at 0x%x, expected %s at 0x%x", pc, found.Name,
			found.Entry, f.Name, entry)
	}
}

func main() {
	name := os.Args[len(os.Args)-1]
	table := read(name)
	if os.Args[1] == "-types" {
		for _, s := range table.Syms {
			fmt.Printf("%016x %c %s\n", s.GoType, s.Type, s.Name)
		}
		return
	}
	if os.Args[1] == "-at" {
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			pc, err := strconv.ParseUint(strings.TrimSpace(in.Text()), 16, 64)
			if err != nil {
				fail("%v", err)
			}
			if f := table.PCToFunc(pc); f != nil {
				fmt.Println(f.Name)
			} else {
				fmt.Println("?")
			}
		}
		return
	}
	checked := 0
	for i := range table.Funcs {
		f := &table.Funcs[i]
		if i+1 < len(table.Funcs) && table.Funcs[i+1].Entry == f.Entry {
			continue // not the last at its address
		}
		if f.End <= f.Entry {
			fail("%s: 0x%x to 0x%x", f.Name, f.Entry, f.End)
		}
		check(table, f.Entry, f.Entry, f)
		check(table, f.End-1, f.Entry, f)
		if found := table.PCToFunc(f.Entry); found.Name != f.Name {
			fail("0x%x: %s, expected %s", f.Entry, found.Name, f.Name)
		}
		checked++
	}
	if os.Args[1] == "-funcs" {
		for _, f := range table.Funcs {
			fmt.Printf("%x %x %s\n", f.Entry, f.End, f.Name)
		}
	}
	fmt.Printf("%d symbols, %d functions, %d looked up, %d objects, %d files\n",
		len(table.Syms), len(table.Funcs), checked, len(table.Objs), len(table.Files))
}
