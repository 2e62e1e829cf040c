//! # sheet-missing
//!
//! ## 何を調べるか
//!
//! 一覧に載っている事業の票が、文書の中にあるかどうか。
//!
//! ## なぜ大切か
//!
//! 票のない事業は、評価の根拠が公表されていない。
//!
//! ## 例
//!
//! 一覧に「4-14」があるが、その票の頁がない。
//!
//! ## 直し方
//!
//! 票を加えるか、一覧に評価の対象外であることを書く。
//!
//! ## 限界
//!
//! 票が一枚もない文書（一覧だけのもの）では何も言わない。読めなかった頁や番号がある文書、票と認められなかった
//! 頁にその番号か事業名がある文書では「可能性」とする。
//!
//! ## What it checks
//!
//! Whether every listed project has a sheet in the document.
//!
//! ## Why it matters
//!
//! A project without a sheet has no published basis for its rating.
//!
//! ## Example
//!
//! The list has 4-14, but no page is its sheet.
//!
//! ## How to resolve
//!
//! Add the sheet, or say on the list that the project is not rated.
//!
//! ## Limits
//!
//! Silent for a document that holds no sheet at all; only possible where pages or numbers could not be read,
//! or where the number or the name stands on a page that was not known for a sheet.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, verdict};
use crate::audit::text::{may_be, squeeze};
use crate::sheet::{Field, SURE, Verdict};
use std::cell::LazyCell;
use std::collections::BTreeSet;

pub(super) fn check(context: &Context, report: &mut Report) {
    if context.document.sheets.is_empty() {
        return;
    }
    // 番号の確かに読めない票があれば、それがこの行の票かもしれない。
    let is_known = |n: &str| !n.contains(char::REPLACEMENT_CHARACTER);
    let is_read = |number: &Field| number.confidence >= SURE && number.as_text().is_some_and(is_known);
    let numbered = context.sheets().all(|(_, s)| s.project.number.as_ref().is_some_and(is_read));
    let pages: BTreeSet<u32> = context.sheets().map(|(_, s)| s.page).chain(context.rows().map(|(_, r)| r.page)).collect();
    let unread: LazyCell<Vec<String>, _> =
        LazyCell::new(|| context.unread_on(|page| !pages.contains(&page)).collect());
    for (index, row) in context.rows() {
        if context.sheet_of(row).is_some() {
            continue;
        }
        let Some(number) = &row.project_number else { continue };
        let Some(text) = number.as_text() else { continue };
        let spot = spot::row(index, "project_number", number);
        let name = row.name.as_ref().map_or("", |n| n.printed.trim());
        let stands = |text: &str| !text.is_empty() && unread.iter().any(|run| may_be(&squeeze(text), run));
        let is_elsewhere = stands(&number.printed) || stands(name);
        let is_absent = context.is_whole() && numbered && !is_elsewhere;
        let verdict = if is_absent { verdict([&spot]) } else { Verdict::Possible };
        let said = Accusation {
            recomputed: None,
            working: vec![format!("票 {}枚のどれも事業番号 {text} ではない", context.document.sheets.len())],
            ja: format!("一覧の事業「{text} {name}」の票がない。"),
            en: format!("The listed project {text} {name} has no sheet."),
        };
        report.add(context, Subject::Row(index), &spot, verdict, said, &[]);
    }
}
