//! Synthetic pages, drawn step by step.

use kanrihyo::geom::{Point, Rect};
use kanrihyo::ingest::{Decoding, Fill, Glyph, GlyphText, Limits, Page, Rule, RuleSource, Writing};
use kanrihyo::layout::{self, PageLayout};

/// A page under construction.
#[derive(Clone)]
pub struct Paper(pub Page);

impl std::fmt::Debug for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let corners = |b: &Rect| format!("[{:.2} {:.2} {:.2} {:.2}]", b.x0, b.y0, b.x1, b.y1);
        let rules: Vec<String> = self.0.rules.iter().map(|r| corners(&r.bbox)).collect();
        let glyphs: Vec<String> = self.0.glyphs.iter().map(|g| format!("{:?} {}", g.text, corners(&g.bbox))).collect();
        write!(f, "rules {} glyphs {}", rules.join(" "), glyphs.join(" "))
    }
}

impl Paper {
    pub fn new() -> Self {
        Self(Page { number: 1, width: 595.0, height: 842.0, ..Page::default() })
    }

    pub fn h(mut self, y: f64, x0: f64, x1: f64) -> Self {
        self.0.rules.push(Rule {
            bbox: Rect::new(x0, y - 0.25, x1, y + 0.25),
            horizontal: true,
            source: RuleSource::Stroke,
        });
        self
    }

    pub fn v(mut self, x: f64, y0: f64, y1: f64) -> Self {
        self.0.rules.push(Rule {
            bbox: Rect::new(x - 0.25, y0, x + 0.25, y1),
            horizontal: false,
            source: RuleSource::Stroke,
        });
        self
    }

    /// A ruled table with full lines.
    pub fn table(mut self, xs: &[f64], ys: &[f64]) -> Self {
        let (x0, x1, y0, y1) = (xs[0], xs[xs.len() - 1], ys[0], ys[ys.len() - 1]);
        for &y in ys {
            self = self.h(y, x0, x1);
        }
        for &x in xs {
            self = self.v(x, y0, y1);
        }
        self
    }

    pub fn fill(mut self, b: Rect, lightness: f32) -> Self {
        self.0.fills.push(Fill { bbox: b, lightness });
        self
    }

    /// Text from `x` on the baseline `y`, glyphs `spacing` apart.
    pub fn spaced(mut self, x: f64, y: f64, size: f64, spacing: f64, text: &str) -> Self {
        let mut at = x;
        for c in text.chars() {
            let wide = if c.is_ascii() { size / 2.0 } else { size };
            self.0.glyphs.push(glyph(
                c,
                Rect::new(at, y - 0.88 * size, at + wide, y + 0.12 * size),
                Point::new(at, y),
                size,
                Writing::Horizontal,
            ));
            at += wide + spacing;
        }
        self
    }

    pub fn text(self, x: f64, y: f64, text: &str) -> Self {
        self.spaced(x, y, 8.0, 0.0, text)
    }

    /// Vertical writing downwards from `y`, centred on `x`.
    pub fn downwards(mut self, x: f64, y: f64, size: f64, text: &str) -> Self {
        for (i, c) in text.chars().enumerate() {
            let top = y + size * i as f64;
            let b = Rect::new(x - size / 2.0, top, x + size / 2.0, top + size);
            self.0.glyphs.push(glyph(c, b, Point::new(x, top), size, Writing::Vertical));
        }
        self
    }

    pub fn layout(&self) -> PageLayout {
        laid_out(&self.0)
    }
}

pub fn glyph(c: char, bbox: Rect, origin: Point, size: f64, writing: Writing) -> Glyph {
    Glyph {
        text: GlyphText::Char(c),
        bbox,
        origin,
        size,
        code: c as u32,
        decoding: Decoding::ToUnicode,
        font: 0,
        writing,
    }
}

/// Texts of all cells in reading order.
pub fn texts(layout: &PageLayout) -> Vec<String> {
    layout.cells().map(|(_, c)| c.text()).collect()
}

pub fn loose(layout: &PageLayout) -> Vec<&str> {
    layout.loose.iter().map(|l| l.text.as_str()).collect()
}

/// The layout of a page that is within all limits.
pub fn laid_out(page: &Page) -> PageLayout {
    layout::page(page, &Limits::default()).unwrap()
}
