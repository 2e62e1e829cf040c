//! Glyphs and drawn marks on one footing: what lines are made of.

use crate::geom::{Point, Rect};
use crate::ingest::{Decoding, Glyph, GlyphText, Writing};

/// Direction in which a line runs; lines of different directions are never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Left to right.
    Right,
    /// Top to bottom: vertical writing, or text turned clockwise.
    Down,
    /// Bottom to top.
    Up,
    /// Upside down.
    Left,
    /// Along another angle, in clockwise degrees.
    Slanted(i16),
}

impl Direction {
    /// The direction of a way of writing.
    pub fn of(writing: Writing) -> Self {
        match writing {
            Writing::Horizontal => Direction::Right,
            Writing::Vertical => Direction::Down,
            Writing::Turned(degrees) => match degrees.rem_euclid(360) {
                0..=2 | 358.. => Direction::Right,
                88..=92 => Direction::Down,
                178..=182 => Direction::Left,
                268..=272 => Direction::Up,
                other => Direction::Slanted(other),
            },
        }
    }

    /// A point as (along the line, across the lines): the page turned until the text runs to the right.
    pub fn turn(self, p: Point) -> (f64, f64) {
        match self {
            Direction::Right => (p.x, p.y),
            Direction::Down => (p.y, -p.x),
            Direction::Up => (-p.y, p.x),
            Direction::Left => (-p.x, -p.y),
            Direction::Slanted(degrees) => {
                let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
                (p.x * cos + p.y * sin, p.y * cos - p.x * sin)
            }
        }
    }
}

/// A visible glyph, a blank, or a drawn mark.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its characters.
    pub text: GlyphText,
    /// Its box on the page.
    pub bbox: Rect,
    /// Font size in points.
    pub size: f64,
    /// Trust in its characters, 0 to 1.
    pub trust: f64,
    /// Direction of its line.
    pub direction: Direction,
    /// Where it begins along its line.
    pub start: f64,
    /// Where it ends along its line.
    pub end: f64,
    /// Baseline across the lines.
    pub base: f64,
    /// Whether it is white space.
    pub blank: bool,
    /// Whether it was drawn as a shape, not set as a character.
    pub drawn: bool,
    /// Whether its word runs over a border.
    pub straddles: bool,
}

impl Item {
    /// The item of a glyph; `None` where its place is not usable or it has no characters.
    pub fn of_glyph(glyph: &Glyph) -> Option<Self> {
        if !glyph.bbox.is_sane() || matches!(&glyph.text, GlyphText::Text(t) if t.is_empty()) {
            return None;
        }
        let size = if glyph.size.is_finite() && glyph.size > 0.0 { glyph.size.min(1e4) } else { 1.0 };
        let mut item = Self::shape(glyph.text.clone(), glyph.bbox, size, Direction::of(glyph.writing));
        (item.blank, item.trust) = match &item.text {
            GlyphText::Char(c) => (is_blank(*c), trust(glyph.decoding, *c == char::REPLACEMENT_CHARACTER)),
            GlyphText::Text(text) => {
                (text.chars().all(is_blank), trust(glyph.decoding, text.contains(char::REPLACEMENT_CHARACTER)))
            }
        };
        if glyph.writing != Writing::Vertical && glyph.origin.x.is_finite() && glyph.origin.y.is_finite() {
            item.base = item.direction.turn(glyph.origin).1;
        }
        Some(item)
    }

    /// The item of a drawn mark.
    pub fn of_mark(mark: char, bbox: Rect) -> Self {
        let mut item = Self::shape(GlyphText::Char(mark), bbox, bbox.width().max(bbox.height()), Direction::Right);
        item.drawn = true;
        item
    }

    fn shape(text: GlyphText, bbox: Rect, size: f64, direction: Direction) -> Self {
        let (along, across) = direction.turn(bbox.center());
        let (w, h) = (bbox.width(), bbox.height());
        let half = match direction {
            Direction::Right | Direction::Left => w / 2.0,
            Direction::Down | Direction::Up => h / 2.0,
            Direction::Slanted(_) => (w.min(h) / 2.0).min(size / 2.0),
        };
        // The em box stands 0.88 above the baseline and 0.12 below it.
        let base = across + 0.38 * size;
        Self {
            text,
            bbox,
            size,
            trust: 1.0,
            direction,
            start: along - half,
            end: along + half,
            base,
            blank: false,
            drawn: false,
            straddles: false,
        }
    }

    /// Top of its em box across the lines.
    pub fn top(&self) -> f64 {
        self.base - 0.88 * self.size
    }

    /// Bottom of its em box across the lines.
    pub fn bottom(&self) -> f64 {
        self.base + 0.12 * self.size
    }
}

/// White space and characters without any ink.
fn is_blank(c: char) -> bool {
    // Nearly all characters are of these.
    if matches!(c, '!'..='~' | '\u{3001}'..='\u{d7ff}') {
        return false;
    }
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn trust(decoding: Decoding, unknown: bool) -> f64 {
    if unknown {
        return 0.0;
    }
    match decoding {
        Decoding::ToUnicode | Decoding::Predefined => 1.0,
        Decoding::FontProgram | Decoding::ActualText => 0.95,
        Decoding::Contradicted => 0.5,
        Decoding::Recognised(percent) => f64::from(percent) / 100.0,
        Decoding::Unmapped => 0.0,
    }
}
