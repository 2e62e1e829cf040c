//! The arrangement of a page's cells that needs the fewest tears, and what speaks against it.
//!
//! A beam search over the units in the order of the dump: every line of cells is put, whole or
//! cut, on consecutive cells of a row (or a cell on the last column). All arrangements within
//! [`MARGIN`] of the cheapest are kept, at most [`CANDIDATES`]; how much of their weight agrees
//! on a cell is the trust in it.

use super::cells::{Cell, Row, Sort};
use super::cost;
use super::grid::{Grid, Stop};
use super::table::Unit;
use std::collections::BTreeMap;

/// Arrangements that are followed at a time.
pub const CANDIDATES: usize = 500;
/// How much dearer than the cheapest an arrangement may be before it is given up, in tenths.
const MARGIN: i32 = 66;
/// Longest name of an indicator, in characters.
const NAME: usize = 90;
/// Pieces into which a line may come apart.
const PIECES: usize = 3;

/// A run of a row: first and last column, from 1.
pub type Run = (usize, usize);

/// Where the last cell or landmark stands on the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Last {
    stop: Stop,
    landmark: bool,
    alone: bool,
}

/// An arrangement: which cell stands in which slot.
#[derive(Clone, Debug)]
pub struct Arrangement {
    /// Cell of each slot of the [`Grid`].
    pub slots: Vec<Slot>,
    /// Cells that go on with the label of an indicator.
    pub more: Vec<(usize, usize)>,
    /// Runs of the rows, by row and in the order of the dump; the last column apart is left out.
    pub runs: Vec<RunAt>,
    /// Its cost, in tenths.
    pub cost: i32,
    /// Natural logarithm of its weight, those merged into it included.
    pub weight: f64,
    last: Option<Last>,
}

/// What the search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Arrangements, cheapest first.
    pub arrangements: Vec<Arrangement>,
    /// All cells; an arrangement names them by index.
    pub cells: Vec<Cell>,
    /// What arrangements that were given up only because there were too many may weigh against the best.
    pub lost: f64,
}

/// A slot's cell by its index; [`FREE`] where none stands.
pub type Slot = u16;

/// No cell.
pub const FREE: Slot = u16::MAX;

/// A run of a row that stands in a unit of the dump: row, unit, first and last column.
pub type RunAt = (u16, u16, usize, usize);

/// What it costs that a row came apart into these runs.
pub type Known<'a> = &'a dyn Fn(usize, &[Run]) -> i32;

/// Searches.
pub fn search(units: &[Unit], grid: &Grid, known: Known<'_>) -> Found {
    let cells: Vec<Cell> = units
        .iter()
        .filter_map(|u| match u {
            Unit::Cells(row, _) | Unit::Column(row) => Some(row.clone()),
            Unit::Land(_) | Unit::Break => None,
        })
        .flatten()
        .collect();
    let search = Search { grid, cells: &cells, words: words(&cells), known };
    let mut states = vec![Arrangement {
        slots: vec![FREE; grid.slots()],
        more: Vec::new(),
        runs: Vec::new(),
        cost: 0,
        weight: 0.0,
        last: None,
    }];
    let mut lost = 0.0;
    for stretch in stretches(units) {
        for (at, first) in stretch {
            let next: Vec<Arrangement> = match units.get(at) {
                Some(Unit::Land(landmark)) => {
                    states.into_iter().map(|s| search.land(s, grid.landmark(*landmark))).collect()
                }
                Some(Unit::Cells(row, _)) => {
                    let beside = [at.checked_sub(1).and_then(|b| units.get(b)), units.get(at + 1)];
                    search.put_all(&states, Line { row, at, first, skip: skip_cost(row, &beside) })
                }
                Some(Unit::Column(column)) => states.into_iter().map(|s| search.column(s, column, first)).collect(),
                Some(Unit::Break) | None => states,
            };
            let (kept, cut) = search.keep(next);
            states = kept;
            lost += cut;
        }
        states = states.into_iter().map(|s| search.leave(s)).collect();
    }
    let ends = states
        .into_iter()
        .map(|s| {
            let more = grid.judge(&s.slots, &cells);
            search.add(s, more)
        })
        .collect();
    let (arrangements, cut) = search.keep(ends);
    Found { arrangements, cells, lost: lost + cut }
}

/// What it costs to leave a line out of the table.
fn skip_cost(row: &Row, beside: &[Option<&Unit>]) -> i32 {
    if row.iter().any(|c| c.sort != Sort::Text) {
        return cost::LEFT_OUT;
    }
    let near = beside.iter().flatten().filter(|u| u.counts() || matches!(u, Unit::Land(_))).count();
    i32::try_from(near).unwrap_or(0) * cost::WORDS_LEFT_OUT / 2
}

/// A number for each printed form, so that like cells count as one.
fn words(cells: &[Cell]) -> Vec<Slot> {
    let first = |i: usize, cell: &Cell| cells.iter().take(i).position(|c| c.text == cell.text).unwrap_or(i);
    cells.iter().enumerate().map(|(i, cell)| index(first(i, cell))).collect()
}

/// The units between two breaks, each with the index of its first cell; those with most landmarks first.
///
/// What is known to stand beside a label leaves few places for what stands apart.
fn stretches(units: &[Unit]) -> Vec<Vec<(usize, usize)>> {
    let mut all: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
    let mut first = 0;
    for (at, unit) in units.iter().enumerate() {
        match unit {
            Unit::Break => all.push(Vec::new()),
            Unit::Land(_) => all.last_mut().into_iter().for_each(|s| s.push((at, first))),
            Unit::Cells(row, _) | Unit::Column(row) => {
                all.last_mut().into_iter().for_each(|s| s.push((at, first)));
                first += row.len();
            }
        }
    }
    let known = |stretch: &Vec<(usize, usize)>| {
        let weigh = |(at, _): &(usize, usize)| match units.get(*at) {
            Some(Unit::Land(super::table::Landmark::Kind(_))) => 10,
            Some(Unit::Land(_)) => 4,
            Some(Unit::Column(_)) => 30,
            Some(Unit::Cells(row, _)) => row.len().min(6),
            _ => 0,
        };
        stretch.iter().map(weigh).sum::<usize>()
    };
    all.sort_by_key(|s| std::cmp::Reverse(known(s)));
    all
}

/// A line of cells: its unit, its first cell, and what it costs to leave it out.
#[derive(Clone, Copy)]
struct Line<'a> {
    row: &'a Row,
    at: usize,
    first: usize,
    skip: i32,
}

/// A piece of a line, and whether no blank stands before it.
#[derive(Clone, Copy)]
struct Piece<'a> {
    cells: &'a [usize],
    glued: bool,
    at: usize,
}

struct Search<'a> {
    grid: &'a Grid,
    cells: &'a [Cell],
    words: Vec<Slot>,
    known: Known<'a>,
}

impl Search<'_> {
    fn add(&self, mut state: Arrangement, cost: i32) -> Arrangement {
        state.cost += cost;
        state.weight -= f64::from(cost) / cost::SCALE;
        state
    }

    fn leave(&self, mut state: Arrangement) -> Arrangement {
        let edge = state.last.take().is_some_and(|l| !l.landmark);
        self.add(state, if edge { cost::EDGE } else { 0 })
    }

    fn land(&self, mut state: Arrangement, stop: Stop) -> Arrangement {
        let cost = state.last.filter(|l| !l.landmark).map_or(0, |l| self.step(Some(l), stop, false));
        state.last = Some(Last { stop, landmark: true, alone: false });
        self.add(state, cost)
    }

    /// The last column where it stands apart as a whole: each cell in the next row.
    fn column(&self, mut state: Arrangement, column: &Row, first: usize) -> Arrangement {
        for row in 0..column.len() {
            let slot = self.grid.slot(row, self.grid.columns.saturating_sub(1));
            if let Some(slot) = state.slots.get_mut(slot) {
                *slot = index(first + row);
            }
        }
        state.last = None;
        state
    }

    /// What it costs that `next` follows in the dump.
    fn step(&self, last: Option<Last>, next: Stop, alone: bool) -> i32 {
        let column = alone && self.grid.in_last_column(next);
        let down = |from: usize| cost::SKIP_IN_COLUMN * i32::try_from(from).unwrap_or(0);
        match last {
            None if column => (cost::EDGE + down(self.grid.row_of(next)) / 3).min(cost::EDGE * 2),
            None => cost::EDGE,
            Some(last) => {
                let natural = self.grid.distance(last.stop, next);
                if column && last.landmark && last.stop == self.grid.heads() {
                    return natural.min(down(self.grid.row_of(next)));
                }
                if last.alone && self.grid.in_last_column(last.stop) {
                    let (from, to) = (self.grid.row_of(last.stop), self.grid.row_of(next));
                    return match (column && to > from, alone) {
                        (true, _) => down(to - from - 1),
                        (false, true) => natural.max(cost::EDGE),
                        (false, false) => natural.min(cost::EDGE),
                    };
                }
                natural
            }
        }
    }

    /// All ways to put a line of cells, or to leave it out, that are not much dearer than the best.
    fn put_all(&self, states: &[Arrangement], line: Line<'_>) -> Vec<Arrangement> {
        let cuts = cuts(line.row);
        let mut all: Vec<Arrangement> = Vec::new();
        let mut bound = i32::MAX / 2;
        for state in states {
            all.push(self.leave(self.add(state.clone(), line.skip)));
            for (ends, cost) in &cuts {
                all.extend(self.put(state, line, ends, *cost, bound));
            }
            bound = all.iter().map(|s| s.cost).min().unwrap_or(bound) + MARGIN;
            all.retain(|s| s.cost <= bound);
        }
        all
    }

    /// All ways to put a line that is cut so.
    fn put(&self, state: &Arrangement, line: Line<'_>, ends: &[usize], cost: i32, bound: i32) -> Vec<Arrangement> {
        let mut open = vec![self.add(state.clone(), cost)];
        let mut from = 0;
        for (i, to) in ends.iter().enumerate() {
            let cells: Vec<usize> = (line.first + from..line.first + to).collect();
            let glued = i > 0 && line.row.get(from).is_some_and(|c| c.glued && c.sort != Sort::Dash);
            let piece = Piece { cells: &cells, glued, at: line.at };
            open = open.iter().flat_map(|s| self.place(s, piece, bound)).collect();
            from = *to;
        }
        open
    }

    /// All places of one piece at no more than `bound`.
    fn place(&self, state: &Arrangement, put: Piece<'_>, bound: i32) -> Vec<Arrangement> {
        let grid = self.grid;
        let piece = put.cells;
        let alone = piece.len() == 1;
        let counts = piece.iter().filter_map(|c| self.cells.get(*c)).any(|c| c.sort == Sort::Figure);
        let mut all = Vec::new();
        for row in 0..grid.rows() {
            let fit = state.cost + grid.fit(&state.slots, self.cells, row, piece);
            if fit > bound {
                continue;
            }
            for column in 0..(grid.columns + 1).saturating_sub(piece.len()) {
                let (from, to) = (grid.slot(row, column), grid.slot(row, column + piece.len()));
                if state.slots.get(from..to).is_none_or(|s| s.iter().any(|c| *c != FREE)) {
                    continue;
                }
                let start = grid.stop(row, column);
                let mut cost = fit + self.step(state.last, start, alone);
                if put.glued && state.last.is_some_and(|l| grid.distance(l.stop, start) == 0) {
                    cost += cost::GLUED_NEIGHBOURS;
                }
                let run = (counts && !(alone && column + 1 == grid.columns))
                    .then(|| (index(row), index(put.at), column + 1, column + piece.len()));
                cost += run.map_or(0, |run| self.torn(state, run, start));
                let edges = (state.slots.get(from.wrapping_sub(1)), state.slots.get(to));
                cost += self.jump(grid, row, column.checked_sub(1).and(edges.0), piece.first(), column > 0);
                cost +=
                    self.jump(grid, row, edges.1.filter(|_| column + piece.len() < grid.columns), piece.last(), false);
                if cost > bound {
                    continue;
                }
                let mut next = self.add(state.clone(), cost - state.cost);
                for (slot, cell) in next.slots.iter_mut().skip(from).zip(piece) {
                    *slot = index(*cell);
                }
                next.runs.extend(run);
                next.runs.sort_unstable();
                next.last = Some(Last { stop: grid.stop(row, column + piece.len() - 1), landmark: false, alone });
                all.push(next);
            }
        }
        if piece.iter().filter_map(|c| self.cells.get(*c)).all(|c| c.sort == Sort::Dash) {
            // One dash is like another: in each row only the nearest place is followed.
            all.sort_by_key(|s: &Arrangement| (s.last.map(|l| grid.row_of(l.stop)), s.cost));
            let mut rows: Vec<usize> = Vec::new();
            all.retain(|s| {
                let row = s.last.map_or(0, |l| grid.row_of(l.stop));
                let seen = rows.iter().filter(|r| **r == row).count();
                rows.push(row);
                seen < if alone { 2 } else { 1 }
            });
        }
        if piece.first().and_then(|c| self.cells.get(*c)).is_some_and(|c| c.sort != Sort::Figure) {
            all.extend((0..grid.kinds()).filter_map(|k| self.name(state, k, put)).filter(|s| s.cost <= bound));
        }
        all
    }

    /// What it costs that a row has these runs: one is whole, more must be known or follow one another.
    fn torn(&self, state: &Arrangement, run: RunAt, start: Stop) -> i32 {
        let row = usize::from(run.0);
        let goes_on = state.last.is_some_and(|l| l.alone && l.stop + 1 == start && start != self.grid.stop(row, 0));
        let mut runs: Vec<RunAt> = state.runs.iter().copied().filter(|r| r.0 == run.0).collect();
        if runs.is_empty() || goes_on {
            return 0;
        }
        runs.push(run);
        runs.sort_unstable();
        (self.known)(row, &runs.iter().map(|r| (r.2, r.3)).collect::<Vec<_>>())
    }

    /// What it costs that a figure stands beside another of its row, by their sizes.
    fn jump(&self, grid: &Grid, row: usize, beside: Option<&Slot>, cell: Option<&usize>, before: bool) -> i32 {
        let size = |c: usize| self.cells.get(c).filter(|c| c.sort == Sort::Figure).map(|c| c.size);
        match (beside.and_then(|s| size(usize::from(*s))), cell.and_then(|c| size(*c))) {
            (Some(a), Some(b)) if before => grid.jump(row, a, b),
            (Some(a), Some(b)) => grid.jump(row, b, a),
            _ => 0,
        }
    }

    /// The piece as the label of an indicator, with the first row after it.
    fn name(&self, state: &Arrangement, kind: usize, put: Piece<'_>) -> Option<Arrangement> {
        let (name, rest) = put.cells.split_first()?;
        let at = self.grid.name_stop(kind);
        let slot = self.grid.name_slot(kind);
        let mut next = state.clone();
        let mut cost = 0;
        if *state.slots.get(slot)? != FREE {
            let goes_on = state.last.is_some_and(|l| l.stop == at && !l.landmark) && rest.is_empty();
            if !goes_on {
                return None;
            }
            let there = state.more.iter().filter(|(k, _)| *k == kind).map(|(_, c)| *c);
            let whole = there.chain([*name, usize::from(*state.slots.get(slot)?)]);
            let length: usize = whole.filter_map(|c| self.cells.get(c)).map(|c| c.text.chars().count()).sum();
            if length > NAME {
                return None;
            }
            next.more.push((kind, *name));
            cost += cost::NAME_GOES_ON;
        } else {
            *next.slots.get_mut(slot)? = index(*name);
            cost += self.step(state.last, at, false);
            let dash = self.cells.get(*name).is_some_and(|c| c.sort == Sort::Dash);
            let rows = [kind * 2, kind * 2 + 1].map(|row| self.grid.row(&state.slots, self.cells, row));
            if dash && rows.iter().flatten().flatten().any(|c| c.sort == Sort::Figure) {
                cost += cost::FIGURE_WITHOUT_INDICATOR;
            }
        }
        next.last = Some(Last { stop: at, landmark: false, alone: false });
        if !rest.is_empty() {
            let row = kind * 2;
            let from = self.grid.slot(row, 0);
            if rest.len() > self.grid.columns || state.slots.get(from..from + rest.len())?.iter().any(|c| *c != FREE) {
                return None;
            }
            cost += self.grid.fit(&state.slots, self.cells, row, rest);
            for (slot, cell) in next.slots.iter_mut().skip(from).zip(rest) {
                *slot = index(*cell);
            }
            if rest.iter().filter_map(|c| self.cells.get(*c)).any(|c| c.sort == Sort::Figure) {
                next.runs.push((index(row), index(put.at), 1, rest.len()));
                next.runs.sort_unstable();
            }
            next.last = Some(Last { stop: self.grid.stop(row, rest.len() - 1), landmark: false, alone: false });
        }
        Some(self.add(next, cost))
    }

    /// Merges what prints the same and gives up what is much dearer; says how much the cheapest
    /// that was given up only for the number weighs against the best.
    fn keep(&self, states: Vec<Arrangement>) -> (Vec<Arrangement>, f64) {
        let mut states = states;
        states.sort_by_key(|s| s.cost);
        let Some(best) = states.first().map(|s| s.cost) else { return (states, 0.0) };
        type Key = (Vec<Slot>, Option<Last>, Vec<(usize, usize)>, Vec<RunAt>);
        let mut merged: BTreeMap<Key, usize> = BTreeMap::new();
        let mut kept: Vec<Arrangement> = Vec::new();
        for state in states.into_iter().take_while(|s| s.cost <= best + MARGIN) {
            let word = |c: &Slot| self.words.get(usize::from(*c)).copied().unwrap_or(FREE);
            let key = (state.slots.iter().map(word).collect(), state.last, state.more.clone(), state.runs.clone());
            let known = merged.get(&key).copied();
            if let Some(there) = known.and_then(|at| kept.get_mut(at)) {
                there.weight = join(there.weight, state.weight);
            } else if kept.len() == CANDIDATES {
                let lost = (f64::from(best - state.cost) / cost::SCALE).exp();
                return (kept, lost);
            } else {
                merged.insert(key, kept.len());
                kept.push(state);
            }
        }
        (kept, 0.0)
    }
}

/// A cell's index as a slot holds it.
fn index(cell: usize) -> Slot {
    Slot::try_from(cell).unwrap_or(FREE)
}

/// The logarithm of the sum of two weights that are given by theirs.
fn join(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    high + (low - high).exp().ln_1p()
}

/// Ways to cut a line, each as the ends of its pieces, with their cost.
fn cuts(row: &Row) -> Vec<(Vec<usize>, i32)> {
    let dashes = row.iter().all(|c| c.sort == Sort::Dash);
    let mut all: Vec<(Vec<usize>, i32)> = vec![(Vec::new(), 0)];
    for (at, cell) in row.iter().enumerate().skip(1) {
        let cut = if cell.glued { cost::SPLIT_GLUED } else { cost::SPLIT };
        let uncut = if cell.glued && !dashes { cost::GLUED_NEIGHBOURS } else { 0 };
        let mut more = Vec::new();
        for (ends, c) in &all {
            let with: Vec<usize> = ends.iter().copied().chain([at]).collect();
            if with.len() < PIECES && c + cut <= MARGIN && (cell.glued || !dashes) {
                more.push((with, c + cut));
            }
        }
        for (_, c) in &mut all {
            *c += uncut;
        }
        all.retain(|(_, c)| *c <= MARGIN);
        all.extend(more);
    }
    for (ends, _) in &mut all {
        ends.push(row.len());
    }
    all
}
