//! Colours that are not plain red, green and blue: what they look like only the engine knows.

use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::page::Resources;
use hayro_interpret::kurbo::{BezPath, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint as EnginePaint, SoftMask,
    font::GlyphRun, interpret,
};
use std::collections::HashMap;

use super::super::device::lightness;

/// The engine is asked for so many colours at most: a page of more it draws sooner than it answers.
const MOST: usize = 256;

/// A plain colour.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    rgb: [f32; 3],
    pub(super) alpha: f32,
    pub(super) space: Space,
}

/// What numbers of a colour mean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Gray,
    Rgb,
    Cmyk,
    /// One of those that were named, by its number.
    Named(usize),
    /// One that another part of the page named.
    Foreign,
}

impl Default for Paint {
    fn default() -> Self {
        Self { rgb: [0.0; 3], alpha: 1.0, space: Space::Gray }
    }
}

impl Paint {
    /// Takes a colour, and the space in which it was told.
    pub(super) fn color(&mut self, space: Space, rgb: [f32; 3]) {
        (self.space, self.rgb) = (space, rgb);
    }

    /// Leaves the page or the part of it in which its space has a name.
    pub(super) fn leave(&mut self) {
        if let Space::Named(_) = self.space {
            self.space = Space::Foreign;
        }
    }

    /// See [`lightness`]; colours are of 256 steps.
    pub(super) fn lightness(&self) -> Option<f32> {
        let [r, g, b] = self.rgb;
        lightness([r, g, b, self.alpha].map(|part| f32::from((part * 255.0 + 0.5) as u8) * (1.0 / 255.0)))
    }
}

/// The colours of a page, as far as the engine was asked.
pub(super) struct Colours<'e, 'a> {
    /// A page of one point without anything on it.
    blank: &'e dyn Fn() -> Context<'a>,
    /// The names of spaces. Two parts of a page may have the same: neither uses that of the other ([`Paint::leave`]).
    spaces: Vec<Vec<u8>>,
    /// What the engine said, by the place of the resources that it looked into and what it drew.
    known: HashMap<(usize, Vec<u8>), Option<[f32; 3]>>,
}

impl<'e, 'a> Colours<'e, 'a> {
    pub(super) fn new(blank: &'e dyn Fn() -> Context<'a>) -> Self {
        Self { blank, spaces: Vec::new(), known: HashMap::new() }
    }

    /// The space of a name.
    pub(super) fn space(&mut self, name: &[u8]) -> Space {
        Space::Named(self.spaces.iter().position(|known| known == name).unwrap_or_else(|| {
            self.spaces.push(name.to_vec());
            self.spaces.len() - 1
        }))
    }

    /// What numbers look like in a space, or its first colour, where there are none; `None` where the engine must draw.
    pub(super) fn colour(
        &mut self,
        resources: &Resources<'a>,
        space: Space,
        numbers: Option<&[f64]>,
    ) -> Option<[f32; 3]> {
        let name: &[u8] = match space {
            Space::Gray => b"DeviceGray",
            Space::Rgb => b"DeviceRGB",
            Space::Cmyk => b"DeviceCMYK",
            Space::Named(at) => self.spaces.get(at)?,
            Space::Foreign => return None,
        };
        let mut drawing = [b"/", name, b" cs "].concat();
        if let Some(numbers) = numbers {
            numbers.iter().for_each(|number| drawing.extend(format!("{number} ").bytes()));
            drawing.extend(b"sc ");
        }
        drawing.extend(b"0 0 1 1 re f");
        let key = (place(resources), drawing);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        if self.known.len() == MOST {
            return None;
        }
        let mut swatch = Swatch(None);
        interpret(TypedIter::new(&key.1), resources, &mut (self.blank)(), &mut swatch);
        self.known.insert(key, swatch.0);
        swatch.0
    }
}

/// Where resources have their colours.
fn place(resources: &Resources<'_>) -> usize {
    resources.color_spaces.data().as_ptr() as usize
}

/// Looks at the colour of the one area that is drawn.
struct Swatch(Option<[f32; 3]>);

impl<'a> Device<'a> for Swatch {
    fn draw_path(&mut self, _: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        if let EnginePaint::Color(color) = &props.paint {
            let [r, g, b, _] = color.to_rgba().components();
            self.0 = Some([r, g, b]);
        }
    }

    fn draw_rect(&mut self, _: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.draw_path(&BezPath::new(), props, mode);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
