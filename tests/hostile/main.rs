//! Broken and hostile files: nothing stops the reader, and nothing makes it lose or forge a figure.
//!
//! By default a fixed tenth of everything runs; all of it where `KANRIHYO_SWEEP` is `full`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod damage;
mod digits;
mod figures;
mod fuzz;
mod limits;
mod mutants;
mod samples;
mod slow;
mod sound;
mod structure;
mod watch;

// What the fuzzer runs too.
#[path = "../support/conserved.rs"]
mod conserved;
#[path = "../../fuzz/targets/mod.rs"]
mod targets;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Whether all of a sweep is to be run.
static FULL: LazyLock<bool> = LazyLock::new(|| std::env::var_os("KANRIHYO_SWEEP").is_some_and(|sweep| sweep == "full"));

/// The part of a full sweep that is to be run.
fn part_of(full: usize) -> usize {
    if *FULL { full } else { full.div_ceil(10) }
}

/// A file or folder of the crate.
fn at_root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
