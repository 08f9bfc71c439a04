// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Reads .gosymtab and .gopclntab of an ELF file with Go's own debug/gosym.
//
//	golines FILE          for each address of stdin, function and file:line, as
//	                      gosym addr2line prints them
//	golines -lines FILE   for each file:line of stdin, the pc that LineToPC
//	                      finds, or -
//
// Go reads the operand of a long line step as unsigned, so a step backwards
// needs an int of 32 bits, where it wraps: build this with GOARCH=386.
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
	fmt.Fprintf(os.Stderr, "golines: "+format+"\n", args...)
	os.Exit(1)
}

func section(file *elf.File, name string) (data []byte) {
	s := file.Section(name)
	if s == nil {
		fail("no %s", name)
	}
	data, err := s.Data()
	if err != nil {
		fail("%v", err)
	}
	return data
}

func main() {
	file, err := elf.Open(os.Args[len(os.Args)-1])
	if err != nil {
		fail("%v", err)
	}
	lines := gosym.NewLineTable(section(file, ".gopclntab"), file.Section(".text").Addr)
	table, err := gosym.NewTable(section(file, ".gosymtab"), lines)
	if err != nil {
		fail("%v", err)
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if os.Args[1] == "-lines" {
			at := strings.LastIndexByte(in.Text(), ':')
			line, _ := strconv.Atoi(in.Text()[at+1:])
			if pc, _, err := table.LineToPC(in.Text()[:at], line); err == nil {
				fmt.Fprintf(out, "%#x\n", pc)
			} else {
				fmt.Fprintln(out, "-")
			}
			continue
		}
		pc, _ := strconv.ParseUint(in.Text(), 0, 64)
		path, line, fn := table.PCToLine(pc)
		name := "??"
		if fn != nil {
			name = fn.Name
		}
		if path == "" {
			path, line = "??", 0
		}
		fmt.Fprintf(out, "%s\n%s:%d\n", name, path, line)
	}
}
