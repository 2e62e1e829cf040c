//! How likely it is that figures stand side by side: what a row of a table looks like, and the pair of its rows.
//!
//! Costs are small whole numbers; one point is a thing that is seen now and then, six one that is hardly ever seen.

use super::item::{Item, Sort};
use rust_decimal::Decimal;

/// A second unit in a row.
const OTHER_UNIT: u32 = 6;
/// A figure without a unit among figures with one.
const NO_UNIT: u32 = 4;
/// A dash or text beside a figure.
const OTHER_SORT: u32 = 2;
/// A dash amid figures: years without a figure stand at the ends.
const AMID: u32 = 2;
/// A target that rises, and one that falls.
const RISES: u32 = 1;
const FALLS: u32 = 4;
/// A figure more than twice or less than half of the one before.
const LEAPS: u32 = 2;
/// A figure worded as targets are, in a row of actuals.
const AIMED: u32 = 4;
/// Target and actual that count different things.
const ROWS_DIFFER: u32 = 5;
/// Targets and actuals of which one is a few times the other.
const FAR_APART: u32 = 2;

/// The same words for every year as actuals, beside numbers as targets.
const WORDS_REACHED: u32 = 4;

/// What is known of a row when the other one of its pair is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// What speaks against the row by itself.
    pub cost: u32,
    unit: Option<String>,
    middle: Option<Decimal>,
    /// Whether the row is the same words throughout.
    words: bool,
}

/// Looks at a row, first year to last; `None` is a cell without anything.
pub fn row(cells: &[Option<&Item>], target: bool) -> Look {
    let filled: Vec<&Item> = cells.iter().flatten().copied().collect();
    let numbers: Vec<Decimal> = filled.iter().filter_map(|i| i.number).collect();
    let mut cost = units(&filled);
    if !numbers.is_empty() {
        cost += changes(&filled, |i| i.number.is_some());
    } else {
        cost += changes(&filled, |i| i.sort == Sort::Dash);
    }
    for pair in numbers.windows(2) {
        let [a, b] = pair else { continue };
        let leap = *b > a * Decimal::TWO || *a > b * Decimal::TWO;
        cost += if leap { LEAPS } else { 0 };
        if target && a != b {
            cost += if a < b { RISES } else { FALLS };
        }
    }
    if !target {
        cost += AIMED * filled.iter().filter(|i| i.aimed).count() as u32;
    }
    let mut sorted = numbers;
    sorted.sort_unstable();
    let unit = filled.iter().find(|i| i.number.is_some()).map(|i| i.unit.clone());
    let words = filled.len() > 1 && filled.windows(2).all(|w| matches!(w, [a, b] if a.same(b) && a.sort == Sort::Text));
    Look { cost, unit, middle: sorted.get(sorted.len() / 2).copied(), words }
}

/// What speaks against two rows as targets and actuals of one indicator.
pub fn pair(target: &Look, actual: &Look) -> u32 {
    let mut cost = match (&target.unit, &actual.unit) {
        (Some(a), Some(b)) if a != b => ROWS_DIFFER,
        _ => 0,
    };
    if target.middle.is_some() && actual.words {
        cost += WORDS_REACHED;
    }
    if let (Some(a), Some(b)) = (target.middle, actual.middle) {
        let far = |by: i64| a > b * Decimal::from(by) || b > a * Decimal::from(by);
        cost += [2, 4, 8].into_iter().filter(|by| far(*by)).count() as u32 * FAR_APART;
    }
    cost
}

/// What speaks against a whole table, given row by row; rows of targets and of actuals take turns.
pub fn table(cells: &[Option<usize>], items: &[Item], columns: usize, target_first: bool) -> u32 {
    let looks: Vec<Look> = cells
        .chunks(columns.max(1))
        .enumerate()
        .map(|(r, row_cells)| {
            let row_cells: Vec<Option<&Item>> = row_cells.iter().map(|c| c.and_then(|i| items.get(i))).collect();
            row(&row_cells, r.is_multiple_of(2) == target_first)
        })
        .collect();
    let pairs = looks.chunks(2).map(|rows| match rows {
        [a, b] if target_first => pair(a, b),
        [a, b] => pair(b, a),
        _ => 0,
    });
    looks.iter().map(|l| l.cost).sum::<u32>() + pairs.sum::<u32>()
}

/// Whether figures count different things.
pub fn is_mixed(items: &[&Item]) -> bool {
    units(items) > 0
}

fn units(filled: &[&Item]) -> u32 {
    let mut units: Vec<&str> = filled.iter().filter(|i| i.number.is_some()).map(|i| i.unit.as_str()).collect();
    units.sort_unstable();
    units.dedup();
    let bare = units.first().is_some_and(|u| u.is_empty());
    let others = units.len().saturating_sub(1 + usize::from(bare)) as u32;
    others * OTHER_UNIT + if bare && units.len() > 1 { NO_UNIT } else { 0 }
}

/// How often a row goes from one sort to the other; twice means that one stands amid the other.
fn changes(filled: &[&Item], sort: impl Fn(&Item) -> bool) -> u32 {
    let changes = filled.windows(2).filter(|w| matches!(w, [a, b] if sort(a) != sort(b))).count() as u32;
    // Every other year is a habit of its own.
    let changes = changes.min(2);
    changes * OTHER_SORT + changes.saturating_sub(1) * AMID
}

#[cfg(test)]
mod tests {
    use super::{Item, pair, row};

    fn items(texts: &[&str]) -> Vec<Item> {
        texts.iter().map(|t| Item::new(t)).collect()
    }

    fn look(texts: &[&str], target: bool) -> super::Look {
        let items = items(texts);
        row(&items.iter().map(Some).collect::<Vec<_>>(), target)
    }

    #[test]
    fn a_row_of_one_kind_is_likelier_than_a_mixed_one() {
        assert!(look(&["50人", "55人", "60人"], true).cost < look(&["50人", "55回", "60人"], true).cost);
        assert!(look(&["50人", "55人", "60人"], true).cost < look(&["60人", "55人", "50人"], true).cost);
        assert!(look(&["―", "50人", "60人"], false).cost < look(&["50人", "―", "60人"], false).cost);
        assert_eq!(look(&["―", "―", "―"], true).cost, 0);
    }

    #[test]
    fn targets_and_actuals_count_the_same_thing_about_as_often() {
        let target = look(&["50人", "55人"], true);
        assert_eq!(pair(&target, &look(&["48人", "61人"], false)), 0);
        assert!(pair(&target, &look(&["48回", "61回"], false)) > 0);
        assert!(pair(&target, &look(&["480人", "610人"], false)) > 0);
    }
}
