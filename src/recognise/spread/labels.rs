//! What stands once beside several rows: the name of an indicator beside its 目標 and its 実績.

use super::rows::Row;
use crate::layout::columns::{Laid, Part, Table};
use std::ops::Range;

/// Farthest that the middle of a text may be from the middle of the rows that it is centred over, in half lines.
const OFF: usize = 3;

/// A text of a column, and the rows that it stands beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Rows.
    pub rows: Range<usize>,
    /// Its lines: indices of the table's lines.
    pub lines: Vec<usize>,
}

/// Rows that go together: each begins where a role or year stands again.
pub fn groups(rows: &[Row]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let goes_on = groups.last().is_some_and(|g| {
            let own = rows.get(g.clone()).unwrap_or_default();
            row.pure && own.iter().all(|r| r.pure && r.key != row.key)
        });
        match groups.last_mut().filter(|_| goes_on) {
            Some(group) => group.end = i + 1,
            None => groups.push(i..i + 1),
        }
    }
    groups
}

/// The texts of a column beside the rows that they belong to.
pub fn beside(table: &Table, rows: &[Row], groups: &[Range<usize>], column: usize) -> Vec<Beside> {
    let mut out: Vec<Beside> = Vec::new();
    let extents: Vec<(usize, usize)> = groups.iter().map(|g| extent(table, rows, g)).collect();
    // A unit in every row is each row's own.
    let own = |r: &Row| table.lines.get(r.main).is_some_and(|l| holds(l, column));
    let each: Vec<usize> = (0..rows.len())
        .filter(|i| {
            let group = groups.iter().find(|g| g.contains(i)).and_then(|g| rows.get(g.clone())).unwrap_or_default();
            group.len() > 1 && group.iter().all(own)
        })
        .collect();
    out.extend(each.iter().filter_map(|i| Some(Beside { rows: *i..i + 1, lines: vec![rows.get(*i)?.main] })));
    let taken: Vec<usize> = out.iter().flat_map(|b| b.lines.clone()).collect();
    for run in runs(table, column, &taken) {
        let (Some(top), Some(bottom)) = (number(table, run.first()), number(table, run.last())) else { continue };
        // The fewest groups that hold its lines and over which it is centred.
        let mut best: Option<(usize, usize, Range<usize>)> = None;
        for from in 0..groups.len() {
            for to in from..groups.len() {
                let (Some(a), Some(b)) = (extents.get(from), extents.get(to)) else { break };
                if b.0 > bottom + (bottom - top) + OFF + 2 * (b.1 - b.0) {
                    break;
                }
                let inside = a.0 <= top && bottom <= b.1;
                let off = (top + bottom).abs_diff(a.0 + b.1);
                let (Some(first), Some(last)) = (groups.get(from), groups.get(to)) else { break };
                let single = first.len() == 1 && from == to;
                if inside && (off <= OFF || single) && best.as_ref().is_none_or(|b| (to - from, off) < (b.0, b.1)) {
                    best = Some((to - from, off, first.start..last.end));
                }
            }
        }
        let Some((.., rows)) = best else { continue };
        match out.iter_mut().find(|b| b.rows == rows) {
            Some(same) => same.lines.extend(run),
            None => out.push(Beside { rows, lines: run }),
        }
    }
    // Texts beside the same rows in part: only those that no other crosses are kept.
    let crossed = |b: &Beside| out.iter().any(|o| o != b && o.rows.start < b.rows.end && b.rows.start < o.rows.end);
    out.iter().filter(|b| !crossed(b)).cloned().collect()
}

/// First and last line number of some rows.
fn extent(table: &Table, rows: &[Row], group: &Range<usize>) -> (usize, usize) {
    let own = rows.get(group.clone()).unwrap_or_default();
    let numbers = || own.iter().flat_map(|r| &r.lines).filter_map(|l| number(table, Some(l)));
    (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0))
}

fn number(table: &Table, line: Option<&usize>) -> Option<usize> {
    table.lines.get(*line?).map(|l| l.number)
}

fn holds(line: &Laid, column: usize) -> bool {
    line.part != Part::Head && line.words.iter().any(|w| w.columns == (column..column + 1))
}

/// Lines that follow each other and hold a word of a column.
fn runs(table: &Table, column: usize, taken: &[usize]) -> Vec<Vec<usize>> {
    let free = |(i, l): &(usize, &Laid)| holds(l, column) && !taken.contains(i);
    let lines: Vec<usize> = table.lines.iter().enumerate().filter(free).map(|(i, _)| i).collect();
    let next = |a: &usize, b: &usize| match (number(table, Some(a)), number(table, Some(b))) {
        (Some(a), Some(b)) => b == a + 1,
        _ => false,
    };
    lines.chunk_by(next).map(<[usize]>::to_vec).collect()
}
