//! A page as those see it who only look for labels.

use super::line::TextLine;
use crate::recognise::raw::Printed;
use crate::recognise::tables::PlainTable;

/// A page: its tables, and the lines outside of them.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Number of the page, from 1.
    pub number: u32,
    /// Its grids, top to bottom.
    pub tables: Vec<PlainTable>,
    /// Its tables of figures with what stands over them, top to bottom.
    pub titled: Vec<PlainTable>,
    /// Its other lines, top to bottom.
    pub lines: Vec<TextLine>,
}

impl Page {
    /// Every text of the page: those of the lines, then those of the cells.
    pub fn texts(&self) -> impl Iterator<Item = &Printed> {
        let cells = self.tables.iter().flat_map(|t| &t.cells).map(|c| &c.printed);
        self.lines.iter().map(|l| &l.printed).chain(cells)
    }
}
