//! # cell-unreadable
//!
//! ## 何を調べるか
//!
//! 文字として信用できない部分（対応する文字が定まらないもの）がないかどうか。
//!
//! ## なぜ大切か
//!
//! 読めなかった欄は検算もできない。黙って飛ばさず、どこが読めていないかを示す。
//!
//! ## 例
//!
//! フォントの対応表が壊れていて、総合点の欄の文字が定まらない。
//!
//! ## 直し方
//!
//! 元の文書でその箇所を確かめ、文字情報の正しいPDFを入手する。
//!
//! ## 限界
//!
//! 文書の誤りではなく読み取りの限界なので、「可能性」として頁ごとに一度だけ示す。
//!
//! ## What it checks
//!
//! Whether text stands there whose characters cannot be trusted.
//!
//! ## Why it matters
//!
//! What could not be read cannot be checked either; it is shown instead of passed over.
//!
//! ## Example
//!
//! A broken font map leaves the characters of a total open.
//!
//! ## How to resolve
//!
//! Look the place up in the original, or get a PDF whose text is sound.
//!
//! ## Limits
//!
//! A limit of the reading, not an error of the document: possible, and told once a page.

use crate::audit::context::{Context, Subject};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::Spot;
use crate::sheet::{Verdict, Why};
use std::collections::BTreeMap;

pub(super) fn check(context: &Context, report: &mut Report) {
    let mut by_page = BTreeMap::new();
    for (index, run) in context.document.unread.iter().enumerate() {
        if run.why == Why::Unreadable {
            by_page.entry(run.page).or_insert_with(|| (index, run.place(), run.text.as_str(), 0usize)).3 += 1;
        }
    }
    for (page, (index, place, text, count)) in by_page {
        let places = [place];
        let spot = Spot {
            pointer: format!("/unread/{index}/text"),
            key: "unread".to_owned(),
            printed: text,
            places: &places,
            sure: false,
        };
        let owner = context.sheets().filter(|(_, s)| s.page <= page).last();
        let subject = owner.map_or(Subject::Form, |(i, _)| Subject::Sheet(i));
        let said = Accusation {
            recomputed: None,
            working: vec![format!("{page}頁: 信用できない文字列 {count}か所")],
            ja: format!("{page}頁に文字を信用できない箇所が{count}か所ある。"),
            en: format!("Page {page} has {count} runs of text that cannot be trusted."),
        };
        report.add(context, subject, &spot, Verdict::Possible, said, &[]);
    }
}
