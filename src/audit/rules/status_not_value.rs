//! # status-not-value
//!
//! ## 何を調べるか
//!
//! 「達成」「未達成」の表示が、評価する年度の目標と実績から出るものと合うかどうか。
//!
//! ## なぜ大切か
//!
//! 表示だけを見る人は、数値を見ない。目標に届いていない指標が達成とされれば、評価全体が誤る。
//!
//! ## 例
//!
//! 目標55.0％、実績34.6％で「達成」。
//!
//! ## 直し方
//!
//! 目標と実績を見直し、表示を数値に合わせる。
//!
//! ## 限界
//!
//! 大きいほど良い指標かどうかを票が示すか、目標が年々上がるときだけ「確定」とする。小さいほど良いかもしれない指標
//! （苦情・事故などを数える、前年度比較がそう示す）は、どちらの見方でも合わないときだけ指摘する。目標が三年以上にわたり
//! 下がるばかりの指標は、小さいほど良いとみて「可能性」とする。
//! 「一部達成」「おおむね達成」や、数値のない年度は判定しない。
//!
//! ## What it checks
//!
//! Whether 達成 or 未達成 follows from target and actual of the evaluated year.
//!
//! ## Why it matters
//!
//! Who reads the flag does not read the figures; a missed target shown as met falsifies the whole rating.
//!
//! ## Example
//!
//! Target 55.0 %, actual 34.6 %, flag "achieved".
//!
//! ## How to resolve
//!
//! Check both figures and make the flag follow from them.
//!
//! ## Limits
//!
//! Confirmed only where the form says which way is better, or the targets rise; where they fall over three years or
//! more, less is taken for better, and the finding is possible. Where less may be better, only a flag that fits neither
//! way is named. Partly or nearly achieved, and years without figures, are not judged.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, Spot, verdict};
use crate::audit::text::squeeze;
use crate::audit::trend::{Better, Change, Trend, achieved, better, change, trend};
use crate::sheet::{Indicator, Verdict};
use std::cmp::Ordering;

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        for (which, indicator) in sheet.indicators.iter().enumerate() {
            let Some(flag) = &indicator.status else { continue };
            let (Some(said), Some(trend)) = (achieved(&squeeze(&flag.printed)), trend(context, sheet, indicator)) else {
                continue;
            };
            let Some((target_at, target)) = trend.target else { continue };
            let Some((right, most)) = contradicted(said, &trend, target.cmp(&trend.actual.1), indicator) else { continue };
            let pointer = format!("/sheets/{index}/indicators/{which}/status");
            let spot = Spot::field(pointer, format!("status/{}", squeeze(&indicator.label.printed)), flag);
            let related = [target_at, trend.actual.0].into_iter().filter_map(|k| spot::observation(sheet, index, which, k));
            let related: Vec<Spot> = related.collect();
            let related: Vec<&Spot> = related.iter().collect();
            let read = verdict(related.iter().copied().chain([&spot]));
            let (ja, en) = if right { ("達成", "achieved") } else { ("未達成", "not achieved") };
            let (target, actual, year) = (target.normalize(), trend.actual.1.normalize(), trend.year);
            let said = Accusation {
                recomputed: Some(ja.to_owned()),
                working: vec![format!("{year}年度：目標 {target}、実績 {actual} → {ja}（印字 {}）", flag.printed.trim())],
                ja: format!("「{}」と表示されているが、目標{target}に対する実績{actual}は{ja}である。", flag.printed.trim()),
                en: format!("The flag says otherwise, but {actual} against a target of {target} is {en}."),
            };
            report.add(context, Subject::Sheet(index), &spot, read.max(most), said, &related);
        }
    }
}

/// What the flag should say, and how sure that is at most; `None` where it may be right.
fn contradicted(said: bool, trend: &Trend, target: Ordering, indicator: &Indicator) -> Option<(bool, Verdict)> {
    let (more, less) = (target != Ordering::Greater, target != Ordering::Less);
    match better(indicator) {
        _ if more == less => (said != more).then_some((more, Verdict::Confirmed)),
        Better::More => (said != more).then_some((more, Verdict::Confirmed)),
        Better::Less => (said != less).then_some((less, Verdict::Confirmed)),
        Better::LikelyMore if said != more && !less_is_said(trend, indicator) => Some((more, Verdict::Possible)),
        Better::LikelyLess if said != less && !more_is_said(trend, indicator) => Some((less, Verdict::Possible)),
        Better::LikelyMore | Better::LikelyLess | Better::Open => None,
    }
}

/// Whether the comparison with the year before takes less for better.
fn less_is_said(trend: &Trend, indicator: &Indicator) -> bool {
    compared(trend, indicator, [Change::Better, Change::Worse])
}

/// Whether the comparison with the year before takes more for better.
fn more_is_said(trend: &Trend, indicator: &Indicator) -> bool {
    compared(trend, indicator, [Change::Worse, Change::Better])
}

/// Whether the comparison calls a fall the first of these, a rise the second.
fn compared(trend: &Trend, indicator: &Indicator, [fall, rise]: [Change; 2]) -> bool {
    let said = indicator.comparison.as_ref().and_then(|f| change(&squeeze(&f.printed)));
    let Some((said, (_, (_, before)))) = said.zip(trend.before) else { return false };
    match trend.actual.1.cmp(&before) {
        Ordering::Less => said == fall,
        Ordering::Greater => said == rise,
        Ordering::Equal => false,
    }
}
