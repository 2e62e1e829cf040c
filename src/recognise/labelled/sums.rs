//! Which indicators are the sum of which others.

use super::labels::Labels;
use crate::normalise::{self, Context};
use crate::profile::SheetRule;
use crate::recognise::raw::{Printed, RawIndicator};
use rust_decimal::Decimal;

/// Notes the parts of every indicator that the form says is a sum, where the sheet bears it out: the parts stand
/// together with their sum, or it comes out for a year at least.
pub fn link(indicators: &mut [RawIndicator], rule: &SheetRule, labels: &Labels) {
    for sum in &rule.sums {
        let find = |label: &str| indicators.iter().position(|i| labels.is(&i.label.text, label));
        let Some(total) = find(&sum.total) else { continue };
        let mut parts: Vec<usize> = sum.parts.iter().filter_map(|l| find(l)).filter(|i| *i != total).collect();
        parts.sort_unstable();
        parts.dedup();
        let all = || parts.iter().copied().chain([total]);
        let (Some(first), Some(last)) = (all().min(), all().max()) else { continue };
        let together = last - first == parts.len();
        let taken = indicators.get(total).is_some_and(|t| !t.parts.is_empty());
        if parts.len() > 1
            && !taken
            && (together || comes_out(indicators, total, &parts))
            && let Some(total) = indicators.get_mut(total)
        {
            total.parts = parts;
        }
    }
}

fn comes_out(indicators: &[RawIndicator], total: usize, parts: &[usize]) -> bool {
    let Some(total) = indicators.get(total) else { return false };
    total.cells.iter().any(|cell| {
        let Some(printed) = number(&cell.printed).filter(|n| !n.is_zero()) else { return false };
        let same = |i: &RawIndicator| {
            i.cells.iter().find(|c| c.role == cell.role && c.years == cell.years).and_then(|c| number(&c.printed))
        };
        let numbers = parts.iter().filter_map(|i| indicators.get(*i)).filter_map(same);
        numbers.sum::<Decimal>() == printed
    })
}

fn number(printed: &Printed) -> Option<Decimal> {
    normalise::quantity(&printed.text, &Context::default()).number
}
