//! # subtotal-not-sum
//!
//! ## 何を調べるか
//!
//! 内訳の示された指標の合計が、同じ年度・同じ区分の内訳の合計になっているかどうか。表の合計・小計・財源内訳・増減額も
//! 確かめる。
//!
//! ## なぜ大切か
//!
//! 合計と内訳が合わなければ、どれかの数値が誤っている。
//!
//! ## 例
//!
//! 内訳が20人と15人なのに、合計は36人。
//!
//! ## 直し方
//!
//! 内訳を足し直し、誤っている数値を直す。
//!
//! ## 限界
//!
//! 内訳のすべてに数値があり、単位が同じときだけ確かめる。端数のある数値は、丸めの誤差の範囲で合えばよしとする。
//! 表では、「計」などの見出しと、ほかの列がすべて合うことから内訳を読み取る。ほかの列が二つ以上合い、一つだけ合わない
//! ときに「確定」とし、千円単位などの丸めの誤差の範囲の違いは「可能性」とする。
//!
//! ## What it checks
//!
//! Whether an indicator that is the sum of others equals them, by year and role; and the totals, the sources of
//! funds and the differences of tables.
//!
//! ## Why it matters
//!
//! If a total and its parts disagree, one of the figures is wrong.
//!
//! ## Example
//!
//! Parts of 20 and 15 people, a total of 36.
//!
//! ## How to resolve
//!
//! Add again and correct the figure that is wrong.
//!
//! ## Limits
//!
//! Only where every part is a number of the same unit. Figures with decimals may differ by their rounding. In a
//! table the label says that a line is a total, and the columns that close say of what; confirmed only where two or
//! more others close and one alone does not, possible where rounding to thousands may be the reason.

use crate::audit::context::{Context, Subject};
use crate::audit::lines::{Line, indicators, lines};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, Spot, verdict};
use crate::audit::sums;
use crate::rubric::{IndicatorSum, printed_sums};
use crate::sheet::{IndicatorKind, Role, Sheet, Verdict};

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        let wrong: Vec<IndicatorSum> = printed_sums(sheet).into_iter().filter(|f| !f.agrees()).collect();
        let right = |at: &(usize, usize)| wrong.iter().find(|w| w.at == *at).map(IndicatorSum::sum);
        let follows = |found: &&IndicatorSum| {
            let parts = found.parts.iter().zip(&found.numbers).map(|(at, printed)| (*printed, right(at)));
            sums::follows(parts, found.printed, found.slack)
        };
        for found in wrong.iter().filter(|f| !follows(f)) {
            let Some(spot) = spot::observation(sheet, index, found.at.0, found.at.1) else { continue };
            let parts = found.parts.iter().filter_map(|(i, k)| spot::observation(sheet, index, *i, *k));
            let parts: Vec<Spot> = parts.collect();
            let related: Vec<&Spot> = parts.iter().collect();
            let (total, sum) = (found.printed.normalize(), found.sum().normalize());
            let said = Accusation {
                recomputed: Some(sum.to_string()),
                working: vec![found.working()],
                ja: match is_change(sheet, found) {
                    true => format!("増減は{total}と印字されているが、前年度との差は{sum}である。"),
                    false => format!("合計は{total}と印字されているが、内訳の合計は{sum}である。"),
                },
                en: match is_change(sheet, found) {
                    true => format!("The change is printed as {total}; from the year before it is {sum}."),
                    false => format!("The total is printed as {total}; its parts add up to {sum}."),
                },
            };
            let all = related.iter().copied().chain([&spot]);
            let sure = if found.is_near() { Verdict::Possible } else { verdict(all) };
            report.add(context, Subject::Sheet(index), &spot, sure, said, &related);
        }
    }
    for (index, sheet) in context.sheets() {
        for kind in KINDS {
            of_lines(context, report, Subject::Sheet(index), &indicators(sheet, index, kind));
        }
    }
    for (index, table) in context.document.tables.iter().enumerate() {
        for lines in &lines(table, index) {
            of_lines(context, report, context.subject_of(table), lines);
        }
    }
}

const KINDS: [IndicatorKind; 5] = [
    IndicatorKind::Population,
    IndicatorKind::Activity,
    IndicatorKind::Outcome,
    IndicatorKind::Cost,
    IndicatorKind::Other,
];

/// Totals among lines that nothing but their labels and figures tells.
fn of_lines(context: &Context, report: &mut Report, subject: Subject, lines: &[Line]) {
    for found in sums::mismatches(lines) {
        let (total, sum) = (found.total.number.normalize(), found.sum().normalize());
        let related: Vec<&Spot> = found.parts.iter().map(|(f, _)| &f.spot).collect();
        let said = Accusation {
            recomputed: Some(sum.to_string()),
            working: vec![found.working()],
            ja: format!("{total}と印字されているが、表の内訳からは{sum}である。"),
            en: format!("{total} is printed; the parts in the table give {sum}."),
        };
        let all = related.iter().copied().chain([&found.total.spot]);
        let sure = if found.proven { verdict(all) } else { Verdict::Possible };
        report.add(context, subject, &found.total.spot, sure, said, &related);
    }
}

/// Whether it is a change over the year before.
fn is_change(sheet: &Sheet, found: &IndicatorSum) -> bool {
    let observation = sheet.indicators.get(found.at.0).and_then(|i| i.observations.get(found.at.1));
    observation.is_some_and(|o| o.role == Role::Delta)
}
