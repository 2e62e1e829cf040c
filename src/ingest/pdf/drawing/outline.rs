//! Outlines as SVG paths, in as few characters as show them.

use hayro_interpret::kurbo::{BezPath, PathEl, Point};
use std::fmt::Write;

/// Units of a glyph's thousand to the em that one step of its path stands for: hundredths of a point at any size
/// that people read.
pub(super) const STEP: f64 = 4.0;

/// A path in points, to the hundredth.
pub(super) fn in_points(elements: &BezPath) -> String {
    path(elements, 100.0)
}

/// The path of a glyph, in [`STEP`]s.
pub(super) fn in_steps(elements: &BezPath) -> String {
    path(elements, 1.0 / STEP)
}

/// Writes a path, each coordinate relative to the point before: in its own unit where `unit` steps make up one,
/// else in steps.
fn path(elements: &BezPath, unit: f64) -> String {
    let mut writer = Writer { text: String::new(), unit, at: (0, 0), start: (0, 0), last: None };
    for element in elements.elements() {
        writer.element(element);
    }
    writer.text
}

/// Coordinates are whole numbers of the last place, so that rounding never adds up.
struct Writer {
    text: String,
    unit: f64,
    at: (i64, i64),
    start: (i64, i64),
    /// The command that a pair of coordinates would go on.
    last: Option<char>,
}

impl Writer {
    fn element(&mut self, element: &PathEl) {
        match *element {
            PathEl::MoveTo(to) => {
                self.command('m', &[to]);
                self.start = self.at;
                // What follows a move directly is a line.
                self.last = Some('l');
            }
            PathEl::LineTo(to) => self.command('l', &[to]),
            PathEl::QuadTo(a, to) => self.command('q', &[a, to]),
            PathEl::CurveTo(a, b, to) => self.command('c', &[a, b, to]),
            PathEl::ClosePath => {
                self.text.push('z');
                (self.at, self.last) = (self.start, None);
            }
        }
    }

    fn command(&mut self, letter: char, points: &[Point]) {
        let goes_on = self.last == Some(letter);
        if !goes_on {
            self.text.push(letter);
        }
        self.last = Some(letter);
        let mut to = self.at;
        for (i, point) in points.iter().enumerate() {
            to = (self.whole(point.x), self.whole(point.y));
            self.coordinate(to.0.saturating_sub(self.at.0), !goes_on && i == 0);
            self.coordinate(to.1.saturating_sub(self.at.1), false);
        }
        self.at = to;
    }

    fn coordinate(&mut self, steps: i64, first: bool) {
        if !first && steps >= 0 {
            self.text.push(' ');
        }
        // Writing to a string cannot fail.
        let _ = if self.unit > 1.0 {
            let text = super::number(steps as f64 / self.unit, 2);
            self.text.write_str(text.strip_prefix('0').filter(|rest| rest.starts_with('.')).unwrap_or(&text))
        } else {
            write!(self.text, "{steps}")
        };
    }

    #[allow(clippy::cast_possible_truncation)] // Casts of floats saturate, and what is no number becomes 0.
    fn whole(&self, value: f64) -> i64 {
        (value * self.unit).round() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_relative_and_short() {
        let mut square = BezPath::new();
        square.move_to((10.0, 20.0));
        square.line_to((30.4, 20.0));
        square.line_to((30.4, 15.0));
        square.close_path();
        square.move_to((0.25, 0.5));
        square.curve_to((1.0, 1.0), (2.0, 2.0), (3.0, -1.0));
        assert_eq!(path(&square, 1.0), "m10 20 20 0 0-5zm-10-19c1 0 2 1 3-2");
        assert_eq!(in_points(&square), "m10 20 20.4 0 0-5zm-9.75-19.5c.75 .5 1.75 1.5 2.75-1.5");
    }

    #[test]
    fn what_is_no_number_stays_a_path() {
        let mut odd = BezPath::new();
        odd.move_to((f64::NAN, f64::INFINITY));
        odd.line_to((1.0, f64::NEG_INFINITY));
        assert!(!in_points(&odd).contains("NaN") && !in_steps(&odd).contains("inf"));
    }
}
