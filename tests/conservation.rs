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

use kanrihyo::geom::Rect;
use kanrihyo::ingest::GlyphText;
use kanrihyo::ingest::pdf::{Options as Opening, Pdf};
use kanrihyo::ingest::text;
use kanrihyo::sheet::ErrorKind;
use kanrihyo::{Options, emit::wire};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// How far beside its box the centre of a glyph may lie, in points: boxes are written rounded.
const ROUNDING: f64 = 0.3;

/// One printed text of a document, with where it is said to stand.
struct Held {
    printed: String,
    boxes: Vec<(u64, Rect)>,
    spans: Vec<(usize, usize)>,
    pointer: String,
}

impl Held {
    fn new(printed: &Value, places: &[Value], pointer: String) -> Self {
        let boxes = places.iter().filter_map(|p| Some((p.get("page")?.as_u64()?, rect(p.get("box")?)?))).collect();
        let spans = places.iter().filter_map(|p| span(p.get("span")?)).collect();
        Self { printed: printed.as_str().unwrap().to_owned(), boxes, spans, pointer }
    }

    fn holds(&self, page: u32, glyph: &Rect) -> bool {
        let center = glyph.center();
        self.boxes.iter().any(|(p, b)| *p == u64::from(page) && b.grown(ROUNDING).contains(center))
    }
}

fn rect(value: &Value) -> Option<Rect> {
    let n = |i: usize| value.get(i).and_then(Value::as_f64);
    Some(Rect::new(n(0)?, n(1)?, n(2)?, n(3)?))
}

fn span(value: &Value) -> Option<(usize, usize)> {
    let n = |i: usize| value.get(i).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    Some((n(0)?, n(1)?))
}

fn visible(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every printed form with its places, anywhere below a value.
fn held(value: &Value, pointer: &str, out: &mut Vec<Held>) {
    match value {
        Value::Object(map) => {
            if let (Some(printed), Some(places)) = (map.get("printed"), map.get("places").and_then(Value::as_array)) {
                out.push(Held::new(printed, places, pointer.to_owned()));
                return;
            }
            map.iter().for_each(|(key, v)| held(v, &format!("{pointer}/{key}"), out));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| held(v, &format!("{pointer}/{i}"), out)),
        _ => {}
    }
}

/// The fields that print something, and the runs that no field holds.
fn parts(document: &Value) -> (Vec<Held>, Vec<Held>) {
    let mut fields = Vec::new();
    for part in ["form", "sheets", "summary", "tables"] {
        held(&document[part], &format!("/{part}"), &mut fields);
    }
    fields.retain(|h| !h.printed.is_empty());
    let run = |(i, e): (usize, &Value)| Held::new(&e["text"], std::slice::from_ref(e), format!("/unread/{i}"));
    (fields, document["unread"].as_array().unwrap().iter().enumerate().map(run).collect())
}

/// What is wrong with the document of a PDF, a line each.
fn check_pdf(bytes: Vec<u8>, document: &Value) -> Vec<String> {
    let (mut wrong, (fields, unread)) = (Vec::new(), parts(document));
    let missing: Vec<u64> =
        document["source"]["missing_pages"].as_array().into_iter().flatten().map(|p| p.as_u64().unwrap()).collect();
    let mut found: Vec<(&Held, Vec<char>)> = fields.iter().chain(&unread).map(|h| (h, Vec::new())).collect();
    let pdf = Pdf::open(bytes, &Opening::default()).unwrap();
    for number in (1..=pdf.page_count()).filter(|n| !missing.contains(&u64::from(*n))) {
        let page = pdf.page(number).unwrap();
        let here = |h: &Held| h.boxes.iter().any(|(p, _)| *p == u64::from(number));
        let mut found: Vec<_> = found.iter_mut().filter(|(h, _)| here(h)).collect();
        for glyph in &page.glyphs {
            let text = match &glyph.text {
                GlyphText::Char(c) => vec![*c],
                GlyphText::Text(t) => t.chars().collect(),
            };
            let text: Vec<char> = text.into_iter().filter(|c| !c.is_whitespace()).collect();
            let mut holders = Vec::new();
            for (held, inside) in &mut found {
                if held.holds(number, &glyph.bbox) {
                    inside.extend(&text);
                    holders.push(&held.pointer);
                }
            }
            let is_unread = |h: &&&String| h.starts_with("/unread");
            if holders.is_empty() && !text.is_empty() {
                wrong.push(format!("p.{number}: {text:?} at {:?} is lost", glyph.bbox));
            } else if holders.len() > 1 && holders.iter().any(|h| is_unread(&h)) && !text.is_empty() {
                wrong.push(format!("p.{number}: {text:?} is unread and held: {holders:?}"));
            }
        }
    }
    for (held, mut inside) in found {
        let mut printed = visible(&held.printed);
        // A box that is drawn has no glyph, but every glyph is printed.
        let is_box = |c: &char| "■□".contains(*c);
        for drawn in ['■', '□'] {
            let count = |of: &[char]| of.iter().filter(|c| **c == drawn).count();
            if count(&inside) > count(&printed) {
                wrong.push(format!("{}: {:?} lacks a {drawn}", held.pointer, held.printed));
            }
        }
        printed.retain(|c| !is_box(c));
        inside.retain(|c| !is_box(c));
        let stands: String = inside.iter().collect();
        printed.sort_unstable();
        inside.sort_unstable();
        if printed != inside {
            wrong.push(format!("{}: prints {:?} where {stands:?} stands", held.pointer, held.printed));
        }
    }
    wrong
}

/// What is wrong with the document of a text, a line each.
fn check_text(bytes: &[u8], document: &Value) -> Vec<String> {
    let (mut wrong, (fields, unread)) = (Vec::new(), parts(document));
    let text: Vec<char> = text::decode(bytes).unwrap().text.chars().collect();
    let mut holder: Vec<Option<&Held>> = vec![None; text.len()];
    for held in fields.iter().chain(&unread) {
        let is_unread = held.pointer.starts_with("/unread");
        let mut stands = String::new();
        for (start, end) in &held.spans {
            let Some(piece) = text.get(*start..*end) else {
                wrong.push(format!("{}: {start}..{end} is not in the text", held.pointer));
                continue;
            };
            stands.extend(piece);
            for slot in &mut holder[*start..*end] {
                if let Some(other) = slot.filter(|other| is_unread || other.pointer.starts_with("/unread")) {
                    wrong.push(format!("{}: {:?} is also in {}", held.pointer, held.printed, other.pointer));
                }
                *slot = Some(held);
            }
        }
        if visible(&stands) != visible(&held.printed) {
            wrong.push(format!("{}: prints {:?} where {stands:?} stands", held.pointer, held.printed));
        }
    }
    let lost = text.iter().zip(&holder).enumerate().filter(|(_, (c, holder))| holder.is_none() && !c.is_whitespace());
    wrong.extend(lost.map(|(i, (c, _))| format!("{c:?} at {i} is lost")));
    wrong
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
