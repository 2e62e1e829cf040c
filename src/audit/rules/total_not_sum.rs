//! # total-not-sum
//!
//! ## 何を調べるか
//!
//! 総合評価点が、達成状況・有効性・雇用就業効果の点数の合計になっているかどうか。票のない一覧の行についても見る。
//!
//! ## なぜ大切か
//!
//! 総合点から総合評価が決まる。足し違いは評価そのものを変えうる。
//!
//! ## 例
//!
//! 4 + 8 + 4 = 16 だが、総合評価点は17。
//!
//! ## 直し方
//!
//! 点数を足し直し、総合点と総合評価、一覧の行を合わせて直す。
//!
//! ## 限界
//!
//! 合計は印字された点数どうしで確かめる。達成状況の点数のない様式では、同じ様式のほかの票で合うときだけ「確定」とする。点数の一つが誤りで、総合点が正しい点数の合計になっているときは、その点数だけを指摘する。
//!
//! ## What it checks
//!
//! Whether the total is the sum of its printed parts, on sheets and on list rows that have no sheet.
//!
//! ## Why it matters
//!
//! The total decides the overall letter; a slip in adding can change the rating.
//!
//! ## Example
//!
//! 4 + 8 + 4 = 16, but 17 is printed.
//!
//! ## How to resolve
//!
//! Add again; correct total, overall letter and list row together.
//!
//! ## Limits
//!
//! Where one of the parts is wrong and the total is the sum with the right one, only that part is named.

use crate::audit::context::{Context, Subject, assessor_names};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::{explains, parts, printed_sum};
use crate::audit::spot::{self, Spot, verdict};
use crate::sheet::{Field, Panel, SURE, Verdict};
use rust_decimal::Decimal;

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        let panels = sheet.assessment.iter().flat_map(|a| a.panels.iter().enumerate());
        for (at, panel) in panels {
            let Some(field) = &panel.total else { continue };
            let Some(total) = field.as_number() else { continue };
            // A part that was not found on the sheet may be what the sum lacks.
            if panel.criteria.iter().any(|c| c.points.is_none()) {
                continue;
            }
            // Where the form has no points but these, other sheets show that they are all that the total is made of.
            let alone = panel.achievement_points.is_none();
            if alone && (context.rubric.is_some() || panel.criteria.len() < 2) {
                continue;
            }
            let shown = !alone || closing(context, index, panel) > 1;
            let parts = parts(context, index, panel);
            let (Some(false), Some(sum)) = (explains(&parts, total), printed_sum(&parts)) else { continue };
            let spot = spot::panel(index, at, panel, "total", field);
            let mut related = Vec::new();
            related.extend(
                panel.achievement_points.iter().map(|f| spot::panel(index, at, panel, "achievement_points", f)),
            );
            for (which, criterion) in panel.criteria.iter().enumerate() {
                let points = criterion.points.iter();
                related.extend(points.map(|f| spot::criterion((index, at, which), panel, criterion, "points", f)));
            }
            let numbers: Vec<Decimal> = parts.iter().filter_map(|p| p.printed).collect();
            let (ja, en) = assessor_names(panel.assessor);
            let said = accusation(&numbers, sum, total, &format!("{ja}の総合評価点"), &format!("{en}'s total"));
            let related: Vec<&Spot> = related.iter().collect();
            report.add(
                context,
                Subject::Sheet(index),
                &spot,
                if shown { verdict(related.iter().copied().chain([&spot])) } else { Verdict::Possible },
                said,
                &related,
            );
        }
    }
    for (index, row) in context.rows() {
        if context.sheet_of(row).is_some() {
            continue; // list-differs-from-sheet compares it with its sheet
        }
        let Some(field) = &row.total else { continue };
        let fields = [&row.points.achievement, &row.points.effectiveness, &row.points.employment];
        let fields: Vec<&Field> = fields.into_iter().flatten().collect();
        let numbers: Vec<Decimal> = fields.iter().filter_map(|f| f.as_number()).collect();
        let (Some(total), false) = (field.as_number(), numbers.len() < 2 || numbers.len() < fields.len()) else {
            continue;
        };
        let sum: Decimal = numbers.iter().sum();
        if sum == total {
            continue;
        }
        let spot = spot::row(index, "total", field);
        let sure = fields.iter().all(|f| f.confidence >= field.confidence.min(SURE)) && spot.sure;
        let parts = Spot { sure, ..spot.clone() };
        let said = accusation(&numbers, sum, total, "一覧の総合点", "list's total");
        report.add(context, Subject::Row(index), &spot, verdict([&parts]), said, &[]);
    }
}

/// How many other panels of the document with the same criteria have a total that is their sum.
fn closing(context: &Context, sheet: usize, panel: &Panel) -> usize {
    let names = |p: &Panel| p.criteria.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
    let own = names(panel);
    let others = context.sheets().filter(|(i, _)| *i != sheet).filter_map(|(_, s)| s.assessment.as_ref());
    let closes = |p: &&Panel| {
        let points: Option<Decimal> = p.criteria.iter().map(|c| c.points.as_ref()?.as_number()).sum();
        points.is_some() && points == p.total.as_ref().and_then(Field::as_number)
    };
    others.flat_map(|a| &a.panels).filter(|p| p.achievement_points.is_none() && names(p) == own).filter(closes).count()
}

fn accusation(parts: &[Decimal], sum: Decimal, total: Decimal, ja: &str, en: &str) -> Accusation {
    let shown: Vec<String> = parts.iter().map(ToString::to_string).collect();
    Accusation {
        recomputed: Some(sum.to_string()),
        working: vec![format!("{} = {sum}（印字 {total}）", shown.join(" + "))],
        ja: format!("{ja}は{total}と印字されているが、点数の合計は{sum}である。"),
        en: format!("The {en} is printed as {total}; its parts add up to {sum}."),
    }
}
