//! Which figure of a pair is the target: the dump sets one after the other, whatever the heads say.
//!
//! One program wrote all sheets alike, so all of them are asked: the marked letter is what target
//! and actual of the newest year earn in one order and seldom also in the other.

use super::letter::earns;
use crate::normalise::{Context, quantity};
use crate::recognise::raw::{RawFigure, RawIndicator, RawSheet};
use crate::rubric::Rubric;
use crate::sheet::{IndicatorKind, Role};

/// Sheets that must speak for the other order before the heads are not believed.
const OVERTURN: usize = 3;
/// How many times as many sheets must speak for an order as against it.
const MARGIN: usize = 3;
/// Confidence of figures whose order nothing shows.
const OPEN: f64 = 0.6;

/// Puts target and actual in the order that the letters bear out; `paired` says for which sheets the dump leaves it open.
pub fn settle(sheets: &mut [RawSheet], paired: &[bool], rubric: Option<&Rubric>) {
    let said: Vec<bool> = sheets.iter().filter_map(|s| in_order(s, rubric?)).collect();
    let right = said.iter().filter(|s| **s).count();
    let wrong = said.len() - right;
    if wrong >= OVERTURN && wrong >= MARGIN * right {
        sheets.iter_mut().for_each(swap);
    } else if right == 0 || right < MARGIN * wrong {
        let open = sheets.iter_mut().zip(paired).filter(|(_, paired)| **paired).map(|(sheet, _)| sheet);
        let cells = open.flat_map(|s| &mut s.indicators).flat_map(|i| &mut i.cells);
        cells.for_each(|cell| cell.printed.confidence = cell.printed.confidence.min(OPEN));
    }
}

/// Whether the order as read earns the letter and the other one does not, or the other way round.
fn in_order(sheet: &RawSheet, rubric: &Rubric) -> Option<bool> {
    let boxes = &sheet.achievement.as_ref()?.boxes;
    let letter: Vec<String> = boxes.iter().filter(|b| b.marked).map(|b| b.value.clone()).collect();
    let outcome = sheet.indicators.iter().find(|i| i.kind == IndicatorKind::Outcome)?;
    let target = newest(outcome, Role::Target)?;
    let actual = newest(outcome, Role::Actual)?;
    let figure = |cell: &RawFigure| quantity(&cell.printed.text, &Context::default());
    let fits = |target, actual| earns(rubric, Some(&letter), &figure(target), &figure(actual));
    let (read, turned) = (fits(target, actual)?, fits(actual, target)?);
    (read != turned).then_some(read)
}

fn newest(indicator: &RawIndicator, role: Role) -> Option<&RawFigure> {
    indicator.cells.iter().filter(|c| c.role == role).max_by_key(|c| c.years.iter().max().copied())
}

fn swap(sheet: &mut RawSheet) {
    for cell in sheet.indicators.iter_mut().flat_map(|i| &mut i.cells) {
        cell.role = match cell.role {
            Role::Target => Role::Actual,
            Role::Actual => Role::Target,
            other => other,
        };
    }
}
