//! Dumps in reading order: labels and values follow each other, more or less.

pub(super) mod list;
mod scales;
mod search;
mod sheet;
mod table;
mod texts;

use super::canvas::Canvas;
use super::label::fold;
use super::{PageKind, TextReading};
use crate::ingest::text::{TextDocument, TextPage};
use crate::layout::text::Metric;
use crate::recognise::raw::{Printed, RawSheet};

/// Reads the sheet and list pages of a dump in reading order.
pub fn read(document: &TextDocument, pages: &[(TextPage, PageKind)]) -> TextReading {
    let canvas = |page: &TextPage| Canvas::new(document, page, Metric::Character);
    let of = |kind: PageKind| pages.iter().filter(move |(_, k)| *k == kind).map(|(page, _)| page);
    let sheets: Vec<RawSheet> = of(PageKind::Sheet).map(|page| sheet::read(&canvas(page), page.number)).collect();
    let text = |cell: &Option<Printed>| cell.as_ref().map(|p| fold(&p.text)).unwrap_or_default();
    let names = |number: &str| {
        let sheet = sheets.iter().find(|s| text(&s.number) == number)?;
        Some(text(&sheet.name)).filter(|name| !name.is_empty())
    };
    let summary = of(PageKind::List).flat_map(|page| list::read(&canvas(page), page.number, &names)).collect();
    TextReading { sheets, summary }
}
