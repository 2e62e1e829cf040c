//! Pages whose text runs sideways as shown: laid out upright, with the way back to the page as shown.

use crate::geom::{Point, Rect};
use crate::ingest::{Fill, Glyph, Page, Rule, Writing};

/// Share of a page's turned glyphs from which the page as a whole counts as turned.
const MOSTLY: f64 = 0.6;

/// How a page was turned to be read: from upright coordinates back to the page as shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Turn {
    /// Clockwise degrees by which the text is turned on the page as shown: 0, 90, 180 or 270.
    pub degrees: u16,
    /// Clockwise degrees by which the lines of a scanned page lean, once it is turned; 0 for others.
    pub lean: f64,
    /// Width of the page as shown.
    pub width: f64,
    /// Height of the page as shown.
    pub height: f64,
}

impl Turn {
    /// How the page must be turned for most of its text to run to the right.
    pub fn of(page: &Page) -> Self {
        let degrees = |g: &Glyph| match g.writing {
            Writing::Turned(d) => (f64::from(d.rem_euclid(360)) / 90.0).round() as u16 % 4 * 90,
            Writing::Horizontal | Writing::Vertical => 0,
        };
        let mut counts = [(0_u16, 0_usize), (90, 0), (180, 0), (270, 0)];
        for glyph in &page.glyphs {
            let own = degrees(glyph);
            counts.iter_mut().filter(|(d, _)| *d == own).for_each(|(_, n)| *n += 1);
        }
        let enough = |n: usize| n as f64 >= MOSTLY * page.glyphs.len().max(1) as f64;
        let degrees = counts.into_iter().find(|&(_, n)| enough(n)).map_or(0, |(d, _)| d);
        Self { degrees, lean: 0.0, width: page.width, height: page.height }
    }

    /// Where a box of the upright page stands on the page as shown.
    #[must_use]
    pub fn shown(&self, upright: &Rect) -> Rect {
        let upright = self.leaning(upright, self.lean);
        let at = |x: f64, y: f64| match self.degrees {
            90 => Point::new(self.width - y, x),
            180 => Point::new(self.width - x, self.height - y),
            270 => Point::new(y, self.height - x),
            _ => Point::new(x, y),
        };
        corners(at(upright.x0, upright.y0), at(upright.x1, upright.y1))
    }

    /// Where a box of the page as shown stands on the upright page.
    #[must_use]
    pub fn upright(&self, shown: &Rect) -> Rect {
        let stood = corners(self.stood(Point::new(shown.x0, shown.y0)), self.stood(Point::new(shown.x1, shown.y1)));
        self.leaning(&stood, -self.lean)
    }

    /// Whether places are others on the page as shown.
    pub fn moves(&self) -> bool {
        self.degrees != 0 || self.lean != 0.0
    }

    /// A box of the straight page where the page leans by so many degrees: its middle moves, its size stays.
    fn leaning(&self, straight: &Rect, degrees: f64) -> Rect {
        if degrees == 0.0 {
            return *straight;
        }
        let sideways = matches!(self.degrees, 90 | 270);
        let (width, height) = if sideways { (self.height, self.width) } else { (self.width, self.height) };
        let (sin, cos) = degrees.to_radians().sin_cos();
        let from = straight.center();
        let (dx, dy) = (from.x - width / 2.0, from.y - height / 2.0);
        let (x, y) = (width / 2.0 + dx * cos - dy * sin, height / 2.0 + dx * sin + dy * cos);
        let (half_width, half_height) = (straight.width() / 2.0, straight.height() / 2.0);
        Rect::new(x - half_width, y - half_height, x + half_width, y + half_height)
    }

    fn stood(&self, p: Point) -> Point {
        match self.degrees {
            90 => Point::new(p.y, self.width - p.x),
            180 => Point::new(self.width - p.x, self.height - p.y),
            270 => Point::new(self.height - p.y, p.x),
            _ => p,
        }
    }

    /// The page with its text upright.
    pub(super) fn page(&self, page: &Page) -> Page {
        let sideways = matches!(self.degrees, 90 | 270);
        let (width, height) = if sideways { (page.height, page.width) } else { (page.width, page.height) };
        let glyph = |g: &Glyph| Glyph {
            bbox: self.upright(&g.bbox),
            origin: self.stood(g.origin),
            writing: self.writing(g.writing),
            ..g.clone()
        };
        let rule = |r: &Rule| Rule { bbox: self.upright(&r.bbox), horizontal: r.horizontal != sideways, ..*r };
        Page {
            width,
            height,
            glyphs: page.glyphs.iter().map(glyph).collect(),
            unseen: page.unseen.iter().map(glyph).collect(),
            rules: page.rules.iter().map(rule).collect(),
            fills: page.fills.iter().map(|f| Fill { bbox: self.upright(&f.bbox), ..*f }).collect(),
            images: page.images.iter().map(|b| self.upright(b)).collect(),
            shapes: page.shapes.iter().map(|b| self.upright(b)).collect(),
            ..page.clone()
        }
    }

    fn writing(&self, writing: Writing) -> Writing {
        let shown = match writing {
            Writing::Horizontal => 0,
            Writing::Vertical => return Writing::Vertical,
            Writing::Turned(d) => i32::from(d),
        };
        match (shown - i32::from(self.degrees)).rem_euclid(360) {
            0 => Writing::Horizontal,
            d => Writing::Turned(d as i16),
        }
    }
}

/// The box between two corners. Unlike [`Rect::new`] it keeps what is not a number, to be left out later.
fn corners(a: Point, b: Point) -> Rect {
    if [a.x, a.y, b.x, b.y].iter().all(|v| v.is_finite()) {
        Rect::new(a.x, a.y, b.x, b.y)
    } else {
        Rect { x0: f64::NAN, y0: f64::NAN, x1: f64::NAN, y1: f64::NAN }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for degrees in [0, 90, 180, 270] {
            let turn = Turn { degrees, lean: 0.0, width: 600.0, height: 800.0 };
            let b = Rect::new(10.0, 20.0, 60.0, 32.0);
            assert_eq!(turn.shown(&turn.upright(&b)), b);
            let leaning = Turn { lean: 2.0, ..turn };
            let back = leaning.shown(&leaning.upright(&b));
            assert!((back.x0 - b.x0).abs() < 1e-9 && (back.y1 - b.y1).abs() < 1e-9, "{back:?}");
            assert!((leaning.upright(&b).x0 - turn.upright(&b).x0).abs() > 5.0, "the page leans");
        }
    }

    #[test]
    fn text_turned_clockwise_begins_at_the_top_right() {
        let turn = Turn { degrees: 90, lean: 0.0, width: 600.0, height: 800.0 };
        // The first glyph of the page stands at its top right, as shown.
        assert_eq!(turn.upright(&Rect::new(580.0, 10.0, 590.0, 20.0)), Rect::new(10.0, 10.0, 20.0, 20.0));
    }
}
