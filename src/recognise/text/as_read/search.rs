//! Which figure of a dump belongs to which cell of the table.
//!
//! A dump tears the table into chunks; within a chunk the order of the cells is kept. Of all ways
//! to lay the figures into the table, those that tear it least are kept, and a figure is certain
//! only where all of them agree.

use super::item::Item;
use rust_decimal::Decimal;
use std::ops::Range;

/// States kept after each figure: how wide the search is, so that its work grows with the figures alone.
const BEAM: usize = 200;
/// How much dearer a way may be and still count as possible.
const MARGIN: u32 = 3;

const BACKWARD: u32 = 4;
const PASS: u32 = 1;
const AIMED: u32 = 3;
const SKIP: u32 = 3;
const LEAVE_ROW: u32 = 2;
const ENTER_ROW_LATE: u32 = 2;
const OTHER_UNIT: u32 = 5;
const ROWS_DIFFER: u32 = 4;
const OTHER_INDICATOR: u32 = 3;
const NEXT_INDICATOR: u32 = 1;
const JUMP: u32 = 1;
const LETTER_DIFFERS: u32 = 4;

/// The order in which a chunk goes through the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Row by row: all targets of an indicator, then all actuals.
    Rows,
    /// Year by year within an indicator: target, actual, target, actual.
    Pairs,
    /// Column by column through all indicators.
    Columns,
}

/// The table to fill: two rows an indicator, a column a year.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Number of rows.
    pub rows: usize,
    /// Number of years.
    pub columns: usize,
    /// How chunks go through it.
    pub path: Path,
}

impl Shape {
    /// Row and column of the n-th cell on the path.
    pub fn cell(&self, n: usize) -> (usize, usize) {
        let per_indicator = 2 * self.columns;
        match self.path {
            Path::Rows => (n / self.columns, n % self.columns),
            Path::Pairs => (2 * (n / per_indicator) + n % 2, n % per_indicator / 2),
            Path::Columns => (n % self.rows, n / self.rows),
        }
    }

    fn cells(&self) -> usize {
        self.rows * self.columns
    }
}

/// Where an item may stand.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Row and column in the best way.
    pub cell: (usize, usize),
    /// Whether all ways that are nearly as good agree.
    pub certain: bool,
    /// Other items that may stand in that cell.
    pub rivals: Vec<Option<usize>>,
}

#[derive(Clone)]
struct State {
    cost: u32,
    last: Option<usize>,
    filled: u64,
    at: Vec<u8>,
}

/// Lays the items into the table. `fits` says whether a letter is earned by (target, actual) of the last row pair.
pub fn place(items: &[Item], shape: Shape, fits: &dyn Fn(&Item, &Item) -> Option<bool>) -> Option<Vec<Placed>> {
    let cells = shape.cells();
    if cells > 63 || items.len() > cells || items.is_empty() {
        return None;
    }
    let mut beam = vec![State { cost: 0, last: None, filled: 0, at: Vec::new() }];
    for segment in segments(items, shape) {
        let mut next: Vec<State> = Vec::new();
        for state in &beam {
            next.extend((0..cells).filter_map(|n| lay(state, n, segment.clone(), shape, items)));
        }
        if next.is_empty() {
            return None;
        }
        next.sort_by(|a, b| a.cost.cmp(&b.cost).then_with(|| a.at.cmp(&b.at)));
        next.truncate(BEAM);
        beam = next;
    }
    for state in &mut beam {
        state.cost += judge(&state.at, items, shape, fits);
    }
    beam.sort_by(|a, b| a.cost.cmp(&b.cost).then_with(|| a.at.cmp(&b.at)));
    let best = beam.first()?.clone();
    let near: Vec<&State> = beam.iter().take_while(|s| s.cost <= best.cost + MARGIN).collect();
    let placed = best.at.iter().map(|&n| {
        let holder = |s: &State| s.at.iter().position(|&m| m == n);
        let own = holder(&best);
        let same = |a: Option<usize>, b: Option<usize>| match (a, b) {
            (Some(a), Some(b)) => {
                items
                    .get(a)
                    .zip(items.get(b))
                    .is_some_and(|(a, b)| a.number.is_some() && a.number == b.number && a.unit == b.unit)
                    || a == b
            }
            (a, b) => a == b,
        };
        let mut rivals: Vec<Option<usize>> = near.iter().map(|s| holder(s)).filter(|h| !same(*h, own)).collect();
        rivals.sort_unstable();
        rivals.dedup();
        Placed { cell: shape.cell(usize::from(n)), certain: rivals.is_empty(), rivals }
    });
    Some(placed.collect())
}

/// Items that stand on one line, which no dump tears; a line longer than a row is taken item by item.
fn segments(items: &[Item], shape: Shape) -> Vec<Range<usize>> {
    let mut segments: Vec<Range<usize>> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let joins = segments.last().is_some_and(|s| {
            items.get(s.start).is_some_and(|first| (first.line, first.chunk) == (item.line, item.chunk))
        });
        match segments.last_mut() {
            Some(segment) if joins => segment.end = i + 1,
            _ => segments.push(i..i + 1),
        }
    }
    let fits = |s: &Range<usize>| s.len() == 1 || (shape.path == Path::Rows && s.len() <= shape.columns);
    segments.into_iter().flat_map(|s| if fits(&s) { vec![s] } else { s.map(|i| i..i + 1).collect() }).collect()
}

/// The state after a segment is laid into the cells from `n` on; `None` where it does not fit there.
fn lay(state: &State, n: usize, segment: Range<usize>, shape: Shape, items: &[Item]) -> Option<State> {
    let row = shape.cell(n).0;
    let mut state = state.clone();
    for (cell, i) in (n..).zip(segment) {
        if cell >= shape.cells() || state.filled & (1 << cell) != 0 || (cell > n && shape.cell(cell).0 != row) {
            return None;
        }
        let before = i.checked_sub(1).and_then(|p| items.get(p));
        state.cost += step(&state, cell, items.get(i)?, before, shape, items)?;
        state.last = Some(cell);
        state.filled |= 1 << cell;
        state.at.push(cell as u8);
    }
    Some(state)
}

/// Cost of putting an item into cell `n` after the state; `None` where the order forbids it.
fn step(state: &State, n: usize, item: &Item, before: Option<&Item>, shape: Shape, items: &[Item]) -> Option<u32> {
    let (row, column) = shape.cell(n);
    let free = |row: usize, columns: Range<usize>| -> bool {
        (0..shape.cells())
            .filter(|m| state.filled & (1 << m) == 0)
            .any(|m| shape.cell(m).0 == row && columns.contains(&shape.cell(m).1))
    };
    let mut cost = 0;
    let same_chunk = before.is_some_and(|b| b.chunk == item.chunk);
    match state.last {
        Some(last) if n < last => {
            if same_chunk {
                return None;
            }
            // A new pass over the page begins anew.
            cost += if before.is_some_and(|b| b.pass != item.pass) { PASS } else { BACKWARD };
        }
        Some(last) => {
            let skipped = (last + 1..n).filter(|m| state.filled & (1 << m) == 0).count();
            if skipped > 0 {
                cost += if same_chunk {
                    SKIP
                } else if item.bound {
                    0
                } else {
                    JUMP
                };
            }
        }
        None => {}
    }
    if shape.path == Path::Rows {
        let last = state.last.map(|l| shape.cell(l));
        if let Some((last_row, last_column)) = last
            && same_chunk
            && last_row != row
            && free(last_row, last_column + 1..shape.columns)
        {
            cost += LEAVE_ROW;
        }
        if same_chunk && last.is_none_or(|(r, _)| r != row) && free(row, 0..column) {
            cost += ENTER_ROW_LATE;
        }
    }
    if let Some(label) = item.label {
        let own = row / 2;
        if item.bound && own != label {
            return None;
        }
        if own == label + 1 && row % 2 == 0 {
            cost += NEXT_INDICATOR;
        } else if own != label {
            cost += OTHER_INDICATOR;
        }
    }
    if item.aimed && row % 2 == 1 {
        cost += AIMED;
    }
    if !item.unit.is_empty() {
        let unit_of = |wanted: usize| {
            state.at.iter().zip(items).rev().find_map(|(&m, other)| {
                (shape.cell(usize::from(m)).0 == wanted && !other.unit.is_empty()).then_some(other.unit.as_str())
            })
        };
        match unit_of(row) {
            Some(unit) if unit != item.unit => cost += OTHER_UNIT,
            Some(_) => {}
            None if unit_of(row ^ 1).is_some_and(|u| u != item.unit) => cost += ROWS_DIFFER,
            None => {}
        }
    }
    Some(cost)
}

/// What speaks against a filled table: targets that leap, a letter that the last year does not earn.
fn judge(at: &[u8], items: &[Item], shape: Shape, fits: &dyn Fn(&Item, &Item) -> Option<bool>) -> u32 {
    let mut table: Vec<Vec<Option<&Item>>> = vec![vec![None; shape.columns]; shape.rows];
    for (&n, item) in at.iter().zip(items) {
        let (row, column) = shape.cell(usize::from(n));
        if let Some(cell) = table.get_mut(row).and_then(|r| r.get_mut(column)) {
            *cell = Some(item);
        }
    }
    let mut cost = 0;
    for row in table.iter().step_by(2) {
        let numbers: Vec<Decimal> = row.iter().flatten().filter_map(|i| i.number).collect();
        cost += numbers.windows(2).map(leap).sum::<u32>();
    }
    let last = |row: usize| table.get(row).and_then(|r| r.last()).copied().flatten();
    let pair = shape.rows.checked_sub(2).map(|r| (last(r), last(r + 1)));
    if let Some((target, actual)) = pair {
        cost += match (target, actual) {
            (Some(t), Some(a)) if fits(t, a) == Some(false) => LETTER_DIFFERS,
            (Some(_), Some(_)) => 0,
            _ => 1,
        };
    }
    cost
}

/// Targets move little from year to year, and rarely down.
fn leap(pair: &[Decimal]) -> u32 {
    let [a, b] = pair else { return 0 };
    if a == b {
        0
    } else if b > a && *b <= *a * Decimal::from(2) {
        1
    } else {
        2
    }
}
