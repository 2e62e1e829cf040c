//! # adjustment-not-derivable
//!
//! ## 何を調べるか
//!
//! 評価調整「有」の評語が、票に印字された数値（前年度の目標）から求まるかどうか。
//!
//! ## なぜ大切か
//!
//! 「制限を受けた目標」は票に印字されないことが多い。読む人が調整を検算できないなら、その旨を示す必要がある。
//!
//! ## 例
//!
//! 達成率40.6%（C）が「A」に調整されているが、前年度の目標も下回っており、上げる根拠となる数値が票にない。
//!
//! ## 直し方
//!
//! 制限を受けた目標など、調整の根拠とした数値を票に書き添える。
//!
//! ## 限界
//!
//! 調整が誤りだとは言わない。印字された数値だけでは確かめられない、とだけ言う。
//!
//! ## What it checks
//!
//! Whether an adjusted letter follows from figures that the sheet prints (the previous year's target).
//!
//! ## Why it matters
//!
//! The restricted target is seldom printed. Where a reader cannot check the adjustment, that should be said.
//!
//! ## Example
//!
//! A rate of 40.6 % (C) is adjusted to A, though the previous target was missed too: no printed figure supports it.
//!
//! ## How to resolve
//!
//! Print the figure on which the adjustment rests, such as the restricted target.
//!
//! ## Limits
//!
//! It does not call the adjustment wrong, only impossible to verify from the sheet.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::{is_adjusted, one_letter, rated, reason_texts};
use crate::audit::spot::{self, Spot};
use crate::normalise::Kind;
use crate::sheet::Verdict;

pub(super) fn check(context: &Context, report: &mut Report) {
    let Some(rubric) = context.rubric.filter(|r| r.adjustment.is_some()) else { return };
    for (index, sheet) in context.sheets().filter(|(_, s)| is_adjusted(s)) {
        let Some(assessment) = &sheet.assessment else { continue };
        let Some(field) = &assessment.adjustment else { continue };
        let Some(printed) = one_letter(assessment.achievement.as_ref()) else { continue };
        let Some(rated) = rated(context, index) else { continue };
        let mut working = rated.outcome.working.clone();
        let (mut ja, mut en) = reason_texts(rated.outcome.reason());
        let mut verdict = Verdict::Unverifiable;
        if let Some(base) = rated.outcome.grade() {
            let moved = rubric.moved(base, &printed);
            let too_far = moved.is_some_and(|m| m > i64::from(rubric.largest_raise()));
            if !rubric.adjustable(base) || too_far {
                continue; // adjustment-not-allowed says it
            }
            let number = |m: Option<(usize, &crate::sheet::Measured)>| {
                m.filter(|(_, m)| m.quantity.kind == Kind::Number).and_then(|(_, m)| m.quantity.number)
            };
            let figures = (number(rated.figures.actual), number(rated.figures.previous_target));
            if let (Some(actual), Some(target)) = figures
                && let Some(derived) = rubric.adjusted(base, actual, target)
            {
                if derived.grade == printed {
                    continue;
                }
                working.extend(derived.working);
            }
            if moved.is_some_and(|m| m < 0) {
                verdict = Verdict::Possible;
            }
            (ja, en) = (
                "基になる値（制限を受けた目標）が印字されていない",
                "its basis, the restricted target, is not printed",
            );
        }
        let spot = spot::adjustment(index, field);
        let letter = assessment.achievement.as_ref().map(|f| spot::achievement(index, f));
        let said = Accusation {
            recomputed: None,
            working,
            ja: format!("「{printed}」への評価調整は票の数値から確かめられない: {ja}。"),
            en: format!("The adjustment to {printed} cannot be verified from the sheet: {en}."),
        };
        let related: Vec<&Spot> = letter.iter().collect();
        report.add(context, Subject::Sheet(index), &spot, verdict, said, &related);
    }
}
