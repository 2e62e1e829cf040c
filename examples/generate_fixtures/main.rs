//! Writes `fixtures/sheets/`: documents of an invented city, with planted discrepancies.
//!
//! `cargo run --example generate_fixtures` rewrites them; the same input gives the same bytes,
//! and `tests/fixtures.rs` fails when the committed files differ.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod city;
mod dump;
mod editions;
mod font;
mod form;
mod pdf;
mod truth;

mod files;

fn main() -> std::io::Result<()> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sheets");
    std::fs::create_dir_all(&root)?;
    for (name, bytes) in files::all() {
        std::fs::write(root.join(&name), bytes)?;
    }
    Ok(())
}
