// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

//! The structs and functions of gosym-c/gosym.h that this crate uses, with their fields
//! in the same order. examples/sizes.rs prints their sizes, to be held against those of C.
//! The types of C by their sizes: core::ffi has them from Rust 1.64 on only.
#![allow(non_camel_case_types)]

pub const GOSYM_OK: u32 = 0;
pub const GOSYM_TOO_SMALL: u32 = 22;
const GOSYM_COMPACT_PARTS: usize = 11;
const GOSYM_MAX_INLINED: usize = 64;

#[repr(C)]
pub struct gosym_table {
    pub error_offset: usize,
    bytes: *const u8,
    size: usize,
    lines: *const u8,
    lines_size: usize,
    index: *const u8,
    index_size: usize,
    base: u64,
    part_offset: [u32; GOSYM_COMPACT_PARTS],
    part_size: [u32; GOSYM_COMPACT_PARTS],
    index_functions: u32,
    quantum: u32,
    first_path: usize,
    first_code: usize,
    form: u8,
    big_endian: u8,
    pointer_size: u8,
    index_shift: u8,
    index_flags: u8,
    begins_with_text: u8,
    thumb: u8,
    record_size: u8,
    has_tail: u8,
}

#[repr(C)]
pub struct gosym_function {
    name: *const u8,
    name_size: usize,
    pub entry: u64,
    end: u64,
    size: u64,
    go_type: u64,
    frame: u64,
    locals: u64,
    args: u64,
    offset: usize,
    error_offset: usize,
    name_number: u32,
    unit: u32,
    r#type: u8,
    pub is_inlined: u8,
    has_frame: u8,
    has_locals: u8,
    has_args: u8,
}

#[repr(C)]
pub struct gosym_line {
    pub line: u64,
    pub file: u32,
    pub path: *const u8,
    path_count: usize,
    offset: usize,
    error_offset: usize,
}

#[repr(C)]
pub struct gosym_inlined {
    error_offset: usize,
    function: gosym_function,
    calls: u32,
    file: u32,
    line: u32,
    path: *const u8,
    path_count: usize,
    path_offset: usize,
    call: [[u32; 3]; GOSYM_MAX_INLINED],
    is_done: u8,
}

#[repr(C)]
pub struct gosym_frame {
    pub function: gosym_function,
    pub line: gosym_line,
}

extern "C" {
    pub fn gosym_error_name(error: u32) -> *const u8;
    pub fn gosym_open_self(out: *mut gosym_table) -> u32;
    pub fn gosym_find_inlined(t: *const gosym_table, pc: u64, out: *mut gosym_inlined) -> u32;
    pub fn gosym_next_inlined(
        t: *const gosym_table,
        cursor: *mut gosym_inlined,
        out: *mut gosym_frame,
    ) -> u32;
    pub fn gosym_format_name(
        t: *const gosym_table,
        function: *mut gosym_function,
        buffer: *mut u8,
        size: usize,
        length: *mut usize,
    ) -> u32;
    pub fn gosym_format_path(
        t: *const gosym_table,
        line: *mut gosym_line,
        buffer: *mut u8,
        size: usize,
        length: *mut usize,
    ) -> u32;
    pub fn gosym_install_crash_handler(options: *const u8) -> i32;
}
