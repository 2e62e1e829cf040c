//! Which cells are figures of a year, and what labels, heads, years, role and unit they have.

use super::words::{Word, word};
use crate::normalise::{self, Context};
use crate::recognise::tables::{Fact, PlainTable, Vocabulary};
use crate::sheet::Role;

/// A table with what its cells say.
pub struct Said<'a> {
    /// The table.
    pub table: &'a PlainTable,
    /// What each cell says.
    pub words: Vec<Word>,
    /// The cell that covers each position.
    at: Vec<Vec<Option<usize>>>,
    /// Heads of columns that hold no figures: their cells label nothing.
    beside: Vec<bool>,
}

impl<'a> Said<'a> {
    /// What the cells of a table say; `year` is the fiscal year of the sheet.
    pub fn new(
        table: &'a PlainTable,
        year: Option<i32>,
        vocabulary: &Vocabulary,
        beside: impl Fn(&str) -> bool,
    ) -> Self {
        let texts = table.cells.iter().map(|c| c.printed.text.as_str());
        let years: Vec<i32> = texts.flat_map(normalise::fiscal_years).collect();
        let context = Context { sheet_year: year, years: &years, ..Context::default() };
        let words = table.cells.iter().map(|c| word(c, &context, vocabulary)).collect();
        let beside = table.cells.iter().map(|c| beside(&c.printed.text)).collect();
        let mut at = vec![vec![None; table.columns]; table.rows];
        for (i, cell) in table.cells.iter().enumerate() {
            for row in at.iter_mut().take(cell.row_end()).skip(cell.row) {
                row.iter_mut().take(cell.col_end()).skip(cell.col).for_each(|slot| *slot = Some(i));
            }
        }
        Self { table, words, at, beside }
    }

    /// The cell at a position.
    pub fn get(&self, row: usize, col: usize) -> Option<usize> {
        self.at.get(row)?.get(col).copied().flatten()
    }

    /// What a cell says.
    pub fn word(&self, cell: usize) -> &Word {
        self.words.get(cell).unwrap_or(&Word::Blank)
    }

    /// The heads over a cell, outermost first: the nearest run of cells above it that are no figures.
    pub fn heads(&self, cell: usize) -> Vec<usize> {
        let Some(own) = self.table.cells.get(cell) else { return Vec::new() };
        let above = (0..own.row).rev().filter_map(|row| self.get(row, own.col));
        self.run(above, |i| self.is_wide(i))
    }

    /// The labels to the left of a cell, outermost first: the nearest run of cells that are no figures.
    pub fn labels(&self, cell: usize) -> Vec<usize> {
        let Some(own) = self.table.cells.get(cell) else { return Vec::new() };
        let left = (0..own.col).rev().filter_map(|col| self.get(own.row, col));
        self.run(left.filter(|i| !self.is_beside(*i)), |_| false)
    }

    /// Whether a text stands under a year, or under the head of a column beside the figures.
    fn is_beside(&self, cell: usize) -> bool {
        *self.word(cell) == Word::Text
            && self
                .heads(cell)
                .iter()
                .any(|h| matches!(self.word(*h), Word::Year(..)) || self.beside.get(*h).copied().unwrap_or(false))
    }

    /// The first run of words of a walk, outermost first; it ends at a figure, or where `ends` says so.
    fn run(&self, walk: impl Iterator<Item = usize>, ends: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for i in walk {
            match self.word(i) {
                Word::Value if found.is_empty() => {}
                Word::Value => break,
                Word::Blank => {}
                _ if found.last() == Some(&i) => {}
                _ if ends(i) && !found.is_empty() => break,
                _ => found.push(i),
            }
        }
        found.reverse();
        found
    }

    /// Whether a cell takes the whole width: a heading over several tables of a grid.
    fn is_wide(&self, cell: usize) -> bool {
        self.table.columns > 2 && self.table.cells.get(cell).is_some_and(|c| c.cols >= self.table.columns)
    }

    /// The figures of the table by year.
    pub fn facts(&self) -> Vec<Fact> {
        let cells = 0..self.table.cells.len();
        cells.filter_map(|i| self.fact(i)).collect()
    }

    fn fact(&self, cell: usize) -> Option<Fact> {
        if !matches!(self.word(cell), Word::Value | Word::Blank | Word::Text) {
            return None;
        }
        let (labels, mut heads) = (self.labels(cell), self.heads(cell));
        // What stands over the years and roles of a column belongs to another block of the page.
        if let Some(first) = heads.iter().position(|h| matches!(self.word(*h), Word::Year(..) | Word::Role(_))) {
            heads.drain(..first);
        }
        let year = |of: &[usize]| {
            of.iter().rev().find_map(|i| match self.word(*i) {
                Word::Year(years, role) => Some((years.clone(), *role)),
                _ => None,
            })
        };
        let role = |of: &[usize]| {
            of.iter().rev().find_map(|i| match self.word(*i) {
                Word::Role(role) => Some(*role),
                _ => None,
            })
        };
        let (over, aside) = (year(&heads), year(&labels));
        // A word under a year is a value only among figures.
        if *self.word(cell) == Word::Text && (over.is_none() || !self.is_among_figures(cell)) {
            return None;
        }
        let own = role(&labels).or_else(|| role(&heads));
        let changes = matches!(own, Some(Role::Delta | Role::DeltaRate));
        let (years, of_year) = match over.or(aside) {
            // A column of changes stands beside those of the years, not under one.
            Some(found) => found,
            None if changes => (Vec::new(), None),
            None => return None,
        };
        let unit = labels.iter().rev().find(|i| *self.word(**i) == Word::Unit).copied();
        let unit = unit.or_else(|| heads.iter().rev().find(|i| *self.word(**i) == Word::Unit).copied());
        Some(Fact { cell, labels, heads, years, role: own.or(of_year), unit })
    }

    /// Whether a figure under a year stands in the row of a cell.
    fn is_among_figures(&self, cell: usize) -> bool {
        let Some(own) = self.table.cells.get(cell) else { return false };
        (0..self.table.columns).filter_map(|col| self.get(own.row, col)).any(|i| {
            *self.word(i) == Word::Value && self.heads(i).iter().any(|h| matches!(self.word(*h), Word::Year(..)))
        })
    }

    /// The cells to the left of the heads of a figure, in the rows of its heads.
    pub fn corner(&self, fact: &Fact) -> Vec<usize> {
        let mut found = Vec::new();
        for head in fact.heads.iter().filter_map(|h| self.table.cells.get(*h)) {
            for row in head.row..head.row_end() {
                for i in (0..head.col).filter_map(|col| self.get(row, col)) {
                    if *self.word(i) == Word::Text && !found.contains(&i) {
                        found.push(i);
                    }
                }
            }
        }
        found
    }
}
