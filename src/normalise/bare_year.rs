//! Years that are printed without their era.

use super::context::Context;
use super::era::Era;

/// Years between a year without an era and the sheet's year within which the era is plain.
const NEAR: i32 = 10;

/// The western year that a count without an era means on this sheet; `None` where more than one
/// era would do.
pub(super) fn without_era(count: u32, context: &Context) -> Option<i32> {
    if let Some(era) = context.era {
        return era.western(count);
    }
    let plausible = |era: &Era| era.last_fiscal_year().is_none_or(|last| count <= last);
    let candidates = || Era::ALL.into_iter().filter(plausible).filter_map(|era| era.western(count));
    let printed = |year: &i32| context.years.contains(year) || context.sheet_year == Some(*year);
    let near = |year: &i32| match context.sheet_year {
        Some(sheet) => (sheet - year).abs() <= NEAR,
        None => context.years.iter().any(|other| (other - year).abs() <= NEAR),
    };
    only(candidates().filter(printed)).or_else(|| only(candidates().filter(near)))
}

fn only(mut found: impl Iterator<Item = i32>) -> Option<i32> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
