//! # list-differs-from-sheet
//!
//! ## 何を調べるか
//!
//! 一覧の行（点数、総合点、総合評価、対象者、所管課）が、その事業の票と同じかどうか。
//!
//! ## なぜ大切か
//!
//! 一覧だけを見る人は多い。票と違う一覧は、評価を誤って伝える。
//!
//! ## 例
//!
//! 票は達成状況4点・総合点18だが、一覧は3点・17。
//!
//! ## 直し方
//!
//! 票と一覧のどちらが新しいかを確かめ、古い方を直す。
//!
//! ## 限界
//!
//! 一覧の点数は、所管課と専門部会のうち行の数値がよく合う方と比べる。票の側の誤りがすでに指摘され、一覧が正しい値に
//! なっているときは重ねて言わない。どちらの点数を載せたのか分からない一つだけの行には注記する。
//!
//! ## What it checks
//!
//! Whether a list row (points, total, letters, target group, department) agrees with the project's sheet.
//!
//! ## Why it matters
//!
//! Many read the list only; a list that differs misreports the rating.
//!
//! ## Example
//!
//! The sheet gives 4 points and a total of 18, the list 3 and 17.
//!
//! ## How to resolve
//!
//! Find out which of the two is current and correct the other.
//!
//! ## Limits
//!
//! The points are compared with whichever panel the row fits best. Where the sheet is already accused and the list
//! prints the right value, nothing is added. A single row that leaves open whose points it prints is noted.

use crate::audit::context::{Context, Subject, assessor_names};
use crate::audit::listed::{Listed, Mismatch};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::one_letter;
use crate::audit::spot::{self, Spot, verdict};
use crate::audit::text::{is_dash, runs_on, squeeze};
use crate::sheet::{Field, Sheet, SummaryRow, Verdict};

pub(super) fn check(context: &Context, report: &mut Report) {
    let listed = Listed::of(context);
    for (index, row) in context.rows() {
        let Some((at, sheet)) = context.sheet_of(row) else { continue };
        for mismatch in listed.mismatches(context, index) {
            points(context, report, index, &mismatch);
        }
        letters(context, report, (index, row), (at, sheet));
        let texts = [
            ("target_group", "対象者", &row.target_group, &sheet.project.target_group),
            ("department", "所管課", &row.department, &sheet.project.department),
        ];
        for (name, label, listed, of_sheet) in texts {
            let (Some(listed), Some(of_sheet)) = (listed, of_sheet) else { continue };
            if is_absent(listed) || is_absent(of_sheet) || same_text(listed, of_sheet) {
                continue;
            }
            let spot = spot::row(index, name, listed);
            let other = spot::project(at, name, of_sheet);
            // 続きの行まで入った値は、読み取りの方が疑わしい。
            let sure = spot.sure && !runs_on(&listed.printed, &of_sheet.printed);
            differ(context, report, index, &Spot { sure, ..spot }, &other, label, name);
        }
    }
    if let Some((index, spot, other)) = listed.unclear(context) {
        let said = Accusation {
            recomputed: None,
            working: listed.unclear_working(index),
            ja: "一覧の点数がどちらの評価によるのかは印字されておらず、所管課と専門部会で異なる。".to_owned(),
            en: "The list does not say whose points it prints, and department and committee differ.".to_owned(),
        };
        report.add(context, Subject::Row(index), &spot, Verdict::Unverifiable, said, &[&other]);
    }
}

fn points(context: &Context, report: &mut Report, index: usize, mismatch: &Mismatch) {
    let shown =
        |spot: &Spot| if spot.printed.trim().is_empty() { "空欄".to_owned() } else { spot.printed.trim().to_owned() };
    let (listed, of_sheet) = (shown(&mismatch.listed), shown(&mismatch.of_sheet));
    let mut working = vec![format!("一覧 {listed} ／ 票 {of_sheet}")];
    working.extend(mismatch.working.clone());
    let said = Accusation {
        recomputed: Some(of_sheet.clone()),
        working,
        ja: format!("一覧の{}は{listed}だが、票では{of_sheet}である。", mismatch.label),
        en: format!("The list prints {listed} ({}), the sheet {of_sheet}.", mismatch.name),
    };
    let sure = if mismatch.open { Verdict::Possible } else { verdict([&mismatch.listed, &mismatch.of_sheet]) };
    report.add(context, Subject::Row(index), &mismatch.listed, sure, said, &[&mismatch.of_sheet]);
}

fn letters(context: &Context, report: &mut Report, (index, row): (usize, &SummaryRow), (at, sheet): (usize, &Sheet)) {
    let year = context.year_of(sheet);
    for (column, grade) in row.grades.iter().enumerate() {
        let Some(grade) = grade else { continue };
        let Some(assessor) = grade.assessor.filter(|_| grade.fiscal_year.is_none() || grade.fiscal_year == year) else {
            continue;
        };
        let panels = sheet.assessment.iter().flat_map(|a| a.panels.iter().enumerate());
        let Some((which, panel)) = panels.into_iter().find(|(_, p)| p.assessor == assessor) else { continue };
        let Some(field) = &panel.grade else { continue };
        let (listed, of_sheet) = (one_letter(Some(&grade.grade)), one_letter(Some(field)));
        let blank = grade.grade.printed.trim().is_empty();
        if listed == of_sheet || (listed.is_none() && blank) {
            continue;
        }
        // 票の評語が総合点と合わず、一覧が正しい評語なら、誤りは票の側にある。
        let right = panel.total.as_ref().and_then(Field::as_number).and_then(|t| context.rubric?.overall_of(t));
        if right.is_some() && right == listed {
            continue;
        }
        let (ja, en) = assessor_names(assessor);
        let spot = Spot::field(format!("/summary/{index}/grades/{column}"), format!("list/grade/{en}"), &grade.grade);
        let other = spot::panel(at, which, panel, "grade", field);
        differ(context, report, index, &spot, &other, &format!("総合評価（{ja}）"), &format!("overall letter, {en}"));
    }
}

fn differ(context: &Context, report: &mut Report, row: usize, listed: &Spot, of_sheet: &Spot, ja: &str, en: &str) {
    let (a, b) = (listed.printed.trim(), of_sheet.printed.trim());
    let said = Accusation {
        recomputed: Some(b.to_owned()),
        working: vec![format!("一覧「{a}」／ 票「{b}」")],
        ja: format!("一覧の{ja}は「{a}」だが、票では「{b}」である。"),
        en: format!("The list prints \"{a}\" ({en}), the sheet \"{b}\"."),
    };
    // 票の欄が空に見えるのは、読み取れなかったのかもしれない。
    let sure = if b.is_empty() { Verdict::Possible } else { verdict([listed, of_sheet]) };
    report.add(context, Subject::Row(row), listed, sure, said, &[of_sheet]);
}

fn is_absent(field: &Field) -> bool {
    field.printed.trim().is_empty() || is_dash(&field.printed)
}

fn same_text(a: &Field, b: &Field) -> bool {
    squeeze(&a.printed) == squeeze(&b.printed)
}
