//! Nothing read is lost and nothing is invented.
//!
//! One side is the document as it is written (its JSON), the other what stands in the file before anything
//! is recognised: the glyphs of a PDF's pages, the characters of a decoded text. What must hold:
//!
//! - Every visible glyph stands, by its centre, in a place of a field or in an entry of `unread`; every
//!   visible character of a text stands in such a span.
//! - What stands in all the places of a field together is what it prints. White space counts on neither
//!   side: lines are joined, columns parted, and blanks within a cell are no text. Glyphs are compared as a
//!   bag, since the order of reading is the reader's; characters of a text in the order of the spans. Boxes
//!   that a PDF draws as lines and areas are marks (■ □) without a glyph.
//! - An entry of `unread` holds nothing that a field holds, and a field that prints something has a place.
//! - Pages that are given as missing are left out.
//!
//! By default the project's own documents and a tenth of those beside the checkout are read; all of them
//! where `KANRIHYO_SWEEP` is `full`.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/conserved.rs"]
mod conserved;

use conserved::{check_pages, missing};
use kanrihyo::ingest::Opening;
use kanrihyo::ingest::pdf::Pdf;
use kanrihyo::ingest::text;
use kanrihyo::sheet::ErrorKind;
use kanrihyo::{Options, emit::wire};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn check_pdf(bytes: Vec<u8>, document: &Value) -> Vec<String> {
    let pdf = Pdf::open(bytes, &Opening::default()).unwrap();
    let missing = missing(document);
    let numbers = (1..=pdf.page_count()).filter(|n| !missing.contains(&u64::from(*n)));
    let pages: Vec<_> = numbers.map(|number| pdf.page(number).unwrap()).collect();
    check_pages(&pages, document)
}

fn check_text(bytes: &[u8], document: &Value) -> Vec<String> {
    conserved::check_text(&text::decode(bytes).unwrap().text, document)
}

/// Reads a document and checks it; one that is refused has nothing to check.
fn check(path: &Path) -> Vec<String> {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let document = match kanrihyo::read(bytes.clone(), &name, &Options::builtin()) {
        Ok(document) => document,
        Err(error) if error.kind() != ErrorKind::Internal => return Vec::new(),
        Err(error) => return vec![format!("{name}: {error}")],
    };
    let document = serde_json::to_value(wire::Document::from(document)).unwrap();
    let wrong = match document["source"]["media_type"].as_str() {
        Some("application/pdf") => check_pdf(bytes, &document),
        _ => check_text(&bytes, &document),
    };
    wrong.into_iter().map(|wrong| format!("{name}: {wrong}")).collect()
}

/// The files of a folder and of those below it, in order, that end so.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let below = |path: PathBuf| if path.is_dir() { files(&path, ending) } else { vec![path] };
    let all = paths.into_iter().flat_map(below);
    all.filter(|path| path.extension().is_some_and(|e| e == ending)).collect()
}

/// Our own documents, and all or a tenth of those beside the checkout.
fn check_all(ending: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let step = if std::env::var_os("KANRIHYO_SWEEP").is_some_and(|sweep| sweep == "full") { 1 } else { 10 };
    let own = files(&root.join("fixtures/sheets"), ending);
    assert!(!own.is_empty());
    let beside = ["../shared/sheets", "../shared/seeds"].iter().flat_map(|folder| files(&root.join(folder), ending));
    let wrong: Vec<String> = own.into_iter().chain(beside.step_by(step)).flat_map(|path| check(&path)).collect();
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn nothing_of_a_pdf_is_lost_or_invented() {
    check_all("pdf");
}

#[test]
fn nothing_of_a_text_is_lost_or_invented() {
    check_all("txt");
}

/// A check that finds nothing must be one that could: each way of going wrong is done on purpose.
#[test]
fn what_is_lost_or_invented_is_noticed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sheets");
    for name in ["zuiun-2021-2-6.pdf", "zuiun-2021.layout.txt"] {
        let bytes = std::fs::read(root.join(name)).unwrap();
        let document = kanrihyo::read(bytes.clone(), name, &Options::builtin()).unwrap();
        let good = serde_json::to_value(wire::Document::from(document)).unwrap();
        let check = |document: &Value| match name.ends_with("pdf") {
            true => check_pdf(bytes.clone(), document),
            false => check_text(&bytes, document),
        };
        assert_eq!(check(&good), [""; 0]);
        let mut lost = good.clone();
        lost["unread"].as_array_mut().unwrap().remove(0);
        let mut invented = good.clone();
        invented["sheets"][0]["project"]["name"]["printed"] = "別の事業".into();
        let mut misplaced = good.clone();
        misplaced["sheets"][0]["project"]["name"]["places"] =
            good["sheets"][0]["project"]["department"]["places"].clone();
        for (what, bad) in [("lost", lost), ("invented", invented), ("misplaced", misplaced)] {
            assert!(!check(&bad).is_empty(), "{name}: {what}");
        }
    }
}
