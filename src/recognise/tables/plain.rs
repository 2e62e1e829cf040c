//! Tables before anything is understood: rows, columns, merged cells, and what is printed in them.

use crate::layout::{self, Grid};
use crate::recognise::raw::Printed;
use crate::sheet::{Place, Region};

/// Confidence of text that stands cleanly in a ruled cell.
const CLEAN: f64 = 0.97;
/// Confidence of text with a character that could not be established.
const UNREADABLE: f64 = 0.3;

/// A table of any origin.
#[derive(Clone, Debug, Default)]
pub struct PlainTable {
    /// Page on which it begins, from 1.
    pub page: u32,
    /// Title or heading over it.
    pub caption: Option<Printed>,
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Cells in row order; merged ones once. Positions that no cell covers are allowed.
    pub cells: Vec<PlainCell>,
    /// The columns' edges on the page in points (`columns + 1` of them), where the table was drawn; else empty.
    pub edges: Vec<f64>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default)]
pub struct PlainCell {
    /// First row it covers, from 0.
    pub row: usize,
    /// First column it covers, from 0.
    pub col: usize,
    /// Rows it covers.
    pub rows: usize,
    /// Columns it covers.
    pub cols: usize,
    /// What stands in it; for an empty cell of a PDF its place is the cell's box.
    pub printed: Printed,
    /// Whether it is shaded.
    pub shaded: bool,
    /// Whether the source itself says that it is a head (`<th>`).
    pub head: bool,
}

impl PlainCell {
    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.printed.text.trim().is_empty()
    }

    /// One past its last row.
    pub fn row_end(&self) -> usize {
        self.row + self.rows.max(1)
    }

    /// One past its last column.
    pub fn col_end(&self) -> usize {
        self.col + self.cols.max(1)
    }
}

impl PlainTable {
    /// A ruled grid of a page.
    pub fn of_grid(grid: &Grid, page: u32) -> Self {
        let cell = |c: &layout::Cell| PlainCell {
            row: c.row,
            col: c.col,
            rows: c.rows.max(1),
            cols: c.cols.max(1),
            printed: printed(c, page),
            shaded: c.shaded,
            head: false,
        };
        Self {
            page,
            caption: None,
            rows: grid.ys.len().saturating_sub(1),
            columns: grid.xs.len().saturating_sub(1),
            cells: grid.cells.iter().map(cell).collect(),
            edges: grid.xs.clone(),
        }
    }
}

fn printed(cell: &layout::Cell, page: u32) -> Printed {
    let text = cell.text();
    let most = if text.chars().any(is_unreadable) { UNREADABLE } else { CLEAN };
    let bbox = cell.text_box().unwrap_or(cell.bbox);
    Printed {
        confidence: (CLEAN * cell.trust()).clamp(0.0, most),
        text,
        places: vec![Place { page, region: Region::Box(bbox) }],
        alternatives: Vec::new(),
    }
}

/// A character that stands for none: it could not be established, or means something in one font only.
fn is_unreadable(c: char) -> bool {
    matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}
