//! The arrangement of a page's cells that needs the fewest tears, and what speaks against it.
//!
//! A beam search over the units, those beside the label of an indicator first: every line of cells
//! is put, whole or cut, on consecutive cells of a row, and pays for the steps from what stands
//! before it in the dump and to what stands behind. All arrangements within [`MARGIN`] of the cheapest are
//! kept, at most as many as the [`Guide`] says; how much of their weight agrees on a cell is the
//! trust in it.

use super::arrangement::{Arrangement, Ends, Found, LEFT};
use super::cells::{Cell, Row, Sort};
use super::cost;
use super::grid::{Slot, Stop, index};
use super::guide::{Guide, MARGIN};
use super::neighbour::{Kind, Last};
use super::place::Placer;
use super::table::{Aside, Landmark, Unit};
use std::collections::BTreeMap;

/// Pieces into which a line may come apart.
const PIECES: usize = 3;

/// A line of cells: its unit, its first cell, and what it costs to leave it out.
#[derive(Clone, Copy)]
struct Line<'a> {
    row: &'a Row,
    at: usize,
    first: usize,
    skip: i32,
}

/// Searches.
pub fn search(units: &[Unit], guide: &Guide<'_>) -> Found {
    let cells: Vec<Cell> = units.iter().filter_map(Unit::row).flatten().cloned().collect();
    let search = Search { placer: Placer { guide, cells: &cells, words: words(&cells) }, guide, units };
    let mut states = vec![Arrangement::empty(guide.grid, units.len())];
    let firsts = firsts(units);
    let order = order(units, guide.grid.columns);
    let mut lost = 0.0;
    let filling = |at: &usize| {
        let cells = units.get(*at).and_then(Unit::row).into_iter().flatten();
        cells.filter(|c| c.sort != Sort::Dash).count()
    };
    let mut left: usize = order.iter().map(filling).sum();
    for (i, at) in order.iter().enumerate() {
        left -= filling(at);
        let (at, first) = (*at, firsts.get(*at).copied().unwrap_or(0));
        match units.get(at) {
            Some(Unit::Cells(row, _)) => {
                let beside = [at.checked_sub(1).and_then(|b| units.get(b)), units.get(at + 1)];
                let line = Line { row, at, first, skip: skip_cost(row, &beside) };
                let (next, cut) = search.line(&states, line);
                // Units beside others that are still open tell arrangements apart.
                let open = |unit: usize| order.iter().skip(i + 1).any(|o| *o == unit + 1 || *o + 1 == unit);
                let edge: Vec<usize> = order.iter().take(i + 1).copied().filter(|u| open(*u)).collect();
                let next = next.into_iter().map(|s| search.foresee(s, left)).collect();
                let (kept, more) = search.keep(next, &edge);
                states = kept;
                lost += cut + more;
            }
            Some(Unit::Column(column)) => {
                states = states.into_iter().map(|s| search.column(s, column, first)).collect()
            }
            _ => {}
        }
    }
    let ends = states.into_iter().map(|s| search.judge(s)).collect();
    let (arrangements, cut) = search.keep(ends, &[]);
    Found { arrangements, cells, lost: lost + cut }
}

/// What it costs to leave a line out of the table.
fn skip_cost(row: &Row, beside: &[Option<&Unit>]) -> i32 {
    if row.len() > 1 || row.iter().any(|c| c.sort != Sort::Text) {
        return cost::LEFT_OUT;
    }
    let near = |unit: &&Unit| match unit {
        Unit::Land(Landmark::Kind(_)) => 3,
        Unit::Land(_) | Unit::Cells(..) => 1,
        Unit::Column(_) | Unit::Break(..) => 0,
    };
    beside.iter().flatten().map(near).sum::<i32>() * cost::WORDS_LEFT_OUT / 2
}

/// A number for each printed form, so that like cells count as one.
fn words(cells: &[Cell]) -> Vec<Slot> {
    let first = |i: usize, cell: &Cell| cells.iter().take(i).position(|c| c.text == cell.text).unwrap_or(i);
    cells.iter().enumerate().map(|(i, cell)| index(first(i, cell))).collect()
}

/// Index of the first cell of each unit.
fn firsts(units: &[Unit]) -> Vec<usize> {
    let mut first = 0;
    let next = |unit: &Unit| {
        let here = first;
        first += unit.row().map_or(0, Vec::len);
        here
    };
    units.iter().map(next).collect()
}

/// In which order the units are put: what stands beside a label, then long lines, then
/// single cells, then dashes.
fn order(units: &[Unit], columns: usize) -> Vec<usize> {
    let mut rank: Vec<(usize, usize)> = Vec::new();
    let mut beside = false;
    for (at, unit) in units.iter().enumerate() {
        let name =
            |row: &Row| row.first().is_some_and(|c| c.sort != Sort::Figure) && (row.len() == 1 || row.len() >= columns);
        match unit {
            Unit::Column(_) => rank.push((0, at)),
            Unit::Cells(row, _) => {
                let labelled =
                    matches!(at.checked_sub(1).and_then(|b| units.get(b)), Some(Unit::Land(Landmark::Kind(_))));
                beside = if labelled { name(row) } else { beside };
                // One dash is like another: dashes come last, when little room is left.
                let dashes = if row.iter().all(|c| c.sort == Sort::Dash) { 20 } else { 0 };
                rank.push((if beside { 1 } else { 20 + dashes - row.len().min(10) }, at));
                beside = beside && row.len() == 1;
            }
            Unit::Land(_) | Unit::Break(..) => beside = false,
        }
    }
    rank.sort_unstable();
    rank.into_iter().map(|(_, at)| at).collect()
}

struct Search<'a> {
    placer: Placer<'a>,
    guide: &'a Guide<'a>,
    units: &'a [Unit],
}

impl Search<'_> {
    /// What stands before a unit.
    fn before(&self, state: &Arrangement, at: usize) -> Last {
        let Some(before) = at.checked_sub(1) else { return Last::aside(Aside::Edge) };
        self.beside(state, before, |_, to| to, |(_, end)| end)
    }

    /// What stands behind a unit.
    fn after(&self, state: &Arrangement, at: usize) -> Last {
        self.beside(state, at + 1, |from, _| from, |(begin, _)| begin)
    }

    fn beside(
        &self,
        state: &Arrangement,
        at: usize,
        edge: impl Fn(Aside, Aside) -> Aside,
        end: impl Fn((Stop, Stop)) -> Stop,
    ) -> Last {
        let grid = self.guide.grid;
        match self.units.get(at) {
            None => Last::aside(Aside::Edge),
            Some(Unit::Break(from, to)) => Last::aside(edge(*from, *to)),
            Some(Unit::Column(_)) => Last::aside(Aside::Words),
            Some(Unit::Land(landmark)) => Last::landmark(grid, *landmark),
            Some(Unit::Cells(row, _)) => match state.ends.get(at).copied().flatten() {
                None => Last { kind: Kind::Open, ..Last::aside(Aside::Words) },
                Some((LEFT, _)) => Last::aside(Aside::Words),
                Some(ends) => {
                    let stop = end(ends);
                    let alone = row.len() == 1 && !grid.is_name(stop);
                    Last::cells(stop, if alone { Kind::Alone } else { Kind::Cells })
                }
            },
        }
    }

    /// Pays for the step to what stands behind a unit.
    fn leave(&self, state: Arrangement, at: usize) -> Arrangement {
        let (from, to) = (state.last, self.after(&state, at));
        let cost = match (from.kind, to.kind) {
            (Kind::Open, _) | (_, Kind::Open) | (Kind::Aside, Kind::Aside | Kind::Landmark) => 0,
            (_, Kind::Aside) => self.guide.steps.step(from.point, to.point, cost::EDGE),
            (_, kind) => {
                let bare = self.guide.bare(from, to.stop, kind == Kind::Alone);
                self.guide.steps.step(from.point, to.point, bare)
            }
        };
        state.dearer(cost)
    }

    /// Leaves a unit out.
    fn skip(&self, state: &Arrangement, at: usize, cost: i32) -> Arrangement {
        let before = self.before(state, at);
        let here = Last::aside(Aside::Words);
        let cells = matches!(before.kind, Kind::Cells | Kind::Alone);
        let step = if cells { self.guide.steps.step(before.point, here.point, cost::EDGE) } else { 0 };
        let mut state = state.clone().dearer(cost + step);
        state.last = here;
        if let Some(ends) = state.ends.get_mut(at) {
            *ends = Some((LEFT, LEFT));
        }
        self.leave(state, at)
    }

    /// The last column where it stands apart as a whole: each cell in the next row.
    fn column(&self, mut state: Arrangement, column: &Row, first: usize) -> Arrangement {
        for row in 0..column.len() {
            let slot = self.guide.grid.slot(row, self.guide.grid.columns.saturating_sub(1));
            self.placer.fill(&mut state, slot, first + row);
        }
        state
    }

    /// All ways to put a line of cells, or to leave it out, that are not much dearer than the best.
    fn line(&self, states: &[Arrangement], line: Line<'_>) -> (Vec<Arrangement>, f64) {
        let mut lost = 0.0;
        let mut all: Vec<Arrangement> = states.iter().map(|s| self.skip(s, line.at, line.skip)).collect();
        let mut best = all.iter().map(|s| s.cost).min().unwrap_or(i32::MAX / 2);
        for (ends, cost) in cuts(line.row) {
            let bound = best.saturating_add(MARGIN);
            let begin = |s: &Arrangement| {
                let last = self.before(s, line.at);
                Arrangement { last, ..s.clone().dearer(cost) }
            };
            let mut open: Vec<Arrangement> = states.iter().filter(|s| s.cost + cost <= bound).map(begin).collect();
            let mut from = 0;
            for (i, to) in ends.iter().enumerate() {
                let cells: Vec<usize> = (line.first + from..line.first + to).collect();
                let glued = i > 0 && line.row.get(from).is_some_and(|c| c.glued && c.sort != Sort::Dash);
                let (next, cut) = self.placer.place(&open, &cells, glued, line.at, bound);
                open = next;
                lost += cut;
                from = *to;
            }
            let open: Vec<Arrangement> = open.into_iter().map(|s| self.leave(s, line.at)).collect();
            best = open.iter().map(|s| s.cost).min().unwrap_or(best).min(best);
            all.extend(open);
        }
        (all, lost)
    }

    /// Adds what the places cost at least that the `left` figures cannot fill, lest tables with many of them
    /// crowd out the others.
    fn foresee(&self, state: Arrangement, left: usize) -> Arrangement {
        let estimate = self.guide.grid.foresee(&state.slots, self.placer.cells, left);
        let more = estimate - state.estimate;
        Arrangement { estimate, ..state.dearer(more) }
    }

    /// Adds what speaks against a whole table.
    fn judge(&self, state: Arrangement) -> Arrangement {
        let (grid, cells) = (self.guide.grid, self.placer.cells);
        let estimate = state.estimate;
        let state = state.dearer(-estimate);
        let letter = (self.guide.letter)(&grid.newest(&state.slots, cells));
        let more = grid.judge(&state.slots, cells) + letter;
        state.dearer(more)
    }

    /// Merges what prints the same and gives up what is much dearer; says how much the cheapest
    /// that was given up only for the number weighs against the best.
    fn keep(&self, mut states: Vec<Arrangement>, edge: &[usize]) -> (Vec<Arrangement>, f64) {
        let Some(best) = states.iter().map(|s| s.cost).min() else { return (states, 0.0) };
        states.retain(|s| s.cost <= best + MARGIN);
        states.sort_by_key(|s| s.cost);
        let mut merged: BTreeMap<(u64, Vec<Ends>), usize> = BTreeMap::new();
        let mut kept: Vec<Arrangement> = Vec::new();
        for state in states {
            let ends = edge.iter().map(|u| state.ends.get(*u).copied().flatten()).collect();
            let key = (state.print, ends);
            let known = merged.get(&key).copied();
            if let Some(there) = known.and_then(|at| kept.get_mut(at)) {
                there.weight = join(there.weight, state.weight);
            } else if kept.len() == self.guide.candidates {
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

/// The logarithm of the sum of two weights that are given by theirs.
fn join(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    high + (low - high).exp().ln_1p()
}

/// Ways to cut a line, each as the ends of its pieces, with their cost; the whole line first.
fn cuts(row: &Row) -> Vec<(Vec<usize>, i32)> {
    let dashes = row.iter().all(|c| c.sort == Sort::Dash);
    let glued = if row.iter().skip(1).all(|c| c.glued) { cost::ALL_GLUED } else { cost::GLUED_NEIGHBOURS };
    let mut all: Vec<(Vec<usize>, i32)> = vec![(Vec::new(), 0)];
    for (at, cell) in row.iter().enumerate().skip(1) {
        let cut = if cell.glued { cost::SPLIT_GLUED } else { cost::SPLIT };
        let uncut = if cell.glued && !dashes { glued } else { 0 };
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
    all.sort_by_key(|(_, c)| *c);
    for (ends, _) in &mut all {
        ends.push(row.len());
    }
    all
}
