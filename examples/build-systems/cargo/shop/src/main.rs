// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

//! Says what its table knows of a function, then crashes in an inlined one if it has no
//! arguments.
struct Cell {
    value: i32,
}

#[inline(always)]
fn add_to(cell: *mut Cell, amount: i32) {
    unsafe { (*cell).value += amount }
}

#[inline(never)]
fn add(cells: &[*mut Cell], amount: i32) {
    for &cell in cells {
        add_to(cell, amount);
    }
}

fn main() {
    match gosym::Table::of_this_program() {
        Ok(table) => table
            .frames_at(add as *const () as u64, |frame| {
                let file = frame.path.rsplit('/').next().unwrap_or("");
                println!("{} is in {}", frame.name, file)
            })
            .unwrap_or_else(|error| println!("no function: {}", error)),
        Err(error) => println!("no table: {}", error),
    }
    let mut first = Cell { value: 1 };
    let mut second = Cell { value: 2 };
    let has_second = std::env::args().count() > 1;
    let row = [
        &mut first as *mut Cell,
        if has_second {
            &mut second
        } else {
            std::ptr::null_mut()
        },
    ];
    add(&row, 1);
    println!("the cells are {} and {}", first.value, second.value);
}
