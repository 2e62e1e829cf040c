//! Stroked outlines of characters: some programs make text bold so, and the strokes are no lines of a table.

use std::ops::Range;

use crate::geom::{Bins, Rect};
use crate::ingest::{Glyph, GlyphText, Page};
use crate::normalise;

/// Outlines of characters are no larger than this, in points.
const LARGEST_GLYPH: f64 = 60.0;
/// A closed path has more elements than this.
pub(super) const SIDES: usize = 4;
/// How far an outline may reach beyond its character's box, in em.
const BEYOND: f64 = 0.1;

/// A small closed path that was stroked.
pub(super) struct Outline {
    /// Its box.
    around: Rect,
    /// Which of the page's rules, fills and shapes it gave.
    parts: Vec<Range<usize>>,
}

impl Outline {
    /// A closed path with what it gave to the page's rules, fills and shapes; `None` for one that is too large.
    pub(super) fn new(around: Rect, parts: impl Iterator<Item = Range<usize>>) -> Option<Self> {
        (around.width().max(around.height()) <= LARGEST_GLYPH).then(|| Self { around, parts: parts.collect() })
    }
}

/// Drops what is only the outline of a character that is set there. A box around a sign is none.
pub(super) fn drop(page: &mut Page, outlines: Vec<Outline>) {
    if outlines.is_empty() {
        return;
    }
    let boxes = Bins::new(page.glyphs.iter().map(|g| g.bbox));
    let of_text = |outline: &Outline| {
        let mut near = boxes.around(&outline.around).filter_map(|i| page.glyphs.get(i));
        near.any(|g| is_letter(g) && g.bbox.holds(&outline.around, BEYOND * g.size))
    };
    let mut gone: [Vec<Range<usize>>; 3] = Default::default();
    for outline in outlines.into_iter().filter(of_text) {
        gone.iter_mut().zip(outline.parts).for_each(|(ranges, range)| ranges.push(range));
    }
    let [rules, fills, shapes] = gone;
    keep(&mut page.rules, &rules);
    keep(&mut page.fills, &fills);
    keep(&mut page.shapes, &shapes);
}

fn is_letter(glyph: &Glyph) -> bool {
    match &glyph.text {
        GlyphText::Char(c) => !c.is_whitespace() && normalise::mark(*c).is_none(),
        GlyphText::Text(_) => true,
    }
}

/// Removes ascending ranges.
fn keep<T>(all: &mut Vec<T>, ranges: &[Range<usize>]) {
    let (mut at, mut ranges) = (0, ranges.iter().peekable());
    all.retain(|_| {
        while ranges.next_if(|r| r.end <= at).is_some() {}
        let gone = ranges.peek().is_some_and(|r| r.contains(&at));
        at += 1;
        !gone
    });
}
