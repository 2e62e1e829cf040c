//! Texts with tables: what HTML, XLSX and tab-separated texts all become.
//!
//! The visible text is one string; every cell says which of its characters are the cell's, so that a place in it
//! means the same for all three.

use super::text::{TextDocument, TextPage};
use super::{Limit, Limits};
use crate::sheet::Error;

/// A text and the tables in it.
#[derive(Clone, Debug)]
pub struct Tabular {
    /// The visible text with its pages.
    pub text: TextDocument,
    /// Its tables, in the order of the text; their cells do not overlap.
    pub tables: Vec<TextTable>,
}

/// Counts the positions of tables as they grow, rows times columns: what they take when every position is written,
/// however few are filled.
pub(super) struct Positions<'l> {
    limits: &'l Limits,
    /// Those of the tables that are closed.
    closed: usize,
}

impl<'l> Positions<'l> {
    /// No table yet.
    pub fn new(limits: &'l Limits) -> Self {
        Self { limits, closed: 0 }
    }

    /// Refuses open tables of so many rows and columns together with those that are closed.
    ///
    /// # Errors
    /// `too-large`.
    pub fn check(&self, open: impl IntoIterator<Item = (usize, usize)>) -> Result<(), Error> {
        let sum = |sum: usize, (rows, columns): (usize, usize)| sum.saturating_add(rows.saturating_mul(columns));
        self.limits.check(Limit::TablePositions, open.into_iter().fold(self.closed, sum))
    }

    /// Ends a table of so many rows and columns.
    pub fn close(&mut self, rows: usize, columns: usize) {
        self.closed = self.closed.saturating_add(rows.saturating_mul(columns));
    }
}

/// A table of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextTable {
    /// Page, from 1.
    pub page: u32,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Its cells in row order; merged ones once, covered positions not at all.
    pub cells: Vec<TextCell>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextCell {
    /// First row, from 0.
    pub row: usize,
    /// First column, from 0.
    pub col: usize,
    /// Rows that it covers.
    pub rows: usize,
    /// Columns that it covers.
    pub cols: usize,
    /// Its lines: characters of the whole text, end exclusive; none for an empty cell.
    pub lines: Vec<(usize, usize)>,
    /// Whether the document says that it is a heading.
    pub head: bool,
    /// Whether the document does not show it (a hidden sheet).
    pub hidden: bool,
    /// Whether the text leaves open that what stands in it is this cell's.
    pub unsure: bool,
}

/// Writes a visible text, counting characters.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
    at: usize,
    pages: Vec<TextPage>,
}

impl Writer {
    /// Characters written so far.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Appends a text.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.at += text.chars().count();
    }

    /// Whether the text stands at the beginning of a line or cell.
    pub fn is_fresh(&self) -> bool {
        self.text.is_empty() || self.text.ends_with(['\n', '\t'])
    }

    /// The last character.
    pub fn last(&self) -> Option<char> {
        self.text.chars().next_back()
    }

    /// Ends the page that began where the last one ended.
    pub fn end_page(&mut self) {
        let start = self.pages.last().map_or(0, |p| p.end);
        self.pages.push(TextPage { number: self.pages.len() as u32 + 1, start, end: self.at });
    }

    /// The text, with at least one page.
    pub fn finish(mut self, encoding: &'static str, confidence: f64, repaired: Vec<String>) -> TextDocument {
        if self.pages.is_empty() {
            self.end_page();
        }
        let mut document = TextDocument::new(self.text, encoding, confidence, self.pages);
        document.repaired = repaired;
        document
    }
}
