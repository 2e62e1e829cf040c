//! Text drawn more than once for effect (bold, shadow) is kept once.

use crate::geom::Rect;
use crate::ingest::{Glyph, GlyphText};

/// Copies lie within this part of an em of each other, and of the glyph's shorter side.
const OF_EM: f64 = 0.1;
const OF_SIDE: f64 = 0.3;

/// More glyphs than these at one place are not all compared with one another: nobody could read them.
const HEAP: usize = 512;

/// Glyphs painted one after the other from left to right on one baseline.
struct Run<'g> {
    /// The index of the first, and all of them.
    first: usize,
    glyphs: &'g [Glyph],
    y: f64,
    /// Where the first begins and where the last does.
    ends: [f64; 2],
    /// How far a copy of one of them may lie from it at most.
    reach: f64,
}

impl<'g> Run<'g> {
    fn new(first: usize, glyphs: &'g [Glyph]) -> Option<Self> {
        let (from, to) = (glyphs.first()?.origin, glyphs.last()?.origin);
        let reach = glyphs.iter().map(reach).fold(0.0, f64::max);
        Some(Self { first, glyphs, y: from.y, ends: [from.x, to.x], reach })
    }

    /// Notes the later one of two glyphs that are one, drawn twice: the left one at `at` in this run, the other among
    /// those of a run from `from` on.
    fn look(&self, at: usize, other: &Self, from: usize, gone: &mut [bool]) {
        let Some(left) = self.glyphs.get(at) else { return };
        // The one further left says how near the other must be.
        let reach = reach(left);
        for (i, right) in other.glyphs.iter().enumerate().skip(from).take(HEAP) {
            if right.origin.x - left.origin.x >= reach {
                break;
            }
            if (right.origin.y - left.origin.y).abs() < reach && same(left, right) {
                let later = (self.first + at).max(other.first + i);
                gone.get_mut(later).into_iter().for_each(|gone| *gone = true);
            }
        }
    }
}

/// Drops every glyph that repeats an earlier one at nearly the same place.
pub(super) fn drop(glyphs: &mut Vec<Glyph>) {
    let (mut runs, mut begun): (Vec<Run>, usize) = (Vec::new(), 0);
    for run in glyphs.chunk_by(|a, b| a.origin.y == b.origin.y && a.origin.x <= b.origin.x) {
        runs.extend(Run::new(begun, run));
        begun += run.len();
    }
    // Those of one baseline from left to right: what is near is not far in this order.
    runs.sort_by(|a, b| a.y.total_cmp(&b.y).then_with(|| a.ends[0].total_cmp(&b.ends[0])));
    let mut gone = vec![false; glyphs.len()];
    for (number, run) in runs.iter().enumerate() {
        (0..run.glyphs.len()).for_each(|at| run.look(at, run, at + 1, &mut gone));
        let is_near = |other: &&Run| (other.y - run.y).abs() < run.reach;
        // Nearly always the runs of a baseline stand beside each other.
        let beside = |other: &&Run| other.ends[1] >= run.ends[0] && other.ends[0] - run.ends[1] < run.reach;
        let above = runs.iter().take(number).rev().take(HEAP).take_while(is_near).filter(beside);
        let below = runs.iter().skip(number + 1).take(HEAP).take_while(is_near).filter(beside);
        for other in above.chain(below) {
            for (at, glyph) in run.glyphs.iter().enumerate() {
                // Of two that begin at one place the one painted first counts as the left one.
                let left = glyph.origin.x;
                let is_before = |g: &Glyph| g.origin.x < left || (g.origin.x == left && other.first < run.first);
                run.look(at, other, other.glyphs.partition_point(is_before), &mut gone);
            }
        }
    }
    let mut gone = gone.into_iter();
    glyphs.retain(|_| !gone.next().unwrap_or(false));
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
