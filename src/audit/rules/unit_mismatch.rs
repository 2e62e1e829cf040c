//! # unit-mismatch
//!
//! ## 何を調べるか
//!
//! 同じ年度の目標と実績が、同じものを数えている（単位が同じ）かどうか。
//!
//! ## なぜ大切か
//!
//! 単位が違えば割合に意味がなく、評語の根拠がなくなる。
//!
//! ## 例
//!
//! 目標は900人、前年度までの実績も人で数えているのに、対象年度の実績だけ801回と印字されている。
//!
//! ## 直し方
//!
//! 単位の書き違いなら直す。別のものを数えたのなら、目標と比べられる数値を併記する。
//!
//! ## 限界
//!
//! 数値と単位だけの実績が、目標とも他の年度の実績とも違う単位のときに「確定」とする。言葉で説明された別の数え方
//! （動画の再生回数など）は確かめられないとだけ言う。単位の印字がない側とは比べない。
//!
//! ## What it checks
//!
//! Whether target and actual of a year count the same thing, that is, have the same unit.
//!
//! ## Why it matters
//!
//! Across different units a ratio means nothing, and the letter loses its basis.
//!
//! ## Example
//!
//! The target is 900 people and earlier actuals count people, but the actual reads 801 times.
//!
//! ## How to resolve
//!
//! Correct the unit; if something else was counted, print a figure that compares with the target.
//!
//! ## Limits
//!
//! Confirmed where a bare figure departs from the target's unit and from that of the other years. An actual that says
//! in words that something else was counted is only called unverifiable. Missing units are not compared.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::{letters, rated};
use crate::audit::spot::{self, verdict};
use crate::audit::text::{figures_in, same_unit, squeeze};
use crate::normalise::{Kind, Quantity};
use crate::sheet::{Indicator, Observation, Role, Sheet, Verdict};

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        for (which, indicator) in sheet.indicators.iter().enumerate() {
            for (at, observation) in indicator.observations.iter().enumerate() {
                if observation.role == Role::Actual {
                    compare(context, report, sheet, (index, which, at), indicator, observation);
                }
            }
        }
    }
}

fn compare(
    context: &Context,
    report: &mut Report,
    sheet: &Sheet,
    place: (usize, usize, usize),
    indicator: &Indicator,
    observation: &Observation,
) {
    let (index, which, at) = place;
    let of_target = |(_, o): &(usize, &Observation)| o.role == Role::Target && o.fiscal_year == observation.fiscal_year;
    let Some((target_at, target)) = indicator.observations.iter().enumerate().find(of_target) else { return };
    let (goal, actual) = (&target.value.quantity, &observation.value.quantity);
    // 「2学年全員」のような言葉の目標は、学年を数えてはいない。
    let wanted = unit(goal).filter(|_| goal.kind != Kind::Text);
    let (Some(wanted), Some(found)) = (wanted, unit(actual)) else { return };
    if same_unit(&wanted, &found) {
        return;
    }
    let others =
        indicator.observations.iter().filter(|o| o.role == Role::Actual && o.fiscal_year != observation.fiscal_year);
    let others: Vec<String> = others.filter_map(|o| unit(&o.value.quantity)).collect();
    let alone = !others.is_empty() && others.iter().all(|o| same_unit(o, &wanted));
    let rates = rates_sheet(context, (index, sheet), which, observation.fiscal_year);
    let spots = [spot::observation(sheet, index, which, at), spot::observation(sheet, index, which, target_at)];
    let read = verdict(spots.iter().flatten());
    let verdict = match (is_bare(actual) && is_bare(goal) && alone, rates) {
        (true, true) => read,
        // 評語に関わらない年度の数値は、読みが確かなときだけ言う。数え方の違いは、評語の基になるときだけ言う。
        (true, false) if read == Verdict::Confirmed => read,
        (false, true) => Verdict::Unverifiable,
        _ => return,
    };
    let Some(spot) = spot::observation(sheet, index, which, at) else { return };
    let related = spot::observation(sheet, index, which, target_at);
    let said = Accusation {
        recomputed: Some(format!("単位 {wanted}")),
        working: vec![format!(
            "目標 {} の単位は「{wanted}」、実績 {} の単位は「{found}」",
            goal.printed, actual.printed
        )],
        ja: format!(
            "「{}」の実績は目標と単位が異なる（目標は{wanted}、実績は{found}）。",
            indicator.label.printed.trim()
        ),
        en: format!("Target and actual have different units ({wanted} and {found})."),
    };
    report.add(context, Subject::Sheet(index), &spot, verdict, said, &related.iter().collect::<Vec<_>>());
}

/// The unit of a figure; for a text that holds exactly one figure, that of the figure.
fn unit(quantity: &Quantity) -> Option<String> {
    match quantity.kind {
        Kind::Number | Kind::Range => quantity.unit.clone().filter(|u| !u.is_empty()),
        Kind::Text => match figures_in(&quantity.printed).as_slice() {
            [only] => Some(only.unit.clone()).filter(|u| !u.is_empty()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether nothing but a figure and its unit stands there.
fn is_bare(quantity: &Quantity) -> bool {
    let text = squeeze(&quantity.printed);
    let letters = text.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '%')).count();
    let starts = text.chars().next().is_some_and(|c| c.is_ascii_digit());
    matches!(quantity.kind, Kind::Number) && starts && letters <= 4
}

/// Whether the letter of the sheet rests on this indicator and year.
fn rates_sheet(context: &Context, (index, sheet): (usize, &Sheet), indicator: usize, year: i32) -> bool {
    let marked = sheet.assessment.as_ref().and_then(|a| a.achievement.as_ref()).is_some_and(|f| !letters(f).is_empty());
    marked && rated(context, index).is_some_and(|r| r.figures.indicator == indicator && r.figures.year == year)
}
