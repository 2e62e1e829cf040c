//! Figures of an indicator, looked at together: which of them are doubtful, and of which year changes and rates are.

use crate::normalise::{self, Context};
use crate::recognise::raw::{Printed, RawFigure, RawIndicator};
use crate::recognise::tables::is_amount;
use crate::sheet::{IndicatorKind, Role};
use rust_decimal::Decimal;

/// Confidence of one of several figures that the form tells apart by more than year and role.
const DOUBTED: f64 = 0.8;
/// Confidence in amounts whose unit nothing says.
pub const UNSCALED: f64 = 0.88;

/// Settles the figures of an indicator.
pub fn settle(raw: &mut RawIndicator) {
    unscaled(raw);
    changes(raw);
    rates(raw);
    doubt(raw);
    raw.cells.retain(|c| !c.years.is_empty());
}

/// Whether a role says how figures of other columns compare.
pub fn is_relation(role: Role) -> bool {
    matches!(role, Role::Delta | Role::DeltaRate | Role::AchievementRate)
}

/// Doubts figures of one year and role that differ: which of them is meant, nothing says.
fn doubt(raw: &mut RawIndicator) {
    let cells = raw.cells.clone();
    for (i, cell) in raw.cells.iter_mut().enumerate() {
        let other = |(k, c): (usize, &RawFigure)| k != i && c.is_rival_of(cell) && c.printed.text != cell.printed.text;
        if cells.iter().enumerate().any(other) {
            cell.printed.confidence = cell.printed.confidence.min(DOUBTED);
        }
    }
}

/// Takes out the further budgets of a year that has several (当初, 補正後): an indicator of the same name holds them, so
/// that sums compare the first ones with each other.
pub fn further_budgets(raw: &mut RawIndicator) -> Option<RawIndicator> {
    let mut first: Vec<RawFigure> = Vec::new();
    let mut further: Vec<RawFigure> = Vec::new();
    for cell in std::mem::take(&mut raw.cells) {
        let again = |f: &RawFigure| f.role == Role::Budget && f.role == cell.role && f.years == cell.years;
        if first.iter().any(again) { further.push(cell) } else { first.push(cell) }
    }
    raw.cells = first;
    (!further.is_empty()).then(|| RawIndicator { cells: further, ..raw.clone() })
}

/// Doubts amounts whose unit nothing says: they may be thousands.
fn unscaled(raw: &mut RawIndicator) {
    if raw.kind == IndicatorKind::Cost && raw.unit.is_none() && is_amount(&raw.label.text) {
        let own = |c: &&mut RawFigure| !is_relation(c.role) || c.role == Role::Delta;
        let plain = |c: &RawFigure| normalise::quantity(&c.printed.text, &Context::default()).unit.is_none();
        for cell in raw.cells.iter_mut().filter(own).filter(|c| plain(c)) {
            cell.printed.confidence = cell.printed.confidence.min(UNSCALED);
        }
    }
}

/// The number that stands in a cell.
fn number(printed: &Printed) -> Option<Decimal> {
    normalise::quantity(&printed.text, &Context::default()).number
}

/// Gives rates without a year the year whose target and actual they compare.
fn rates(raw: &mut RawIndicator) {
    let of = |role: Role, year: i32| {
        raw.cells.iter().find(|c| c.role == role && c.years == [year]).and_then(|c| number(&c.printed))
    };
    let mut years: Vec<i32> =
        raw.cells.iter().filter(|c| c.role == Role::Target).flat_map(|c| c.years.clone()).collect();
    years.dedup();
    let pairs: Vec<(i32, Decimal, Decimal)> =
        years.iter().filter_map(|y| Some((*y, of(Role::Actual, *y)?, of(Role::Target, *y)?))).collect();
    for cell in raw.cells.iter_mut().filter(|c| c.role == Role::AchievementRate && c.years.is_empty()) {
        let Some(printed) = number(&cell.printed) else { continue };
        let fits = |(_, actual, target): &&(i32, Decimal, Decimal)| {
            let rate = (*actual * Decimal::ONE_HUNDRED).checked_div(*target);
            rate.is_some_and(|rate| (rate - printed).abs() <= Decimal::ONE)
        };
        match (pairs.iter().find(fits), pairs.as_slice()) {
            (Some((year, ..)), _) => cell.years.push(*year),
            (None, [(year, ..)]) => {
                cell.years.push(*year);
                cell.printed.confidence = cell.printed.confidence.min(DOUBTED);
            }
            _ => {}
        }
    }
}

/// Gives changes without a year the year whose figure differs by them from that of the year before.
fn changes(raw: &mut RawIndicator) {
    let is_change = |role: Role| matches!(role, Role::Delta | Role::DeltaRate);
    let figures: Vec<_> = raw.cells.iter().filter(|c| !is_relation(c.role)).collect();
    let of = |year: i32| {
        figures.iter().filter(move |c| c.years.contains(&year)).filter_map(|c| number(&c.printed)).next_back()
    };
    let mut years: Vec<i32> = figures.iter().flat_map(|c| c.years.iter().copied()).collect();
    years.sort_unstable();
    let Some(last) = years.last().copied() else { return };
    let delta = raw.cells.iter().find(|c| c.role == Role::Delta && c.years.is_empty());
    let delta = delta.and_then(|c| number(&c.printed));
    let fits = |year: &&i32| match (delta, of(**year), of(**year - 1)) {
        (Some(delta), Some(now), Some(before)) => now - before == delta,
        _ => false,
    };
    // Of several years that it fits, the one in whose figure's next column it stands.
    let at = raw.cells.iter().position(|c| c.role == Role::Delta && c.years.is_empty()).unwrap_or(0);
    let before = raw.cells.iter().take(at).rev().find(|c| !is_change(c.role)).and_then(|c| c.years.last());
    let sure = before.filter(|y| fits(y)).or_else(|| years.iter().rev().find(fits)).copied();
    let year = sure.unwrap_or(last);
    for cell in raw.cells.iter_mut().filter(|c| is_change(c.role) && c.years.is_empty()) {
        cell.years.push(year);
        if sure.is_none() {
            cell.printed.confidence = cell.printed.confidence.min(0.8);
        }
    }
}
