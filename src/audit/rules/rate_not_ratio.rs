//! # rate-not-ratio
//!
//! ## 何を調べるか
//!
//! 印字された率が、部分÷全体、または実績÷目標になっているかどうか。
//!
//! ## なぜ大切か
//!
//! 率は読む人が最初に見る数値である。元の数値と合わない率は、どちらかが誤っている。
//!
//! ## 例
//!
//! 「191人／313人＝62.0％」は、191 ÷ 313 = 61.0% でなければならない。
//!
//! ## 直し方
//!
//! 元の数値を確かめて計算し直す。
//!
//! ## 限界
//!
//! 印字された桁で、四捨五入・偶数丸め・切上げ・切捨てのどれでも合わないときだけ「確定」とする。切上げか切捨てでだけ
//! 合うものは「可能性」、小さいほど良い指標の達成率は判定しない。
//!
//! ## What it checks
//!
//! Whether a printed rate is part ÷ whole, or actual ÷ target.
//!
//! ## Why it matters
//!
//! The rate is what people look at first; if it does not fit its figures, one of them is wrong.
//!
//! ## Example
//!
//! "191/313 = 62.0 %" must read 61.0 %.
//!
//! ## How to resolve
//!
//! Check the figures and compute again.
//!
//! ## Limits
//!
//! Confirmed only where no usual rounding at the printed precision gives the rate; possible where only up or down
//! does. Achievement rates of lower-is-better indicators are not judged.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, Spot, verdict};
use crate::normalise::Quantity;
use crate::rubric::{Rounding, percent, rounds_to};
use crate::sheet::{Cell, Observation, Role, Sheet, Verdict};
use rust_decimal::Decimal;

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        for (which, indicator) in sheet.indicators.iter().enumerate() {
            for (at, observation) in indicator.observations.iter().enumerate() {
                let Some(spot) = spot::observation(sheet, index, which, at) else { continue };
                let quantity = &observation.value.quantity;
                if let Some((part, whole)) = fraction(quantity) {
                    judge(context, report, Subject::Sheet(index), &spot, quantity, (part, whole), &[]);
                } else if observation.role == Role::AchievementRate && indicator.direction.as_deref() != Some("down") {
                    let of = |role: Role| other(sheet, index, which, observation, role);
                    let (Some((actual, a)), Some((target, t))) = (of(Role::Actual), of(Role::Target)) else { continue };
                    judge(context, report, Subject::Sheet(index), &spot, quantity, (a, t), &[&actual, &target]);
                }
            }
        }
    }
    for (index, table) in context.document.tables.iter().enumerate() {
        let sheet = table.sheet.as_ref().and_then(|id| context.sheets().find(|(_, s)| s.id == *id));
        let subject = sheet.map_or(Subject::Form, |(i, _)| Subject::Sheet(i));
        for (row, cells) in table.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let Some(Cell::Quantity(measured)) = cell else { continue };
                let Some(figures) = fraction(&measured.quantity) else { continue };
                let spot = Spot::measured(format!("/tables/{index}/rows/{row}/{column}"), "table/rate", measured);
                judge(context, report, subject, &spot, &measured.quantity, figures, &[]);
            }
        }
    }
}

/// Numerator and denominator that stand in the cell of a rate.
fn fraction(quantity: &Quantity) -> Option<(Decimal, Decimal)> {
    let part = |label: &str| quantity.parts.iter().find(|p| p.label == label).map(|p| p.number);
    Some((part("numerator")?, part("denominator")?))
}

/// The same indicator's figure of the same year in another role.
fn other<'a>(
    sheet: &'a Sheet,
    index: usize,
    which: usize,
    rate: &Observation,
    role: Role,
) -> Option<(Spot<'a>, Decimal)> {
    let observations = &sheet.indicators.get(which)?.observations;
    let at = observations.iter().position(|o| o.role == role && o.fiscal_year == rate.fiscal_year)?;
    let quantity = &observations.get(at)?.value.quantity;
    let plain = !quantity.approximate && quantity.upper.is_none() && quantity.bound.is_none();
    let number = quantity.number.filter(|_| plain)?;
    Some((spot::observation(sheet, index, which, at)?, number))
}

fn judge(
    context: &Context,
    report: &mut Report,
    subject: Subject,
    spot: &Spot,
    rate: &Quantity,
    (part, whole): (Decimal, Decimal),
    related: &[&Spot],
) {
    let is_percent = rate.unit.as_deref().is_none_or(|u| u == "%");
    let Some(printed) = rate.number.filter(|_| is_percent && !rate.approximate && rate.relation.is_none()) else { return };
    let Some(exact) = percent(part, whole) else { return };
    let places = rate.decimals.and_then(|d| u32::try_from(d).ok()).unwrap_or(printed.scale());
    let verdict = match rounds_to(&exact, printed, places) {
        Rounding::Usual => return,
        Rounding::OneSided => Verdict::Possible,
        Rounding::None => verdict(related.iter().copied().chain([spot])),
    };
    let shown = crate::rubric::display_fraction(&exact, places);
    let said = Accusation {
        recomputed: Some(shown.clone()),
        working: vec![format!("{} ÷ {} = {shown}%（印字 {}）", part.normalize(), whole.normalize(), spot.printed.trim())],
        ja: format!("率は{}と印字されているが、{} ÷ {} は{shown}%である。", printed, part.normalize(), whole.normalize()),
        en: format!("The rate is printed as {printed} %; {} ÷ {} is {shown} %.", part.normalize(), whole.normalize()),
    };
    report.add(context, subject, spot, verdict, said, related);
}
