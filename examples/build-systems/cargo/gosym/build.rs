// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

//! Finds libgosymRuntime.a by gosym-config.
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-env-changed=PATH");
    let output = Command::new("gosym-config")
        .arg("--runtime-library")
        .output()
        .expect("gosym-config does not run: install libgosym-dev or set PATH");
    if !output.status.success() {
        panic!("{}", String::from_utf8_lossy(&output.stderr));
    }
    let path = String::from_utf8(output.stdout).unwrap();
    let folder = Path::new(path.trim_end()).parent().unwrap();
    println!("cargo:rustc-link-search=native={}", folder.display());
    println!("cargo:rustc-link-lib=static=gosymRuntime");
}
