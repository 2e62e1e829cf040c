//! # target-not-quantified
//!
//! ## 何を調べるか
//!
//! 評語の基になる指標の対象年度の目標が、数値になっているかどうか。
//!
//! ## なぜ大切か
//!
//! 目標が「充実」「前年度以上」のような言葉であったり空欄であったりすると、達成率を計算できず、評語を検算できない。
//!
//! ## 例
//!
//! 目標「前年度の実績金額を上回るよう努める」に対し、達成状況は「A」。
//!
//! ## 直し方
//!
//! 次の年度から目標を数値で定める。
//!
//! ## 限界
//!
//! 常に注記であり、誤りとは言わない。中止・延期（D）の票と、評価に使われない指標は対象にしない。
//!
//! ## What it checks
//!
//! Whether the evaluated year's target of the rated indicator is a number.
//!
//! ## Why it matters
//!
//! A target in words, or none, gives no rate: the letter cannot be checked.
//!
//! ## Example
//!
//! The target reads "to exceed the previous year's amount", the letter is A.
//!
//! ## How to resolve
//!
//! Set a numeric target for the coming year.
//!
//! ## Limits
//!
//! Always a note, never an error. Cancelled projects (D) and indicators that are not rated are left out.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::{is_adjusted, letters, rated};
use crate::audit::spot;
use crate::normalise::Kind;
use crate::sheet::Verdict;

pub(super) fn check(context: &Context, report: &mut Report) {
    let Some(rubric) = context.rubric else { return };
    for (index, sheet) in context.sheets() {
        let Some(field) = sheet.assessment.as_ref().and_then(|a| a.achievement.as_ref()) else { continue };
        let printed = letters(field);
        if printed.is_empty() || printed.iter().any(|g| rubric.prints_dash(g)) || is_adjusted(sheet) {
            continue;
        }
        let Some(rated) = rated(context, index) else { continue };
        let Some((at, target)) = rated.figures.target else { continue };
        let is_number = matches!(target.quantity.kind, Kind::Number | Kind::Range) && target.quantity.number.is_some();
        // 目標と実績が食い違うと言った票に、確かめられないとは重ねて言わない。
        let accused = printed.iter().any(|g| rated.instead_of(g).is_some());
        if is_number || accused {
            continue;
        }
        // 目標の読みが確かでなければ、数値でないとは言えない。
        let spot = spot::observation(sheet, index, rated.figures.indicator, at).filter(|s| s.sure);
        let Some(spot) = spot else { continue };
        let shown = target.quantity.printed.trim();
        let (ja, en) = match shown {
            "" => ("対象年度の目標が空欄で、評語を検算できない。".to_owned(), "The target is blank.".to_owned()),
            _ => (
                format!("対象年度の目標「{shown}」は数値でなく、評語を検算できない。"),
                format!("The target \"{shown}\" is no number, so the letter cannot be verified."),
            ),
        };
        let said = Accusation { recomputed: None, working: rated.outcome.working.clone(), ja, en };
        report.add(context, Subject::Sheet(index), &spot, Verdict::Unverifiable, said, &[]);
    }
}
