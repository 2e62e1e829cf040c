//! What the sheets of a dump do alike: one program painted them, so that what follows what on one
//! sheet follows it on others, and a row that comes apart on one comes apart in the same way on others.
//!
//! A first reading of every sheet says what its arrangements do, each as much as it weighs; the
//! second reading of a sheet trusts what the *other* sheets do.

use super::arrangement::{Arrangement, Found, Run};
use super::cells::{Row, Sort};
use super::cost;
use super::grid::{Grid, Stop};
use super::neighbour::Point;
use super::table::{Aside, Landmark, Shape, Unit};
use crate::profile::{Follows, Spot};
use std::collections::BTreeMap;

/// How often, by weight, sheets take a step and tear a row.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    steps: BTreeMap<(Point, Point), f64>,
    from: BTreeMap<Point, f64>,
    torn: BTreeMap<(usize, Vec<Run>), f64>,
    rows: BTreeMap<usize, f64>,
}

impl Steps {
    /// What the profile says about a form.
    pub fn known(follows: &[Follows], shape: &Shape, grid: &Grid) -> Self {
        let stop = |spot: &Spot| {
            let kind = shape.kinds.iter().position(|k| *k == spot.indicator)?;
            let Some((role, column)) = spot.cell else { return Some(grid.landmark(Landmark::Kind(kind))) };
            let row = [kind * 2, kind * 2 + 1].into_iter().find(|r| grid.role(*r) == role)?;
            Some(grid.stop(row, column.checked_sub(1).filter(|c| *c < grid.columns)?))
        };
        let mut steps = Self::default();
        for (from, to) in follows.iter().filter(|f| f.columns == grid.columns).flat_map(|f| &f.pairs) {
            if let Some((from, to)) = stop(from).zip(stop(to)) {
                steps.count(Point::stop(from), Point::stop(to), cost::KNOWN_SHEETS);
            }
        }
        steps
    }

    /// What the arrangements of one sheet do.
    pub fn of(units: &[Unit], grid: &Grid, found: &Found) -> Self {
        let mut steps = Self::default();
        let most = found.arrangements.iter().map(|a| a.weight).fold(f64::NEG_INFINITY, f64::max);
        let weigh = |a: &Arrangement| (a.weight - most).exp();
        let all: f64 = found.arrangements.iter().map(weigh).sum();
        for arrangement in &found.arrangements {
            let share = weigh(arrangement) / all;
            if share >= cost::SEEN {
                steps.see(units, grid, arrangement, share);
            }
        }
        steps
    }

    /// Adds what another sheet does.
    pub fn add(&mut self, other: &Self) {
        fn sum<K: Ord + Clone>(into: &mut BTreeMap<K, f64>, more: &BTreeMap<K, f64>) {
            more.iter().for_each(|(key, weight)| *into.entry(key.clone()).or_default() += weight);
        }
        sum(&mut self.steps, &other.steps);
        sum(&mut self.from, &other.from);
        sum(&mut self.torn, &other.torn);
        sum(&mut self.rows, &other.rows);
    }

    /// What a step costs that would cost `bare` if nothing were known about the other sheets.
    pub fn step(&self, from: Point, to: Point, bare: i32) -> i32 {
        let Some(all) = self.from.get(&from) else { return bare };
        weigh(self.steps.get(&(from, to)).copied().unwrap_or(0.0), *all, bare)
    }

    /// What it costs that a row comes apart into these runs, which alone would cost `bare`.
    pub fn torn(&self, row: usize, runs: &[Run], bare: i32) -> i32 {
        let Some(all) = self.rows.get(&row) else { return bare };
        let like = |theirs: &[Run]| within(runs, theirs);
        let of_row = self.torn.range((row, Vec::new())..(row + 1, Vec::new()));
        weigh(of_row.filter(|((_, theirs), _)| like(theirs)).map(|(_, w)| w).sum(), *all, bare)
    }

    fn see(&mut self, units: &[Unit], grid: &Grid, arrangement: &Arrangement, share: f64) {
        let mut stops: BTreeMap<usize, Stop> = BTreeMap::new();
        for (slot, cell) in arrangement.slots.iter().enumerate() {
            stops.insert(usize::from(*cell), grid.stop_of_slot(slot));
        }
        for stretch in stretches(units) {
            let mut last = Some((Point::aside(stretch.before), false));
            for (at, first) in &stretch.units {
                match units.get(*at) {
                    Some(Unit::Land(landmark)) => {
                        let here = Point::landmark(grid, *landmark);
                        if let Some((from, true)) = last {
                            self.count(from, here, share);
                        }
                        last = Some((here, false));
                    }
                    // One dash is like another: where a few of them stand is no evidence.
                    Some(Unit::Cells(row, _)) if few_dashes(row, grid.columns) => last = None,
                    Some(Unit::Cells(row, _)) => {
                        let mut before: Option<Stop> = None;
                        for cell in *first..first + row.len() {
                            let stop = stops.get(&cell).copied();
                            if let (Some(to), Some((from, _))) = (stop, last)
                                && before.is_none_or(|b| b + 1 != to)
                            {
                                self.count(from, Point::stop(to), share);
                            }
                            last = stop.map(|s| (Point::stop(s), true));
                            before = stop;
                        }
                    }
                    _ => last = None,
                }
            }
            if let Some((from, true)) = last {
                self.count(from, Point::aside(stretch.after), share);
            }
        }
        let mut rows: BTreeMap<usize, Vec<Run>> = BTreeMap::new();
        for (row, _, from, to) in &arrangement.runs {
            rows.entry(usize::from(*row)).or_default().push((*from, *to));
        }
        for (row, runs) in rows {
            *self.rows.entry(row).or_default() += share;
            *self.torn.entry((row, runs)).or_default() += share;
        }
    }

    fn count(&mut self, from: Point, to: Point, share: f64) {
        *self.steps.entry((from, to)).or_default() += share;
        *self.from.entry(from).or_default() += share;
    }
}

/// The units between two breaks, with what stands before and behind them.
struct Stretch {
    /// What stands before.
    before: Aside,
    /// The units, each with the index of its first cell.
    units: Vec<(usize, usize)>,
    /// What stands behind.
    after: Aside,
}

/// The stretches of a page in the order of the dump.
fn stretches(units: &[Unit]) -> Vec<Stretch> {
    let mut all = Vec::new();
    let mut open = Stretch { before: Aside::Edge, units: Vec::new(), after: Aside::Edge };
    let mut first = 0;
    for (at, unit) in units.iter().enumerate() {
        if let Unit::Break(from, to) = unit {
            open.after = *from;
            all.push(std::mem::replace(&mut open, Stretch { before: *to, units: Vec::new(), after: Aside::Edge }));
        } else {
            open.units.push((at, first));
            first += unit.row().map_or(0, Vec::len);
        }
    }
    all.push(open);
    all
}

/// Whether a line holds dashes for a part of a row.
fn few_dashes(row: &Row, columns: usize) -> bool {
    row.len() > 1 && row.len() + 1 < columns && row.iter().all(|c| c.sort == Sort::Dash)
}

/// The cost of what `seen` of `all` do, where `bare` stands for [`cost::SHEETS`] more that know no habit.
fn weigh(seen: f64, all: f64, bare: i32) -> i32 {
    let alone = (-f64::from(bare) / cost::SCALE).exp();
    let share = (seen + cost::SHEETS * alone) / (all + cost::SHEETS);
    (-cost::SCALE * share.ln()).round().clamp(0.0, 1000.0) as i32
}

/// Whether the runs stand in the known ones, in the same order.
pub fn within(runs: &[Run], known: &[Run]) -> bool {
    let mut left = known.iter();
    runs.iter().all(|run| left.any(|k| k == run))
}
