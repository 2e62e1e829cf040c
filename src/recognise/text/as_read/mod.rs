//! Dumps in reading order: labels and values follow each other, more or less.

pub(super) mod list;
mod pairs;
mod scales;
mod search;
mod sheet;
mod table;
mod texts;

use super::canvas::{CLEAN, Canvas};
use super::label::fold;
use super::{PageKind, TextReading};
use crate::ingest::text::{TextDocument, TextPage};
use crate::layout::text::Metric;
use crate::recognise::raw::{Printed, RawSheet, RawSummaryRow};

/// Reads the sheet and list pages of a dump in reading order.
pub fn read(document: &TextDocument, pages: &[(TextPage, PageKind)]) -> TextReading {
    let canvas = |page: &TextPage| Canvas::new(document, page, Metric::Character);
    let of = |kind: PageKind| pages.iter().filter(move |(_, k)| *k == kind).map(|(page, _)| page);
    let (mut sheets, paired): (Vec<RawSheet>, Vec<bool>) =
        of(PageKind::Sheet).map(|page| sheet::read(&canvas(page), page.number)).unzip();
    pairs::settle(&mut sheets, &paired);
    let text = |cell: &Option<Printed>| cell.as_ref().map(|p| fold(&p.text)).unwrap_or_default();
    let names = |number: &str| {
        let sheet = sheets.iter().find(|s| text(&s.number) == number)?;
        Some(text(&sheet.name)).filter(|name| !name.is_empty())
    };
    let summary: Vec<RawSummaryRow> =
        of(PageKind::List).flat_map(|page| list::read(&canvas(page), page.number, &names)).collect();
    TextReading { sheets: bear_out(sheets, &summary), summary }
}

/// Names and departments that the list prints alike are sure.
fn bear_out(mut sheets: Vec<RawSheet>, summary: &[RawSummaryRow]) -> Vec<RawSheet> {
    let same = |a: &Option<Printed>, b: &Option<Printed>| match (a, b) {
        (Some(a), Some(b)) => !a.text.is_empty() && fold(&a.text) == fold(&b.text),
        _ => false,
    };
    for sheet in &mut sheets {
        let Some(row) = summary.iter().find(|r| same(&r.number, &sheet.number)) else { continue };
        let pairs = [(&mut sheet.name, &row.name), (&mut sheet.department, &row.department)];
        for (cell, listed) in pairs {
            if let (true, Some(cell)) = (same(cell, listed), cell) {
                cell.confidence = cell.confidence.max(CLEAN);
            }
        }
    }
    sheets
}
