// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Holds the line table of a Go program, which its runtime lives on, to that of
// the same program linked without the plugin:
//
//	samepclntab WITHOUT WITH
//
// The bytes from runtime.pclntab to runtime.epclntab are the same, but for the
// address of the text in its header. And debug/gosym, given that table alone,
// and given .gosymtab too, finds the same function, file and line for each
// function of Go, at its first byte and at its last.
package main

import (
	"bytes"
	"debug/elf"
	"debug/gosym"
	"fmt"
	"os"
)

// Of the header of Go 1.18 to 1.19: after magic, quantum, pointer size and two
// counts.
const (
	textStart = 8 + 2*8
	textEnd   = textStart + 8
)

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "samepclntab: "+format+"\n", args...)
	os.Exit(1)
}

type program struct {
	lines, symbols []byte
	text           uint64
}

func open(name string) (p program) {
	file, err := elf.Open(name)
	if err != nil {
		fail("%v", err)
	}
	all, err := file.Symbols()
	if err != nil {
		fail("%v", err)
	}
	bounds := map[string]elf.Symbol{}
	for _, s := range all {
		bounds[s.Name] = s
	}
	begin, end := bounds["runtime.pclntab"], bounds["runtime.epclntab"]
	section := file.Sections[begin.Section]
	data, err := section.Data()
	if err != nil {
		fail("%v", err)
	}
	p.lines = data[begin.Value-section.Addr : end.Value-section.Addr]
	p.text = bounds["runtime.text"].Value
	if s := file.Section(".gosymtab"); s != nil {
		p.symbols, _ = s.Data()
	}
	return
}

func read(symbols []byte, p program) *gosym.Table {
	table, err := gosym.NewTable(symbols, gosym.NewLineTable(p.lines, p.text))
	if err != nil {
		fail("%v", err)
	}
	return table
}

func main() {
	without, with := open(os.Args[1]), open(os.Args[2])
	if len(with.symbols) == 0 {
		fail("%s: no symbol table", os.Args[2])
	}
	if !bytes.Equal(without.lines[:textStart], with.lines[:textStart]) ||
		!bytes.Equal(without.lines[textEnd:], with.lines[textEnd:]) {
		fail("the line tables differ")
	}

	before, alone, both := read(nil, without), read(nil, with), read(with.symbols, with)
	for i, f := range before.Funcs {
		for _, offset := range []uint64{0, f.End - f.Entry - 1} {
			pc := f.Entry - without.text + with.text + offset
			file, line, fn := before.PCToLine(f.Entry + offset)
			aloneFile, aloneLine, aloneFn := alone.PCToLine(pc)
			bothFile, bothLine, bothFn := both.PCToLine(pc)
			if aloneFn == nil || bothFn == nil || aloneFn.Name != fn.Name ||
				aloneFile != file || aloneLine != line ||
				bothFile != file || bothLine != line {
				fail("%s, 0x%x: %s:%d, %s:%d, %s:%d", f.Name, pc, file, line,
					aloneFile, aloneLine, bothFile, bothLine)
			}
			// The table has the names of .symtab, which tell assembly
			// functions of one name apart by a suffix.
			if bothFn.Entry != alone.Funcs[i].Entry {
				fail("%s, 0x%x: found %s at 0x%x", f.Name, pc, bothFn.Name, bothFn.Entry)
			}
		}
	}
	fmt.Printf("%d Go functions, the same\n", len(before.Funcs))
}
