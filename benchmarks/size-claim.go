// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Reads the executable that is named and writes to standard output the Go 1.1
// symbol table that a Go linker of 2013 would have put into it. The records come from .symtab and DWARF. The executable is one for mips64le
// without inlining and optimisation: all arguments are on the stack and all
// variables in the frame, as then. The frame is taken to end at its deepest
// variable: room for outgoing arguments is not in DWARF.
package main

import (
	"bytes"
	"debug/dwarf"
	"debug/elf"
	"encoding/binary"
	"log"
	"os"
	"sort"
	"strings"
)

const pointerSize = 8

type function struct {
	entry        uint64
	name         string
	history      *bytes.Buffer
	locals, args int64
	variables    bytes.Buffer
}

var (
	info      *dwarf.Data
	dataTypes = map[uint64]uint64{} // by address of the variable
	functions []*function
	history   *bytes.Buffer // of the unit
	indexes   = map[string]uint16{}
	paths     bytes.Buffer // the f entries
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func appendEntry(out *bytes.Buffer, letter byte, value, goType uint64, name string) {
	code := letter - 'a' + 26
	var word [binary.MaxVarintLen64]byte
	size := binary.PutUvarint(word[:], value)
	if letter < 'a' { // an address
		code = letter - 'A' | 0x40
		size = pointerSize
		binary.LittleEndian.PutUint64(word[:], value)
	}
	if goType == 0 {
		out.Write(append([]byte{code}, word[:size]...))
	} else {
		out.Write(append([]byte{code | 0x80}, word[:size]...))
		binary.Write(out, binary.LittleEndian, goType)
	}
	out.WriteString(name + "\x00")
}

func appendHistory(line int, path string) {
	appendEntry(history, 'z', uint64(line), 0, "")
	// A reader joins the components with /, but for the first: "/" itself.
	parts := strings.Split(path, "/")
	if parts[0] == "" {
		parts[0] = "/"
	}
	for i := 0; path != "" && i < len(parts); i++ {
		if indexes[parts[i]] == 0 {
			indexes[parts[i]] = uint16(len(indexes) + 1)
			appendEntry(&paths, 'f', uint64(indexes[parts[i]]), 0, parts[i])
		}
		binary.Write(history, binary.BigEndian, indexes[parts[i]])
	}
	history.Write([]byte{0, 0})
}

// All files of a unit, each as long as its last line that has code.
func takeUnit(unit *dwarf.Entry) {
	history = &bytes.Buffer{}
	lines, err := info.LineReader(unit)
	check(err)
	last := map[string]int{}
	for row := (dwarf.LineEntry{}); lines.Next(&row) == nil; {
		if row.Line > last[row.File.Name] {
			last[row.File.Name] = row.Line
		}
	}
	start := 1
	for _, file := range lines.Files() {
		if file != nil && last[file.Name] > 0 {
			appendHistory(start, file.Name)
			start += last[file.Name]
			appendHistory(start, "")
			delete(last, file.Name)
		}
	}
}

func goType(kind dwarf.Offset) uint64 {
	reader := info.Reader()
	reader.Seek(kind)
	entry, err := reader.Next()
	check(err)
	address, _ := entry.Val(0x2904).(uint64) // DW_AT_go_runtime_type
	return address
}

func takeVariable(entry *dwarf.Entry) {
	name, _ := entry.Val(dwarf.AttrName).(string)
	at, _ := entry.Val(dwarf.AttrLocation).([]byte)
	kind, _ := entry.Val(dwarf.AttrType).(dwarf.Offset)
	if len(at) == 1+pointerSize && at[0] == 0x03 { // DW_OP_addr
		dataTypes[binary.LittleEndian.Uint64(at[1:])] = goType(kind)
	}
	if len(at) == 0 || at[0] != 0x91 { // DW_OP_fbreg and a signed varint
		return
	}
	offset, shift := int64(0), uint(0)
	for _, b := range at[1:] {
		offset |= int64(b&0x7f) << shift
		shift += 7
	}
	// From the first argument, which is behind the slot of the link register.
	offset = offset<<(64-shift)>>(64-shift) - pointerSize
	f := functions[len(functions)-1]
	stored := -offset - pointerSize
	if offset >= 0 {
		appendEntry(&f.variables, 'p', uint64(offset), goType(kind), name)
		t, err := info.Type(kind)
		check(err)
		f.args = offset + t.Size()
	} else if stored >= 0 {
		appendEntry(&f.variables, 'a', uint64(stored), goType(kind), name)
		if stored > f.locals {
			f.locals = stored
		}
	}
}

func main() {
	log.SetFlags(0)
	file, err := elf.Open(os.Args[1])
	check(err)
	info, err = file.DWARF()
	check(err)
	reader := info.Reader()
	for entry, err := reader.Next(); entry != nil; entry, err = reader.Next() {
		check(err)
		switch entry.Tag {
		case dwarf.TagCompileUnit:
			takeUnit(entry)
		case dwarf.TagSubprogram:
			name, _ := entry.Val(dwarf.AttrName).(string)
			low, _ := entry.Val(dwarf.AttrLowpc).(uint64)
			functions = append(functions, &function{entry: low, name: name, history: history})
		case dwarf.TagSubroutineType: // its parameters are no variables
			reader.SkipChildren()
		case dwarf.TagFormalParameter, dwarf.TagVariable:
			takeVariable(entry)
		}
	}

	out := bytes.NewBuffer([]byte{0xfd, 0xff, 0xff, 0xff, 0, 0, 0, pointerSize})
	symbols, err := file.Symbols()
	check(err)
	for _, symbol := range symbols {
		if elf.ST_TYPE(symbol.Info) != elf.STT_OBJECT || int(symbol.Section) >= len(file.Sections) {
			continue
		}
		letter := byte('D')
		if file.Sections[symbol.Section].Type == elf.SHT_NOBITS {
			letter = 'B'
		}
		appendEntry(out, letter, symbol.Value, dataTypes[symbol.Value], symbol.Name)
	}
	out.Write(paths.Bytes())
	sort.SliceStable(functions, func(i, j int) bool { return functions[i].entry < functions[j].entry })
	text := file.Section(".text")
	for i, f := range functions {
		if i == 0 || f.history != functions[i-1].history {
			out.Write(f.history.Bytes())
		}
		if i == 0 {
			appendEntry(out, 'T', text.Addr, 0, "text")
		}
		appendEntry(out, 'T', f.entry, 0, f.name)
		appendEntry(out, 'm', uint64(f.locals+pointerSize), 0, ".frame")
		appendEntry(out, 'm', uint64(f.locals), 0, ".locals")
		appendEntry(out, 'm', uint64(f.args), 0, ".args")
		out.Write(f.variables.Bytes())
	}
	appendEntry(out, 'T', text.Addr+text.Size, 0, "etext")
	os.Stdout.Write(out.Bytes())
}
