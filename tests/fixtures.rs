//! The committed fixtures are what their generator writes, to the byte.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../examples/generate_fixtures/city.rs"]
mod city;
#[path = "../examples/generate_fixtures/dump.rs"]
mod dump;
#[path = "../examples/generate_fixtures/editions.rs"]
mod editions;
#[path = "../examples/generate_fixtures/files.rs"]
mod files;
#[path = "../examples/generate_fixtures/font.rs"]
mod font;
#[path = "../examples/generate_fixtures/form.rs"]
mod form;
#[path = "../examples/generate_fixtures/pdf.rs"]
mod pdf;
#[path = "../examples/generate_fixtures/truth.rs"]
mod truth;

#[test]
fn committed_files_are_the_generated_ones() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sheets");
    for (name, bytes) in files::all() {
        let committed = std::fs::read(root.join(&name)).unwrap_or_default();
        assert!(
            committed == bytes,
            "{name} differs: run `cargo run --example generate_fixtures` and review the change"
        );
    }
}
