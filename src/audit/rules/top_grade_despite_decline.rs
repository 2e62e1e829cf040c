//! # top-grade-despite-decline
//!
//! ## 何を調べるか
//!
//! 「前年対比減少していない」ことを条件とする評語（S）が、実績が前年度を下回った票に付いていないかどうか。
//!
//! ## なぜ大切か
//!
//! 最上位の評語には達成率のほかに条件がある。達成率だけを見て付けると、条件に反した評価になる。
//!
//! ## 例
//!
//! 目標3名に実績5名（166.7%）で「S」だが、前年度の実績は6名で、5名はそれより少ない。規則では「A」になる。
//!
//! ## 直し方
//!
//! 前年度の実績を確かめ、減少していれば評語を一つ下げ、点数と総合点を直す。
//!
//! ## 限界
//!
//! 前年度の実績が印字されていない、単位や数え方（延べ・実）が違う場合は判定しないか「可能性」にとどめる。
//!
//! ## What it checks
//!
//! Whether a letter that requires "not below the previous year" (S) stands on a sheet whose actual fell.
//!
//! ## Why it matters
//!
//! The top letter has a second condition besides the rate; looking at the rate alone breaks the rule.
//!
//! ## Example
//!
//! Target 3, actual 5 (166.7 %) is marked S, but the previous year's actual was 6: by the rule it is A.
//!
//! ## How to resolve
//!
//! Check the previous year's actual; if it did fall, lower the letter and correct points and total.
//!
//! ## Limits
//!
//! Nothing is said where the previous actual is not printed or has another unit; where the counting basis differs the
//! finding is only possible.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::{is_adjusted, one_letter, rated};
use crate::audit::spot::{self, verdict};
use crate::sheet::Verdict;

pub(super) fn check(context: &Context, report: &mut Report) {
    let Some(rubric) = context.rubric else { return };
    for (index, sheet) in context.sheets() {
        let Some(field) = sheet.assessment.as_ref().and_then(|a| a.achievement.as_ref()) else { continue };
        let Some(printed) = one_letter(Some(field)) else { continue };
        if is_adjusted(sheet) {
            continue;
        }
        let Some(rated) = rated(context, index) else { continue };
        if rated.instead_of(&printed).is_none() || !rated.is_decline(&printed, rubric) {
            continue;
        }
        let figures = rated.figures;
        let (Some((_, actual)), Some((_, previous))) = (figures.actual, figures.previous) else { continue };
        let spot = spot::achievement(index, field);
        let related: Vec<_> = [figures.actual, figures.previous, figures.target]
            .into_iter()
            .flatten()
            .filter_map(|(k, _)| spot::observation(sheet, index, figures.indicator, k))
            .collect();
        let same_basis = actual.quantity.basis == previous.quantity.basis;
        let plain = !actual.quantity.approximate && !previous.quantity.approximate;
        let sure = rated.is_exact() && same_basis && plain;
        let verdict = if sure { verdict(related.iter().chain([&spot])) } else { Verdict::Possible };
        let (now, before) = (&actual.quantity.printed, &previous.quantity.printed);
        let said = Accusation {
            recomputed: Some(rated.outcome.grades.join("または")),
            working: rated
                .outcome
                .working
                .iter()
                .cloned()
                .chain([format!("前年度実績 {before} > 実績 {now}")])
                .collect(),
            ja: format!("「{printed}」は前年度を下回らないことが条件だが、実績は{before}から{now}に減っている。"),
            en: format!(
                "{printed} requires an actual not below the previous year's, but it fell from {before} to {now}."
            ),
        };
        report.add(context, Subject::Sheet(index), &spot, verdict, said, &related.iter().collect::<Vec<_>>());
    }
}
