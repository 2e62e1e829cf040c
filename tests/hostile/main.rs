//! Broken and hostile files: nothing stops the reader, and nothing makes it lose or forge a figure.
//!
//! By default a fixed tenth of everything runs; all of it where `KANRIHYO_SWEEP` is `full`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod damage;
mod fuzz;
mod mutants;
mod watch;

// What the fuzzer runs too.
#[path = "../support/conserved.rs"]
mod conserved;
#[path = "../../fuzz/targets/mod.rs"]
mod targets;

use std::path::{Path, PathBuf};

/// The part of a full sweep that is to be run.
fn part_of(full: usize) -> usize {
    if std::env::var_os("KANRIHYO_SWEEP").is_some_and(|sweep| sweep == "full") { full } else { full.div_ceil(10) }
}

/// A file or folder of the crate.
fn at_root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
