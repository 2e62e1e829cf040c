//! Pages written as text, a mark a line, so that corpora of pages can be read and changed by hand.
//!
//! ```text
//! page 595 842
//! rule 40 40 300 40
//! fill 40 40 300 60 0.8
//! text 44 54 9 目標値
//! down 20 54 9 実績
//! image 0 0 100 100
//! ```

use kanrihyo::geom::{Point, Rect};
use kanrihyo::ingest::{Decoding, Fill, Glyph, GlyphText, Page, Rule, RuleSource, Writing};

/// Most marks of a page: what is looked for does not need more.
const MARKS: usize = 3_000;

/// Reads a page; what is no mark is passed over.
pub fn page(notation: &str) -> Page {
    let mut page = Page { number: 1, width: 595.0, height: 842.0, ..Page::default() };
    for line in notation.lines().take(MARKS) {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default();
        let rest: Vec<&str> = words.collect();
        let n = |i: usize| rest.get(i).and_then(|w| w.parse::<f64>().ok()).filter(|v| v.abs() < 1e6).unwrap_or(0.0);
        let bbox = Rect::new(n(0).min(n(2)), n(1).min(n(3)), n(0).max(n(2)), n(1).max(n(3)));
        match name {
            "page" => (page.width, page.height) = (n(0).abs().max(1.0), n(1).abs().max(1.0)),
            "rule" => {
                let horizontal = bbox.width() >= bbox.height();
                let (dx, dy) = if horizontal { (0.0, 0.25) } else { (0.25, 0.0) };
                let bbox = Rect::new(bbox.x0 - dx, bbox.y0 - dy, bbox.x1 + dx, bbox.y1 + dy);
                page.rules.push(Rule { bbox, horizontal, source: RuleSource::Stroke });
            }
            "fill" => page.fills.push(Fill { bbox, lightness: n(4).clamp(0.0, 1.0) as f32 }),
            "image" => page.images.push(bbox),
            "text" | "down" => {
                let text = rest.get(3..).unwrap_or_default().join(" ");
                let mut at = Point::new(n(0), n(1));
                for c in text.chars().filter(|c| !c.is_control()).take(200) {
                    page.glyphs.push(glyph(c, &mut at, n(2).abs().clamp(0.1, 1000.0), name == "down"));
                }
            }
            _ => {}
        }
    }
    page
}

/// A glyph, and the place of the next.
fn glyph(c: char, at: &mut Point, size: f64, down: bool) -> Glyph {
    let origin = *at;
    let (bbox, writing) = if down {
        at.y += size;
        (Rect::new(origin.x - size / 2.0, origin.y, origin.x + size / 2.0, at.y), Writing::Vertical)
    } else {
        at.x += if c.is_ascii() { size / 2.0 } else { size };
        (Rect::new(origin.x, origin.y - 0.88 * size, at.x, origin.y + 0.12 * size), Writing::Horizontal)
    };
    let code = c as u32;
    Glyph { text: GlyphText::Char(c), bbox, origin, size, code, decoding: Decoding::ToUnicode, font: 0, writing }
}
