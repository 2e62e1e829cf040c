//! A table of figures filled in, and how sure each cell is.

use super::item::Item;

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// The item, where the cell is not empty.
    pub item: Option<usize>,
    /// How sure that is.
    pub confidence: f64,
    /// What else may stand there.
    pub rivals: Vec<Option<usize>>,
}

/// Rows of cells: two an indicator, as the form prints them.
pub type Grid = Vec<Vec<Filled>>;

/// Number of rows and columns of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Number of rows.
    pub rows: usize,
    /// Number of years.
    pub columns: usize,
}

impl Size {
    /// Number of cells.
    pub fn cells(self) -> usize {
        self.rows * self.columns
    }
}

/// The first of some fillings, sure where all of them agree: `sure` there, `open` elsewhere.
///
/// A filling says for each cell, row by row, which item stands there.
pub fn agreed(fillings: &[Vec<Option<usize>>], items: &[Item], size: Size, [sure, open]: [f64; 2]) -> Option<Grid> {
    let best = fillings.first()?;
    let same = |a: Option<usize>, b: Option<usize>| match (a.and_then(|a| items.get(a)), b.and_then(|b| items.get(b))) {
        (Some(a), Some(b)) => a.same(b),
        (a, b) => a.is_none() && b.is_none(),
    };
    let cell = |n: usize| {
        let item = best.get(n).copied().flatten();
        let mut rivals: Vec<Option<usize>> =
            fillings.iter().map(|f| f.get(n).copied().flatten()).filter(|r| !same(*r, item)).collect();
        rivals.sort_unstable();
        rivals.dedup_by(|a, b| same(*a, *b));
        Filled { item, confidence: if rivals.is_empty() { sure } else { open }, rivals }
    };
    Some((0..size.rows).map(|r| (0..size.columns).map(|c| cell(r * size.columns + c)).collect()).collect())
}
