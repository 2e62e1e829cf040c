//! Listens to the engine drawing a page, and keeps what can be seen.

use hayro_interpret::font::{GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_cmap::WritingMode;
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Rect as KurboRect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};

use super::crowd::{self, Allowance};
use super::fonts::FontTable;
use super::outlines::{self, Outline, SIDES};
use super::text::{Placed, TextLayer};
use super::{open, paths};
use crate::geom::{Point, Rect};
use crate::ingest::{Fill, Limit, Limits, Page, Rule};
use crate::sheet::Error;

/// Paint at least this light cannot be told from paper, and less opaque than this is not there.
const PAPER: f32 = 0.99;
const FAINT: f32 = 0.02;
/// A ground lighter than this is white.
const WHITE: f32 = 0.97;
/// An image thinner than this, in points, is a ruling line.
const THIN_IMAGE: f64 = 1.5;

/// What paints a run of text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Fill,
    /// Of text that was perhaps filled just before.
    Stroke,
    /// Nothing: the text is not seen.
    None,
}

/// What is drawn on one page.
pub(super) struct Collector<'f, 'a> {
    text: TextLayer<'f, 'a>,
    limits: &'f Limits,
    page: Page,
    /// The box that may still be painted, innermost last; `None` where nothing can be seen.
    clips: Vec<Option<Rect>>,
    /// Small closed paths that were stroked.
    outlines: Vec<Outline>,
    allowance: Allowance,
}

impl<'f, 'a> Collector<'f, 'a> {
    /// Listens to a page that is likely to have `likely` glyphs.
    pub(super) fn new(fonts: &'f mut FontTable<'a>, bbox: KurboRect, limits: &'f Limits, likely: usize) -> Self {
        let page = Page { width: bbox.width(), height: bbox.height(), ..Page::default() };
        let text = TextLayer::new(fonts, limits, likely);
        Self {
            text,
            limits,
            page,
            clips: vec![Some(ours(bbox))],
            outlines: Vec::new(),
            allowance: Allowance::new(limits),
        }
    }

    /// The page.
    pub(super) fn finish(mut self, number: u32) -> Result<Page, Error> {
        self.page.number = number;
        let drawn = [&self.page.images, &self.page.shapes].map(Vec::len).into_iter().max().unwrap_or(0);
        let drawn = drawn.max(self.page.rules.len()).max(self.page.fills.len());
        if drawn > self.limits.count(Limit::PageRules) {
            return Err(self.limits.refusal(Limit::PageRules, None));
        }
        if self.allowance.is_spent() {
            return Err(self.limits.refusal(Limit::PagePairs, None));
        }
        self.text.finish(&mut self.page)?;
        crowd::check(&self.page, self.limits)?;
        outlines::drop(&mut self.page, self.outlines);
        Ok(self.page)
    }

    /// The fonts of the document.
    pub(super) fn fonts(&mut self) -> &mut FontTable<'a> {
        self.text.fonts
    }

    /// The fonts again, to begin anew.
    pub(super) fn into_fonts(self) -> &'f mut FontTable<'a> {
        self.text.fonts
    }

    /// Fills a path; `lightness` is that of its paint, as [`lightness`] says it.
    pub(super) fn fill(&mut self, path: &[PathEl], transform: Affine, lightness: Option<f32>) {
        self.text.settle();
        let Some(lightness) = lightness else { return };
        paths::filled(path, transform, |part| self.part(part, lightness));
    }

    /// Fills a rectangle.
    pub(super) fn fill_rect(&mut self, rect: &KurboRect, transform: Affine, lightness: Option<f32>) {
        let mut sides = rect.path_elements(0.1);
        let path: [PathEl; SIDES + 1] = std::array::from_fn(|_| sides.next().unwrap_or(PathEl::ClosePath));
        self.fill(&path, transform, lightness);
    }

    /// Strokes a path.
    pub(super) fn stroke(&mut self, path: &[PathEl], transform: Affine, width: f64, lightness: Option<f32>) {
        self.text.settle();
        let Some(lightness) = lightness else { return };
        for subpath in paths::subpaths(path) {
            let from = self.drawn();
            paths::stroked(subpath, transform, width, |part| self.part(part, lightness));
            if subpath.len() > SIDES {
                let around = BezPath::from_vec(subpath.to_vec()).bounding_box();
                let around = ours(transform.transform_rect_bbox(around));
                let parts = from.into_iter().zip(self.drawn()).map(|(from, to)| from..to);
                self.outlines.extend(Outline::new(around, parts));
            }
        }
    }

    /// Strokes the sides of a rectangle.
    pub(super) fn stroke_rect(&mut self, rect: &KurboRect, transform: Affine, width: f64, lightness: Option<f32>) {
        self.text.settle();
        let Some(lightness) = lightness else { return };
        paths::outlined(*rect, transform, width, |part| self.part(part, lightness));
    }

    /// Leaves of what follows only what is within a rectangle.
    pub(super) fn clip_to_rect(&mut self, rect: KurboRect) {
        self.text.settle();
        self.push_clip(rect);
    }

    /// Leaves of what follows only what is within a path; this is its box.
    pub(super) fn clip_to_path(&mut self, bbox: KurboRect) {
        self.text.clipped_to(&ours(bbox));
        self.push_clip(bbox);
    }

    /// Takes the last clip off.
    pub(super) fn unclip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    /// Shows a run of text.
    pub(super) fn show(
        &mut self,
        run: &[Placed],
        mode: WritingMode,
        transform: Affine,
        lightness: Option<f32>,
        ink: Ink,
    ) {
        let visible = ink != Ink::None && lightness.is_some();
        let white = lightness.is_some_and(|lightness| lightness >= PAPER);
        let (clip, page, allowance) = (self.clip(), &self.page, &self.allowance);
        let stands_out = |middle| !white || is_painted(page, middle, allowance);
        self.text.run((run, mode), transform, clip, visible, ink == Ink::Stroke, stands_out);
    }

    /// Draws an image in a space of its own pixels.
    pub(super) fn image(&mut self, width: u32, height: u32, transform: Affine) {
        self.text.settle();
        let bbox = transform.transform_rect_bbox(KurboRect::new(0.0, 0.0, f64::from(width), f64::from(height)));
        let Some(seen) = self.seen(bbox) else { return };
        if bbox.width().min(bbox.height()) <= THIN_IMAGE
            && let Some(line) = paths::thin(bbox)
        {
            self.part(line, 0.0);
        } else if self.page.images.len() <= self.limits.count(Limit::PageRules) {
            self.page.images.push(seen);
        }
    }

    /// Marked content begins, which perhaps says what its text is.
    pub(super) fn begin_mark(&mut self, actual: Option<String>) {
        self.text.begin_mark(actual);
    }

    /// Marked content ends.
    pub(super) fn end_mark(&mut self) {
        self.text.end_mark();
    }

    /// How many rules, fills and shapes there are so far.
    fn drawn(&self) -> [usize; 3] {
        [self.page.rules.len(), self.page.fills.len(), self.page.shapes.len()]
    }

    fn clip(&self) -> Option<Rect> {
        self.clips.last().copied().flatten()
    }

    fn push_clip(&mut self, bbox: KurboRect) {
        let inside = self.clip().and_then(|clip| clip.intersect(&ours(bbox)));
        self.clips.push(inside.filter(|_| bbox.is_finite()));
    }

    fn seen(&self, bbox: KurboRect) -> Option<Rect> {
        self.clip().and_then(|clip| clip.intersect(&ours(bbox))).filter(|_| bbox.is_finite())
    }

    /// Takes up what a path turned out to be.
    fn part(&mut self, part: paths::Part, lightness: f32) {
        let room = self.limits.count(Limit::PageRules);
        match part {
            paths::Part::Rule { bbox, horizontal, source } => {
                let Some(seen) = self.seen(bbox) else { return };
                let rule = Rule { bbox: seen, horizontal, source };
                if self.page.rules.len() <= room && (lightness < PAPER || self.on_ink(&rule)) {
                    self.page.rules.push(rule);
                }
            }
            paths::Part::Area(bbox) => {
                let Some(seen) = self.seen(bbox) else { return };
                // What a clip leaves of an area may be a line.
                let left = KurboRect::new(seen.x0, seen.y0, seen.x1, seen.y1);
                match paths::thin(left).filter(|_| left != bbox) {
                    Some(rule) => self.part(rule, lightness),
                    None if self.page.fills.len() <= room => self.page.fills.push(Fill { bbox: seen, lightness }),
                    None => {}
                }
            }
            paths::Part::Shape(bbox) => {
                if let Some(seen) = self.seen(bbox).filter(|_| self.page.shapes.len() <= room) {
                    self.page.shapes.push(seen);
                }
            }
        }
    }

    /// Whether a white line stands on something that is not white.
    fn on_ink(&self, rule: &Rule) -> bool {
        let middle = rule.bbox.center();
        let is_ink = |fill: &&Fill| fill.lightness < WHITE && fill.bbox.contains(middle);
        self.allowance.first(self.page.fills.iter(), is_ink).is_some()
            || self.allowance.first(self.page.images.iter(), |image| image.contains(middle)).is_some()
    }
}

/// Whether white would be seen at a point: whether what was painted there last is not white.
fn is_painted(page: &Page, point: Point, allowance: &Allowance) -> bool {
    let last = allowance.first(page.fills.iter().rev(), |fill| fill.bbox.contains(point));
    last.is_some_and(|fill| fill.lightness < WHITE)
        || allowance.first(page.images.iter().chain(&page.shapes), |area| area.contains(point)).is_some()
}

fn ours(rect: KurboRect) -> Rect {
    Rect::new(rect.x0, rect.y0, rect.x1, rect.y1)
}

impl<'a> Device<'a> for Collector<'_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        let (path, lightness) = (path.elements(), of_paint(&props.paint));
        match draw_mode {
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => self.fill(path, props.transform, lightness),
            DrawMode::Stroke(stroke) => self.stroke(path, props.transform, stroke.line_width.into(), lightness),
            DrawMode::Invisible => self.text.settle(),
        }
    }

    fn draw_rect(&mut self, rect: &KurboRect, props: DrawProps<'a>, draw_mode: &DrawMode) {
        let lightness = of_paint(&props.paint);
        match draw_mode {
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => self.fill_rect(rect, props.transform, lightness),
            DrawMode::Stroke(stroke) => self.stroke_rect(rect, props.transform, stroke.line_width.into(), lightness),
            DrawMode::Invisible => self.text.settle(),
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.clip_to_path(clip_path.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &KurboRect) {
        self.clip_to_rect(*rect);
    }

    fn pop_clip(&mut self) {
        self.unclip();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, draw_mode: &DrawMode) {
        let ink = match draw_mode {
            DrawMode::Invisible => Ink::None,
            DrawMode::Stroke(_) => Ink::Stroke,
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => Ink::Fill,
        };
        let (mode, fonts) = (run.writing_mode(), &mut *self.text.fonts);
        let Some(first) = run.glyphs().first() else { return };
        let run_font = fonts.of_run(first, mode);
        let placed = |glyph: &PositionedGlyph<'a>| {
            let font = run_font.unwrap_or_else(|| fonts.of_glyph(glyph, mode));
            let reading = fonts.read(glyph, font, mode);
            Placed { code: glyph.char_code(), font, reading, transform: glyph.transform() }
        };
        let placed: Vec<Placed> = run.glyphs().iter().map(placed).collect();
        self.show(&placed, mode, props.transform, of_paint(&props.paint), ink);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.image(image.width(), image.height(), props.transform);
    }

    fn begin_marked_content(&mut self, _tag: &[u8], properties: Option<&Dict<'_>>) {
        let actual = properties.and_then(|p| p.get::<PdfString<'_>>(b"ActualText"));
        self.begin_mark(actual.and_then(|bytes| open::text_string(&bytes)));
    }

    fn end_marked_content(&mut self) {
        self.end_mark();
    }
}

/// Lightness on white paper of a colour with its opacity, 0 to 1; `None` for one that leaves no trace.
pub(super) fn lightness([r, g, b, a]: [f32; 4]) -> Option<f32> {
    let light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    (a > FAINT).then_some(1.0 - a * (1.0 - light))
}

/// [`lightness`] of a paint.
fn of_paint(paint: &Paint<'_>) -> Option<f32> {
    match paint {
        Paint::Color(color) => lightness(color.to_rgba().components()),
        // A pattern's darkness is not worth computing: it is neither paper nor ink.
        Paint::Pattern(_) => Some(0.8),
    }
}
