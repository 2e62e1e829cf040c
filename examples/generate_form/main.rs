//! Writes `fixtures/forms/`: an evaluation sheet of an invented city in a form that no profile describes.
//!
//! `cargo run --example generate_form` rewrites it; `tests/tables.rs` fails when the committed file differs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod sheet;

fn main() -> std::io::Result<()> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/forms");
    std::fs::create_dir_all(&root)?;
    std::fs::write(root.join(sheet::NAME), sheet::pdf())
}
