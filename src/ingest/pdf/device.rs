//! Listens to the engine drawing a page, and keeps what can be seen.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::kurbo::{BezPath, PathEl, Rect as KurboRect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};

use super::fonts::FontTable;
use super::outlines::{self, Outline, SIDES};
use super::text::TextLayer;
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

/// What is drawn on one page.
pub(super) struct Collector<'f, 'a> {
    text: TextLayer<'f, 'a>,
    limits: &'f Limits,
    page: Page,
    /// The box that may still be painted, innermost last; `None` where nothing can be seen.
    clips: Vec<Option<Rect>>,
    /// Small closed paths that were stroked.
    outlines: Vec<Outline>,
}

impl<'f, 'a> Collector<'f, 'a> {
    /// Listens to a page that is likely to have `likely` glyphs.
    pub(super) fn new(fonts: &'f mut FontTable<'a>, bbox: KurboRect, limits: &'f Limits, likely: usize) -> Self {
        let page = Page { width: bbox.width(), height: bbox.height(), ..Page::default() };
        let text = TextLayer::new(fonts, limits, likely);
        Self { text, limits, page, clips: vec![Some(ours(bbox))], outlines: Vec::new() }
    }

    /// The page.
    pub(super) fn finish(mut self, number: u32) -> Result<Page, Error> {
        self.page.number = number;
        let drawn = [&self.page.images, &self.page.shapes].map(Vec::len).into_iter().max().unwrap_or(0);
        let drawn = drawn.max(self.page.rules.len()).max(self.page.fills.len());
        if drawn > self.limits.count(Limit::PageRules) {
            return Err(self.limits.refusal(Limit::PageRules, None));
        }
        self.text.finish(&mut self.page)?;
        outlines::drop(&mut self.page, self.outlines);
        Ok(self.page)
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
        self.page.fills.iter().any(|fill| fill.lightness < WHITE && fill.bbox.contains(middle))
            || self.page.images.iter().any(|image| image.contains(middle))
    }
}

/// Whether white would be seen at a point: whether what was painted there last is not white.
fn is_painted(page: &Page, point: Point) -> bool {
    page.fills.iter().rev().find(|fill| fill.bbox.contains(point)).is_some_and(|fill| fill.lightness < WHITE)
        || page.images.iter().chain(&page.shapes).any(|area| area.contains(point))
}

fn ours(rect: KurboRect) -> Rect {
    Rect::new(rect.x0, rect.y0, rect.x1, rect.y1)
}

impl<'a> Device<'a> for Collector<'_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.text.settle();
        let Some(lightness) = lightness(&props.paint) else { return };
        match draw_mode {
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => {
                paths::filled(path.elements(), props.transform, |part| self.part(part, lightness));
            }
            DrawMode::Stroke(stroke) => {
                let width = f64::from(stroke.line_width);
                for subpath in paths::subpaths(path.elements()) {
                    let from = self.drawn();
                    paths::stroked(subpath, props.transform, width, |part| self.part(part, lightness));
                    if subpath.len() > SIDES {
                        let around = BezPath::from_vec(subpath.to_vec()).bounding_box();
                        let around = ours(props.transform.transform_rect_bbox(around));
                        let parts = from.into_iter().zip(self.drawn()).map(|(from, to)| from..to);
                        self.outlines.extend(Outline::new(around, parts));
                    }
                }
            }
            DrawMode::Invisible => {}
        }
    }

    fn draw_rect(&mut self, rect: &KurboRect, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.text.settle();
        let Some(lightness) = lightness(&props.paint) else { return };
        match draw_mode {
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => {
                let mut sides = rect.path_elements(0.1);
                let path: [PathEl; SIDES + 1] = std::array::from_fn(|_| sides.next().unwrap_or(PathEl::ClosePath));
                paths::filled(&path, props.transform, |part| self.part(part, lightness));
            }
            DrawMode::Stroke(stroke) => {
                let width = f64::from(stroke.line_width);
                paths::outlined(*rect, props.transform, width, |part| self.part(part, lightness));
            }
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        let bbox = clip_path.path.bounding_box();
        self.text.clipped_to(&ours(bbox));
        self.push_clip(bbox);
    }

    fn push_clip_rect(&mut self, rect: &KurboRect) {
        self.text.settle();
        self.push_clip(*rect);
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, draw_mode: &DrawMode) {
        let lightness = lightness(&props.paint);
        let visible = !matches!(draw_mode, DrawMode::Invisible) && lightness.is_some();
        let again = matches!(draw_mode, DrawMode::Stroke(_));
        let white = lightness.is_some_and(|lightness| lightness >= PAPER);
        let (clip, page) = (self.clip(), &self.page);
        self.text.run(run, props.transform, clip, visible, again, |middle| !white || is_painted(page, middle));
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.text.settle();
        // The engine draws an image in a space of its own pixels.
        let pixels = KurboRect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let bbox = props.transform.transform_rect_bbox(pixels);
        let Some(seen) = self.seen(bbox) else { return };
        if bbox.width().min(bbox.height()) <= THIN_IMAGE
            && let Some(line) = paths::thin(bbox)
        {
            self.part(line, 0.0);
        } else if self.page.images.len() <= self.limits.count(Limit::PageRules) {
            self.page.images.push(seen);
        }
    }

    fn begin_marked_content(&mut self, _tag: &[u8], properties: Option<&Dict<'_>>) {
        let actual = properties.and_then(|p| p.get::<PdfString<'_>>(b"ActualText"));
        self.text.begin_mark(actual.and_then(|bytes| open::text_string(&bytes)));
    }

    fn end_marked_content(&mut self) {
        self.text.end_mark();
    }
}

/// Lightness of a paint on white paper, 0 to 1; `None` for one that leaves no trace.
fn lightness(paint: &Paint<'_>) -> Option<f32> {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, a] = color.to_rgba().components();
            let light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
            (a > FAINT).then_some(1.0 - a * (1.0 - light))
        }
        // A pattern's darkness is not worth computing: it is neither paper nor ink.
        Paint::Pattern(_) => Some(0.8),
    }
}
