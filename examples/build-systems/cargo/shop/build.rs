// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

//! Links this program with the plugin and the crash handler. It stands in the program,
//! because Cargo takes flags of the linker from no library.
use std::process::Command;

/// What gosym-config prints for `arguments`; its error is that of the build.
fn ask(arguments: &[&str]) -> String {
    let output = Command::new("gosym-config")
        .args(arguments)
        .output()
        .expect("gosym-config does not run: install libgosym-dev or set PATH");
    if !output.status.success() {
        panic!("{}", String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).unwrap()
}

fn main() {
    for flag in ask(&["--ldflags", "--crash-handler"]).split_whitespace() {
        println!("cargo:rustc-link-arg-bins={}", flag);
    }
    // From 1.90 on Rust brings a linker of its own, ahead of that of -B; clang, which
    // .cargo/config.toml names, lets the last --ld-path win.
    println!(
        "cargo:rustc-link-arg-bins=--ld-path={}",
        ask(&["--linker"]).trim_end()
    );
}
