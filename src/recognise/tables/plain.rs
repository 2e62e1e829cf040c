//! Tables before anything is understood: rows, columns, merged cells, and what is printed in them.

use super::levels::Levels;
use crate::layout::{self, Grid};
use crate::recognise::raw::Printed;
use crate::recognise::trust::confidence_in;
use crate::sheet::{Place, Region};
use std::collections::BTreeSet;

/// Largest table that is understood, in positions; larger ones are given as they stand.
const LARGEST: usize = 4_000_000;

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
    /// What the page around it calls the upper and the lower of two figures in a cell.
    pub levels: Option<Levels>,
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
        self.row.saturating_add(self.rows.max(1))
    }

    /// One past its last column.
    pub fn col_end(&self) -> usize {
        self.col.saturating_add(self.cols.max(1))
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
            levels: None,
        }
    }

    /// Whether nothing stands in any cell.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(PlainCell::is_blank)
    }

    /// Whether the cells fit into rows and columns that can be gone over.
    pub(super) fn is_sane(&self) -> bool {
        let fits = |c: &PlainCell| c.row_end() <= self.rows && c.col_end() <= self.columns;
        self.rows.saturating_mul(self.columns) <= LARGEST && self.cells.iter().all(fits)
    }

    /// The table of some cells, cut to some rows (ascending) and columns; rows and columns that no cell's
    /// edge parts there become one.
    pub(super) fn part(&self, cells: &BTreeSet<usize>, rows: &[usize], columns: (usize, usize)) -> Self {
        let at = |row: usize| rows.partition_point(|r| *r < row);
        let mut kept = Vec::new();
        for cell in cells.iter().filter_map(|i| self.cells.get(*i)) {
            let (row, end) = (at(cell.row), at(cell.row_end()));
            let (from, to) = (cell.col.max(columns.0), cell.col_end().min(columns.1));
            if row < end && from < to {
                kept.push(PlainCell { row, rows: end - row, col: from, cols: to - from, ..cell.clone() });
            }
        }
        let (page, rows, levels) = (self.page, rows.len(), self.levels.clone());
        let mut part = Self { page, rows, cells: kept, levels, ..Self::default() };
        part.squeeze(columns, &self.edges);
        part
    }

    /// Makes one of rows and of columns between which no cell has an edge.
    fn squeeze(&mut self, columns: (usize, usize), edges: &[f64]) {
        let xs: BTreeSet<usize> =
            self.cells.iter().flat_map(|c| [c.col, c.col_end()]).chain([columns.0, columns.1]).collect();
        let ys: BTreeSet<usize> = self.cells.iter().flat_map(|c| [c.row, c.row_end()]).collect();
        let (xs, ys): (Vec<usize>, Vec<usize>) = (xs.into_iter().collect(), ys.into_iter().collect());
        let index = |sorted: &[usize], v: usize| sorted.partition_point(|x| *x < v);
        for cell in &mut self.cells {
            let (col, col_end) = (index(&xs, cell.col), index(&xs, cell.col_end()));
            let (row, row_end) = (index(&ys, cell.row), index(&ys, cell.row_end()));
            (cell.col, cell.cols, cell.row, cell.rows) = (col, col_end - col, row, row_end - row);
        }
        self.cells.sort_by_key(|c| (c.row, c.col));
        self.columns = xs.len().saturating_sub(1);
        self.rows = ys.len().saturating_sub(1);
        self.edges = xs.iter().filter_map(|x| edges.get(*x).copied()).collect();
        if self.edges.len() != self.columns + 1 {
            self.edges.clear();
        }
    }
}

fn printed(cell: &layout::Cell, page: u32) -> Printed {
    let text = cell.text();
    let bbox = cell.text_box().unwrap_or(cell.bbox);
    Printed {
        confidence: confidence_in(&text, cell.trust()),
        text,
        places: vec![Place { page, region: Region::Box(bbox) }],
        alternatives: Vec::new(),
    }
}
