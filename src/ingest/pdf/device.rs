//! Listens to the engine drawing a page, and keeps what can be seen.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::WritingMode;
use hayro_interpret::hayro_syntax::page::Page as SyntaxPage;
use hayro_interpret::kurbo::{Affine, BezPath, Point as KurboPoint, Rect as KurboRect, Shape};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};

use super::fonts::FontTable;
use super::{Options, open, paths};
use crate::geom::{Point, Rect};
use crate::ingest::{Decoding, Fill, Glyph, Page, Rule, RuleSource, Writing};
use crate::sheet::Error;

/// Height of the em box above and below the baseline, in thousandths of an em.
const ASCENT: f64 = 880.0;
const DESCENT: f64 = -120.0;

/// What is drawn on one page.
pub(super) struct Collector<'f, 'a> {
    fonts: &'f mut FontTable<'a>,
    options: &'f Options,
    page: Page,
    clips: Vec<KurboRect>,
    last_run: Vec<(u32, KurboPoint)>,
}

impl<'f, 'a> Collector<'f, 'a> {
    pub(super) fn new(
        fonts: &'f mut FontTable<'a>,
        page: &SyntaxPage<'a>,
        bbox: KurboRect,
        options: &'f Options,
    ) -> Self {
        fonts.meet(page);
        let page = Page { width: bbox.width(), height: bbox.height(), ..Page::default() };
        Self { fonts, options, page, clips: vec![bbox], last_run: Vec::new() }
    }

    pub(super) fn finish(mut self, number: u32) -> Result<Page, Error> {
        self.page.number = number;
        let drawn = self.page.rules.len().max(self.page.fills.len()).max(self.page.images.len());
        if self.page.glyphs.len() > self.options.max_glyphs_per_page {
            let limit = self.options.max_glyphs_per_page;
            return Err(open::too_large("ページの文字数", "characters on the page", self.page.glyphs.len(), limit));
        }
        if drawn > self.options.max_rules_per_page {
            let limit = self.options.max_rules_per_page;
            return Err(open::too_large("ページの罫線・図形の数", "lines or areas on the page", drawn, limit));
        }
        Ok(self.page)
    }

    fn clip(&self) -> KurboRect {
        self.clips.last().copied().unwrap_or(KurboRect::ZERO)
    }

    fn rule(&mut self, bbox: KurboRect, horizontal: bool, source: RuleSource) {
        if let Some(seen) = visible(bbox, self.clip()) {
            if self.page.rules.len() <= self.options.max_rules_per_page {
                self.page.rules.push(Rule { bbox: seen, horizontal, source });
            }
        }
    }

    fn fill(&mut self, bbox: KurboRect, lightness: f32) {
        if let Some(seen) = visible(bbox, self.clip()) {
            if self.page.fills.len() <= self.options.max_rules_per_page {
                self.page.fills.push(Fill { bbox: seen, lightness });
            }
        }
    }
}

/// The part of a box that the clip leaves, if any.
fn visible(bbox: KurboRect, clip: KurboRect) -> Option<Rect> {
    let seen = Rect::new(bbox.x0, bbox.y0, bbox.x1, bbox.y1);
    seen.intersect(&Rect::new(clip.x0, clip.y0, clip.x1, clip.y1))
}

impl<'a> Device<'a> for Collector<'_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        let lightness = lightness(&props.paint);
        match draw_mode {
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => {
                paths::filled(path, props.transform, |part| match part {
                    paths::Part::Rule { bbox, horizontal } => self.rule(bbox, horizontal, RuleSource::ThinFill),
                    paths::Part::Area(bbox) => self.fill(bbox, lightness),
                });
            }
            DrawMode::Stroke(stroke) => {
                paths::stroked(path, props.transform, f64::from(stroke.line_width), |part| match part {
                    paths::Part::Rule { bbox, horizontal } => self.rule(bbox, horizontal, RuleSource::Stroke),
                    paths::Part::Area(bbox) => self.fill(bbox, lightness),
                });
            }
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        let bbox = clip_path.path.bounding_box();
        self.clips.push(self.clip().intersect(bbox));
    }

    fn push_clip_rect(&mut self, rect: &KurboRect) {
        self.clips.push(self.clip().intersect(*rect));
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, draw_mode: &DrawMode) {
        if matches!(draw_mode, DrawMode::Invisible) {
            return;
        }
        let places: Vec<(u32, KurboPoint)> =
            run.glyphs().iter().map(|g| (g.char_code(), props.transform * g.transform() * KurboPoint::ZERO)).collect();
        // Fill and stroke of one text are drawn one after the other.
        if matches!(draw_mode, DrawMode::Stroke(_)) && places == self.last_run {
            return;
        }
        let mode = run.writing_mode();
        let Some(run_font) = run.glyphs().first().map(|first| self.fonts.of_run(first, mode)) else { return };
        for (glyph, (code, origin)) in run.glyphs().iter().zip(&places) {
            let transform = props.transform * glyph.transform();
            let font = run_font.unwrap_or_else(|| self.fonts.of_glyph(glyph, mode));
            let reading = self.fonts.read(glyph, font, mode);
            let bbox = transform.transform_rect_bbox(KurboRect::new(0.0, DESCENT, reading.width, ASCENT));
            if !origin.is_finite() || !bbox.is_finite() || visible(bbox, self.clip()).is_none() {
                continue;
            }
            self.page.unreadable += usize::from(reading.decoding == Decoding::Unmapped);
            if self.page.glyphs.len() <= self.options.max_glyphs_per_page {
                self.page.glyphs.push(Glyph {
                    text: reading.text,
                    bbox: Rect::new(bbox.x0, bbox.y0, bbox.x1, bbox.y1),
                    origin: Point::new(origin.x, origin.y),
                    size: size(transform),
                    code: *code,
                    decoding: reading.decoding,
                    font,
                    writing: writing(transform, mode),
                });
            }
        }
        self.last_run = places;
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let bbox = props.transform.transform_rect_bbox(KurboRect::new(0.0, 0.0, width, height));
        if let Some(seen) = visible(bbox, self.clip()) {
            if self.page.images.len() <= self.options.max_rules_per_page {
                self.page.images.push(seen);
            }
        }
    }

    fn draw_rect(&mut self, rect: &KurboRect, props: DrawProps<'a>, draw_mode: &DrawMode) {
        if let DrawMode::Stroke(stroke) = draw_mode {
            paths::outlined(*rect, props.transform, f64::from(stroke.line_width), |bbox, horizontal| {
                self.rule(bbox, horizontal, RuleSource::RectangleEdge);
            });
        } else {
            self.draw_path(&rect.to_path(0.1), props, draw_mode);
        }
    }
}

/// Font size as shown: how long the em's upright is.
fn size(transform: Affine) -> f64 {
    let [_, _, c, d, _, _] = transform.as_coeffs();
    c.hypot(d) * 1000.0
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

/// Lightness of a paint on white paper, 0 to 1.
fn lightness(paint: &Paint<'_>) -> f32 {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, a] = color.to_rgba().components();
            let light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
            1.0 - a * (1.0 - light)
        }
        // A pattern's darkness is not worth computing: it is neither paper nor ink.
        Paint::Pattern(_) => 0.8,
    }
}
