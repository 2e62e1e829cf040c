//! # cell-unreadable
//!
//! ## 何を調べるか
//!
//! 文字として信用できない部分（対応する文字が定まらないもの）や、数にならない数字（桁区切りの合わない「0,080」、数字の中の
//! 文字）がないかどうか。画像から文字認識で読んだ数値のうち、ほかの読み方もできるものも示す。
//!
//! ## なぜ大切か
//!
//! 読めなかった欄は検算もできない。黙って飛ばさず、どこが読めていないかを示す。
//!
//! ## 例
//!
//! フォントの対応表が壊れていて、総合点の欄の文字が定まらない。「1,080」の先頭が失われて「0,080」となっている。
//!
//! ## 直し方
//!
//! 元の文書でその箇所を確かめ、文字情報の正しいPDFを入手する。
//!
//! ## 限界
//!
//! 文書の誤りではなく読み取りの限界なので、「可能性」として票ごとに一度だけ示す。文字認識の数値だけは一つずつ示す。画像を見て、
//! 承認または訂正の判断を残せるようにするためである。
//!
//! ## What it checks
//!
//! Whether text stands there whose characters cannot be trusted, or digits that make no number (`0,080`, `1O5`). Of figures
//! that were recognised in a picture, those that may also be read otherwise are told, too.
//!
//! ## Why it matters
//!
//! What could not be read cannot be checked either; it is shown instead of passed over.
//!
//! ## Example
//!
//! A broken font map leaves the characters of a total open; `1,080` has become `0,080`.
//!
//! ## How to resolve
//!
//! Look the place up in the original, or get a PDF whose text is sound.
//!
//! ## Limits
//!
//! A limit of the reading, not an error of the document: possible, and told once a sheet. Recognised figures are told one
//! by one, so that who looks at the picture can accept or correct each.

use crate::audit::context::{Context, Subject};
use crate::audit::lines::{is_broken, lines};
use crate::audit::report::{Accusation, Report};
use crate::audit::spot::{self, Spot};
use crate::sheet::{Cell, Verdict, Why};
use std::collections::BTreeMap;

pub(super) fn check(context: &Context, report: &mut Report) {
    for (index, sheet) in context.sheets() {
        for (which, indicator) in sheet.indicators.iter().enumerate() {
            let mut before = None;
            for (at, observation) in indicator.observations.iter().enumerate() {
                let value = &observation.value;
                // A cell of several years is one cell.
                let is_same = before.replace(&value.places) == Some(&value.places) && !value.places.is_empty();
                let Some(spot) = spot::observation(sheet, index, which, at).filter(|_| !is_same) else { continue };
                if is_broken(value) {
                    tell(context, report, Subject::Sheet(index), &spot);
                } else if !spot.sure && !spot.others.is_empty() && context.is_recognised(spot.places) {
                    open(context, report, Subject::Sheet(index), &spot);
                }
            }
        }
    }
    for (index, table) in context.document.tables.iter().enumerate() {
        let mut cells = table.rows.iter().flatten().flatten();
        if !cells.any(|cell| matches!(cell, Cell::Quantity(m) if is_broken(m))) {
            continue;
        }
        let [rows, _] = lines(table, index);
        for spot in rows.iter().flat_map(|row| row.broken.values()) {
            tell(context, report, context.subject_of(table), spot);
        }
    }
    unread(context, report);
}

fn tell(context: &Context, report: &mut Report, subject: Subject, spot: &Spot) {
    let printed = spot.printed;
    let said = Accusation {
        recomputed: None,
        working: vec![format!("「{printed}」は数にならない")],
        ja: format!("「{printed}」と印字されているが、数として読めない。"),
        en: format!("\"{printed}\" is printed; its digits make no number."),
    };
    report.add(context, subject, spot, Verdict::Possible, said, &[]);
}

/// A figure of a picture that may be another.
fn open(context: &Context, report: &mut Report, subject: Subject, spot: &Spot) {
    let printed = spot.printed;
    let said = Accusation {
        recomputed: None,
        working: Vec::new(),
        ja: format!("画像から「{printed}」と読んだが、ほかの読み方もできる。"),
        en: format!("\"{printed}\" was read in the picture; it may be read otherwise."),
    };
    report.add(context, subject, spot, Verdict::Possible, said, &[]);
    report.keep_last();
}

/// Runs of text whose characters cannot be trusted, once a sheet.
fn unread(context: &Context, report: &mut Report) {
    let mut by_owner = BTreeMap::new();
    for (index, run) in context.document.unread.iter().enumerate() {
        if run.why == Why::Unreadable {
            let owner = context.sheets().filter(|(_, s)| s.page <= run.page).last().map(|(i, _)| i);
            by_owner.entry(owner).or_insert_with(|| (index, run, 0usize)).2 += 1;
        }
    }
    for (owner, (index, run, count)) in by_owner {
        let places = [run.place()];
        let spot = Spot {
            pointer: format!("/unread/{index}/text"),
            key: "unread".to_owned(),
            printed: &run.text,
            places: &places,
            sure: false,
            stands_for: None,
            others: &[],
        };
        let page = run.page;
        let said = Accusation {
            recomputed: None,
            working: vec![format!("{page}頁から: 信用できない文字列 {count}か所")],
            ja: format!("文字を信用できない箇所が{count}か所ある（{page}頁から）。"),
            en: format!("{count} runs of text from page {page} on cannot be trusted."),
        };
        report.add(context, owner.map_or(Subject::Form, Subject::Sheet), &spot, Verdict::Possible, said, &[]);
    }
}
