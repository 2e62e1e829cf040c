//! What stands on a page, as the recogniser sees it: cells and loose lines, each with the label that it is.

use crate::geom::Rect;
use crate::layout::{Cell, Line};
use crate::profile::Lexicon;
use crate::recognise::raw::Printed;
use crate::recognise::trust::{CLEAN, confidence_in};
use crate::sheet::{Place, Region};
use std::borrow::Cow;

/// A cell, or a line outside of every cell.
#[derive(Clone, Debug)]
pub struct Block<'a> {
    /// Page, from 1.
    pub page: u32,
    /// Its box on the plane of its sheet, where the pages of a sheet follow one another.
    pub at: Rect,
    /// Its box on the page.
    pub bbox: Rect,
    /// Its lines.
    pub lines: &'a [Line],
    /// Its text, lines one below the other.
    pub text: Cow<'a, str>,
    /// Whether it is a ruled cell.
    pub cell: bool,
    /// Whether it is shaded.
    pub shaded: bool,
    /// Names of the label that it is.
    pub labels: &'a [String],
}

impl<'a> Block<'a> {
    /// A cell of a page.
    pub fn of_cell(cell: &'a Cell, page: u32, lexicon: &'a Lexicon) -> Self {
        let lines = cell.lines.as_slice();
        let text = match lines {
            [] => Cow::Borrowed(""),
            [only] => Cow::Borrowed(only.text.as_str()),
            _ => Cow::Owned(cell.text()),
        };
        let labels = lexicon.read(&text).0;
        Self { page, at: cell.bbox, bbox: cell.bbox, lines, text, cell: true, shaded: cell.shaded, labels }
    }

    /// A line outside of every cell.
    pub fn of_line(line: &'a Line, page: u32, lexicon: &'a Lexicon) -> Self {
        let labels = lexicon.read(&line.text).0;
        let (at, text) = (line.bbox, Cow::Borrowed(line.text.as_str()));
        Self { page, at, bbox: at, lines: std::slice::from_ref(line), text, cell: false, shaded: false, labels }
    }

    /// Whether it is the label `name`.
    pub fn is(&self, name: &str) -> bool {
        self.labels.iter().any(|l| l == name)
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// How far its lines are moved from the page to the plane.
    pub fn shift(&self) -> f64 {
        self.at.y0 - self.bbox.y0
    }

    /// Its text at its place; an empty cell is its own place.
    pub fn printed(&self) -> Printed {
        if self.is_blank() {
            let places = vec![Place { page: self.page, region: Region::Box(self.bbox) }];
            return Printed { places, confidence: CLEAN, ..Printed::default() };
        }
        self.printed_lines(self.lines)
    }

    /// Some of its lines at their place.
    pub fn printed_lines<'l>(&self, lines: impl IntoIterator<Item = &'l Line, IntoIter: Clone>) -> Printed {
        let lines = lines.into_iter();
        let text = lines.clone().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
        let around = lines.clone().map(|l| l.bbox).reduce(|a, b| a.union(&b)).unwrap_or(self.bbox);
        let trust = lines.map(|l| l.trust).fold(1.0, f64::min);
        Printed {
            confidence: confidence_in(&text, trust),
            text,
            places: vec![Place { page: self.page, region: Region::Box(around) }],
            alternatives: Vec::new(),
        }
    }

    /// Characters `from..to` of a line at their place.
    pub fn printed_part(&self, line: &Line, from: usize, to: usize) -> Option<Printed> {
        part(line, from, to, self.page)
    }
}

/// Characters `from..to` of a line at their place, blanks at the ends left out; `None` where nothing is left.
pub fn part(line: &Line, from: usize, to: usize, page: u32) -> Option<Printed> {
    let chars: Vec<(char, Rect)> =
        line.text.chars().zip(line.boxes.iter()).skip(from).take(to.saturating_sub(from)).collect();
    let blank = |(c, _): &&(char, Rect)| c.is_whitespace();
    let before = chars.iter().take_while(blank).count();
    let after = chars.iter().rev().take_while(blank).count();
    let kept = chars.get(before..chars.len().saturating_sub(after))?;
    let around = kept.iter().map(|(_, b)| *b).reduce(|a, b| a.union(&b))?;
    let text: String = kept.iter().map(|(c, _)| c).collect();
    let places = vec![Place { page, region: Region::Box(around) }];
    Some(Printed { confidence: confidence_in(&text, line.trust), text, places, alternatives: Vec::new() })
}

/// Share of `b`'s width that lies under or over `a`.
pub fn share_x(a: &Rect, b: &Rect) -> f64 {
    a.shared_x(b) / b.width().max(0.1)
}

/// Share of `b`'s height that lies beside `a`.
pub fn share_y(a: &Rect, b: &Rect) -> f64 {
    a.shared_y(b) / b.height().max(0.1)
}

/// Whether two boxes stand in one row.
pub fn same_row(a: &Rect, b: &Rect) -> bool {
    a.shared_y(b) >= 0.5 * a.height().min(b.height())
}

/// Whether two boxes stand in one column.
pub fn same_column(a: &Rect, b: &Rect) -> bool {
    a.shared_x(b) >= 0.5 * a.width().min(b.width())
}
