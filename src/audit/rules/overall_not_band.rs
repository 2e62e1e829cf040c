//! # overall-not-band
//!
//! ## 何を調べるか
//!
//! 総合評価の評語が、印字された総合点の区分（A 16〜20点など）のものかどうか。
//!
//! ## なぜ大切か
//!
//! 総合評価は公表され、翌年度以降の判断に使われる。点数と合わない評語は読む人を誤らせる。
//!
//! ## 例
//!
//! 総合点15は「B（11点以上15点以下）」だが、「A」と印字されている。
//!
//! ## 直し方
//!
//! 総合点を確かめ、区分のとおりの評語に直す。一覧の評語も合わせる。
//!
//! ## 限界
//!
//! 総合点そのものが足し違いで、評語が正しい合計に合っているときは、総合点だけを指摘する。点数の付かない票は見ない。
//!
//! ## What it checks
//!
//! Whether the overall letter is the one whose band holds the printed total.
//!
//! ## Why it matters
//!
//! The overall letter is published and used; one that does not belong to its total misleads.
//!
//! ## Example
//!
//! A total of 15 is B (11 to 15), but A is printed.
//!
//! ## How to resolve
//!
//! Check the total and print its band's letter, on the list too.
//!
//! ## Limits
//!
//! Where the total itself is wrong and the letter fits the right one, only the total is named. Unrated sheets are left out.

use crate::audit::context::{Context, Subject, assessor_names};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::{one_letter, right_total};
use crate::audit::spot::{self, verdict};

pub(super) fn check(context: &Context, report: &mut Report) {
    let Some(rubric) = context.rubric else { return };
    for (index, sheet) in context.sheets() {
        let panels = sheet.assessment.iter().flat_map(|a| a.panels.iter().enumerate());
        for (at, panel) in panels {
            let (Some(total_field), Some(field)) = (&panel.total, &panel.grade) else { continue };
            let (Some(total), Some(printed)) = (total_field.as_number(), one_letter(Some(field))) else { continue };
            let Some(right) = rubric.overall_of(total) else { continue };
            let of_right_total = || right_total(context, index, panel).and_then(|t| rubric.overall_of(t));
            if printed == right || of_right_total().as_deref() == Some(printed.as_str()) {
                continue;
            }
            let spot = spot::panel(index, at, panel, "grade", field);
            let total_spot = spot::panel(index, at, panel, "total", total_field);
            let (ja, en) = assessor_names(panel.assessor);
            let band = rubric.overall_band(&right).unwrap_or_default();
            let said = Accusation {
                recomputed: Some(right.clone()),
                working: vec![format!("総合点 {total} → {right}（{band}）（印字 {printed}）")],
                ja: format!(
                    "{ja}の総合評価は「{printed}」と印字されているが、総合点{total}は「{right}」（{band}）である。"
                ),
                en: format!("The {en}'s overall letter is printed as {printed}; a total of {total} is {right}."),
            };
            report.add(context, Subject::Sheet(index), &spot, verdict([&spot, &total_spot]), said, &[&total_spot]);
        }
    }
}
