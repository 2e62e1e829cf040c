//! Writes `fixtures/forms/`: sheets of an invented city in forms that no profile describes.
//!
//! `cargo run --example generate_form` rewrites it; the tests fail when the committed files differ.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod card;
mod sheet;
mod variants;

fn main() -> std::io::Result<()> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/forms");
    std::fs::create_dir_all(&root)?;
    std::fs::write(root.join(card::NAME), card::pdf())?;
    std::fs::write(root.join(sheet::NAME), sheet::pdf())?;
    variants::files().iter().try_for_each(|(name, pdf)| std::fs::write(root.join(name), pdf))
}
