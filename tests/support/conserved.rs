//! What stands in a document beside what stands in the file: nothing is lost, nothing is invented.

// Each test takes what it needs.
#![allow(dead_code, clippy::unwrap_used)]

use kanrihyo::geom::Rect;
use kanrihyo::ingest::Page;
use serde_json::Value;

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

/// Pages that a document gives as missing: nothing of them can be held.
pub fn missing(document: &Value) -> Vec<u64> {
    document["source"]["missing_pages"].as_array().into_iter().flatten().map(|p| p.as_u64().unwrap()).collect()
}

/// What is wrong with the document of these pages, a line each; pages that it gives as missing are not among them.
pub fn check_pages(pages: &[Page], document: &Value) -> Vec<String> {
    let (mut wrong, (fields, unread)) = (Vec::new(), parts(document));
    let mut found: Vec<(&Held, Vec<char>)> = fields.iter().chain(&unread).map(|h| (h, Vec::new())).collect();
    for page in pages {
        let number = page.number;
        let here = |h: &Held| h.boxes.iter().any(|(p, _)| *p == u64::from(number));
        let mut found: Vec<_> = found.iter_mut().filter(|(h, _)| here(h)).collect();
        for glyph in &page.glyphs {
            let text: Vec<char> = glyph.text.to_string().chars().filter(|c| !c.is_whitespace()).collect();
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
pub fn check_text(text: &str, document: &Value) -> Vec<String> {
    let (mut wrong, (fields, unread)) = (Vec::new(), parts(document));
    let text: Vec<char> = text.chars().collect();
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
