//! The figures of a table laid into its rows and columns, by the heads' promise and by what the figures say.

use super::events::{Event, in_triples, labels_lead};
use super::grid::{Filled, Grid, Size};
use super::item::{Item, Sort};
use super::likely::{self, is_mixed};
use super::passes::{self, Task};
use super::search::{Path, Placed, Shape, place};

/// Confidence of a figure of which one way is left, in a table that the dump tore.
const TORN: f64 = 0.85;
/// How much likelier rows must be than the other orders to be believed.
const MARGIN: u32 = 4;
/// The same where the heads promise another order.
const UNPROMISED: u32 = 7;
/// The same for an order that goes down the heads as they promise.
const PROMISED: u32 = 0;
/// What may speak against such an order, for each row.
const BELIEVED: u32 = 3;

/// What the letter of a sheet says of its newest target and actual.
pub type Fits<'a> = dyn Fn(&Item, &Item) -> Option<bool> + 'a;

/// A table laid out.
pub struct Arranged {
    /// Its cells.
    pub grid: Grid,
    /// Order in which the dump goes through it.
    pub path: Path,
}

/// Lays the figures of a table out.
pub fn arrange(task: &Task<'_>, events: &[Event], fits: &Fits<'_>, [sure, open]: [f64; 2]) -> Option<Arranged> {
    let path = path(events);
    if path == Path::Rows {
        let mut grid = passes::lay(task, [sure, open])?;
        let promised = !in_triples(events) || task.items.windows(2).any(|w| matches!(w, [a, b] if a.line == b.line));
        if !is_likeliest(task, &grid, path, if promised { MARGIN } else { UNPROMISED }) {
            doubt(&mut grid, open);
        }
        doubt_mixed(task, &mut grid, open);
        return Some(Arranged { grid, path });
    }
    let shape = Shape { rows: task.size.rows, columns: task.size.columns, path };
    let placed = place(task.items, shape, fits)?;
    let mut grid = vec![vec![Filled { confidence: sure, ..Filled::default() }; shape.columns]; shape.rows];
    let whole = task.items.len() == shape.rows * shape.columns;
    for (i, Placed { cell: (row, column), certain, rivals }) in placed.iter().enumerate() {
        if let Some(cell) = grid.get_mut(*row).and_then(|r| r.get_mut(*column)) {
            let confidence = if *certain { sure } else { open };
            *cell = Filled { item: Some(i), confidence, rivals: rivals.clone() };
        }
    }
    let open_blank = placed.iter().any(|p| !p.certain);
    for cell in grid.iter_mut().flatten() {
        if !whole && cell.item.is_some() {
            cell.confidence = cell.confidence.min(TORN);
        } else if cell.item.is_none() && (!whole || open_blank) {
            cell.confidence = open;
        }
    }
    // Figures between one label and the next are that indicator's; a column may end anywhere.
    let down = path == Path::Columns;
    if whole && down && !(is_even(task, &grid) && is_likeliest(task, &grid, path, PROMISED)) {
        doubt(&mut grid, open);
    }
    doubt_mixed(task, &mut grid, open);
    Some(Arranged { grid, path })
}

fn doubt(grid: &mut Grid, open: f64) {
    grid.iter_mut().flatten().for_each(|cell| cell.confidence = cell.confidence.min(open));
}

/// Rows that hold pieces of figures, or figures of several units from lines apart, are not sure; nor are their pairs.
fn doubt_mixed(task: &Task<'_>, grid: &mut Grid, open: f64) {
    for pair in grid.chunks_mut(2) {
        let items = |row: &[Filled]| -> Vec<&Item> {
            row.iter().filter_map(|c| c.item).filter_map(|i| task.items.get(i)).collect()
        };
        let odd = pair.iter().any(|row| {
            let items = items(row);
            let one_line = items.windows(2).all(|w| matches!(w, [a, b] if a.line == b.line));
            items.iter().any(|i| i.torn) || (is_mixed(&items) && !one_line)
        });
        if odd {
            pair.iter_mut().flatten().for_each(|cell| cell.confidence = cell.confidence.min(open));
        }
    }
}

/// Whether all rows look like rows.
fn is_even(task: &Task<'_>, grid: &Grid) -> bool {
    let cells: Vec<Option<usize>> = grid.iter().flatten().map(|c| c.item).collect();
    let cost = likely::table(&cells, task.items, task.size.columns, task.target_first);
    let sorts = |row: &Vec<Filled>| {
        let items = row.iter().filter_map(|c| c.item).filter_map(|i| task.items.get(i));
        let mut sorts: Vec<(bool, bool)> = items.map(|i| (i.sort == Sort::Dash, i.sort == Sort::Text)).collect();
        sorts.sort_unstable();
        sorts.dedup();
        sorts.len()
    };
    cost <= BELIEVED * task.size.rows as u32 && grid.iter().filter(|row| sorts(row) > 1).count() <= 1
}

/// Whether none of the other orders in which a dump may go through a full table makes rows as likely.
fn is_likeliest(task: &Task<'_>, grid: &Grid, own_path: Path, margin: u32) -> bool {
    let Size { rows, columns } = task.size;
    if task.items.len() != rows * columns {
        return true;
    }
    let own: Vec<Option<usize>> = grid.iter().flatten().map(|c| c.item).collect();
    let cost = |cells: &[Option<usize>]| likely::table(cells, task.items, columns, task.target_first);
    let text = |cells: &[Option<usize>]| -> Vec<&str> {
        cells.iter().map(|i| i.and_then(|i| task.items.get(i)).map_or("", |i| i.text.as_str())).collect()
    };
    let (best, content) = (cost(&own), text(&own));
    [Path::Rows, Path::Pairs, Path::Columns].into_iter().filter(|p| *p != own_path).all(|path| {
        let shape = Shape { rows, columns, path };
        let mut cells = vec![None; rows * columns];
        for n in 0..cells.len() {
            let (row, column) = shape.cell(n);
            if let Some(cell) = cells.get_mut(row * columns + column) {
                *cell = Some(n);
            }
        }
        text(&cells) == content || cost(&cells) >= best + margin
    })
}

/// How the dump goes through the table, by its heads.
fn path(events: &[Event]) -> Path {
    let years = events.iter().filter(|e| e.year().is_some()).count();
    if in_triples(events) && labels_lead(events, years) {
        return Path::Pairs;
    }
    // Target, actual, figures, target, actual, figures: a column at a time.
    let after_roles = events.windows(2).filter(|pair| matches!(pair, [Event::Role(_), Event::Cell(_)])).count();
    if years > 1 && after_roles + 1 >= years { Path::Columns } else { Path::Rows }
}
