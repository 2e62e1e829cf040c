//! The text of a page: glyph runs, invisible text, marked content, text drawn twice.

use hayro_interpret::hayro_cmap::WritingMode;
use hayro_interpret::kurbo::{Affine, Point as KurboPoint, Rect as KurboRect};

use super::fonts::{self, FontId, FontTable, Reading};
use super::{actual, doubles, foreign, open};
use crate::geom::{Point, Rect};
use crate::ingest::{Decoding, Glyph, GlyphText, Limit, Limits, Page, Writing};
use crate::sheet::Error;
use std::ops::RangeInclusive;

/// Height of the em box above and below the baseline, in thousandths of an em.
const ASCENT: f64 = 880.0;
const DESCENT: f64 = -120.0;
/// A glyph of which a clip leaves less than this part, across or upright, is not seen.
const SLIVER: f64 = 0.1;

/// No glyph is wider, in thousandths of an em, or less wide than nothing: such a width is damaged, and what follows the
/// glyph stands beyond the page, or before it.
const WIDTHS: RangeInclusive<f64> = 0.0..=100_000.0;

/// A glyph and where it stands.
pub(super) struct Placed {
    /// Its code in its font.
    pub(super) code: u32,
    pub(super) font: FontId,
    pub(super) reading: Reading,
    /// From thousandths of an em to the space of what is drawn.
    pub(super) transform: Affine,
}

/// The text of one page, as it comes.
pub(super) struct TextLayer<'f, 'a> {
    pub(super) fonts: &'f mut FontTable<'a>,
    glyphs: Vec<Glyph>,
    /// Invisible text since something else was drawn: it may yet become a clip (mode 7).
    hidden: Vec<Glyph>,
    /// Text that is not seen: set invisibly, or white on white.
    unseen: Vec<Glyph>,
    /// Marked content that is open: its own text, and where its glyphs begin.
    marks: Vec<Option<(String, usize)>>,
    /// The ends of the last filled run.
    last_fill: Option<Ends>,
    limits: &'f Limits,
    /// Whether a glyph stands nowhere, or has a width that none has.
    astray: bool,
}

/// Length of a run, and code and origin of its first and last glyph.
type Ends = (usize, [(u32, KurboPoint); 2]);

impl<'f, 'a> TextLayer<'f, 'a> {
    /// The text of a page that is likely to have `likely` glyphs.
    pub(super) fn new(fonts: &'f mut FontTable<'a>, limits: &'f Limits, likely: usize) -> Self {
        Self {
            fonts,
            glyphs: Vec::with_capacity(likely),
            hidden: Vec::new(),
            unseen: Vec::new(),
            marks: Vec::new(),
            last_fill: None,
            limits,
            astray: false,
        }
    }

    /// Takes up a run of glyphs; `again` where it is the stroke that may follow a fill. `stands_out` says
    /// of the middle of a glyph whether its paint stands out from what it is painted on.
    pub(super) fn run(
        &mut self,
        run: (&[Placed], WritingMode),
        transform: Affine,
        clip: Option<Rect>,
        visible: bool,
        again: bool,
        stands_out: impl Fn(Point) -> bool,
    ) {
        let (run, mode) = run;
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
        let end = |g: &Placed| (g.code, (transform * g.transform) * KurboPoint::ZERO);
        // Filled and stroked text comes twice.
        let ends = (run.len(), [end(first), end(last)]);
        if again && self.last_fill == Some(ends) {
            return;
        }
        self.last_fill = (!again).then_some(ends);
        if visible {
            self.settle();
        }
        let most = self.limits.count(Limit::PageGlyphs);
        // The glyphs of a run differ in their places, hardly ever in their size and direction.
        let mut last_look: Option<([u64; 4], f64, Writing)> = None;
        for Placed { code, font, reading, transform: own } in run {
            let transform = transform * *own;
            let bbox = transform.transform_rect_bbox(KurboRect::new(0.0, DESCENT, reading.width, ASCENT));
            let origin = transform * KurboPoint::ZERO;
            self.astray |= !bbox.is_finite() || !WIDTHS.contains(&reading.width);
            if !bbox.is_finite() || self.glyphs.len() + self.hidden.len() + self.unseen.len() > most {
                continue;
            }
            let bbox = Rect::new(bbox.x0, bbox.y0, bbox.x1, bbox.y1);
            if !clip.is_some_and(|clip| shows(&bbox, &clip)) {
                continue;
            }
            let shown = !visible || stands_out(bbox.center());
            let [a, b, c, d, ..] = transform.as_coeffs();
            let linear = [a, b, c, d].map(f64::to_bits);
            let known = last_look.filter(|(known, ..)| *known == linear);
            let look = known.unwrap_or_else(|| (linear, size(transform), writing(transform, mode)));
            last_look = Some(look);
            let (_, size, writing) = look;
            let glyph = Glyph {
                text: reading.text.clone(),
                bbox,
                origin: Point::new(origin.x, origin.y),
                size,
                code: *code,
                decoding: reading.decoding,
                font: *font,
                writing,
            };
            match (shown, visible) {
                (false, _) => {
                    self.unseen.push(glyph);
                    // The stroke that may follow can yet show it.
                    self.last_fill = None;
                }
                (true, true) => self.glyphs.push(glyph),
                (true, false) => self.hidden.push(glyph),
            }
        }
    }

    /// Something else was drawn: invisible text before it stays invisible.
    pub(super) fn settle(&mut self) {
        self.unseen.append(&mut self.hidden);
    }

    /// A clip path was set. Where it has the shape of the invisible text just given, the text is
    /// the clip (rendering mode 7), and what is painted next shows through it.
    pub(super) fn clipped_to(&mut self, clip: &Rect) {
        let around = self.hidden.iter().map(|g| g.bbox).reduce(|a, b| a.union(&b));
        if around.is_some_and(|text| text.intersect(clip).is_some_and(|common| area(&common) > 0.5 * area(&text))) {
            self.glyphs.append(&mut self.hidden);
        } else {
            self.settle();
        }
    }

    /// Marked content begins; inner replacements count only where no outer one does.
    pub(super) fn begin_mark(&mut self, actual: Option<String>) {
        let within = self.marks.iter().any(Option::is_some);
        self.marks.push(actual.filter(|_| !within).map(|text| (text, self.glyphs.len())));
    }

    /// Marked content ends.
    pub(super) fn end_mark(&mut self) {
        if let Some(Some((text, from))) = self.marks.pop() {
            actual::replace(&mut self.glyphs, from, &text);
        }
    }

    /// Hands the text over.
    pub(super) fn finish(mut self, page: &mut Page) -> Result<(), Error> {
        self.settle();
        while !self.marks.is_empty() {
            self.end_mark();
        }
        if self.astray {
            return Err(open::lost_page());
        }
        if self.glyphs.len() + self.unseen.len() > self.limits.count(Limit::PageGlyphs) {
            return Err(self.limits.refusal(Limit::PageGlyphs, None));
        }
        doubles::drop(&mut self.glyphs);
        doubles::drop(&mut self.unseen);
        foreign::doubt(&mut self.glyphs, |g| g.font == fonts::UNKNOWN);
        let of = |decoding: Decoding| self.glyphs.iter().filter(|g| g.decoding == decoding).count();
        page.unreadable = of(Decoding::Unmapped);
        page.unseen = self.unseen;
        let contradicted = of(Decoding::Contradicted);
        if contradicted > 0 {
            page.repaired.push(format!("{contradicted} characters: the font contradicts what the file says they are"));
        }
        let recovered = self
            .glyphs
            .iter()
            .filter(|g| g.decoding == Decoding::FontProgram && g.text != GlyphText::Char(' '))
            .count();
        if recovered > 0 {
            page.repaired
                .push(format!("{recovered} characters: taken from the font, the file does not say what they are"));
        }
        if page.unreadable > 0 {
            page.repaired.push(format!("{} characters: nothing says what they are", page.unreadable));
        }
        page.glyphs = self.glyphs;
        Ok(())
    }
}

fn area(rect: &Rect) -> f64 {
    rect.width() * rect.height()
}

/// Whether enough of the em box lies inside the clip.
fn shows(bbox: &Rect, clip: &Rect) -> bool {
    bbox.intersect(clip)
        .is_some_and(|seen| seen.width() >= SLIVER * bbox.width() && seen.height() >= SLIVER * bbox.height())
}

fn writing(transform: Affine, mode: WritingMode) -> Writing {
    let [a, b, ..] = transform.as_coeffs();
    let degrees = b.atan2(a).to_degrees();
    if degrees.abs() >= 1.0 {
        Writing::Turned(degrees.round() as i16)
    } else if mode == WritingMode::Vertical {
        Writing::Vertical
    } else {
        Writing::Horizontal
    }
}

/// Font size as shown: how long the em's upright is.
pub(super) fn size(transform: Affine) -> f64 {
    let [_, _, c, d, _, _] = transform.as_coeffs();
    c.hypot(d) * 1000.0
}
