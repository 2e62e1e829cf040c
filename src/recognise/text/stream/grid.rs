//! The indicator table as slots in the order in which a whole form is read.

use super::cells::{Cell, Sort};
use super::cost;
use super::table::{Landmark, Shape};
use crate::sheet::{IndicatorKind, Role};

/// A place on the form, counted in reading order: heads, then for each indicator its label,
/// its name, and its two rows; then what follows the table.
pub type Stop = usize;

/// A slot's cell by its index; [`FREE`] where none stands.
pub type Slot = u16;

/// No cell.
pub const FREE: Slot = u16::MAX;

/// A cell's index as a slot holds it.
pub fn index(cell: usize) -> Slot {
    Slot::try_from(cell).unwrap_or(FREE)
}

/// The table's slots.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Cells of a row.
    pub columns: usize,
    indicators: usize,
    /// What the first and the second row of an indicator hold.
    pub roles: [Role; 2],
    rated: Option<usize>,
}

impl Grid {
    /// The slots of a table of that shape.
    pub fn new(shape: &Shape, roles: [Role; 2]) -> Self {
        let rated = shape.kinds.iter().position(|k| *k == IndicatorKind::Outcome);
        Self { columns: shape.columns(), indicators: shape.kinds.len(), roles, rated }
    }

    /// Indicators of the table.
    pub fn kinds(&self) -> usize {
        self.indicators
    }

    /// Rows of figures.
    pub fn rows(&self) -> usize {
        self.indicators * 2
    }

    fn width(&self) -> usize {
        1 + 2 * self.columns
    }

    /// How many slots there are.
    pub fn slots(&self) -> usize {
        self.indicators * self.width()
    }

    /// Slot of an indicator's name.
    pub fn name_slot(&self, kind: usize) -> usize {
        kind * self.width()
    }

    /// Slot of a cell; `column` may be one past the last as the end of a range.
    pub fn slot(&self, row: usize, column: usize) -> usize {
        (row / 2) * self.width() + 1 + (row % 2) * self.columns + column
    }

    /// What a row holds.
    pub fn role(&self, row: usize) -> Role {
        let [first, second] = self.roles;
        if row.is_multiple_of(2) { first } else { second }
    }

    /// The rows of target and actual by which the sheet is rated.
    pub fn rated(&self) -> Option<(usize, usize)> {
        let first = self.rated? * 2;
        Some(if self.roles.first() == Some(&Role::Target) { (first, first + 1) } else { (first + 1, first) })
    }

    /// What the rated indicator prints as newest target and actual and as the actual before.
    pub fn newest<'a>(&self, slots: &[Slot], cells: &'a [Cell]) -> [&'a str; 3] {
        let text = |row: usize, back: usize| {
            let slot = self.columns.checked_sub(back).and_then(|c| slots.get(self.slot(row, c)));
            slot.and_then(|s| cells.get(usize::from(*s))).map_or("", |c| c.text.as_str())
        };
        let Some((target, actual)) = self.rated() else { return [""; 3] };
        [text(target, 1), text(actual, 1), text(actual, 2)]
    }

    /// Stop of the heads.
    pub fn heads(&self) -> Stop {
        0
    }

    /// Stop of a landmark.
    pub fn landmark(&self, landmark: Landmark) -> Stop {
        match landmark {
            Landmark::Heads(_) => 0,
            Landmark::Kind(k) => 1 + k * (self.width() + 1),
            Landmark::End => 1 + self.indicators * (self.width() + 1),
        }
    }

    /// Stop of an indicator's name.
    pub fn name_stop(&self, kind: usize) -> Stop {
        2 + kind * (self.width() + 1)
    }

    /// Stop of a cell.
    pub fn stop(&self, row: usize, column: usize) -> Stop {
        self.name_stop(row / 2) + 1 + (row % 2) * self.columns + column
    }

    /// The row of a cell's stop.
    pub fn row_of(&self, stop: Stop) -> usize {
        let inside = stop.saturating_sub(1) % (self.width() + 1);
        let kind = stop.saturating_sub(1) / (self.width() + 1);
        kind * 2 + usize::from(inside >= 2 + self.columns)
    }

    /// Whether a stop is the name of an indicator.
    pub fn is_name(&self, stop: Stop) -> bool {
        (0..self.indicators).any(|k| self.name_stop(k) == stop)
    }

    /// The stop of a slot.
    pub fn stop_of_slot(&self, slot: usize) -> Stop {
        slot + 2 + slot / self.width()
    }

    /// The slot of a stop; `None` for labels.
    pub fn slot_of_stop(&self, stop: Stop) -> Option<usize> {
        (0..self.slots()).find(|s| self.stop_of_slot(*s) == stop)
    }

    /// Whether a stop is a cell of the last column.
    pub fn in_last_column(&self, stop: Stop) -> bool {
        let inside = stop.saturating_sub(1) % (self.width() + 1);
        stop >= 1 && stop < self.landmark(Landmark::End) && inside >= 2 && (inside - 1).is_multiple_of(self.columns)
    }

    /// What it costs that one stop follows another in the dump; 0 for neighbours.
    pub fn distance(&self, from: Stop, to: Stop) -> i32 {
        if to <= from {
            return cost::TEAR;
        }
        let skipped = to - from - 1;
        let last = |stop: Stop| self.in_last_column(stop);
        match skipped {
            0 => 0,
            // The last column stands apart, or a label without a name.
            1 if last(from + 1) => cost::LAST_COLUMN,
            1 => cost::LAST_COLUMN + 2,
            2 if last(from + 1) => cost::LAST_COLUMN + 5,
            s if s <= self.columns + 2 => cost::SKIP_ROW,
            _ => cost::SKIP_MORE,
        }
    }

    /// The cells that stand in a row.
    pub fn filled<'a>(&self, slots: &'a [Slot], cells: &'a [Cell], row: usize) -> impl Iterator<Item = &'a Cell> {
        let from = self.slot(row, 0);
        let row = slots.get(from..from + self.columns).unwrap_or_default();
        row.iter().filter(|c| **c != FREE).filter_map(|c| cells.get(usize::from(*c)))
    }

    /// What it costs to put cells into a row: units, words, dashes.
    pub fn fit(&self, slots: &[Slot], cells: &[Cell], row: usize, piece: &[usize]) -> i32 {
        let piece = || piece.iter().filter_map(|c| cells.get(*c));
        let named = slots.get(self.name_slot(row / 2)).filter(|n| **n != FREE).and_then(|n| cells.get(usize::from(*n)));
        let nothing = named.is_some_and(|n| n.sort == Sort::Dash);
        let mut cost = 0;
        if nothing && piece().any(|c| c.sort != Sort::Dash) {
            cost += cost::FIGURE_WITHOUT_INDICATOR;
        }
        if let Some(first) = piece().find(|c| c.sort == Sort::Figure) {
            // Whether figures stand in a row, and whether one counts what the piece counts.
            let units = |row: usize| {
                let mut figures = self.filled(slots, cells, row).filter(|c| c.sort == Sort::Figure).peekable();
                let there = figures.peek().is_some();
                let like =
                    |c: &Cell| c.unit == first.unit || piece().any(|p| p.sort == Sort::Figure && p.unit == c.unit);
                (there, there && figures.any(like))
            };
            cost += match units(row) {
                (true, true) => 0,
                (true, false) => cost::UNIT_IN_ROW,
                (false, _) => match units(row ^ 1) {
                    (true, false) => cost::UNIT_OF_PAIR,
                    _ => 0,
                },
            };
        }
        // Sentences on one line stand for several years each, as targets do that no figure tells.
        if piece().count() > 1 && piece().all(sentence) {
            let figures = |row: usize| self.filled(slots, cells, row).any(|c| c.sort == Sort::Figure);
            cost += match self.role(row) {
                Role::Target if figures(row) => cost::SENTENCES_AMONG_FIGURES,
                Role::Target if figures(row ^ 1) => 0,
                Role::Target => cost::SENTENCES_ALONE,
                _ => cost::SENTENCES_AMONG_FIGURES,
            };
        }
        for (at, cell) in piece().enumerate().filter(|(_, c)| c.sort == Sort::Text) {
            let again = self.filled(slots, cells, row).chain(piece().take(at)).any(|c| c.text == cell.text);
            let elsewhere = self.filled(slots, cells, row ^ 1).any(|c| c.text == cell.text);
            cost += match self.role(row) {
                _ if again => cost::SAME_WORDS,
                Role::Actual if elsewhere => cost::WORDS_AS_ACTUAL + cost::WORDS_OF_PAIR,
                Role::Target => cost::WORDS_AS_TARGET,
                _ => cost::WORDS_AS_ACTUAL,
            };
        }
        cost
    }

    /// What the free cells of rows with figures or words cost at least if only `left` more are to come.
    pub fn foresee(&self, slots: &[Slot], cells: &[Cell], left: usize) -> i32 {
        let begun = |row: &usize| self.filled(slots, cells, *row).any(|c| c.sort != Sort::Dash);
        let rows = (0..self.rows()).filter(begun).map(|row| self.row(slots, cells, row));
        let (spread, other): (Vec<_>, Vec<_>) = rows.partition(|row| merged(row));
        let free = other.iter().flatten().filter(|c| c.is_none()).count();
        let count = |n: usize| i32::try_from(n).unwrap_or(0);
        cost::BLANK_FIRST * count(spread.len()) + cost::DASH_IN_ROW * count(free.saturating_sub(left))
    }

    /// What a whole table costs: empty cells, falling targets.
    pub fn judge(&self, slots: &[Slot], cells: &[Cell]) -> i32 {
        let rows = (0..self.rows()).map(|row| self.judge_row(self.row(slots, cells, row).as_slice()));
        let names = (0..self.indicators).filter(|k| slots.get(self.name_slot(*k)).is_some_and(|s| *s == FREE)).count();
        let beside = (0..self.rows()).filter(|row| {
            let sort = |row: usize, wanted: Sort| {
                let row = self.row(slots, cells, row);
                row.iter().flatten().count() > 0
                    && row.iter().flatten().all(|c| (c.sort == Sort::Dash) == (wanted == Sort::Dash))
            };
            sort(*row, Sort::Dash) && sort(row ^ 1, Sort::Figure)
        });
        let beside = cost::DASHES_BESIDE_FIGURES * i32::try_from(beside.count()).unwrap_or(0);
        rows.sum::<i32>() + beside + cost::NO_NAME * i32::try_from(names).unwrap_or(0)
    }

    /// The cells of a row.
    pub fn row<'a>(&self, slots: &[Slot], cells: &'a [Cell], row: usize) -> Vec<Option<&'a Cell>> {
        (0..self.columns).map(|c| slots.get(self.slot(row, c)).and_then(|i| cells.get(usize::from(*i)))).collect()
    }

    /// What it costs that `to` stands right of `from` in a row: figures of a row are of a size,
    /// targets more so, and targets seldom fall.
    pub fn jump(&self, row: usize, from: u64, to: u64) -> i32 {
        let (low, high) = (from.min(to).max(cost::SIZES), from.max(to).max(cost::SIZES));
        let steps = cost::JUMPS.iter().filter(|(tenths, _)| high.saturating_mul(10) >= low.saturating_mul(*tenths));
        let jump = steps.map(|(_, c)| *c).max().unwrap_or(0);
        match self.role(row) {
            Role::Target if to < from => jump * 2 + cost::TARGET_FALLS,
            Role::Target => jump * 2,
            _ => jump,
        }
    }

    fn judge_row(&self, row: &[Option<&Cell>]) -> i32 {
        let filled: Vec<usize> = row.iter().enumerate().filter(|(_, c)| c.is_some()).map(|(i, _)| i).collect();
        let Some(first) = filled.first() else { return cost::BLANK_ROW };
        if merged(row) {
            return cost::BLANK_FIRST;
        }
        let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX / 100);
        let figures = row.iter().flatten().filter(|c| c.sort == Sort::Figure).count();
        let dashes = row.iter().flatten().filter(|c| c.sort == Sort::Dash).count();
        let mut cost = cost::DASH_IN_ROW * count(figures.min(dashes).min(4));
        cost += match first {
            0 => 0,
            n => cost::BLANK_FIRST + cost::BLANK_MORE * count(n - 1),
        };
        cost += cost::BLANK_INSIDE * count(row.len() - first - filled.len());
        cost
    }
}

/// Whether a row's words stand for several years each: fewer cells than years, none of them a figure.
pub fn merged(row: &[Option<&Cell>]) -> bool {
    let filled: Vec<&Cell> = row.iter().flatten().copied().collect();
    !filled.is_empty() && filled.len() < row.len() && filled.into_iter().all(sentence)
}

/// Whether a cell holds so many words that it stands for several years rather than for one.
fn sentence(cell: &Cell) -> bool {
    cell.sort == Sort::Text && cell.text.chars().count() > 8
}
