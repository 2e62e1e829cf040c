//! # comparison-not-value
//!
//! ## 何を調べるか
//!
//! 「向上」「横ばい」「低下」という前年度比較の表示が、評価する年度とその前の実績から出るものと合うかどうか。
//!
//! ## なぜ大切か
//!
//! 下がった指標が「向上」と読まれれば、手を打つべき時に打たれない。
//!
//! ## 例
//!
//! 実績が36.0％から34.6％に下がったのに「向上」。
//!
//! ## 直し方
//!
//! 前年度の実績と比べ直し、表示を合わせる。
//!
//! ## 限界
//!
//! 大きいほど良い指標かどうかを票が示すか、目標が年々上がり、前年度の実績が印字されているときだけ「確定」とする。目標が
//! 三年以上にわたり下がるばかりの指標は、小さいほど良いとみて「可能性」とする。
//! 前年度の数値がなく、それより前の年度と比べたときは「可能性」まで。「横ばい」の幅は票にないので、1割を超えて
//! 動いたときに「可能性」とする。小さいほど良いかもしれない指標は、数値が動いていないときだけ指摘する。
//!
//! ## What it checks
//!
//! Whether 向上, 横ばい or 低下 follows from the actual of the evaluated year and the one before it.
//!
//! ## Why it matters
//!
//! An indicator that fell but reads "improved" is not acted upon.
//!
//! ## Example
//!
//! From 36.0 % to 34.6 %, printed "improved".
//!
//! ## How to resolve
//!
//! Compare with the year before again and correct the flag.
//!
//! ## Limits
//!
//! Confirmed only where the form says which way is better, or the targets rise, and the year before is printed; across
//! a gap of years, for "level" after a change of more than a tenth, and where targets fall over three years or more (less
//! is then taken for better), possible. Where less may be better, only a
//! change is disputed where nothing changed.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, Spot, verdict};
use crate::audit::text::squeeze;
use crate::audit::trend::{Better, Change, Trend, achieved, better, change, trend};
use crate::sheet::{Indicator, Verdict};
use rust_decimal::Decimal;
use std::cmp::Ordering;

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        for (which, indicator) in sheet.indicators.iter().enumerate() {
            let Some(flag) = &indicator.comparison else { continue };
            let (Some(said), Some(trend)) = (change(&squeeze(&flag.printed)), trend(context, sheet, indicator)) else {
                continue;
            };
            let Some((year, (before_at, before))) = trend.before else { continue };
            let Some((right, most)) = contradicted(said, &trend, before, indicator) else { continue };
            let most = if year + 1 == trend.year { most } else { Verdict::Possible };
            let pointer = format!("/sheets/{index}/indicators/{which}/comparison");
            let spot = Spot::field(pointer, format!("comparison/{}", squeeze(&indicator.label.printed)), flag);
            let related = [before_at, trend.actual.0].into_iter().filter_map(|k| spot::observation(sheet, index, which, k));
            let related: Vec<Spot> = related.collect();
            let related: Vec<&Spot> = related.iter().collect();
            let read = verdict(related.iter().copied().chain([&spot]));
            let (ja, en) = match right {
                Change::Better => ("向上", "an improvement"),
                Change::Worse => ("低下", "a decline"),
                Change::Same => ("横ばい", "no change"),
            };
            let (before, actual) = (before.normalize(), trend.actual.1.normalize());
            let said = Accusation {
                recomputed: Some(ja.to_owned()),
                working: vec![format!(
                    "{year}年度 {before} → {}年度 {actual}：{ja}（印字 {}）",
                    trend.year,
                    flag.printed.trim()
                )],
                ja: format!("「{}」と表示されているが、{before}から{actual}への変化は{ja}である。", flag.printed.trim()),
                en: format!("The flag says otherwise, but from {before} to {actual} is {en}."),
            };
            report.add(context, Subject::Sheet(index), &spot, read.max(most), said, &related);
        }
    }
}

/// What the flag should say, and how sure that is at most; `None` where it may be right.
fn contradicted(said: Change, trend: &Trend, before: Decimal, indicator: &Indicator) -> Option<(Change, Verdict)> {
    let actual = trend.actual.1;
    let moved = actual.cmp(&before);
    let by_more = match moved {
        Ordering::Greater => Change::Better,
        Ordering::Less => Change::Worse,
        Ordering::Equal => return (said != Change::Same).then_some((Change::Same, Verdict::Confirmed)),
    };
    let by_less = if by_more == Change::Better { Change::Worse } else { Change::Better };
    let better = better(indicator);
    let right = if matches!(better, Better::Less | Better::LikelyLess) { by_less } else { by_more };
    if said == Change::Same {
        let wide = (actual - before).abs() * Decimal::TEN > before.abs();
        return (wide && better != Better::Open).then_some((right, Verdict::Possible));
    }
    match better {
        Better::More | Better::Less => (said != right).then_some((right, Verdict::Confirmed)),
        Better::LikelyMore if said != right && !less_is_said(trend, indicator) => Some((right, Verdict::Possible)),
        Better::LikelyLess if said != right && !more_is_said(trend, indicator) => Some((right, Verdict::Possible)),
        Better::LikelyMore | Better::LikelyLess | Better::Open => None,
    }
}

/// Whether the flag beside it takes less for better: 達成 under the target, 未達成 over it.
fn less_is_said(trend: &Trend, indicator: &Indicator) -> bool {
    flagged(trend, indicator, [true, false])
}

/// Whether the flag beside it takes more for better.
fn more_is_said(trend: &Trend, indicator: &Indicator) -> bool {
    flagged(trend, indicator, [false, true])
}

/// Whether the flag says the first of these of an actual under its target, the second of one over it.
fn flagged(trend: &Trend, indicator: &Indicator, [under, over]: [bool; 2]) -> bool {
    let said = indicator.status.as_ref().and_then(|f| achieved(&squeeze(&f.printed)));
    let Some((said, (_, target))) = said.zip(trend.target) else { return false };
    match trend.actual.1.cmp(&target) {
        Ordering::Less => said == under,
        Ordering::Greater => said == over,
        Ordering::Equal => false,
    }
}
