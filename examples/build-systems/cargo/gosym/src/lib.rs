// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

//! A program reads the symbol table that GoSym's linker plugin has put into it, and
//! reports its crashes: the C reader, libgosymRuntime.a, for Rust. No std and no heap; all
//! of it may run in signal handlers.
//!
//!     let table = gosym::Table::of_this_program()?;
//!     table.frames_at(pc, |frame| println!("{} {}:{}", frame.name, frame.path, frame.line));
#![no_std]
pub mod ffi;
use core::mem::MaybeUninit;
use core::ptr::null;

/// An answer of the C reader that is not GOSYM_OK.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Error(u32);

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
        // Words in static storage, never null, ended by a NUL.
        let bytes = unsafe {
            let words = ffi::gosym_error_name(self.0);
            let length = (0..).take_while(|&i| *words.add(i) != 0).count();
            core::slice::from_raw_parts(words, length)
        };
        f.write_str(core::str::from_utf8(bytes).unwrap_or("?"))
    }
}

fn check(answer: u32) -> Result<(), Error> {
    match answer {
        ffi::GOSYM_OK => Ok(()),
        other => Err(Error(other)),
    }
}

/// The table of the program or shared object that this crate is linked into.
pub struct Table(ffi::gosym_table);

// The table is read-only data, and lookups do not change what is open.
unsafe impl Send for Table {}
unsafe impl Sync for Table {}

/// One of the functions that an address is in.
pub struct Frame<'a> {
    /// Cut after 511 bytes.
    pub name: &'a str,
    /// Of the source file; empty if it is not known.
    pub path: &'a str,
    /// 0 if it is not known.
    pub line: u64,
    /// Where the function begins; 0 if it was inlined.
    pub entry: u64,
    pub is_inlined: bool,
}

impl Table {
    /// Fails if the link had no plugin or made no table.
    pub fn of_this_program() -> Result<Table, Error> {
        let mut table = MaybeUninit::<ffi::gosym_table>::zeroed();
        unsafe {
            check(ffi::gosym_open_self(table.as_mut_ptr()))?;
            Ok(Table(table.assume_init()))
        }
    }

    /// Calls `visit` with each function that `pc` is in, the innermost inlined one first.
    /// For a caller ask for the byte before its return address.
    pub fn frames_at(&self, pc: u64, mut visit: impl FnMut(Frame)) -> Result<(), Error> {
        let mut found = MaybeUninit::<ffi::gosym_inlined>::zeroed();
        let mut frame = MaybeUninit::<ffi::gosym_frame>::zeroed();
        let (mut name, mut path) = ([0u8; 512], [0u8; 512]);
        unsafe {
            check(ffi::gosym_find_inlined(&self.0, pc, found.as_mut_ptr()))?;
            while ffi::gosym_next_inlined(&self.0, found.as_mut_ptr(), frame.as_mut_ptr())
                == ffi::GOSYM_OK
            {
                let frame = &mut *frame.as_mut_ptr();
                let mut length = 0;
                let named = ffi::gosym_format_name(
                    &self.0,
                    &mut frame.function,
                    name.as_mut_ptr(),
                    name.len(),
                    &mut length,
                );
                let name = text(named, &name, length);
                let mut path_text = "";
                if frame.line.file != 0 || !frame.line.path.is_null() {
                    let told = ffi::gosym_format_path(
                        &self.0,
                        &mut frame.line,
                        path.as_mut_ptr(),
                        path.len(),
                        &mut length,
                    );
                    path_text = text(told, &path, length);
                }
                visit(Frame {
                    name,
                    path: path_text,
                    line: frame.line.line,
                    entry: frame.function.entry,
                    is_inlined: frame.function.is_inlined != 0,
                });
            }
        }
        Ok(())
    }
}

/// What was written to `buffer`: up to the first byte that is no UTF-8.
fn text(answer: u32, buffer: &[u8], length: usize) -> &str {
    if answer != ffi::GOSYM_OK && answer != ffi::GOSYM_TOO_SMALL {
        return "";
    }
    let bytes = &buffer[..length.min(buffer.len() - 1)];
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => core::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or(""),
    }
}

/// Has fatal signals print a report; see gosym-c/backtrace.h. Not needed where the link
/// installs it (gosym-config --crash-handler). Rust's own handler of stack overflows no
/// longer runs then. Errors are those of errno.
pub fn install_crash_handler() -> Result<(), i32> {
    match unsafe { ffi::gosym_install_crash_handler(null()) } {
        0 => Ok(()),
        errno => Err(errno),
    }
}
