//! # points-not-grade
//!
//! ## 何を調べるか
//!
//! 達成状況の点数が、印字された評語の点数（S 5、A 4 …）と同じかどうか。所管課と専門部会のそれぞれについて見る。
//!
//! ## なぜ大切か
//!
//! 点数は総合点に足される。評語と合わない点数は総合評価を動かしうる。
//!
//! ## 例
//!
//! 評語は「A」（4点）だが、所管課の達成状況の点数は3。
//!
//! ## 直し方
//!
//! 評語と点数のどちらが正しいかを確かめ、総合点まで合わせて直す。
//!
//! ## 限界
//!
//! 点数は印字された評語と比べる。評語そのものが誤りで、点数が正しい評語に合っているときは評語だけを指摘する。
//! 中止（D）の「-」は誤りとせず、0点との違いを注記する。
//!
//! ## What it checks
//!
//! Whether the achievement points are those of the printed letter (S 5, A 4 …), for each panel.
//!
//! ## Why it matters
//!
//! The points go into the total; points that do not belong to the letter can move the overall letter.
//!
//! ## Example
//!
//! The letter is A (4 points), but the department's panel prints 3.
//!
//! ## How to resolve
//!
//! Find out whether the letter or the points are right, and correct the total as well.
//!
//! ## Limits
//!
//! Points are compared with the printed letter. Where the letter itself is wrong and the points belong to the right
//! one, only the letter is named. A dash for a cancelled project (D) is no error; that the rule gives it 0 points is noted.

use crate::audit::context::{Context, Subject, assessor_names};
use crate::audit::report::{Accusation, Report};
use crate::audit::scores::{letters, parts};
use crate::audit::spot::{self, verdict};
use crate::audit::text::is_dash;
use crate::rubric::Rubric;
use crate::sheet::Verdict;

pub(super) fn check(context: &Context, report: &mut Report) {
    let Some(rubric) = context.rubric else { return };
    for (index, sheet) in context.sheets() {
        let Some(assessment) = &sheet.assessment else { continue };
        let Some(letter) = &assessment.achievement else { continue };
        let printed = letters(letter);
        if printed.is_empty() || !printed.iter().all(|g| rubric.knows_grade(g)) {
            continue;
        }
        let letter = spot::achievement(index, letter);
        for (at, panel) in assessment.panels.iter().enumerate() {
            let Some(field) = &panel.achievement_points else { continue };
            let spot = spot::panel(index, at, panel, "achievement_points", field);
            let (ja, en) = assessor_names(panel.assessor);
            let said = match field.as_number() {
                Some(points) => {
                    let Some(part) = parts(context, index, panel).into_iter().next() else { continue };
                    if !part.is_wrong() {
                        continue;
                    }
                    accusation(rubric, &printed, &points.to_string(), ja, en)
                }
                None if printed.iter().any(|g| rubric.prints_dash(g)) => {
                    if let Some(said) = dash(rubric, &printed, &field.printed).filter(|_| is_dash(&field.printed)) {
                        report.add(context, Subject::Sheet(index), &spot, Verdict::Unverifiable, said, &[&letter]);
                    }
                    continue;
                }
                None if is_dash(&field.printed) => accusation(rubric, &printed, &field.printed, ja, en),
                None => continue,
            };
            // 二つに■がある評語は読みが確かでなくても、どちらの点数でもない点数は誤りである。
            let verdict = if printed.len() > 1 { verdict([&spot]) } else { verdict([&spot, &letter]) };
            report.add(context, Subject::Sheet(index), &spot, verdict, said, &[&letter]);
        }
    }
}

fn accusation(rubric: &Rubric, letters: &[String], points: &str, ja: &str, en: &str) -> Accusation {
    let right: Vec<String> = letters.iter().filter_map(|g| rubric.points_of(g)).map(|p| p.to_string()).collect();
    let (letters, right) = (letters.join("・"), right.join("または"));
    Accusation {
        recomputed: Some(right.clone()),
        working: vec![format!("達成状況 {letters} → {right}点（印字 {points}）")],
        ja: format!("{ja}の達成状況の点数は{points}と印字されているが、評語「{letters}」は{right}点である。"),
        en: format!("The {en}'s achievement points are printed as {points}; the letter {letters} is worth {right}."),
    }
}

/// The rule gives a cancelled project points and the sheet prints a dash: noted, because nothing says which is meant.
fn dash(rubric: &Rubric, letters: &[String], printed: &str) -> Option<Accusation> {
    let grade = letters.iter().find(|g| rubric.prints_dash(g))?;
    let worth = rubric.points_of(grade)?;
    let printed = printed.trim();
    Some(Accusation {
        recomputed: None,
        working: vec![format!("規則: {grade} → {worth}点。票: 「{printed}」")],
        ja: format!(
            "「{grade}」は規則では{worth}点だが、点数は「{printed}」と印字されている。総合点が付かないことの定めは印字されていない。"
        ),
        en: format!("By the rule {grade} is worth {worth} points, but a dash is printed; no printed rule says so."),
    })
}
