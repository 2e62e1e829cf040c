//! Where the rows of boxes stand in a dump: the program that wrote it treats all sheets alike.

use super::cost;
use super::scales::Scale;
use super::scan::{Item, What};
use crate::profile::LabelId;
use std::collections::BTreeMap;

/// What is thought to have been seen of each scale before the first sheet, in sheets.
const UNSEEN: f64 = 0.25;
/// Scales that a row may belong to.
const SCALES: f64 = 6.0;

/// Something by which a row of boxes is known again on another sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Trace {
    /// The first, second, … row, of how many.
    Nth(usize, usize),
    /// What stands right before it.
    After(Near),
}

/// What stands before a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    Label(LabelId),
    Grades,
    Levels,
    Boxes,
    Choice,
    Caption,
}

/// Item and scale of each row in all arrangements of a sheet, with their share of the weight.
pub type Shares = BTreeMap<(usize, Scale), f64>;

/// How often each scale stands where, over sheets.
#[derive(Clone, Debug, Default)]
pub struct Habits(BTreeMap<Trace, BTreeMap<Scale, f64>>);

impl Habits {
    /// What the arrangements of one more sheet say.
    pub fn learn(&mut self, items: &[Item], shares: &Shares) {
        self.add(items, shares, 1.0);
    }

    /// Takes back what a sheet said, so that it does not confirm itself.
    pub fn without(&self, items: &[Item], shares: &Shares) -> Self {
        let mut others = self.clone();
        others.add(items, shares, -1.0);
        others
    }

    fn add(&mut self, items: &[Item], shares: &Shares, sign: f64) {
        for ((index, scale), share) in shares {
            for trace in traces(items, *index) {
                *self.0.entry(trace).or_default().entry(*scale).or_default() += sign * share;
            }
        }
    }

    /// What it costs to take the row at an item for a scale: the less likely the other sheets make it.
    pub fn cost(&self, items: &[Item], index: usize, scale: Scale) -> i32 {
        let unlikely = |trace: Trace| {
            let seen = self.0.get(&trace)?;
            let all: f64 = seen.values().sum();
            let own = seen.get(&scale).copied().unwrap_or_default().max(0.0);
            Some(-((own + UNSEEN) / (all.max(0.0) + UNSEEN * SCALES)).ln())
        };
        let sum: f64 = traces(items, index).into_iter().filter_map(unlikely).sum();
        (sum * cost::SCALE).round() as i32
    }
}

fn traces(items: &[Item], index: usize) -> Vec<Trace> {
    let is_row = |i: &&Item| matches!(i.what, What::Boxes(_));
    let rows = items.iter().filter(is_row).count();
    let nth = items.iter().take(index).filter(is_row).count();
    let before = index.checked_sub(1).and_then(|b| items.get(b)).and_then(|i| match i.what {
        What::Label(label) => Some(Near::Label(label)),
        What::Grades(_) => Some(Near::Grades),
        What::Levels(_) => Some(Near::Levels),
        What::Boxes(_) => Some(Near::Boxes),
        What::Choice(_) => Some(Near::Choice),
        What::Caption => Some(Near::Caption),
        What::Year(_) | What::Text(_) => None,
    });
    std::iter::once(Trace::Nth(nth, rows)).chain(before.map(Trace::After)).collect()
}
