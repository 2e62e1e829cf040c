//! An indicator's figures of the evaluated year, and which way is the better one.

use super::context::Context;
use crate::rubric::is_unwanted;
use crate::sheet::{Indicator, Observation, Role, Sheet};
use rust_decimal::Decimal;

/// Fewer years of targets show no direction.
const ENOUGH_YEARS: usize = 3;

/// A figure with its index among the observations.
pub(super) type Figure = (usize, Decimal);

/// What an indicator prints for the evaluated year and before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trend {
    /// The evaluated year.
    pub(super) year: i32,
    /// Its target.
    pub(super) target: Option<Figure>,
    /// Its actual.
    pub(super) actual: Figure,
    /// The last actual before it, with its year.
    pub(super) before: Option<(i32, Figure)>,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Better {
    /// More, beyond doubt.
    More,
    /// Less, beyond doubt.
    Less,
    /// More, as nothing speaks for less.
    LikelyMore,
    /// Less, as the targets fall from year to year.
    LikelyLess,
    /// It cannot be said.
    Open,
}

/// The figures of the evaluated year; `None` where its actual is no plain number.
pub(super) fn trend(context: &Context, sheet: &Sheet, indicator: &Indicator) -> Option<Trend> {
    let year = context.year_of(sheet)?;
    let actual = plain(indicator, year, Role::Actual)?;
    let unit = |k: usize| indicator.observations.get(k).and_then(|o| o.value.quantity.unit.clone());
    let running = |k: usize| indicator.observations.get(k).is_some_and(|o| o.value.quantity.is_running());
    let same = |f: &Figure| unit(f.0) == unit(actual.0) && running(f.0) == running(actual.0);
    let years = indicator.observations.iter().map(|o| o.fiscal_year).filter(|y| *y < year);
    let mut earlier: Vec<i32> = years.collect();
    earlier.sort_unstable();
    let before = earlier.into_iter().rev().find_map(|y| Some((y, plain(indicator, y, Role::Actual)?)));
    Some(Trend {
        year,
        target: plain(indicator, year, Role::Target).filter(same),
        actual,
        before: before.filter(|(_, f)| same(f)),
    })
}

fn plain(indicator: &Indicator, year: i32, role: Role) -> Option<Figure> {
    let is = |o: &Observation| o.fiscal_year == year && o.role == role;
    let k = indicator.observations.iter().position(is)?;
    let quantity = &indicator.observations.get(k)?.value.quantity;
    let is_plain = !quantity.approximate && quantity.upper.is_none() && quantity.bound.is_none();
    quantity.number.filter(|_| is_plain).map(|n| (k, n))
}

/// Which way is better for an indicator.
pub(super) fn better(indicator: &Indicator) -> Better {
    match indicator.direction.as_deref() {
        Some("up") => return Better::More,
        Some("down") => return Better::Less,
        Some(_) => return Better::Open,
        None => {}
    }
    if is_unwanted(indicator) {
        return Better::Open;
    }
    let mut targets: Vec<(i32, Decimal)> = indicator
        .observations
        .iter()
        .filter(|o| o.role == Role::Target)
        .filter_map(|o| Some((o.fiscal_year, o.value.quantity.number?)))
        .collect();
    targets.sort_by_key(|(year, _)| *year);
    let rises = targets.windows(2).any(|w| matches!(w, [(_, a), (_, b)] if b > a));
    let falls = targets.windows(2).any(|w| matches!(w, [(_, a), (_, b)] if b < a));
    match (rises, falls) {
        (true, false) => Better::More,
        (false, true) if targets.len() >= ENOUGH_YEARS => Better::LikelyLess,
        (false, true) => Better::Open,
        _ => Better::LikelyMore,
    }
}

/// Whether 達成 (`true`) or 未達成 (`false`) is said; other words say less than that.
pub(super) fn achieved(text: &str) -> Option<bool> {
    let partly = ["一部", "概ね", "おおむね", "ほぼ"].iter().any(|w| text.contains(w));
    let not = ["未達", "不達成", "達成せず", "非達成"].iter().any(|w| text.contains(w));
    match (partly, not, text.contains("達成")) {
        (true, ..) => None,
        (false, true, _) => Some(false),
        (false, false, true) => Some(true),
        (false, false, false) => None,
    }
}

/// What a comparison with the year before says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// 向上.
    Better,
    /// 低下.
    Worse,
    /// 横ばい.
    Same,
}

/// What a comparison with the year before says; none for other words.
pub(super) fn change(text: &str) -> Option<Change> {
    let says = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let better = says(&["向上", "改善", "上昇", "好転"]);
    let worse = says(&["低下", "悪化", "下降", "後退"]);
    let same = says(&["横ばい", "横這い", "維持", "同程度", "変化なし"]);
    match (better, worse, same) {
        (true, false, false) => Some(Change::Better),
        (false, true, false) => Some(Change::Worse),
        (false, false, true) => Some(Change::Same),
        _ => None,
    }
}
