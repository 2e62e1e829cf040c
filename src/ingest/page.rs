//! What a page of a PDF holds, freed of everything PDF: the seam between `ingest` and `layout`.

use crate::geom::{Point, Rect};
use std::fmt::{self, Write};

/// One page as it is shown: crop box and rotation applied, y down, points.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Number of the page, from 1.
    pub number: u32,
    /// Width as shown, in points.
    pub width: f64,
    /// Height as shown, in points.
    pub height: f64,
    /// Every glyph that is seen, in painting order.
    pub glyphs: Vec<Glyph>,
    /// Every ruling line: strokes, thin fills, edges of stroked rectangles.
    pub rules: Vec<Rule>,
    /// Filled areas that are no lines (cell shading, filled boxes).
    pub fills: Vec<Fill>,
    /// Boxes of the images.
    pub images: Vec<Rect>,
    /// Boxes of painted shapes that are neither lines nor rectangles: ellipses, ticks, text drawn
    /// as outlines.
    pub shapes: Vec<Rect>,
    /// What had to be mended or left out on this page, one sentence each.
    pub repaired: Vec<String>,
    /// Whether damage of the file reaches what draws the page: what stands on it may be another thing.
    pub touched: bool,
    /// Glyphs whose character could not be established (no trustworthy mapping).
    pub unreadable: usize,
    /// Glyphs that are not seen: invisible text (the recognised text of a scan, mostly), white on white. Nothing is
    /// read from them.
    pub unseen: Vec<Glyph>,
}

/// One painted glyph.
#[derive(Clone, Debug)]
pub struct Glyph {
    /// Its characters as Unicode; U+FFFD where they could not be established.
    pub text: GlyphText,
    /// Em box: advance wide, from 0.88 em above the baseline to 0.12 em below it.
    pub bbox: Rect,
    /// Origin on the baseline, on the page as shown.
    pub origin: Point,
    /// Font size in points as shown.
    pub size: f64,
    /// Character code in its font, for diagnosis.
    pub code: u32,
    /// Where the Unicode came from.
    pub decoding: Decoding,
    /// Number of its font; only whether two glyphs of a page have the same one means something.
    pub font: u16,
    /// Direction in which the text runs on the page as shown.
    pub writing: Writing,
}

/// The characters of one glyph: nearly always one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GlyphText {
    /// One character.
    Char(char),
    /// A ligature, or the joined text of a marked-content span.
    Text(Box<str>),
}

impl fmt::Display for GlyphText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(c) => f.write_char(*c),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// How a glyph's Unicode was established.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoding {
    /// The font's ToUnicode map, not contradicted by the font.
    ToUnicode,
    /// A ToUnicode map that the font program contradicts: lower confidence.
    Contradicted,
    /// A predefined CMap or a standard encoding.
    Predefined,
    /// The embedded font's own character map, read backwards.
    FontProgram,
    /// ActualText of a marked-content span.
    ActualText,
    /// Recognised in a picture, with so much confidence, in percent.
    Recognised(u8),
    /// Nothing says what it is.
    Unmapped,
}

/// Direction of a glyph's line on the page as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Left to right, upright.
    Horizontal,
    /// Top to bottom, vertical writing mode.
    Vertical,
    /// Turned by another angle (clockwise degrees, rounded): stamps, sideways text.
    Turned(i16),
}

/// A horizontal or vertical ruling line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Thin box that the line covers: for a horizontal rule `y0 <= y1` differ by its thickness.
    pub bbox: Rect,
    /// Whether the line is horizontal (else vertical).
    pub horizontal: bool,
    /// What drew it.
    pub source: RuleSource,
}

/// What a ruling line was drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleSource {
    /// A stroked line.
    Stroke,
    /// An edge of a stroked rectangle.
    RectangleEdge,
    /// A thin filled area.
    ThinFill,
}

/// A filled area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fill {
    /// The area.
    pub bbox: Rect,
    /// Lightness of its colour, 0 black to 1 white.
    pub lightness: f32,
}

#[cfg(test)]
impl Glyph {
    /// An upright glyph at the origin.
    pub fn plain(c: char, decoding: Decoding) -> Self {
        Self {
            text: GlyphText::Char(c),
            bbox: Rect::default(),
            origin: Point::default(),
            size: 10.0,
            code: 0,
            decoding,
            font: 0,
            writing: Writing::Horizontal,
        }
    }
}
