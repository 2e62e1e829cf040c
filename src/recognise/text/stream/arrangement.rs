//! Cells put into the slots of the table, what that costs and weighs, and all that a search found.

use super::cells::Cell;
use super::cost;
use super::grid::{FREE, Grid, Slot, Stop};
use super::neighbour::Last;
use super::table::Aside;

/// A run of a row: first and last column, from 1.
pub type Run = (usize, usize);

/// A run of a row that stands in a unit of the dump: row, unit, first and last column.
pub type RunAt = (u16, u16, usize, usize);

/// Where a unit begins and ends on the form; `None` until it is put.
pub type Ends = Option<(Stop, Stop)>;

/// Begin and end of a unit that is left out of the table.
pub const LEFT: Stop = Stop::MAX;

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
    /// What stands before the next piece.
    pub last: Last,
    /// Where each unit begins and ends on the form, once it is put; [`LEFT`] twice where it is left out.
    pub ends: Vec<Ends>,
    /// The same for arrangements that print the same.
    pub print: u64,
    /// What its cost holds for places that no figure is left to fill, until they are judged.
    pub estimate: i32,
}

impl Arrangement {
    /// No cell put yet, of a dump of so many units.
    pub fn empty(grid: &Grid, units: usize) -> Self {
        Self {
            slots: vec![FREE; grid.slots()],
            more: Vec::new(),
            runs: Vec::new(),
            cost: 0,
            weight: 0.0,
            last: Last::aside(Aside::Edge),
            ends: vec![None; units],
            print: 0,
            estimate: 0,
        }
    }

    /// The same at a higher cost.
    pub fn dearer(mut self, cost: i32) -> Self {
        self.cost += cost;
        self.weight -= f64::from(cost) / cost::SCALE;
        self
    }
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
