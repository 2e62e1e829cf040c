//! # name-differs
//!
//! ## 何を調べるか
//!
//! 一覧の事業名と票の事業名が同じかどうか。
//!
//! ## なぜ大切か
//!
//! 名前が揺れると、年度をまたいで同じ事業を追えなくなる。
//!
//! ## 例
//!
//! 一覧は「女性就労図書コーナー」、票は「女性就労図書コーナーの設置」。
//!
//! ## 直し方
//!
//! 計画の事業名に揃える。
//!
//! ## 限界
//!
//! 空白と文字の幅の違いは数えない。括弧書きの有無だけの違いと、旧名称が票に書かれているものは「可能性」とする。
//! 重くても警告にとどめる。
//!
//! ## What it checks
//!
//! Whether list and sheet give a project the same name.
//!
//! ## Why it matters
//!
//! Names that waver make it hard to follow a project over the years.
//!
//! ## Example
//!
//! The list says "book corner", the sheet "setting up a book corner".
//!
//! ## How to resolve
//!
//! Use the plan's name in both places.
//!
//! ## Limits
//!
//! White space and character width do not count. A difference only in brackets, and a former name that the sheet
//! itself gives, are possible. Never more than a warning.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, verdict};
use crate::audit::text::{runs_on, squeeze};
use crate::sheet::Verdict;

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, row) in context.rows() {
        let Some((at, sheet)) = context.sheet_of(row) else { continue };
        let (Some(listed), Some(of_sheet)) = (&row.name, &sheet.project.name) else { continue };
        let (a, b) = (squeeze(&listed.printed), squeeze(&of_sheet.printed));
        if a == b || a.is_empty() || b.is_empty() {
            continue;
        }
        let spot = spot::row(index, "name", listed);
        let other = spot::project(at, "name", of_sheet);
        let explained =
            without_brackets(&a) == without_brackets(&b) || bracketed(&b).contains(&a) || bracketed(&a).contains(&b);
        // 別の票と同じ名前や、続きの行まで入った名前は、読み取りの方が疑わしい。
        let shared =
            context.sheets().any(|(i, s)| i != at && s.project.name.as_ref().is_some_and(|n| squeeze(&n.printed) == b));
        let doubtful = explained || shared || runs_on(&listed.printed, &of_sheet.printed);
        let verdict = if doubtful { Verdict::Possible } else { verdict([&spot, &other]) };
        let said = Accusation {
            recomputed: Some(of_sheet.printed.clone()),
            working: vec![format!("一覧「{}」／ 票「{}」", listed.printed.trim(), of_sheet.printed.trim())],
            ja: format!(
                "一覧の事業名は「{}」だが、票では「{}」である。",
                listed.printed.trim(),
                of_sheet.printed.trim()
            ),
            en: format!("The list names it \"{}\", the sheet \"{}\".", listed.printed.trim(), of_sheet.printed.trim()),
        };
        report.add(context, Subject::Row(index), &spot, verdict, said, &[&other]);
    }
}

/// The name up to its first bracket or note.
fn without_brackets(name: &str) -> &str {
    name.split(['(', '[', '【', '※']).next().unwrap_or(name)
}

/// What stands after the first bracket or note.
fn bracketed(name: &str) -> String {
    name.chars().skip_while(|c| !matches!(c, '(' | '[' | '【' | '※')).collect()
}
