//! # points-not-mark
//!
//! ## 何を調べるか
//!
//! 有効性・必要性、雇用・就業効果などの点数が、■のある段階×重みになっているかどうか。
//!
//! ## なぜ大切か
//!
//! 点数は段階から機械的に決まる。違っていれば、■か点数のどちらかが書き損じである。
//!
//! ## 例
//!
//! 専門部会の有効性は「2」に■があるので 2 × 2 = 4点だが、6点と印字されている。
//!
//! ## 直し方
//!
//! ■と点数のどちらが正しいかを確かめ、総合点まで合わせて直す。
//!
//! ## 限界
//!
//! ■がない、または二つ以上ある段階は mark-missing・mark-ambiguous が扱う。中止（D）の票の「-」は見ない。
//!
//! ## What it checks
//!
//! Whether the points of a criterion are the marked level × its weight.
//!
//! ## Why it matters
//!
//! The points follow mechanically from the level; if they do not, the mark or the points are a slip.
//!
//! ## Example
//!
//! The committee marked level 2 for effectiveness, 2 × 2 = 4 points, but 6 is printed.
//!
//! ## How to resolve
//!
//! Find out whether mark or points are right, and correct the total as well.
//!
//! ## Limits
//!
//! No mark, or several, is for mark-missing and mark-ambiguous. Dashes are not judged.

use crate::audit::context::{Context, Subject, assessor_names};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::{letters, weight};
use crate::audit::spot::{self, verdict};
use rust_decimal::Decimal;

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        let panels = sheet.assessment.iter().flat_map(|a| a.panels.iter().enumerate());
        for (at, panel) in panels {
            for (which, criterion) in panel.criteria.iter().enumerate() {
                let (Some(level), Some(field)) = (&criterion.level, &criterion.points) else { continue };
                let (Some(points), Some(weight)) = (field.as_number(), weight(context, criterion)) else { continue };
                let levels: Vec<Decimal> = letters(level).iter().filter_map(|l| l.parse().ok()).collect();
                let right: Vec<Decimal> = levels.iter().map(|l| *l * weight).collect();
                if right.is_empty() || right.contains(&points) {
                    continue;
                }
                let place = (index, at, which);
                let spot = spot::criterion(place, panel, criterion, "points", field);
                let mark = spot::criterion(place, panel, criterion, "level", level);
                let (ja, en) = assessor_names(panel.assessor);
                let label = context.criterion_label(&criterion.name);
                let shown: Vec<String> = right.iter().map(ToString::to_string).collect();
                let (level, shown) = (letters(level).join("・"), shown.join("または"));
                let said = Accusation {
                    recomputed: Some(shown.clone()),
                    working: vec![format!("{label}: {level} × {weight} = {shown}点（印字 {points}）")],
                    ja: format!("{ja}の{label}は「{level}」に■があり{shown}点になるが、{points}点と印字されている。"),
                    en: format!(
                        "The {en}'s {} is marked {level}, worth {shown} points, but {points} is printed.",
                        criterion.name
                    ),
                };
                let sure = if levels.len() > 1 { verdict([&spot]) } else { verdict([&spot, &mark]) };
                report.add(context, Subject::Sheet(index), &spot, sure, said, &[&mark]);
            }
        }
    }
}
