//! # mark-missing
//!
//! ## 何を調べるか
//!
//! 一つに■を付けるはずの欄（達成状況、段階、今後の進め方）に、■が一つもないかどうか。
//!
//! ## なぜ大切か
//!
//! ■がなければ評価が何だったのか分からず、点数の根拠もなくなる。
//!
//! ## 例
//!
//! 達成状況のS〜Dのどこにも■がないのに、点数は3と印字されている。
//!
//! ## 直し方
//!
//! 記入漏れの欄に■を付ける。
//!
//! ## 限界
//!
//! 様式にその欄がない場合は何も言わない。点数も空の、評価していない段階は指摘しない。
//!
//! ## What it checks
//!
//! Whether a scale that should have one filled box (achievement, levels, direction) has none.
//!
//! ## Why it matters
//!
//! Without the mark nobody knows the rating, and the points have no basis.
//!
//! ## Example
//!
//! None of S to D is marked, yet 3 points are printed.
//!
//! ## How to resolve
//!
//! Fill the box that was forgotten.
//!
//! ## Limits
//!
//! Silent where the form has no such scale, and for levels whose points are empty as well.

use crate::audit::context::{Context, Subject, assessor_names};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::right_letters;
use crate::audit::spot::{self, Spot, verdict};
use crate::normalise::Missing;
use crate::sheet::Field;

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        let Some(assessment) = &sheet.assessment else { continue };
        let mut say = |spot: &Spot, ja: &str, en: &str, recomputed: Option<String>, working: Vec<String>| {
            let said = Accusation {
                recomputed,
                working,
                ja: format!("{ja}のどの欄にも■がない。"),
                en: format!("No box of {en} is marked."),
            };
            report.add(context, Subject::Sheet(index), spot, verdict([spot]), said, &[]);
        };
        if let Some(field) = unmarked(assessment.achievement.as_ref()) {
            let (right, working) = right_letters(context, index);
            say(&spot::achievement(index, field), "達成状況", "the achievement", right, working);
        }
        for (at, panel) in assessment.panels.iter().enumerate() {
            for (which, criterion) in panel.criteria.iter().enumerate() {
                let Some(field) = unmarked(criterion.level.as_ref()) else { continue };
                if criterion.points.as_ref().is_some_and(|p| p.as_number().is_none()) {
                    continue;
                }
                let (ja, en) = assessor_names(panel.assessor);
                let spot = spot::criterion((index, at, which), panel, criterion, "level", field);
                let ja = format!("{ja}の{}", context.criterion_label(&criterion.name));
                say(&spot, &ja, &format!("the {en}'s {}", criterion.name), None, Vec::new());
            }
        }
        if let Some(field) = unmarked(assessment.direction.as_ref()) {
            let spot = Spot::field(format!("/sheets/{index}/assessment/direction"), "direction", field);
            say(&spot, "今後の進め方", "the direction", None, Vec::new());
        }
    }
}

fn unmarked(field: Option<&Field>) -> Option<&Field> {
    field.filter(|f| f.missing == Some(Missing::Unmarked))
}
