//! Writes `fixtures/forms/`: sheets of an invented city in forms that no profile describes.
//!
//! `cargo run --example generate_form` rewrites it; `tests/tables.rs` and `tests/adding_a_form.rs` fail when the committed files differ.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod card;
mod sheet;

fn main() -> std::io::Result<()> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/forms");
    std::fs::create_dir_all(&root)?;
    std::fs::write(root.join(card::NAME), card::pdf())?;
    std::fs::write(root.join(sheet::NAME), sheet::pdf())
}
