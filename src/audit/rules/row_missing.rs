//! # row-missing
//!
//! ## 何を調べるか
//!
//! 票のある事業が、一覧に載っているかどうか。
//!
//! ## なぜ大切か
//!
//! 一覧から漏れた事業は、集計にも入らない。
//!
//! ## 例
//!
//! 「2-3」の票があるのに、一覧に「2-3」の行がない。
//!
//! ## 直し方
//!
//! 一覧に行を加える。
//!
//! ## 限界
//!
//! 一覧のない文書では何も言わない。事業番号か事業名が、一覧の頁の、行として読めなかった文字にあれば
//! 何も言わない。読めなかった頁や行がある文書では「可能性」とする。
//!
//! ## What it checks
//!
//! Whether every project with a sheet is on the list.
//!
//! ## Why it matters
//!
//! A project that the list leaves out is missing from every total.
//!
//! ## Example
//!
//! There is a sheet 2-3, but the list has no such row.
//!
//! ## How to resolve
//!
//! Add the row.
//!
//! ## Limits
//!
//! Silent for a document without a list, and where the number or the name stands on a page of the list in
//! text that could not be read as a row; only possible where pages or rows could not be read.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, verdict};
use crate::audit::text::{may_be, squeeze};
use crate::sheet::Verdict;
use std::cell::LazyCell;
use std::collections::BTreeSet;

pub(super) fn check(context: &Context, report: &mut Report) {
    if context.document.summary.is_empty() {
        return;
    }
    let pages: BTreeSet<u32> = context.rows().map(|(_, r)| r.page).collect();
    let unread: LazyCell<Vec<String>, _> =
        LazyCell::new(|| context.unread_on(|page| pages.contains(&page)).collect());
    let numbers: BTreeSet<&str> =
        context.rows().filter_map(|(_, r)| r.project_number.as_ref().and_then(|n| n.as_text())).collect();
    let numbered = context.rows().all(|(_, r)| r.project_number.as_ref().is_some_and(|n| n.as_text().is_some()));
    for (index, sheet) in context.sheets() {
        let Some(number) = &sheet.project.number else { continue };
        let Some(text) = number.as_text() else { continue };
        if numbers.contains(text) || context.is_listed(index) {
            continue;
        }
        let names = [Some(number), sheet.project.name.as_ref()].into_iter().flatten();
        let mut names = names.map(|f| squeeze(&f.printed)).filter(|name| !name.is_empty());
        if names.any(|name| unread.iter().any(|text| may_be(&name, text) || may_be(text, &name))) {
            continue;
        }
        let spot = spot::project(index, "number", number);
        let verdict = if context.is_whole() && numbered { verdict([&spot]) } else { Verdict::Possible };
        let said = Accusation {
            recomputed: None,
            working: vec![format!("一覧 {}行のどれも事業番号 {text} ではない", context.document.summary.len())],
            ja: format!("票のある事業「{text}」が一覧に載っていない。"),
            en: format!("The project {text} has a sheet but no row on the list."),
        };
        report.add(context, Subject::Sheet(index), &spot, verdict, said, &[]);
    }
}
