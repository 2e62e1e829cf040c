//! Listens to the engine drawing a page, and paints it as a picture in grey.
//!
//! For optical recognition: what is cut off by a clip is cut by the clip's box, patterns are left out, and groups are
//! painted as if they were opaque.

use super::images::{self, Pixels};
use super::is_mistaken;
use crate::ingest::{Limits, Picture};
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, FillRule, Image, ImageDrawProps, Paint, SoftMask, StrokeProps,
};
use tiny_skia::{Color, PathBuilder, Pixmap, PremultipliedColorU8, Stroke, Transform};

/// Pixels of an image under one of the picture, along each side, that are looked at, at most.
const SAMPLES: usize = 4;

/// The picture so far.
pub(super) struct Canvas<'p> {
    pixels: Pixmap,
    /// From points to pixels.
    scale: f64,
    limits: &'p Limits,
    /// The box that may still be painted, in points, innermost last.
    seen: Vec<Rect>,
    /// Whether an image is missing.
    pub(super) lacks: bool,
}

impl<'p> Canvas<'p> {
    /// A white page of that size in points; `None` where it has no pixel, or too many.
    pub(super) fn new(page: Rect, scale: f64, limits: &'p Limits) -> Option<Self> {
        let [width, height] = [page.width(), page.height()].map(|side| (side * scale).round() as u32);
        let mut pixels = Pixmap::new(width, height)?;
        pixels.fill(Color::WHITE);
        Some(Self { pixels, scale, limits, seen: vec![page], lacks: false })
    }

    /// What was painted.
    pub(super) fn finish(self) -> Picture {
        let (width, height) = (self.pixels.width() as usize, self.pixels.height() as usize);
        let grey = self.pixels.pixels().iter().map(|p| grey_of([p.red(), p.green(), p.blue()])).collect();
        Picture { width, height, grey }
    }

    fn sees(&self, bbox: Rect) -> Option<Rect> {
        let clip = self.seen.last()?;
        let seen = clip.intersect(bbox);
        (bbox.is_finite() && bbox.x0 <= clip.x1 && clip.x0 <= bbox.x1 && bbox.y0 <= clip.y1 && clip.y0 <= bbox.y1)
            .then_some(seen)
    }

    fn path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'_>, mode: &DrawMode) {
        let Paint::Color(colour) = paint else { return };
        if self.sees(transform.transform_rect_bbox(path.bounding_box()).inflate(1.0, 1.0)).is_none() {
            return;
        }
        let Some(path) = skia(path, Affine::scale(self.scale) * transform) else { return };
        let [r, g, b, a] = colour.to_rgba().to_rgba8();
        let mut ink = tiny_skia::Paint::default();
        ink.set_color_rgba8(r, g, b, a);
        let width = self.scale * transform.determinant().abs().sqrt();
        let mut fill = |rule: &FillRule| {
            let rule = match rule {
                FillRule::NonZero => tiny_skia::FillRule::Winding,
                FillRule::EvenOdd => tiny_skia::FillRule::EvenOdd,
            };
            self.pixels.fill_path(&path, &ink, rule, Transform::identity(), None);
        };
        if let DrawMode::Fill(rule) | DrawMode::FillAndStroke(rule, _) = mode {
            fill(rule);
        }
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode {
            self.pixels.stroke_path(&path, &ink, &line(stroke, width), Transform::identity(), None);
        }
    }

    /// Paints what of the pixels is seen; `transform` leads from them to the page.
    fn image<F: Fn(usize, usize) -> [u8; 4]>(&mut self, pixels: &Pixels<F>, transform: Affine, seen: Rect) {
        let transform = Affine::scale(self.scale) * transform;
        if transform.determinant().abs() < 1e-12 {
            return;
        }
        let back = transform.inverse();
        let (width, height) = (self.pixels.width() as usize, self.pixels.height() as usize);
        let from = |edge: f64, most: usize| ((edge * self.scale).floor().max(0.0) as usize).min(most);
        let to = |edge: f64, most: usize| ((edge * self.scale).ceil().max(0.0) as usize).min(most);
        let dense = back.determinant().abs().sqrt();
        let samples = (dense.round() as usize).clamp(1, SAMPLES);
        let columns = from(seen.x0, width)..to(seen.x1, width);
        for y in from(seen.y0, height)..to(seen.y1, height) {
            for x in columns.clone() {
                let (mut sum, mut opaque, mut met) = (0_u32, 0_u32, 0_u32);
                for (i, j) in (0..samples).flat_map(|j| (0..samples).map(move |i| (i, j))) {
                    let at = |i: usize| (i as f64 + 0.5) / samples as f64;
                    let from = back * Point::new(x as f64 + at(i), y as f64 + at(j));
                    if from.x < 0.0 || from.y < 0.0 {
                        continue;
                    }
                    let (px, py) = (from.x as usize, from.y as usize);
                    if px < pixels.width && py < pixels.height {
                        let [r, g, b, a] = (pixels.at)(px, py);
                        sum += u32::from(grey_of([r, g, b])) * u32::from(a);
                        opaque += u32::from(a);
                        met += 1;
                    }
                }
                let Some(pixel) = self.pixels.pixels_mut().get_mut(y * width + x).filter(|_| met > 0) else { continue };
                let under = u32::from(grey_of([pixel.red(), pixel.green(), pixel.blue()]));
                let all = met * u32::from(u8::MAX);
                let grey = ((sum + under * (all - opaque)) / all).min(u32::from(u8::MAX)) as u8;
                if let Some(painted) = PremultipliedColorU8::from_rgba(grey, grey, grey, u8::MAX) {
                    *pixel = painted;
                }
            }
        }
    }
}

/// Listens to how fine the largest image of a page is.
pub(super) struct Measure {
    page: Rect,
    /// Area of the largest image in points, and its pixels.
    largest: (f64, f64),
}

/// An image over this part of a page is the page.
const COVER: f64 = 0.6;

impl Measure {
    pub(super) fn new(page: Rect) -> Self {
        Self { page, largest: (0.0, 0.0) }
    }

    /// Pixels to a point of the image that covers most of the page.
    pub(super) fn finest(&self) -> Option<f64> {
        let (area, pixels) = self.largest;
        (area > COVER * self.page.area()).then(|| (pixels / area).sqrt())
    }
}

impl<'a> Device<'a> for Measure {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = f64::from(image.width()) * f64::from(image.height());
        let area = props.transform.determinant().abs() * pixels;
        if area > self.largest.0 {
            self.largest = (area, pixels);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn pop_clip(&mut self) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_transparency_group(&mut self) {}
}

/// How light a colour is.
fn grey_of([r, g, b]: [u8; 3]) -> u8 {
    if r == g && g == b {
        return r;
    }
    ((u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000).min(255) as u8
}

fn skia(path: &BezPath, transform: Affine) -> Option<tiny_skia::Path> {
    let mut builder = PathBuilder::new();
    let at = |p: Point| {
        let p = transform * p;
        (p.x as f32, p.y as f32)
    };
    for element in path.elements() {
        match element {
            PathEl::MoveTo(p) => {
                let (x, y) = at(*p);
                builder.move_to(x, y);
            }
            PathEl::LineTo(p) => {
                let (x, y) = at(*p);
                builder.line_to(x, y);
            }
            PathEl::QuadTo(p, q) => {
                let ((a, b), (x, y)) = (at(*p), at(*q));
                builder.quad_to(a, b, x, y);
            }
            PathEl::CurveTo(p, q, r) => {
                let ((a, b), (c, d), (x, y)) = (at(*p), at(*q), at(*r));
                builder.cubic_to(a, b, c, d, x, y);
            }
            PathEl::ClosePath => builder.close(),
        }
    }
    builder.finish()
}

fn line(stroke: &StrokeProps, scale: f64) -> Stroke {
    // No line is thinner than a pixel: that is how viewers draw it.
    Stroke { width: ((f64::from(stroke.line_width) * scale) as f32).max(1.0), ..Stroke::default() }
}

impl<'a> Device<'a> for Canvas<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.path(path, props.transform, &props.paint, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip_rect(&clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        let outer = self.seen.last().copied().unwrap_or_default();
        self.seen.push(outer.intersect(*rect));
    }

    fn pop_clip(&mut self) {
        if self.seen.len() > 1 {
            self.seen.pop();
        }
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Invisible) {
            return;
        }
        for glyph in run.glyphs() {
            match &**glyph {
                Glyph::Type3(drawn) => drawn.interpret(self, props.transform, glyph.transform(), &props.paint),
                // A wrong character in its place is worse than none.
                Glyph::Outline(outlined) if is_mistaken(outlined) => {}
                Glyph::Outline(outlined) => {
                    self.path(&outlined.outline(), props.transform * glyph.transform(), &props.paint, mode);
                }
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let Some(seen) = self.sees(props.transform.transform_rect_bbox(pixels)) else { return };
        let stream = match &image {
            Image::Stencil(stencil) => stencil.stream(),
            Image::Raster(raster) => raster.stream(),
        };
        if !images::fits(stream, self.limits) {
            self.lacks = true;
            return;
        }
        let mut painted = false;
        let scaled = |(x, y): (f32, f32)| props.transform * Affine::scale_non_uniform(f64::from(x), f64::from(y));
        match &image {
            Image::Stencil(stencil) => stencil.with_stencil(
                |mask, paint| {
                    let colour = super::pen::colour(paint);
                    self.image(&images::stencil(&mask, colour), scaled(mask.scale_factors), seen);
                    painted = true;
                },
                None,
            ),
            Image::Raster(raster) => raster.with_rgba(
                |data, alpha| {
                    self.image(&images::raster(&data, alpha.as_ref()), scaled(data.scale_factors()), seen);
                    painted = true;
                },
                None,
            ),
        }
        self.lacks |= !painted;
    }
}
