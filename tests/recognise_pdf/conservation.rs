//! Nothing read is lost and nothing is invented: every visible glyph stands in a field or in `unread`, and
//! what stands at a field's places is what it prints.

use kanrihyo::geom::Rect;
use kanrihyo::ingest::GlyphText;
use kanrihyo::ingest::pdf::Pdf;
use kanrihyo::{Options, emit::wire};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A text with its page and boxes, and what it is (`field` or the reason why it is in none).
struct Held {
    printed: String,
    boxes: Vec<(u64, Rect)>,
    pointer: String,
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn rect(value: &Value) -> Option<Rect> {
    let n = |i: usize| value.get(i).and_then(Value::as_f64);
    Some(Rect::new(n(0)?, n(1)?, n(2)?, n(3)?))
}

/// Every object with a printed form and places, anywhere in the document.
fn held(value: &Value, pointer: &str, out: &mut Vec<Held>) {
    match value {
        Value::Object(map) => {
            if let (Some(printed), Some(places)) = (map.get("printed").and_then(Value::as_str), map.get("places")) {
                let places = places.as_array().into_iter().flatten();
                let boxes = places.filter_map(|p| Some((p.get("page")?.as_u64()?, rect(p.get("box")?)?))).collect();
                out.push(Held { printed: printed.to_owned(), boxes, pointer: pointer.to_owned() });
                return;
            }
            map.iter().for_each(|(key, v)| held(v, &format!("{pointer}/{key}"), out));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| held(v, &format!("{pointer}/{i}"), out)),
        _ => {}
    }
}

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = std::fs::read_dir(root.join("fixtures/sheets")).into_iter().flatten().flatten().map(|e| e.path());
    let shared = [
        "a_real/a-1-3-lo_ipag.pdf",
        "a_real/a-2-7-cr_ipa.pdf",
        "a_real/a-4-11-rl_excel.pdf",
        "b_fabricated/b-i-all-cr_noto.pdf",
        "c_kunitachi/c-true-lo_ipag.pdf",
        "d_plan/d-true-tree-lo_ipam.pdf",
        "v/b-i-all-lo_ipag.2up.pdf",
        "v/a-all-rl_rksj_min.rotcontent.pdf",
        "v/a-all-lo_ipag.rot90.pdf",
    ];
    let shared = shared.iter().map(|f| root.join("../shared/sheets").join(f));
    let mut all: Vec<PathBuf> =
        own.chain(shared).filter(|p| p.extension().is_some_and(|e| e == "pdf") && p.exists()).collect();
    all.sort();
    assert!(!all.is_empty());
    all
}

#[test]
fn nothing_read_is_lost_and_nothing_is_invented() {
    for path in documents() {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let document = kanrihyo::read(bytes.clone(), &name, &Options::builtin()).unwrap();
        let value = serde_json::to_value(wire::Document::from(&document)).unwrap();
        let mut fields = Vec::new();
        for part in ["form", "sheets", "summary", "tables"] {
            held(&value[part], &format!("/{part}"), &mut fields);
        }
        let unread: Vec<Held> = value["unread"].as_array().unwrap().iter().map(unread_run).collect();
        let pdf = Pdf::open(bytes, &Default::default()).unwrap();
        for number in 1..=pdf.page_count() {
            let page = pdf.page(number).unwrap();
            let here = |h: &&Held| !h.printed.is_empty() && h.boxes.iter().any(|(p, _)| *p == u64::from(number));
            let mut found: Vec<(&Held, Vec<char>)> =
                fields.iter().chain(&unread).filter(here).map(|h| (h, Vec::new())).collect();
            for glyph in &page.glyphs {
                let chars: Vec<char> = match &glyph.text {
                    GlyphText::Char(c) => vec![*c],
                    GlyphText::Text(t) => t.chars().collect(),
                };
                let at = glyph.bbox.center();
                let mut somewhere = chars.iter().all(|c| c.is_whitespace());
                for (held, inside) in &mut found {
                    if held.boxes.iter().any(|(p, b)| *p == u64::from(number) && b.grown(0.3).contains(at)) {
                        somewhere = true;
                        inside.extend(chars.iter().filter(|c| !c.is_whitespace()));
                    }
                }
                assert!(somewhere, "{name} p.{number}: {:?} at {at:?} is in no field and not in unread", glyph.text);
            }
            for (held, inside) in found {
                if held.boxes.iter().any(|(p, _)| *p != u64::from(number)) {
                    continue;
                }
                let (mut want, mut got): (Vec<char>, Vec<char>) = (squeezed(&held.printed).chars().collect(), inside);
                // Squares that are drawn are no glyphs.
                want.retain(|c| !"■□".contains(*c));
                got.retain(|c| !"■□".contains(*c));
                want.sort_unstable();
                got.sort_unstable();
                assert_eq!(want, got, "{name} p.{number} {}: {:?}", held.pointer, held.printed);
            }
        }
    }
}

fn unread_run(entry: &Value) -> Held {
    let boxes = entry["page"].as_u64().zip(rect(&entry["box"])).into_iter().collect();
    Held { printed: entry["text"].as_str().unwrap().to_owned(), boxes, pointer: "/unread".to_owned() }
}
