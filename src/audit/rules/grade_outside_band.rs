//! # grade-outside-band
//!
//! ## 何を調べるか
//!
//! 達成状況の評語が、対象年度の実績÷目標から評価規則の区分で求まる評語と同じかどうか。
//!
//! ## なぜ大切か
//!
//! 評語は点数・総合点・総合評価を決める。ここが違えば、その票の評価全体が動く。
//!
//! ## 例
//!
//! 目標420人、実績378人なら 378 ÷ 420 = 90.0% で「B（90%以上100%未満）」だが、「C」に■がある。
//!
//! ## 直し方
//!
//! 目標と実績の数値が正しければ評語を改め、点数と総合点も合わせて直す。数値が違うなら数値を直す。
//!
//! ## 限界
//!
//! 概数や範囲の目標、端数の丸め方で区分が変わるものは「可能性」にとどめる。評価調整「有」の票、小さいほど良い指標、
//! 数値でない目標は判定しない。
//!
//! ## What it checks
//!
//! Whether the achievement letter is the one that actual ÷ target of the evaluated year earns under the rubric's bands.
//!
//! ## Why it matters
//!
//! The letter decides the points, the total and the overall letter: a wrong one moves the whole rating.
//!
//! ## Example
//!
//! Target 420, actual 378: 378 ÷ 420 = 90.0 %, which is B (90 to under 100), but box C is marked.
//!
//! ## How to resolve
//!
//! If the figures are right, correct the letter and with it the points and the total; otherwise correct the figures.
//!
//! ## Limits
//!
//! With an approximate or ranged target, or where rounding decides the band, the finding is only possible. Adjusted
//! letters, lower-is-better indicators and targets that are no number are not judged.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::{is_adjusted, one_letter, rated};
use crate::audit::spot::{self, verdict};
use crate::sheet::{Measured, Verdict};

pub(super) fn check(context: &Context, report: &mut Report) {
    let Some(rubric) = context.rubric else { return };
    for (index, sheet) in context.sheets() {
        let Some(field) = sheet.assessment.as_ref().and_then(|a| a.achievement.as_ref()) else { continue };
        let Some(printed) = one_letter(Some(field)) else { continue };
        if is_adjusted(sheet) || !rubric.knows_grade(&printed) {
            continue;
        }
        let Some(rated) = rated(context, index) else { continue };
        let Some(right) = rated.instead_of(&printed) else { continue };
        if rated.is_decline(&printed, rubric) {
            continue;
        }
        let spot = spot::achievement(index, field);
        let figures = rated.figures;
        let related: Vec<_> = [figures.target, figures.actual]
            .into_iter()
            .flatten()
            .filter_map(|(k, _)| spot::observation(sheet, index, figures.indicator, k))
            .collect();
        // 中止・延期の評語は数値からは決まらない。実績があるのに「取組なし」でも、途中で中止したのかもしれない。
        let words = |grade: &str| rubric.prints_dash(grade);
        // 累計と単年とでは、割合は確かでない。
        let running = |m: Option<(usize, &Measured)>| m.is_some_and(|(_, m)| m.quantity.is_running());
        let alike = running(figures.target) == running(figures.actual);
        let sure = alike && rated.is_settled() && !words(&printed) && !right.iter().all(|g| words(g));
        let verdict = if sure { verdict(related.iter().chain([&spot])) } else { Verdict::Possible };
        let right = right.join("または");
        let band = rubric.achievement_band(&right).map(|b| format!("（{b}）")).unwrap_or_default();
        let said = Accusation {
            recomputed: Some(right.clone()),
            working: rated.outcome.working.clone(),
            ja: format!("達成状況は「{printed}」と印字されているが、目標と実績からは「{right}」{band}になる。"),
            en: format!(
                "The achievement is printed as {printed}; target and actual give {}.",
                right.replace("または", " or ")
            ),
        };
        report.add(context, Subject::Sheet(index), &spot, verdict, said, &related.iter().collect::<Vec<_>>());
    }
}
