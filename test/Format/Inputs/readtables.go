// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Reads an archive of tables with Go's own debug/gosym and prints what it saw in
// each, in the form that DumpTables.cpp prints too:
//
//	readtables ARCHIVE
//
//	table NUMBER
//	symbol TYPE VALUE GOTYPE NAME     every entry, in order
//	function ENTRY END NAME           and of each function
//	  frame SIZE
//	  param VALUE GOTYPE NAME
//	  local VALUE GOTYPE NAME
//	  lookup none|panic|done          PCToLine(ENTRY)
//	file PATH                         sorted
//	error MESSAGE                     instead of all these
//	panic MESSAGE                     in the end, if there was one
//
// An archive is tables one after the other, each behind its size as a
// little-endian word of 4 bytes. Numbers are hexadecimal.
package main

import (
	"bufio"
	"debug/gosym"
	"encoding/binary"
	"fmt"
	"os"
	"sort"
	"strings"
)

// Bytes that are no plain ASCII, blanks and backslashes as \xx.
func escape(name string) string {
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		if c := name[i]; c > ' ' && c < 0x7f && c != '\\' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "\\%02x", c)
		}
	}
	return b.String()
}

func lookup(table *gosym.Table, pc uint64) (result string) {
	defer func() {
		if recover() != nil {
			result = "panic"
		}
	}()
	if table.PCToFunc(pc) == nil {
		return "none"
	}
	table.PCToLine(pc)
	return "done"
}

func dump(out *bufio.Writer, data []byte) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(out, "panic %v\n", r)
		}
	}()
	table, err := gosym.NewTable(data, gosym.NewLineTable(nil, 0))
	if err != nil {
		fmt.Fprintf(out, "error %v\n", err)
		return
	}
	for i := range table.Syms {
		s := &table.Syms[i]
		fmt.Fprintf(out, "symbol %s %x %x %s\n", escape(string([]byte{s.Type})),
			s.Value, s.GoType, escape(s.Name))
	}
	for i := range table.Funcs {
		f := &table.Funcs[i]
		fmt.Fprintf(out, "function %x %x %s\n", f.Entry, f.End, escape(f.Name))
		fmt.Fprintf(out, "  frame %x\n", uint64(f.FrameSize))
		for _, s := range f.Params {
			fmt.Fprintf(out, "  param %x %x %s\n", s.Value, s.GoType, escape(s.Name))
		}
		for _, s := range f.Locals {
			fmt.Fprintf(out, "  local %x %x %s\n", s.Value, s.GoType, escape(s.Name))
		}
		fmt.Fprintf(out, "  lookup %s\n", lookup(table, f.Entry))
	}
	var files []string
	for name := range table.Files {
		files = append(files, escape(name))
	}
	sort.Strings(files)
	for _, name := range files {
		fmt.Fprintf(out, "file %s\n", name)
	}
}

func main() {
	archive, err := os.ReadFile(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for number := 0; len(archive) != 0; number++ {
		size := binary.LittleEndian.Uint32(archive)
		fmt.Fprintf(out, "table %d\n", number)
		dump(out, archive[4:4+size:4+size])
		archive = archive[4+size:]
	}
	if err := out.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
