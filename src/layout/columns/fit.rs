//! Columns as stretches of a line, and the words that fall into them.

use super::words::Word;
use crate::layout::text::Run;
use std::ops::Range;

/// Farthest that a cell is shifted by the length of those before it, in places.
const SHIFT: usize = 2;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Values.
    Figures,
    /// What the values are of.
    Text,
}

/// A column: the stretch of the line that its words take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// First place, and one past the last.
    pub from: usize,
    #[allow(missing_docs)]
    pub to: usize,
    /// What stands in it.
    pub kind: Kind,
    /// Whether values stand in it, and not only a head over it.
    pub filled: bool,
}

/// The columns of a table in the making, left to right; they do not overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(pub Vec<Column>);

impl Columns {
    /// The columns that a word stands in or under.
    pub fn under(&self, run: &Run) -> Range<usize> {
        let first = self.0.partition_point(|c| c.to <= run.column);
        let end = self.0.partition_point(|c| c.from < run.column_end);
        first..end.max(first)
    }

    /// These columns with the values of a line; `None` where a value would stand in two columns, or two in one.
    pub fn with(&self, values: &[&Word]) -> Option<Self> {
        let mut grown = self.clone();
        if self.in_order(values) {
            for (i, word) in values.iter().enumerate() {
                grown.widen(i, word.run.column, word.run.column_end);
            }
            return Some(grown);
        }
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for word in values {
            let run = &word.run;
            let under = grown.under(run);
            match under.len() {
                0 => grown.0.insert(
                    under.start,
                    Column { from: run.column, to: run.column_end, kind: Kind::Figures, filled: true },
                ),
                1 => {
                    let column = grown.0.get_mut(under.start)?;
                    if taken.iter().any(|t| t.0 < column.to && column.from < t.1) {
                        return None;
                    }
                    (column.from, column.to) = (column.from.min(run.column), column.to.max(run.column_end));
                }
                _ => return None,
            }
            let column = grown.0.get(under.start)?;
            taken.push((column.from, column.to));
        }
        let apart = grown.0.windows(2).all(|w| matches!(w, [a, b] if a.to <= b.from));
        apart.then_some(grown)
    }

    /// Whether there is a value for each column of values, and each stands in its column or next to it: programs shift
    /// the cells of a row by the length of those before them.
    pub fn in_order(&self, values: &[&Word]) -> bool {
        let columns: Vec<&Column> = self.0.iter().filter(|c| c.filled).collect();
        let near = |(c, w): (&&Column, &&Word)| {
            c.from.saturating_sub(w.run.column_end) + w.run.column.saturating_sub(c.to) <= SHIFT
        };
        columns.len() > 1 && columns.len() == values.len() && columns.iter().zip(values).all(near)
    }

    /// Makes one of neighbours that no line fills both of: a dash stands beside the figures of its column.
    pub fn join_exclusive(&mut self, lines: &[Vec<&Word>]) {
        let mut at = 1;
        while at < self.0.len() {
            let (Some(a), Some(b)) = (self.0.get(at - 1).cloned(), self.0.get(at).cloned()) else { break };
            let filled =
                |c: &Column, l: &Vec<&Word>| l.iter().any(|w| w.run.column < c.to && c.from < w.run.column_end);
            let both = lines.iter().any(|l| filled(&a, l) && filled(&b, l));
            if both || b.from > a.to + 1 {
                at += 1;
                continue;
            }
            self.0.remove(at);
            self.0.get_mut(at - 1).into_iter().for_each(|c| c.to = b.to);
        }
    }

    /// How many values of a line stand in columns that there are.
    pub fn known(&self, values: &[&Word]) -> usize {
        values.iter().filter(|w| !self.under(&w.run).is_empty()).count()
    }

    /// Finds or makes the columns of the texts of a line.
    pub fn add_texts(&mut self, texts: &[&Run]) {
        let mut used: Vec<(usize, usize)> = Vec::new();
        for run in texts {
            let under = self.under(run);
            let (from, to) = (run.column, run.column_end);
            if under.is_empty() {
                // Programs shift a cell by a place when its neighbour is longer: what stands next to a column is in it.
                let near = |i: usize| {
                    self.0.get(i).is_some_and(|c| {
                        let close = c.from.saturating_sub(to) + from.saturating_sub(c.to) <= 1;
                        close && c.kind == Kind::Text && used.iter().all(|u| u.1 <= c.from || c.to <= u.0)
                    })
                };
                let beside = [Some(under.start), under.start.checked_sub(1)];
                match beside.into_iter().flatten().find(|i| near(*i)) {
                    Some(i) => self.widen(i, from, to),
                    None => self.0.insert(under.start, Column { from, to, kind: Kind::Text, filled: false }),
                }
            } else if under.len() == 1 && self.0.get(under.start).is_some_and(|c| c.kind == Kind::Text) {
                self.widen(under.start, from, to);
            }
            used.push((from, to));
        }
    }

    /// Lets a column take more of the line, up to its neighbours.
    fn widen(&mut self, at: usize, from: usize, to: usize) {
        let least = at.checked_sub(1).and_then(|b| self.0.get(b)).map_or(0, |c| c.to);
        let most = self.0.get(at + 1).map_or(usize::MAX, |c| c.from);
        if let Some(column) = self.0.get_mut(at) {
            (column.from, column.to) = (column.from.min(from).max(least), column.to.max(to).min(most));
        }
    }

    /// The columns in which a word of the body stands, and the nearest one where it stands in none.
    pub fn place(&self, run: &Run) -> Option<Range<usize>> {
        let under = self.under(run);
        if under.len() > 1 {
            // A word that runs into its neighbour's stretch by a place is not merged over both.
            let share = |i: &usize| {
                self.0.get(*i).map_or(0, |c| run.column_end.min(c.to).saturating_sub(run.column.max(c.from)))
            };
            let best = under.clone().max_by_key(share)?;
            let most = share(&best);
            let rest: usize = under.clone().filter(|i| *i != best).map(|i| share(&i)).sum();
            return Some(if rest <= 1 || rest * 4 <= most { best..best + 1 } else { under });
        }
        if under.len() == 1 {
            return Some(under);
        }
        let distance = |i: &usize| {
            let column = self.0.get(*i)?;
            Some(column.from.saturating_sub(run.column_end) + run.column.saturating_sub(column.to))
        };
        let near = (0..self.0.len()).min_by_key(|i| distance(i).unwrap_or(usize::MAX))?;
        Some(near..near + 1)
    }
}
