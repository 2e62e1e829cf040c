//! Listens to the engine drawing a page, and writes it down as SVG.

use super::{images, is_mistaken, matrix, number, outline};
use crate::geom::Rect as Part;
use crate::ingest::{Limit, Limits};
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::kurbo::{Affine, BezPath, Cap, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, FillRule, Image, ImageDrawProps, Paint, SoftMask, StrokeProps,
};
use std::collections::HashMap;
use std::fmt::Write;

/// What patterns and shadings become: an even grey that text stays readable on.
const PATTERN: (u32, f32) = (0x80_80_80, 0.25);
/// Thinnest line that is still seen, in points.
const HAIR: f64 = 0.25;
/// An empty box, as viewers show it for a character that a font lacks; in steps of glyphs.
const UNKNOWN: &str = "m25 0v190h200v-190zm12 12h176v166h-176z";
/// Places after the point of lengths in points.
const PLACES: usize = 2;

/// What has been drawn.
pub(super) struct Pen<'p> {
    page: Rect,
    parts: Option<&'p [Part]>,
    limits: &'p Limits,
    body: String,
    definitions: String,
    /// The glyphs that were met.
    glyphs: HashMap<u128, Known>,
    /// How many of them are defined.
    defined: usize,
    /// Glyphs, by themselves and the code that chose them, that are not those of their character.
    mistaken: HashMap<(u128, u32), bool>,
    clips: usize,
    /// For each clip and group that is open, whether it is a group of the SVG.
    open: Vec<bool>,
    /// The box that may still be painted, innermost last.
    seen: Vec<Rect>,
}

/// What is known of a glyph, whose outline takes long to make.
#[derive(Clone, Copy)]
struct Known {
    /// The box of its outline; `None` for one that leaves no trace.
    bbox: Option<Rect>,
    /// Its number, once it is defined.
    id: Option<usize>,
}

impl Known {
    fn of(shape: &BezPath) -> Self {
        Self { bbox: (!shape.is_empty()).then(|| shape.bounding_box()), id: None }
    }
}

impl<'p> Pen<'p> {
    pub(super) fn new(page: Rect, parts: Option<&'p [Part]>, limits: &'p Limits) -> Self {
        Self {
            page,
            parts,
            limits,
            body: String::new(),
            definitions: String::new(),
            glyphs: HashMap::new(),
            defined: 0,
            mistaken: HashMap::new(),
            clips: 0,
            open: Vec::new(),
            seen: vec![page],
        }
    }

    /// The SVG; `None` where it is too long.
    pub(super) fn finish(mut self) -> Option<String> {
        while self.open.pop().is_some_and(|group| group) {
            self.body.push_str("</g>");
        }
        if self.is_full() {
            return None;
        }
        let [width, height] = [self.page.width(), self.page.height()].map(|side| number(side, PLACES));
        Some(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\"><rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/><defs>{}</defs>{}</svg>",
            self.definitions, self.body
        ))
    }

    fn is_full(&self) -> bool {
        (self.body.len() + self.definitions.len()) as u64 > self.limits.most(Limit::PageBytes)
    }

    /// What of a box is seen; `None` where nothing is, or nobody asks.
    fn seen(&self, bbox: Rect) -> Option<Rect> {
        let clip = self.seen.last().copied().unwrap_or(self.page);
        let seen = clip.intersect(bbox);
        let is_wanted = |part: &Part| part.x0 < seen.x1 && seen.x0 < part.x1 && part.y0 < seen.y1 && seen.y0 < part.y1;
        let touches =
            bbox.is_finite() && bbox.x0 <= clip.x1 && clip.x0 <= bbox.x1 && bbox.y0 <= clip.y1 && clip.y0 <= bbox.y1;
        (touches && !self.is_full() && self.parts.is_none_or(|parts| parts.iter().any(is_wanted))).then_some(seen)
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.body.write_fmt(text);
    }

    fn glyph(&mut self, glyph: &Glyph<'_>, transform: Affine, paint: &Paint<'_>, mode: &DrawMode) {
        let Glyph::Outline(outlined) = glyph else { return };
        let key = outlined.identifier().cache_key();
        let known = *self.glyphs.entry(key).or_insert_with(|| Known::of(&outlined.outline()));
        let Some(bbox) = known.bbox else { return };
        if self.seen(transform.transform_rect_bbox(bbox)).is_none() {
            return;
        }
        let mistaken = self.mistaken.entry((key, outlined.char_code())).or_insert_with(|| is_mistaken(outlined));
        let transform = transform * Affine::scale(outline::STEP);
        if *mistaken {
            return self.put(format_args!("<path d=\"{UNKNOWN}\" transform=\"{}\"/>", matrix(transform)));
        }
        let id = known.id.unwrap_or_else(|| self.define(key, &outlined.outline()));
        let scale = transform.determinant().abs().sqrt();
        let ink = ink(paint, mode, if scale > 0.0 { 1.0 / scale } else { 1.0 }, scale);
        self.put(format_args!("<use href=\"#g{id}\" transform=\"{}\"{ink}/>", matrix(transform)));
    }

    /// Writes the shape of a glyph down, and gives its number.
    fn define(&mut self, key: u128, shape: &BezPath) -> usize {
        let id = self.defined;
        self.defined += 1;
        self.glyphs.entry(key).and_modify(|known| known.id = Some(id));
        let _ = write!(self.definitions, "<path id=\"g{id}\" d=\"{}\"/>", outline::in_steps(shape));
        id
    }

    fn open(&mut self, attributes: &str) {
        let group = !attributes.is_empty();
        if group {
            self.put(format_args!("<g{attributes}>"));
        }
        self.open.push(group);
    }

    fn close(&mut self) {
        if self.open.pop().is_some_and(|group| group) {
            self.body.push_str("</g>");
        }
    }

    fn clip(&mut self, bbox: Rect, path: impl FnOnce() -> (String, FillRule)) {
        let clip = self.seen.last().copied().unwrap_or(self.page);
        let all = bbox.x0 <= clip.x0 && bbox.y0 <= clip.y0 && bbox.x1 >= clip.x1 && bbox.y1 >= clip.y1;
        self.seen.push(clip.intersect(bbox));
        if self.is_full() {
            return self.open("");
        }
        let (path, fill) = path();
        let is_box = path.is_empty();
        // Text in a cell is often clipped to the cell, which leaves it whole: only what cuts is written.
        if all && is_box {
            return self.open("");
        }
        let id = self.clips;
        self.clips += 1;
        let rule = if fill == FillRule::EvenOdd { " clip-rule=\"evenodd\"" } else { "" };
        let _ = if is_box {
            write!(self.definitions, "<clipPath id=\"c{id}\"><rect {}/></clipPath>", place(bbox))
        } else {
            write!(self.definitions, "<clipPath id=\"c{id}\"><path d=\"{path}\"{rule}/></clipPath>")
        };
        self.open(&format!(" clip-path=\"url(#c{id})\""));
    }
}

impl<'a> Device<'a> for Pen<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let path = props.transform * path.clone();
        let scale = props.transform.determinant().abs().sqrt();
        if self.seen(widened(path.bounding_box(), mode, scale)).is_none() {
            return;
        }
        let ink = ink(&props.paint, mode, scale, 1.0) + blend(props.blend_mode);
        self.put(format_args!("<path d=\"{}\"{ink}/>", outline::in_points(&path)));
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        let [_, b, c, ..] = props.transform.as_coeffs();
        if b != 0.0 || c != 0.0 {
            return self.draw_path(&rect.to_path(0.1), props, mode);
        }
        let scale = props.transform.determinant().abs().sqrt();
        let bbox = props.transform.transform_rect_bbox(*rect);
        if self.seen(widened(bbox, mode, scale)).is_none() {
            return;
        }
        let ink = ink(&props.paint, mode, scale, 1.0) + blend(props.blend_mode);
        self.put(format_args!("<rect {}{ink}/>", place(bbox)));
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.clip(clip.path.bounding_box(), || (outline::in_points(&clip.path), clip.fill));
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.clip(*rect, || (String::new(), FillRule::NonZero));
    }

    fn pop_clip(&mut self) {
        if self.seen.len() > 1 {
            self.seen.pop();
        }
        self.close();
    }

    fn push_transparency_group(&mut self, opacity: f32, _: Option<SoftMask<'a>>, mode: BlendMode) {
        let opacity =
            if opacity < 1.0 { format!(" opacity=\"{}\"", number(f64::from(opacity), 2)) } else { String::new() };
        self.open(&(opacity + blend(mode)));
    }

    fn pop_transparency_group(&mut self) {
        self.close();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Invisible) {
            return;
        }
        for glyph in run.glyphs() {
            match &**glyph {
                Glyph::Type3(drawn) => drawn.interpret(self, props.transform, glyph.transform(), &props.paint),
                outlined => self.glyph(outlined, props.transform * glyph.transform(), &props.paint, mode),
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let Some(seen) = self.seen(props.transform.transform_rect_bbox(pixels)) else { return };
        // Parts of a page need no more of an image than what is in them.
        let seen = self.parts.map_or(seen, |parts| {
            let all = parts.iter().map(|p| Rect::new(p.x0, p.y0, p.x1, p.y1)).reduce(|a, b| a.union(b));
            all.map_or(seen, |all| all.intersect(seen))
        });
        let stream = match &image {
            Image::Stencil(stencil) => stencil.stream(),
            Image::Raster(raster) => raster.stream(),
        };
        let mut png = None;
        let scaled = |(x, y): (f32, f32)| props.transform * Affine::scale_non_uniform(f64::from(x), f64::from(y));
        if images::fits(stream, self.limits) {
            match &image {
                Image::Stencil(stencil) => stencil.with_stencil(
                    |mask, paint| {
                        let [r, g, b, a] = colour(paint);
                        png = images::png(&images::stencil(&mask, [r, g, b, a]), scaled(mask.scale_factors), seen);
                    },
                    None,
                ),
                Image::Raster(raster) => raster.with_rgba(
                    |data, alpha| {
                        png = images::png(&images::raster(&data, alpha.as_ref()), scaled(data.scale_factors()), seen);
                    },
                    None,
                ),
            }
        }
        let at = place(seen);
        match png {
            Some(png) => self.put(format_args!(
                "<image {at} preserveAspectRatio=\"none\" href=\"data:image/png;base64,{png}\"{}/>",
                blend(props.blend_mode)
            )),
            // An image that cannot be drawn is not passed over in silence.
            None => self.put(format_args!("<rect {at} fill=\"#eee\" stroke=\"#999\" stroke-dasharray=\"4\"/>")),
        }
    }
}

fn place(b: Rect) -> String {
    let [x, y, width, height] = [b.x0, b.y0, b.width(), b.height()].map(|length| number(length, PLACES));
    format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
}

/// The box of what a line of some width leaves.
fn widened(bbox: Rect, mode: &DrawMode, scale: f64) -> Rect {
    let width = match mode {
        DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => f64::from(stroke.line_width) * scale,
        DrawMode::Fill(_) | DrawMode::Invisible => 0.0,
    };
    bbox.inflate(width / 2.0 + HAIR, width / 2.0 + HAIR)
}

/// The colour of a paint, as red, green, blue and opacity.
pub(super) fn colour(paint: &Paint<'_>) -> [u8; 4] {
    match paint {
        Paint::Color(colour) => colour.to_rgba().to_rgba8(),
        Paint::Pattern(_) => {
            let [_, r, g, b] = PATTERN.0.to_be_bytes();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A share of 255.
            let opacity = (PATTERN.1 * 255.0) as u8;
            [r, g, b, opacity]
        }
    }
}

/// The attributes of fill and line; `scale` leads from the line's width to the shape's own units, `unit` is how many
/// points one of these is.
fn ink(paint: &Paint<'_>, mode: &DrawMode, scale: f64, unit: f64) -> String {
    let [r, g, b, a] = colour(paint);
    let rgb = format!("#{r:02x}{g:02x}{b:02x}");
    let opacity = |what: &str| {
        if a == u8::MAX { String::new() } else { format!(" {what}-opacity=\"{}\"", number(f64::from(a) / 255.0, 2)) }
    };
    // Black is what SVG fills with where nothing is said.
    let fill = |rule: &FillRule| {
        let colour = if rgb == "#000000" { String::new() } else { format!(" fill=\"{rgb}\"") };
        let rule = if *rule == FillRule::EvenOdd { " fill-rule=\"evenodd\"" } else { "" };
        colour + &opacity("fill") + rule
    };
    let line = |stroke: &StrokeProps| {
        let least = if unit > 0.0 { HAIR / unit } else { HAIR };
        let width = (f64::from(stroke.line_width) * scale).max(least);
        let mut text = format!(" stroke=\"{rgb}\" stroke-width=\"{}\"{}", number(width, PLACES), opacity("stroke"));
        match stroke.line_cap {
            Cap::Butt => {}
            Cap::Round => text.push_str(" stroke-linecap=\"round\""),
            Cap::Square => text.push_str(" stroke-linecap=\"square\""),
        }
        if !stroke.dash_array.is_empty() {
            let dashes: Vec<String> = stroke
                .dash_array
                .iter()
                .take(16)
                .map(|dash| number((f64::from(*dash) * scale).abs(), PLACES))
                .collect();
            text.push_str(&format!(" stroke-dasharray=\"{}\"", dashes.join(" ")));
        }
        text
    };
    match mode {
        DrawMode::Fill(rule) => fill(rule),
        DrawMode::Stroke(stroke) => String::from(" fill=\"none\"") + &line(stroke),
        DrawMode::FillAndStroke(rule, stroke) => fill(rule) + &line(stroke),
        DrawMode::Invisible => String::from(" fill=\"none\""),
    }
}

/// How a colour joins what is under it, where that matters to who reads: a marker leaves the text.
fn blend(mode: BlendMode) -> &'static str {
    match mode {
        BlendMode::Multiply => " style=\"mix-blend-mode:multiply\"",
        BlendMode::Darken => " style=\"mix-blend-mode:darken\"",
        _ => "",
    }
}
