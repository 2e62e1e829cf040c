//! Copies of PDFs with the disputed values marked.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/make.rs"]
mod make;

use kanrihyo::emit::marked::{Kind, Mark, Refusal, marked};
use kanrihyo::geom::Rect;
use lopdf::{Document, Object, dictionary};
use make::{Make, numbers, open};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

const WRONG: &str = "fixtures/sheets/zuiun-2021.pdf";

fn kanrihyo(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

fn copies(folder: &Path) -> Vec<Vec<u8>> {
    std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

/// Subtype, page and contents of every annotation.
fn annotations(pdf: &[u8]) -> Vec<(String, u32, String, [f32; 4])> {
    let document = Document::load_mem(pdf).unwrap();
    let mut all = Vec::new();
    for (number, id) in document.get_pages() {
        for annotation in document.get_page_annotations(id).unwrap() {
            let text = |key: &[u8]| annotation.get(key).and_then(lopdf::decode_text_string).unwrap();
            let rect = annotation.get(b"Rect").unwrap().as_array().unwrap();
            let rect: Vec<f32> = rect.iter().map(|n| n.as_float().unwrap()).collect();
            let subtype = String::from_utf8_lossy(annotation.get(b"Subtype").unwrap().as_name().unwrap()).into_owned();
            all.push((subtype, number, text(b"Contents"), rect.try_into().unwrap()));
        }
    }
    all
}

fn mark(page: u32, bbox: Rect) -> Mark {
    let text = "印字: 17\u{1b}[31m\u{202e}".to_owned();
    Mark { page, bbox, kind: Kind::Disputed, subject: "total-not-sum".to_owned(), contents: text, name: "x".to_owned() }
}

#[test]
fn every_finding_is_a_note_on_the_page_and_nothing_else_changes() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let output = kanrihyo(&["audit", WRONG, "--format", "ndjson", "--mark", out]);
    assert_eq!(output.status.code(), Some(1));
    let findings: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let copies = copies(folder.path());
    let [copy] = copies.as_slice() else { panic!("{} copies", copies.len()) };
    let original = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(WRONG)).unwrap();
    assert!(copy.starts_with(&original) && copy.len() > original.len());
    let annotations = annotations(copy);
    let notes: Vec<_> = annotations.iter().filter(|(subtype, ..)| subtype == "Text").collect();
    assert_eq!(notes.len(), findings.iter().filter(|f| !f["places"].as_array().unwrap().is_empty()).count());
    for finding in &findings {
        let page = finding["places"][0]["page"].as_u64().unwrap();
        let message = finding["message"]["ja"].as_str().unwrap();
        let said = |(_, number, contents, _): &&(String, u32, String, [f32; 4])| {
            u64::from(*number) == page && contents.contains(message)
        };
        assert!(annotations.iter().any(|a| a.0 == "Highlight" && said(&a)), "{message}");
        assert!(notes.iter().any(said), "{message}");
    }
    // What is read of it stays the same.
    let read = |path: &str| {
        let mut document: Value = serde_json::from_slice(&kanrihyo(&["extract", path]).stdout).unwrap();
        document["source"] = Value::Null;
        document
    };
    let path = folder.path().join("again.pdf");
    std::fs::write(&path, copy).unwrap();
    let (again, before) = (read(path.to_str().unwrap()), read(WRONG));
    for key in ["form", "sheets", "summary", "tables", "findings", "unread"] {
        assert!(again[key] == before[key], "{key} differs");
    }
}

#[test]
fn a_mark_stands_where_the_page_shows_it_however_it_is_turned() {
    for turn in [0, 90, 180, 270] {
        let mut pdf = Make::new();
        let page = dictionary! {
            "MediaBox" => numbers(&[0.0, 0.0, 400.0, 600.0]), "CropBox" => numbers(&[50.0, 100.0, 350.0, 500.0]),
            "Rotate" => turn,
        };
        // A line whose place is known: 60–90 from the left, 20–22 over the lower edge of the crop box.
        let bytes = pdf.page_with("110 120 30 2 re f", page).bytes();
        let opened = open(bytes.clone());
        let seen = opened.page(1).unwrap();
        let [line] = seen.rules.as_slice() else { panic!("{} rules", seen.rules.len()) };
        let place = opened.in_user_space(1, &line.bbox).unwrap();
        let copy = marked(bytes, 1, &[mark(1, place)]).unwrap();
        let (_, _, contents, rect) = annotations(&copy).remove(0);
        assert_eq!(contents, "印字: 17[31m", "what acts on a viewer is left out");
        for (edge, expected) in rect.iter().zip([108.0, 118.0, 142.0, 124.0]) {
            assert!((edge - expected).abs() < 0.6, "{turn}: {rect:?}");
        }
    }
}

#[test]
fn annotations_that_are_there_stay() {
    let mut pdf = Make::new();
    let old = dictionary! { "Type" => "Annot", "Subtype" => "Square", "Rect" => numbers(&[1.0, 1.0, 9.0, 9.0]), "Contents" => "old" };
    let page = dictionary! { "Annots" => vec![Object::Dictionary(old)] };
    let bytes = pdf.page_with("", page).bytes();
    let copy = marked(bytes, 1, &[mark(1, Rect::new(10.0, 10.0, 20.0, 20.0))]).unwrap();
    let document = Document::load_mem(&copy).unwrap();
    let id = document.get_pages()[&1];
    let page = document.get_dictionary(id).unwrap();
    assert_eq!(page.get(b"Annots").unwrap().as_array().unwrap().len(), 3);
}

#[test]
fn what_must_not_be_touched_is_left_alone() {
    let one = [mark(1, Rect::new(10.0, 10.0, 20.0, 20.0))];
    let plain = Make::new().page("").bytes();
    assert_eq!(marked(plain.clone(), 1, &[]).unwrap(), plain, "no marks, the same bytes");
    assert_eq!(marked(plain.clone(), 2, &one), Err(Refusal::Damaged), "another number of pages");
    assert_eq!(marked(plain[..plain.len() / 2].to_vec(), 1, &one), Err(Refusal::Damaged));
    assert_eq!(marked(b"no PDF".to_vec(), 1, &one), Err(Refusal::Damaged));
    let mut signed = Document::load_mem(&plain).unwrap();
    signed.add_object(dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "Contents" => "00", "ByteRange" => numbers(&[0.0, 1.0, 2.0, 3.0]),
    });
    let mut bytes = Vec::new();
    signed.save_to(&mut bytes).unwrap();
    assert_eq!(marked(bytes, 1, &one), Err(Refusal::Signed));
}

#[test]
fn an_input_that_cannot_be_marked_is_told_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let output =
        kanrihyo(&["audit", "fixtures/sheets/zuiun-2021.layout.txt", WRONG, "--mark", out, "--exit-zero", "--lang=en"]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("zuiun-2021.layout.txt: not marked: it is no PDF"), "{said}");
    assert_eq!(copies(folder.path()).len(), 1);
}
