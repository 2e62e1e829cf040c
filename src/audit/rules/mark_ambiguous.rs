//! # mark-ambiguous
//!
//! ## 何を調べるか
//!
//! 一つに■を付けるはずの欄に、■が二つ以上ないかどうか。
//!
//! ## なぜ大切か
//!
//! どちらの評価なのかを読む人が選ぶことになり、点数の根拠が定まらない。
//!
//! ## 例
//!
//! 達成状況の「S」と「A」の両方に■がある。
//!
//! ## 直し方
//!
//! 点数や実績と合う方を残し、他方を消す。
//!
//! ## 限界
//!
//! どちらが正しいかは決めない。実績や点数から分かるときは、計算の行に示す。
//!
//! ## What it checks
//!
//! Whether a scale that should have one filled box has several.
//!
//! ## Why it matters
//!
//! The reader would have to choose the rating, and the points have no single basis.
//!
//! ## Example
//!
//! Both S and A are marked.
//!
//! ## How to resolve
//!
//! Keep the one that figures and points support, clear the other.
//!
//! ## Limits
//!
//! It does not decide which is right; where figures tell, the working shows it.

use crate::audit::context::{Context, Subject, assessor_names};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::right_letters;
use crate::audit::spot::{self, Spot};
use crate::sheet::{Field, Value, Verdict};

/// Several marks are never read with full confidence; below this even that there are several is doubtful.
const SEVERAL: f64 = 0.5;

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        let Some(assessment) = &sheet.assessment else { continue };
        let mut say = |spot: &Spot, field: &Field, marks: &[String], ja: &str, en: &str, settled: Settled| {
            let said = Accusation {
                recomputed: settled.0,
                working: settled.1,
                ja: format!("{ja}の「{}」に重ねて■がある。", marks.join("」「")),
                en: format!("Several boxes of {en} are marked: {}.", marks.join(", ")),
            };
            let verdict = if field.confidence >= SEVERAL { Verdict::Confirmed } else { Verdict::Possible };
            report.add(context, Subject::Sheet(index), spot, verdict, said, &[]);
        };
        if let Some((field, marks)) = several(assessment.achievement.as_ref()) {
            let settled = right_letters(context, index);
            say(&spot::achievement(index, field), field, marks, "達成状況", "the achievement", settled);
        }
        for (at, panel) in assessment.panels.iter().enumerate() {
            for (which, criterion) in panel.criteria.iter().enumerate() {
                let Some((field, marks)) = several(criterion.level.as_ref()) else { continue };
                let (ja, en) = assessor_names(panel.assessor);
                let spot = spot::criterion((index, at, which), panel, criterion, "level", field);
                let ja = format!("{ja}の{}", context.criterion_label(&criterion.name));
                say(&spot, field, marks, &ja, &format!("the {en}'s {}", criterion.name), (None, Vec::new()));
            }
        }
        if let Some((field, marks)) = several(assessment.direction.as_ref()) {
            let spot = Spot::field(format!("/sheets/{index}/assessment/direction"), "direction", field);
            say(&spot, field, marks, "今後の進め方", "the direction", (None, Vec::new()));
        }
    }
}

/// The letter that the figures give, with its working.
type Settled = (Option<String>, Vec<String>);

fn several(field: Option<&Field>) -> Option<(&Field, &[String])> {
    let field = field?;
    match &field.value {
        Some(Value::Several(marks)) if marks.len() > 1 => Some((field, marks)),
        _ => None,
    }
}
