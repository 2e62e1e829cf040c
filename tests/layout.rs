//! Layout on synthetic pages: each case is drawn the way some producer draws it.

use kanrihyo::geom::{Point, Rect};
use kanrihyo::ingest::{Decoding, Fill, Glyph, GlyphText, Page, Rule, RuleSource, Writing};
use kanrihyo::layout::{self, PageLayout};

/// A page under construction.
#[derive(Clone)]
struct Paper(Page);

impl Paper {
    fn new() -> Self {
        Self(Page { number: 1, width: 595.0, height: 842.0, ..Page::default() })
    }

    fn h(mut self, y: f64, x0: f64, x1: f64) -> Self {
        self.0.rules.push(Rule {
            bbox: Rect::new(x0, y - 0.25, x1, y + 0.25),
            horizontal: true,
            source: RuleSource::Stroke,
        });
        self
    }

    fn v(mut self, x: f64, y0: f64, y1: f64) -> Self {
        self.0.rules.push(Rule {
            bbox: Rect::new(x - 0.25, y0, x + 0.25, y1),
            horizontal: false,
            source: RuleSource::Stroke,
        });
        self
    }

    /// A ruled table with full lines.
    fn table(mut self, xs: &[f64], ys: &[f64]) -> Self {
        let (x0, x1, y0, y1) = (xs[0], xs[xs.len() - 1], ys[0], ys[ys.len() - 1]);
        for &y in ys {
            self = self.h(y, x0, x1);
        }
        for &x in xs {
            self = self.v(x, y0, y1);
        }
        self
    }

    fn fill(mut self, b: Rect, lightness: f32) -> Self {
        self.0.fills.push(Fill { bbox: b, lightness });
        self
    }

    /// Text from `x` on the baseline `y`, glyphs `spacing` apart.
    fn spaced(mut self, x: f64, y: f64, size: f64, spacing: f64, text: &str) -> Self {
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

    fn text(self, x: f64, y: f64, text: &str) -> Self {
        self.spaced(x, y, 8.0, 0.0, text)
    }

    /// Vertical writing downwards from `y`, centred on `x`.
    fn downwards(mut self, x: f64, y: f64, size: f64, text: &str) -> Self {
        for (i, c) in text.chars().enumerate() {
            let top = y + size * i as f64;
            let b = Rect::new(x - size / 2.0, top, x + size / 2.0, top + size);
            self.0.glyphs.push(glyph(c, b, Point::new(x, top), size, Writing::Vertical));
        }
        self
    }

    fn layout(&self) -> PageLayout {
        layout::page(&self.0)
    }
}

fn glyph(c: char, bbox: Rect, origin: Point, size: f64, writing: Writing) -> Glyph {
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
fn texts(layout: &PageLayout) -> Vec<String> {
    layout.cells().map(|(_, c)| c.text()).collect()
}

fn loose(layout: &PageLayout) -> Vec<&str> {
    layout.loose.iter().map(|l| l.text.as_str()).collect()
}

#[test]
fn a_ruled_table_has_its_texts_in_its_cells() {
    let page = Paper::new().table(&[50.0, 150.0, 250.0], &[100.0, 120.0, 140.0]);
    let page =
        page.text(60.0, 112.0, "対象者").text(160.0, 112.0, "12人").text(160.0, 132.0, "－").text(50.0, 90.0, "表題");
    let layout = page.layout();
    assert_eq!(texts(&layout), ["対象者", "12人", "", "－"]);
    assert_eq!(loose(&layout), ["表題"]);
    assert_eq!(layout.cells().map(|(_, c)| c.trust()).fold(1.0, f64::min), 1.0);
}

#[test]
fn neighbours_are_found_across_grids() {
    let page = Paper::new().table(&[50.0, 150.0], &[100.0, 120.0]).table(&[153.0, 250.0], &[100.5, 120.0]);
    let page = page.table(&[50.0, 100.0, 250.0], &[123.0, 140.0]);
    let layout = page.layout();
    assert_eq!(layout.grids.len(), 3);
    let index = layout.index();
    let first = index.at(Point::new(60.0, 110.0)).unwrap();
    let right = index.at(Point::new(200.0, 110.0)).unwrap();
    assert_eq!(index.right_of(first), [right]);
    assert_eq!(index.left_of(right), [first]);
    assert_eq!(index.below(first).len(), 2);
    assert_eq!(index.in_rows(101.0, 119.0), [first, right]);
}
