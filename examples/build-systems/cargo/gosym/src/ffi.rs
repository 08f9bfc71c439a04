// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

//! The structs and functions of gosym-c/gosym.h that this crate uses, with their fields
//! in the same order. examples/sizes.rs prints their sizes, to be held against those of C.
#![allow(non_camel_case_types)]
use core::ffi::{c_char, c_int, c_uchar, c_uint, c_void};

pub const GOSYM_OK: c_uint = 0;
pub const GOSYM_TOO_SMALL: c_uint = 22;
const GOSYM_COMPACT_PARTS: usize = 11;
const GOSYM_MAX_INLINED: usize = 64;

#[repr(C)]
pub struct gosym_table {
    pub error_offset: usize,
    bytes: *const c_uchar,
    size: usize,
    lines: *const c_uchar,
    lines_size: usize,
    index: *const c_uchar,
    index_size: usize,
    base: u64,
    part_offset: [u32; GOSYM_COMPACT_PARTS],
    part_size: [u32; GOSYM_COMPACT_PARTS],
    index_functions: u32,
    quantum: u32,
    first_path: usize,
    first_code: usize,
    form: c_uchar,
    big_endian: c_uchar,
    pointer_size: c_uchar,
    index_shift: c_uchar,
    index_flags: c_uchar,
    begins_with_text: c_uchar,
    thumb: c_uchar,
    record_size: c_uchar,
    has_tail: c_uchar,
}

#[repr(C)]
pub struct gosym_function {
    name: *const c_char,
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
    r#type: c_char,
    pub is_inlined: c_uchar,
    has_frame: c_uchar,
    has_locals: c_uchar,
    has_args: c_uchar,
}

#[repr(C)]
pub struct gosym_line {
    pub line: u64,
    pub file: u32,
    pub path: *const c_uchar,
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
    path: *const c_uchar,
    path_count: usize,
    path_offset: usize,
    call: [[u32; 3]; GOSYM_MAX_INLINED],
    is_done: c_uchar,
}

#[repr(C)]
pub struct gosym_frame {
    pub function: gosym_function,
    pub line: gosym_line,
}

extern "C" {
    pub fn gosym_error_name(error: c_uint) -> *const c_char;
    pub fn gosym_open_self(out: *mut gosym_table) -> c_uint;
    pub fn gosym_find_inlined(t: *const gosym_table, pc: u64, out: *mut gosym_inlined) -> c_uint;
    pub fn gosym_next_inlined(
        t: *const gosym_table,
        cursor: *mut gosym_inlined,
        out: *mut gosym_frame,
    ) -> c_uint;
    pub fn gosym_format_name(
        t: *const gosym_table,
        function: *mut gosym_function,
        buffer: *mut c_char,
        size: usize,
        length: *mut usize,
    ) -> c_uint;
    pub fn gosym_format_path(
        t: *const gosym_table,
        line: *mut gosym_line,
        buffer: *mut c_char,
        size: usize,
        length: *mut usize,
    ) -> c_uint;
    pub fn gosym_install_crash_handler(options: *const c_void) -> c_int;
}
