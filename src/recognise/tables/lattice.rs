//! Which cell covers which position of a table.

use super::plain::PlainTable;

/// The positions of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Lattice {
    rows: usize,
    columns: usize,
    /// Index of the cell at each position, row by row.
    at: Vec<Option<u32>>,
}

impl Lattice {
    /// The positions of a table that is [sane](PlainTable::is_sane).
    pub(super) fn new(table: &PlainTable) -> Self {
        let mut at = vec![None; table.rows.saturating_mul(table.columns)];
        for (i, cell) in table.cells.iter().enumerate() {
            for row in cell.row..cell.row_end().min(table.rows) {
                let line = row * table.columns;
                for col in cell.col..cell.col_end().min(table.columns) {
                    if let Some(slot) = at.get_mut(line + col) {
                        *slot = u32::try_from(i).ok();
                    }
                }
            }
        }
        Self { rows: table.rows, columns: table.columns, at }
    }

    /// The cell at a position.
    pub(super) fn get(&self, row: usize, col: usize) -> Option<usize> {
        if row >= self.rows || col >= self.columns {
            return None;
        }
        self.at.get(row * self.columns + col).copied().flatten().map(|i| i as usize)
    }

    /// The cells that cover a row between two columns, left to right.
    pub(super) fn row(&self, row: usize, columns: (usize, usize)) -> Vec<usize> {
        let mut cells: Vec<usize> = (columns.0..columns.1).filter_map(|col| self.get(row, col)).collect();
        cells.dedup();
        cells
    }
}
