//! Text drawn more than once for effect (bold, shadow) is kept once.

use crate::geom::Rect;
use crate::ingest::{Glyph, GlyphText};

/// Copies lie within this part of an em of each other, and of the glyph's shorter side.
const OF_EM: f64 = 0.1;
const OF_SIDE: f64 = 0.3;

/// More glyphs than these at one place are not all compared with one another: nobody could read them.
const HEAP: usize = 512;

/// Where a glyph begins: its strip of the page, its height, its index.
struct Spot {
    strip: i64,
    y: f64,
    index: usize,
}

/// Drops every glyph that repeats an earlier one at nearly the same place.
pub(super) fn drop(glyphs: &mut Vec<Glyph>) {
    // Strips are as wide as copies may lie apart: what is near stands in the same one or the next.
    let width = glyphs.iter().map(reach).filter(|r| r.is_finite()).fold(1.0, f64::max);
    let spot = |(index, g): (usize, &Glyph)| Spot { strip: (g.origin.x / width).floor() as i64, y: g.origin.y, index };
    let mut spots: Vec<Spot> = glyphs.iter().enumerate().map(spot).collect();
    spots.sort_unstable_by(|a, b| a.strip.cmp(&b.strip).then(a.y.total_cmp(&b.y)).then(a.index.cmp(&b.index)));
    let strips: Vec<&[Spot]> = spots.chunk_by(|a, b| a.strip == b.strip).collect();
    let mut repeated = vec![false; glyphs.len()];
    for (i, strip) in strips.iter().enumerate() {
        let is_next = |next: &&&[Spot]| next.first().zip(strip.first()).is_some_and(|(n, s)| n.strip - s.strip == 1);
        let next = strips.get(i + 1).filter(is_next).copied().unwrap_or_default();
        let mut from = 0;
        for (at, a) in strip.iter().enumerate() {
            while next.get(from).is_some_and(|b| a.y - b.y >= width) {
                from += 1;
            }
            for near in [strip.get(at + 1..), next.get(from..)].into_iter().flatten() {
                for b in near.iter().take_while(|b| b.y - a.y < width).take(HEAP) {
                    if are_copies(&glyphs[a.index], &glyphs[b.index], a.index < b.index) {
                        repeated[a.index.max(b.index)] = true;
                    }
                }
            }
        }
    }
    let mut repeated = repeated.into_iter();
    glyphs.retain(|_| !repeated.next().unwrap_or(false));
}

/// Whether two glyphs are one, drawn twice; the one further left says how near the other must be.
fn are_copies(a: &Glyph, b: &Glyph, in_order: bool) -> bool {
    let ((ax, ay), (bx, by)) = ((a.origin.x, a.origin.y), (b.origin.x, b.origin.y));
    let left = if ax < bx || ax == bx && in_order { a } else { b };
    let reach = reach(left);
    (ax - bx).abs() < reach && (ay - by).abs() < reach && if std::ptr::eq(left, a) { same(a, b) } else { same(b, a) }
}

fn reach(glyph: &Glyph) -> f64 {
    let Rect { x0, y0, x1, y1 } = glyph.bbox;
    (OF_EM * glyph.size).min(OF_SIDE * (x1 - x0).min(y1 - y0))
}

fn same(a: &Glyph, b: &Glyph) -> bool {
    let unread = GlyphText::Char(char::REPLACEMENT_CHARACTER);
    a.text == b.text
        && (a.text != unread || (a.code == b.code && a.font == b.font))
        && (a.size - b.size).abs() < 0.2 * a.size
        && a.writing == b.writing
}

#[cfg(test)]
mod tests {
    use crate::geom::Point;
    use crate::ingest::{Decoding, Writing};

    use super::*;

    fn glyph(c: char, x: f64, y: f64) -> Glyph {
        Glyph {
            text: GlyphText::Char(c),
            bbox: Rect::new(x, y - 8.8, x + 5.0, y + 1.2),
            origin: Point::new(x, y),
            size: 10.0,
            code: c as u32,
            decoding: Decoding::ToUnicode,
            font: 0,
            writing: Writing::Horizontal,
        }
    }

    fn kept(glyphs: &[Glyph]) -> Vec<f64> {
        let mut glyphs = glyphs.to_vec();
        drop(&mut glyphs);
        glyphs.iter().map(|g| g.origin.x).collect()
    }

    #[test]
    fn a_shifted_copy_goes_and_the_first_stays() {
        assert_eq!(kept(&[glyph('1', 100.4, 50.0), glyph('1', 100.0, 50.0), glyph('1', 100.2, 50.3)]), [100.4]);
    }

    #[test]
    fn copies_are_found_wherever_they_lie_on_the_page() {
        for x in [99.9, 100.0, 100.1, -0.2, 300.7] {
            assert_eq!(kept(&[glyph('1', x, 50.0), glyph('1', x + 0.8, 49.6)]).len(), 1, "{x}");
            assert_eq!(kept(&[glyph('1', x + 0.8, 49.6), glyph('1', x, 50.0)]).len(), 1, "{x}");
            assert_eq!(kept(&[glyph('1', x, 50.0), glyph('1', x + 1.1, 50.0)]).len(), 2, "{x}");
        }
    }

    #[test]
    fn neighbours_and_other_characters_stay() {
        assert_eq!(kept(&[glyph('1', 100.0, 50.0), glyph('1', 105.0, 50.0)]).len(), 2);
        assert_eq!(kept(&[glyph('1', 100.0, 50.0), glyph('7', 100.0, 50.0)]).len(), 2);
        assert_eq!(kept(&[glyph('1', 100.0, 50.0), glyph('1', 100.0, 62.0)]).len(), 2);
    }
}
