//! Text dumps → slots of sheets and list rows.
//!
//! The same form is dumped in three orders, each with its reader: as laid out, as read, and in
//! content-stream order. All give the same raw slots, so that nothing after them knows from
//! which order a figure came.

mod as_read;
pub mod canvas;
pub mod figure;
pub mod form;
pub mod label;
mod laid_out;
pub mod order;
pub mod page;
pub mod stream;

use crate::ingest::text::{TextDocument, TextPage};
use crate::profile::TextOrder;
use crate::recognise::raw::{RawSheet, RawSummaryRow};
use crate::rubric::Rubric;
pub use order::Order;
pub use page::PageKind;

/// What a text dump holds, sorted into slots.
#[derive(Clone, Debug, Default)]
pub struct TextReading {
    /// One a sheet page, in document order.
    pub sheets: Vec<RawSheet>,
    /// Rows of the list pages, in document order.
    pub summary: Vec<RawSummaryRow>,
}

/// Reads the pages of a dump, each in the order that the dump has.
///
/// `order` and `rubric` are the profile's: a dump in content-stream order cannot be read without the first.
pub fn read(document: &TextDocument, order: Option<&TextOrder>, rubric: Option<&Rubric>) -> TextReading {
    let pages: Vec<(TextPage, PageKind)> = document.pages.iter().map(|p| (*p, page::kind(document, p))).collect();
    match order::of(document) {
        Order::Stream => stream::read(document, &pages, order, rubric),
        Order::LaidOut => laid_out::read(document, &pages),
        Order::AsRead => as_read::read(document, &pages),
    }
}
