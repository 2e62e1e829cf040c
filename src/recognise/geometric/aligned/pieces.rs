//! The text of a page that no rules hold → pieces, and the rows that they stand in.

use crate::geom::Rect;
use crate::layout::{Line, PageLayout};
use crate::normalise::{self, Context, Kind};
use crate::recognise::geometric::block;
use crate::recognise::raw::Printed;
use crate::sheet::Region;
use std::collections::BTreeSet;

/// Gap between words, in em, that parts texts.
const GAP: f64 = 1.3;
/// Gap that parts two figures, or a figure from the text before it.
const FIGURE_GAP: f64 = 0.45;
/// Gap between the characters of a word that is set wide (区　分).
const SPACED: f64 = 2.6;
/// Longest unit that stands a little apart from its figure.
const LONGEST_UNIT: usize = 3;
/// Pieces on one baseline from which a cell holds a row of a table.
const MANY: usize = 3;

/// A word or a few, with nothing but space around them.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// What stands there.
    pub(super) printed: Printed,
    /// Where.
    pub(super) bbox: Rect,
    /// Whether it is a figure, or says why there is none.
    pub(super) figure: bool,
}

impl Piece {
    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.printed.text
    }
}

/// Pieces on one baseline, left to right.
pub(super) type Row = Vec<Piece>;

/// The rows of a page that stand in no ruled cell, or in cells that hold whole rows; with the grids of the latter.
pub(super) fn rows(layout: &PageLayout) -> (Vec<Row>, BTreeSet<usize>) {
    let opened: BTreeSet<usize> =
        layout.grids.iter().enumerate().filter(|(_, g)| holds_rows(g, layout.page)).map(|(i, _)| i).collect();
    let within = opened.iter().filter_map(|i| layout.grids.get(*i)).flat_map(|g| &g.cells).flat_map(|c| &c.lines);
    let lines = layout.loose.iter().chain(within).filter(|l| !l.vertical && !l.text.trim().is_empty());
    let mut pieces: Vec<Piece> = lines.flat_map(|l| pieces(l, layout.page)).collect();
    pieces.sort_by(|a, b| a.bbox.center().y.total_cmp(&b.bbox.center().y).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let mut rows: Vec<Row> = Vec::new();
    for piece in pieces {
        let beside = |row: &&mut Row| {
            row.first().is_some_and(|f| {
                piece.bbox.center().y - f.bbox.center().y <= 0.5 * f.bbox.height().min(piece.bbox.height())
            })
        };
        match rows.last_mut().filter(beside) {
            Some(row) => row.push(piece),
            None => rows.push(vec![piece]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0)));
    (rows, opened)
}

/// Whether a grid is but a ground or a frame: one column, with rows of several pieces in its cells.
fn holds_rows(grid: &crate::layout::Grid, page: u32) -> bool {
    let across = |c: &crate::layout::Cell| c.col == 0 && c.cols + 1 >= grid.xs.len();
    let many = |l: &Line| pieces(l, page).len() >= MANY;
    grid.cells.iter().all(across) && grid.cells.iter().flat_map(|c| &c.lines).any(many)
}

/// A line, taken apart at its gaps.
fn pieces(line: &Line, page: u32) -> Vec<Piece> {
    let chars: Vec<(char, Rect)> = line.text.chars().zip(line.boxes.iter()).collect();
    let mut words: Vec<(usize, usize)> = Vec::new();
    for (at, (c, _)) in chars.iter().enumerate() {
        match words.last_mut() {
            _ if c.is_whitespace() => {}
            Some(word) if word.1 == at => word.1 = at + 1,
            _ => words.push((at, at + 1)),
        }
    }
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for word in words {
        let together = joined.last().is_some_and(|before| is_one(&chars, *before, word, line.size));
        match joined.last_mut() {
            Some(before) if together => before.1 = word.1,
            _ => joined.push(word),
        }
    }
    joined.into_iter().filter_map(|(from, to)| piece(line, from, to, page)).collect()
}

/// Whether two words of a line are one piece.
fn is_one(chars: &[(char, Rect)], before: (usize, usize), after: (usize, usize), em: f64) -> bool {
    let left: Vec<char> = chars.get(before.0..before.1).unwrap_or_default().iter().map(|(c, _)| *c).collect();
    let right: Vec<char> = chars.get(after.0..after.1).unwrap_or_default().iter().map(|(c, _)| *c).collect();
    let end = before.1.checked_sub(1).and_then(|i| chars.get(i)).map(|(_, b)| b.x1);
    let start = chars.get(after.0).map(|(_, b)| b.x0);
    let gap = end.zip(start).map_or(f64::INFINITY, |(end, start)| (start - end) / em.max(1.0));
    let sign = |c: char| matches!(c, '△' | '▲' | '-' | '−' | '約' | '+');
    let signed = left.last().is_some_and(|c| sign(*c)) && right.first().is_some_and(char::is_ascii_digit);
    let spaced =
        |w: &[char]| w.iter().filter(|c| !c.is_whitespace()).count() == 1 && w.iter().all(|c| c.is_alphabetic());
    let wide = spaced(&right)
        && left.split(|c| c.is_whitespace()).all(|w| w.len() <= 1)
        && left.iter().all(|c| c.is_alphabetic() || c.is_whitespace());
    let number = |c: Option<&char>| c.is_some_and(|c| c.is_numeric() || matches!(c, '%' | '％' | '△' | '▲' | '－'));
    let limit = if signed || number(left.last()) && number(right.first()) {
        if signed { GAP } else { FIGURE_GAP }
    } else if wide {
        SPACED
    } else if number(left.last()) && right.len() > LONGEST_UNIT {
        // A text beside a figure is in the next column; its unit is short.
        FIGURE_GAP
    } else if number(right.first()) && left.len() > 2 {
        0.8 * GAP
    } else {
        GAP
    };
    gap < limit
}

fn piece(line: &Line, from: usize, to: usize, page: u32) -> Option<Piece> {
    let printed = block::part(line, from, to, page)?;
    let bbox = printed.places.iter().find_map(|p| match p.region {
        Region::Box(b) => Some(b),
        Region::Span(..) => None,
    })?;
    let kind = normalise::quantity(&printed.text, &Context::default()).kind;
    let figure = matches!(kind, Kind::Number | Kind::Range | Kind::Missing) && !is_year(&printed.text);
    Some(Piece { printed, bbox, figure })
}

/// Whether a figure may be a western year: it says nothing of whether the line is a head.
fn is_year(text: &str) -> bool {
    let folded = normalise::fold(text);
    folded.len() == 4 && folded.parse::<u32>().is_ok_and(|y| (1950..2100).contains(&y))
}

/// Sets a line under another one of the same cell.
pub(super) fn below(upper: &mut Printed, lower: &Printed) {
    upper.text.push('\n');
    upper.text.push_str(&lower.text);
    upper.places.extend(lower.places.iter().copied());
    upper.confidence = upper.confidence.min(lower.confidence);
}
