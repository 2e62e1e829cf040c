//! Dumps that keep the layout by blanks: where a word stands says what it is.

mod columns;
mod figures;
mod head;
mod list;
mod panel;
mod rows;
mod scale;
mod sections;
mod sheet;

use super::canvas::Canvas;
use super::form::Form;
use super::page::PageKind;
use super::reading::TextReading;
use crate::ingest::text::{TextDocument, TextPage};
use crate::layout::text::Metric;

/// Reads the sheet and list pages of a dump that keeps the layout.
pub fn read(document: &TextDocument, pages: &[(TextPage, PageKind)], form: &Form<'_>) -> TextReading {
    let mut reading = TextReading::default();
    for (page, kind) in pages {
        let canvas = Canvas::new(document, page, Metric::Character, form);
        match kind {
            PageKind::Sheet => reading.sheets.push(sheet::read(&canvas, page.number)),
            PageKind::List => reading.summary.extend(list::read(&canvas, page.number)),
            PageKind::Rules | PageKind::Other => {}
        }
    }
    reading
}
