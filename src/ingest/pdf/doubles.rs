//! Text drawn more than once for effect (bold, shadow) is kept once.

use crate::geom::Rect;
use crate::ingest::{Glyph, GlyphText};

/// Copies lie within this part of an em of each other, and of the glyph's shorter side.
const OF_EM: f64 = 0.1;
const OF_SIDE: f64 = 0.3;

/// Drops every glyph that repeats an earlier one at nearly the same place.
pub(super) fn drop(glyphs: &mut Vec<Glyph>) {
    let mut order: Vec<usize> = (0..glyphs.len()).collect();
    order.sort_by(|&a, &b| glyphs[a].origin.x.total_cmp(&glyphs[b].origin.x).then(a.cmp(&b)));
    let mut repeated = vec![false; glyphs.len()];
    for (i, &a) in order.iter().enumerate() {
        let reach = reach(&glyphs[a]);
        for &b in &order[i + 1..] {
            if glyphs[b].origin.x - glyphs[a].origin.x >= reach {
                break;
            }
            if (glyphs[b].origin.y - glyphs[a].origin.y).abs() < reach && same(&glyphs[a], &glyphs[b]) {
                repeated[a.max(b)] = true;
            }
        }
    }
    let mut repeated = repeated.into_iter();
    glyphs.retain(|_| !repeated.next().unwrap_or(false));
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
    fn neighbours_and_other_characters_stay() {
        assert_eq!(kept(&[glyph('1', 100.0, 50.0), glyph('1', 105.0, 50.0)]).len(), 2);
        assert_eq!(kept(&[glyph('1', 100.0, 50.0), glyph('7', 100.0, 50.0)]).len(), 2);
        assert_eq!(kept(&[glyph('1', 100.0, 50.0), glyph('1', 100.0, 62.0)]).len(), 2);
    }
}
