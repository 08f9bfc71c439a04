; Code that the compiler made has line 0 and a file, in the function itself, in a call that was inlined and around one; a compact table says so at each instruction, as llvm-symbolizer does.

; REQUIRES: system-x86_64
; RUN: rm -rf %t && mkdir %t && cd %t
; RUN: llc -filetype=obj -relocation-model=pic %s -o a.o
; RUN: ld.lld -shared a.o -o program %load -mllvm -gosym-compact=on -mllvm -gosym-lines=on
; RUN: llvm-objdump -d --no-show-raw-insn program | grep -E '^ +[0-9a-f]+:' \
; RUN:   | sed -E 's/^ +([0-9a-f]+):.*/0x\1/' > pcs
; RUN: llvm-symbolizer --no-demangle --inlines --obj=program < pcs | grep . \
; RUN:   | sed -E 's/(:[0-9]+):[0-9]+$/\1/' > expected
; RUN: llvm-strip program
; RUN: gosym addr2line -i program < pcs | cmp - expected
; RUN: FileCheck %s < expected
; CHECK:      outer
; CHECK-NEXT: /src/outer.c:7
; CHECK:      inner
; CHECK-NEXT: /src/inner.h:0
; CHECK-NEXT: outer
; CHECK-NEXT: /src/outer.c:8
; CHECK:      inner
; CHECK-NEXT: /src/inner.h:3
; CHECK-NEXT: outer
; CHECK-NEXT: /src/outer.c:0
; CHECK:      outer
; CHECK-NEXT: /src/other.h:0

target triple = "x86_64-linux-gnu"

define void @outer() !dbg !5 {
  call void asm sideeffect "nop", ""(), !dbg !10
  call void asm sideeffect "nop", ""(), !dbg !11
  call void asm sideeffect "nop", ""(), !dbg !12
  call void asm sideeffect "nop", ""(), !dbg !13
  ret void, !dbg !14
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!3, !4}
!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, producer: "test", emissionKind: FullDebug)
!1 = !DIFile(filename: "/src/outer.c", directory: "/src")
!2 = !DIFile(filename: "/src/inner.h", directory: "/src")
!3 = !{i32 2, !"Dwarf Version", i32 5}
!4 = !{i32 2, !"Debug Info Version", i32 3}
!5 = distinct !DISubprogram(name: "outer", scope: !1, file: !1, line: 6, type: !7, unit: !0, spFlags: DISPFlagDefinition)
!6 = distinct !DISubprogram(name: "inner", scope: !2, file: !2, line: 2, type: !7, unit: !0, spFlags: DISPFlagDefinition | DISPFlagLocalToUnit)
!7 = !DISubroutineType(types: !8)
!8 = !{null}
!9 = !DIFile(filename: "/src/other.h", directory: "/src")
!10 = !DILocation(line: 7, scope: !5)
!11 = !DILocation(line: 0, scope: !6, inlinedAt: !15)
!12 = !DILocation(line: 3, scope: !6, inlinedAt: !16)
!13 = !DILocation(line: 0, scope: !17)
!14 = !DILocation(line: 9, scope: !5)
!15 = distinct !DILocation(line: 8, scope: !5)
!16 = distinct !DILocation(line: 0, scope: !5)
!17 = !DILexicalBlockFile(scope: !5, file: !9, discriminator: 0)
