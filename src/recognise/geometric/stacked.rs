//! Grids in whose cells several rows stand one below the other: tables that are ruled only between their columns.

use crate::geom::{Clusters, Rect};
use crate::layout::{Cell, Grid, Line};
use crate::normalise::{self, Context, Kind};

/// Fewest rows; two figures in a cell may be a target above its result.
const FEWEST: usize = 3;
/// Fewest columns of figures in line.
const COLUMNS: usize = 2;
/// How far lines of one row may lie apart, in heights.
const APART: f64 = 0.4;
/// Share of the rows that a column of figures must fill.
const FILLED: f64 = 0.7;

/// The grid with a row for each row that stands in it; `None` where none of its cells holds several.
pub(super) fn parted(grid: &Grid) -> Option<Grid> {
    let rows = grid.ys.len().saturating_sub(1);
    let baselines: Vec<Vec<f64>> = (0..rows).map(|r| baselines(grid, r).unwrap_or_default()).collect();
    if baselines.iter().all(Vec::is_empty) {
        return None;
    }
    let height = |r: usize| baselines.get(r).map_or(1, |b| b.len().max(1));
    let start: Vec<usize> = (0..=rows).map(|r| (0..r).map(height).sum()).collect();
    let at = |r: usize| start.get(r).copied().unwrap_or_default();
    let mut ys = Vec::new();
    for (r, w) in grid.ys.windows(2).enumerate() {
        let (Some(top), Some(bottom)) = (w.first(), w.last()) else { continue };
        ys.push(*top);
        let own = baselines.get(r).map(Vec::as_slice).unwrap_or_default();
        ys.extend(own.windows(2).filter_map(|b| Some(((b.first()? + b.last()?) / 2.0).clamp(*top, *bottom))));
    }
    ys.extend(grid.ys.last());
    let mut cells = Vec::new();
    for cell in &grid.cells {
        let own = baselines.get(cell.row).filter(|b| cell.rows == 1 && !b.is_empty());
        match own {
            Some(own) => cells.extend(pieces(cell, own, at(cell.row), &ys)),
            None => cells.push(Cell {
                row: at(cell.row),
                rows: at(cell.row + cell.rows).saturating_sub(at(cell.row)).max(1),
                ..cell.clone()
            }),
        }
    }
    cells.sort_by_key(|c| (c.row, c.col));
    Some(Grid { bbox: grid.bbox, xs: grid.xs.clone(), ys, cells })
}

/// A cell as one cell for each baseline: a line belongs to the nearest one.
fn pieces(cell: &Cell, baselines: &[f64], from: usize, ys: &[f64]) -> Vec<Cell> {
    let nearest = |l: &Line| {
        let off = |y: &f64| (l.bbox.center().y - y).abs();
        baselines.iter().enumerate().min_by(|(_, a), (_, b)| off(a).total_cmp(&off(b))).map(|(i, _)| i)
    };
    let piece = |i: usize| {
        let lines: Vec<Line> = cell.lines.iter().filter(|l| nearest(l) == Some(i)).cloned().collect();
        let (top, bottom) = (ys.get(from + i).copied(), ys.get(from + i + 1).copied());
        let bbox = Rect::new(cell.bbox.x0, top.unwrap_or(cell.bbox.y0), cell.bbox.x1, bottom.unwrap_or(cell.bbox.y1));
        Cell { row: from + i, rows: 1, lines, bbox, ..cell.clone() }
    };
    (0..baselines.len()).map(piece).collect()
}

/// The baselines of a row of cells that holds several rows.
fn baselines(grid: &Grid, row: usize) -> Option<Vec<f64>> {
    let own: Vec<&Cell> = grid.cells.iter().filter(|c| c.row == row && c.rows == 1 && !c.lines.is_empty()).collect();
    let columns: Vec<&&Cell> = own.iter().filter(|c| is_of_figures(c)).collect();
    if columns.len() < COLUMNS {
        return None;
    }
    let height = columns.iter().flat_map(|c| &c.lines).map(|l| l.bbox.height()).fold(1.0, f64::max);
    let centers = |c: &Cell| c.lines.iter().map(|l| l.bbox.center().y).collect::<Vec<f64>>();
    let all = columns.iter().flat_map(|c| centers(c)).map(|y| (y, 1.0));
    let found = Clusters::new(all, APART * height).positions();
    let meets = |c: &Cell| {
        let own = centers(c);
        found.iter().filter(|y| own.iter().any(|o| (o - **y).abs() <= APART * height)).count()
    };
    let filled = columns.iter().all(|c| meets(c) as f64 >= FILLED * found.len() as f64);
    // A label beside every figure: one label with many figures is no row each.
    let label = own.iter().find(|c| !is_of_figures(c)).is_some_and(|c| meets(c) + 1 >= found.len());
    (found.len() >= FEWEST && filled && label).then_some(found)
}

/// Whether a cell holds figures one below the other, and nothing else but a head over them.
fn is_of_figures(cell: &Cell) -> bool {
    let figure = |l: &Line| {
        let quantity = normalise::quantity(&l.text, &Context::default());
        matches!(quantity.kind, Kind::Number | Kind::Range | Kind::Missing)
    };
    let from = cell.lines.iter().position(figure).unwrap_or(cell.lines.len());
    let figures = cell.lines.get(from..).unwrap_or_default();
    from <= 2 && figures.len() >= FEWEST && figures.iter().all(figure)
}
