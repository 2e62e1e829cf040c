//! # adjustment-not-allowed
//!
//! ## 何を調べるか
//!
//! 評価調整「有」が、規則の認める場合（影響「有」、目標に達しなかったB・C、2段階まで）に当たるかどうか。
//!
//! ## なぜ大切か
//!
//! 調整は例外である。認められない調整は、評価を根拠なく引き上げる。
//!
//! ## 例
//!
//! 影響は「無」なのに評価調整が「有」になっている。
//!
//! ## 直し方
//!
//! 影響の有無と達成率を確かめ、調整を取り消すか、影響の記載を直す。
//!
//! ## 限界
//!
//! 調整の規則がない様式では何も言わない。調整の幅が正しいかどうかは adjustment-not-derivable が扱う。
//!
//! ## What it checks
//!
//! Whether a letter marked as adjusted may be adjusted: impact stated, target missed (B or C), at most two letters.
//!
//! ## Why it matters
//!
//! An adjustment is an exception; one that is not allowed raises a rating without grounds.
//!
//! ## Example
//!
//! The impact is 無 (none), yet the adjustment says 有.
//!
//! ## How to resolve
//!
//! Check impact and rate; withdraw the adjustment or correct the impact.
//!
//! ## Limits
//!
//! Silent where the rubric knows no adjustment. Whether its size is right is for adjustment-not-derivable.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::{Rated, is_adjusted, one_letter, rated};
use crate::audit::spot::{self, Spot, verdict};
use crate::rubric::Rubric;
use crate::sheet::{Field, Verdict};

pub(super) fn check(context: &Context, report: &mut Report) {
    let Some(rubric) = context.rubric.filter(|r| r.adjustment.is_some()) else { return };
    for (index, sheet) in context.sheets().filter(|(_, s)| is_adjusted(s)) {
        let Some(assessment) = &sheet.assessment else { continue };
        let Some(field) = &assessment.adjustment else { continue };
        let spot = spot::adjustment(index, field);
        let needs_impact = rubric.adjustment.as_ref().is_some_and(|a| a.requires_impact);
        let impact = assessment.covid_impact.as_ref().filter(|f| f.as_flag() == Some(false));
        if let Some(impact) = impact.filter(|_| needs_impact) {
            let impact = spot::impact(index, impact);
            let said = Accusation {
                recomputed: Some("無".to_owned()),
                working: vec!["評価調整は影響「有」の事業に限る".to_owned()],
                ja: "影響は「無」なのに、評価調整が「有」になっている。".to_owned(),
                en: "The impact is none, yet the letter is marked as adjusted.".to_owned(),
            };
            report.add(context, Subject::Sheet(index), &spot, verdict([&spot, &impact]), said, &[&impact]);
            continue;
        }
        let printed = assessment.achievement.as_ref();
        let Some(rated) = rated(context, index) else { continue };
        let Some(why) = objection(rubric, rated, printed) else { continue };
        let letter = printed.map(|f| spot::achievement(index, f));
        let spots: Vec<&Spot> = letter.iter().collect();
        let verdict = if rated.is_exact() { verdict(spots.iter().copied().chain([&spot])) } else { Verdict::Possible };
        let said = Accusation { recomputed: None, working: rated.outcome.working.clone(), ja: why.0, en: why.1 };
        report.add(context, Subject::Sheet(index), &spot, verdict, said, &spots);
    }
}

/// Why the adjustment breaks the rule, in Japanese and English.
fn objection(rubric: &Rubric, rated: &Rated, printed: Option<&Field>) -> Option<(String, String)> {
    let base = rated.outcome.grade()?;
    if !rubric.adjustable(base) {
        return Some((
            format!("調整前の評語は「{base}」で、評価調整の対象（目標に達しなかったもの）ではない。"),
            format!("The unadjusted letter is {base}, which the rules do not adjust."),
        ));
    }
    let printed = one_letter(printed)?;
    let moved = rubric.moved(base, &printed)?;
    (moved > i64::from(rubric.largest_raise())).then(|| {
        (
            format!(
                "「{base}」から「{printed}」へ{moved}段階上げているが、規則は{}段階までである。",
                rubric.largest_raise()
            ),
            format!("{base} was raised by {moved} letters to {printed}; the rules allow {}.", rubric.largest_raise()),
        )
    })
}
