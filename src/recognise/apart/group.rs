//! The rows of one indicator, and the columns that their figures stand in.

use super::names::Name;
use super::{Columns, OPEN, SURE};
use crate::profile::BesideSlot;
use crate::recognise::raw::Printed;
use crate::sheet::{Alternative, Role};

/// The rows of one indicator.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Its rows: role, figures with their column and confidence.
    pub rows: Vec<(Role, Vec<(usize, Printed)>)>,
    /// What it is counted in.
    pub unit: Option<Printed>,
    /// 達成・未達成.
    pub status: Option<Printed>,
    /// 前年度比較.
    pub comparison: Option<Printed>,
    /// Its name.
    pub name: Option<Name>,
    /// The roles that its lines name, whether or not figures stand there.
    pub roles: Vec<Role>,
}

impl Group {
    /// Whether it has any figure.
    pub fn is_filled(&self) -> bool {
        self.rows.iter().any(|(_, cells)| !cells.is_empty())
    }

    /// Whether it has targets.
    pub fn has_targets(&self) -> bool {
        self.rows.iter().any(|(role, _)| *role == Role::Target)
    }
}

impl Group {
    /// Takes flags that stand among its rows.
    pub fn take(&mut self, flags: &[(BesideSlot, Printed)]) {
        for (slot, printed) in flags {
            let own = if *slot == BesideSlot::Status { &mut self.status } else { &mut self.comparison };
            own.get_or_insert_with(|| Printed { confidence: SURE.min(printed.confidence), ..printed.clone() });
        }
    }
}

/// The columns of the figures of a row: all, those up to the evaluated year, or the last of them.
pub fn placed(role: Role, figures: Vec<Printed>, columns: &Columns) -> Vec<(usize, Printed)> {
    let count = figures.len();
    let past = if role == Role::Target { columns.count() } else { columns.past() };
    let (first, confidence) = if count == columns.count() || (count == past && columns.evaluated.is_some()) {
        (0, SURE)
    } else if role == Role::Target {
        (0, OPEN)
    } else {
        (past.saturating_sub(count), OPEN)
    };
    let other =
        Alternative { number: None, reason: "the dump does not say which years these figures are for".to_owned() };
    let figures = figures.into_iter().enumerate().filter(|(i, _)| first + i < columns.count());
    figures
        .map(|(i, mut printed)| {
            printed.confidence = printed.confidence.min(confidence);
            if confidence < SURE {
                printed.alternatives.push(other.clone());
            }
            (first + i, printed)
        })
        .collect()
}
