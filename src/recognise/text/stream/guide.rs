//! What leads a search: how far it looks, and what a step from one place to the next costs.

use super::arrangement::Run;
use super::cost;
use super::grid::{Grid, Stop};
use super::neighbour::{Kind, Last, Point};
use super::steps::Steps;

/// How much dearer than the cheapest an arrangement may be before it is given up, in tenths.
pub const MARGIN: i32 = 60;

/// What leads a search.
pub struct Guide<'a> {
    /// The table.
    pub grid: &'a Grid,
    /// What the other sheets do.
    pub steps: &'a Steps,
    /// What it costs that a row comes apart into these runs.
    pub torn: &'a dyn Fn(usize, &[Run]) -> i32,
    /// What it costs that these cells are the newest target and actual and the actual before.
    pub letter: &'a dyn Fn(&[&str; 3]) -> i32,
    /// Arrangements that are followed at a time.
    pub candidates: usize,
}

impl Guide<'_> {
    /// What it costs without any habit that `next` follows in the dump.
    pub fn bare(&self, last: Last, next: Stop, alone: bool) -> i32 {
        let grid = self.grid;
        let column = alone && grid.in_last_column(next);
        let down = |from: usize| cost::SKIP_IN_COLUMN * i32::try_from(from).unwrap_or(0);
        if last.kind == Kind::Aside {
            let deep = if column { down(grid.row_of(next)) / 3 } else { 0 };
            return (cost::EDGE + deep).min(cost::EDGE * 2);
        }
        let natural = grid.distance(last.stop, next);
        if last.kind == Kind::Landmark && grid.is_name(last.stop + 1) && next != last.stop + 1 {
            return natural.max(cost::LABEL_WITHOUT_NAME);
        }
        if column && last.kind == Kind::Landmark && last.stop == grid.heads() {
            return natural.min(down(grid.row_of(next)));
        }
        if last.kind == Kind::Alone && grid.in_last_column(last.stop) {
            let (from, to) = (grid.row_of(last.stop), grid.row_of(next));
            return match (column && to > from, alone) {
                (true, _) => down(to - from - 1),
                (false, true) => natural.max(cost::EDGE),
                (false, false) => natural.min(cost::EDGE),
            };
        }
        natural
    }

    /// What it costs that cells at `next` follow in the dump.
    pub fn step(&self, last: Last, next: Stop, alone: bool) -> i32 {
        if last.kind == Kind::Open {
            return 0;
        }
        self.steps.step(last.point, Point::stop(next), self.bare(last, next, alone))
    }
}
