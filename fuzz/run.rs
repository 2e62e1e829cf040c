//! Gives the bytes of the fuzzer to the target that the program is named after.

#![no_main]

#[path = "../tests/support/conserved.rs"]
mod conserved;
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::run(env!("CARGO_BIN_NAME"), data));
