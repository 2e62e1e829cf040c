//! What a page break parted → one table again.

use super::lattice::Lattice;
use super::plain::{PlainCell, PlainTable};
use crate::normalise;
use std::collections::{BTreeMap, BTreeSet};

/// Farthest that a column's edge may move from page to page, in points.
const SLACK: f64 = 2.5;

/// A table with its heads, and how many of these were borrowed from the page before.
#[derive(Clone, Debug)]
pub(super) struct Headed {
    /// The table.
    pub(super) table: PlainTable,
    /// How many rows at the top are heads.
    pub(super) heads: usize,
}

/// The table with the heads of an earlier one set over it, where its columns are the same and it has none of
/// its own; with the number of rows that were borrowed. The heads are then as many rows as the earlier one's.
pub(super) fn under_heads(earlier: &Headed, table: &PlainTable) -> Option<(PlainTable, usize)> {
    if earlier.heads == 0 || table.page != last_page(&earlier.table) + 1 {
        return None;
    }
    let columns = columns_of(&earlier.table, table)?;
    if repeats(earlier, table) {
        return Some((table.clone(), 0));
    }
    let heads = earlier.table.cells.iter().filter(|c| c.row < earlier.heads);
    let mut cells: Vec<PlainCell> = heads.filter_map(|c| moved(c, &columns, 0, earlier.heads)).collect();
    cells.extend(table.cells.iter().cloned().map(|c| PlainCell { row: c.row + earlier.heads, ..c }));
    Some((PlainTable { cells, rows: table.rows + earlier.heads, ..table.clone() }, earlier.heads))
}

/// Joins a table to the one that it goes on with, if it does: same columns, and the same heads.
pub(super) fn join(earlier: &mut Headed, later: &Headed, running: &BTreeSet<String>) -> bool {
    let next =
        later.table.cells.iter().filter(|c| c.row >= later.heads).flat_map(|c| &c.printed.places).map(|p| p.page).min();
    if earlier.heads == 0 || earlier.heads != later.heads || next != Some(last_page(&earlier.table) + 1) {
        return false;
    }
    if captions_differ(earlier, later, running) {
        return false;
    }
    let texts = |h: &Headed| -> Vec<String> {
        h.table.cells.iter().filter(|c| c.row < h.heads).map(|c| normalise::fold(&c.printed.text)).collect()
    };
    let Some(columns) = columns_of(&later.table, &earlier.table) else { return false };
    if texts(earlier) != texts(later) {
        return false;
    }
    let broken = is_broken(earlier, later, &columns);
    let start = earlier.table.rows;
    let down = |cell: &PlainCell| {
        moved(cell, &columns, start, usize::MAX).map(|c| PlainCell { row: c.row - later.heads, ..c })
    };
    let body: Vec<PlainCell> = later.table.cells.iter().filter(|c| c.row >= later.heads).filter_map(down).collect();
    for cell in body {
        if cell.is_blank() && lengthen(&mut earlier.table, &cell) {
            continue;
        }
        if broken && cell.row == start {
            piece(&mut earlier.table, cell);
        } else {
            let row = cell.row - usize::from(broken);
            earlier.table.cells.push(PlainCell { row, ..cell });
        }
    }
    earlier.table.rows = start + later.table.rows.saturating_sub(later.heads + usize::from(broken));
    earlier.table.cells.sort_by_key(|c| (c.row, c.col));
    true
}

/// Lengthens the merged label right above an empty cell: what it labels goes on over the page break.
fn lengthen(table: &mut PlainTable, empty: &PlainCell) -> bool {
    let above = |c: &&mut PlainCell| c.row_end() == empty.row && (c.col, c.cols) == (empty.col, empty.cols);
    let Some(upper) = table.cells.iter_mut().find(above) else { return false };
    let label = upper.rows > 1
        && !upper.is_blank()
        && !normalise::fold(&upper.printed.text).contains(|c: char| c.is_ascii_digit());
    if label {
        upper.rows += empty.rows;
    }
    label
}

/// The captions that stand on several pages.
pub(super) fn running(tables: &[PlainTable]) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut running = BTreeSet::new();
    for table in tables {
        let Some(caption) = table.caption.as_ref().map(|c| normalise::fold(&c.text)) else { continue };
        if *seen.entry(caption.clone()).or_insert(table.page) != table.page {
            running.insert(caption);
        }
    }
    running
}

/// Whether the later table has a title of its own, not one that runs over the pages.
fn captions_differ(earlier: &Headed, later: &Headed, running: &BTreeSet<String>) -> bool {
    let text = |h: &Headed| h.table.caption.as_ref().map(|c| normalise::fold(&c.text)).unwrap_or_default();
    let (upper, lower) = (text(earlier), text(later));
    !upper.contains(&lower) && !lower.contains(&upper) && !running.contains(&lower)
}

/// Sets the rest of a broken row under what stands on the page before.
fn piece(table: &mut PlainTable, rest: PlainCell) {
    if rest.is_blank() {
        return;
    }
    let last = table.rows.saturating_sub(1);
    let upper = table.cells.iter_mut().rev().find(|c| c.col == rest.col && c.row <= last && last < c.row_end());
    let Some(upper) = upper else { return };
    if upper.is_blank() {
        upper.printed = rest.printed;
        return;
    }
    upper.printed.text.push('\n');
    upper.printed.text.push_str(&rest.printed.text);
    upper.printed.places.extend(rest.printed.places);
    upper.printed.confidence = upper.printed.confidence.min(rest.printed.confidence);
}

/// Whether the first row of the later table is the rest of the last row of the earlier one: it has none of the
/// cells that every row begins with, and stands in the same columns.
fn is_broken(earlier: &Headed, later: &Headed, columns: &[usize]) -> bool {
    let first: Vec<PlainCell> = later
        .table
        .cells
        .iter()
        .filter(|c| c.row == later.heads && c.rows == 1)
        .filter_map(|c| moved(c, columns, 0, usize::MAX))
        .collect();
    let lattice = Lattice::new(&earlier.table);
    let last = earlier.table.rows.saturating_sub(1);
    let own = |col: usize| lattice.get(last, col).and_then(|i| earlier.table.cells.get(i)).filter(|c| c.row == last);
    let key = (0..earlier.table.columns).find(|col| {
        let cells = (earlier.heads..earlier.table.rows)
            .filter_map(|r| lattice.get(r, *col))
            .filter_map(|i| earlier.table.cells.get(i));
        cells.clone().count() > 0 && cells.clone().all(|c| c.rows == 1 && !c.is_blank())
    });
    let Some(key) = key else { return false };
    let blank = first.iter().filter(|c| c.col <= key).all(PlainCell::is_blank);
    let fits = first.iter().filter(|c| !c.is_blank()).all(|c| own(c.col).is_some_and(|o| o.cols == c.cols));
    own(key).is_some() && blank && fits && first.iter().any(|c| !c.is_blank())
}

/// Whether a table begins with the heads of an earlier one.
fn repeats(earlier: &Headed, table: &PlainTable) -> bool {
    let texts = |t: &PlainTable, rows: usize| -> Vec<String> {
        t.cells.iter().filter(|c| c.row < rows && !c.is_blank()).map(|c| normalise::fold(&c.printed.text)).collect()
    };
    texts(&earlier.table, earlier.heads) == texts(table, earlier.heads)
}

/// For each column edge of `from` the one of `to` at the same place; `None` where the columns are others.
fn columns_of(from: &PlainTable, to: &PlainTable) -> Option<Vec<usize>> {
    if from.edges.is_empty() || to.edges.is_empty() {
        let same = from.edges.is_empty() && to.edges.is_empty() && from.columns == to.columns;
        return same.then(|| (0..=from.columns).collect());
    }
    let near = |x: &f64| {
        let after = to.edges.partition_point(|e| *e < *x - SLACK);
        to.edges.get(after).filter(|e| (**e - x).abs() <= SLACK).map(|_| after)
    };
    let columns: Vec<usize> = from.edges.iter().filter_map(near).collect();
    let whole = columns.len() == from.edges.len() && columns.first() == Some(&0);
    (whole && columns.last() == Some(&to.columns) && columns.windows(2).all(|w| w.first() < w.last()))
        .then_some(columns)
}

/// A cell in other columns, further down by `rows`; `None` where it begins at `limit` or below.
fn moved(cell: &PlainCell, columns: &[usize], rows: usize, limit: usize) -> Option<PlainCell> {
    let (from, to) = (*columns.get(cell.col)?, *columns.get(cell.col_end())?);
    let height = cell.rows.min(limit.saturating_sub(cell.row));
    (height > 0 && from < to).then(|| PlainCell {
        row: cell.row + rows,
        rows: height,
        col: from,
        cols: to - from,
        ..cell.clone()
    })
}

fn last_page(table: &PlainTable) -> u32 {
    let pages = table.cells.iter().rev().take(table.columns.max(1) * 2).flat_map(|c| &c.printed.places).map(|p| p.page);
    pages.max().unwrap_or(table.page)
}
