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
mod listed;
pub mod order;
pub mod page;
pub mod reading;
pub mod stream;
pub mod word;

use crate::ingest::Limits;
use crate::ingest::text::{TextDocument, TextPage};
use crate::profile::Profile;
use crate::rubric::Rubric;
use form::Form;
pub use order::Order;
pub use page::PageKind;
pub use reading::TextReading;

/// Reads the pages of a dump, each in the order that the dump has.
///
/// The labels are the profile's, the points the rubric's; a dump in content-stream order cannot be read
/// without the profile's order of texts.
pub fn read(document: &TextDocument, profile: &Profile, rubric: Option<&Rubric>) -> TextReading {
    read_within(document, profile, rubric, &Limits::default())
}

/// As [`read`], with other limits.
pub fn read_within(
    document: &TextDocument,
    profile: &Profile,
    rubric: Option<&Rubric>,
    limits: &Limits,
) -> TextReading {
    let form = Form::new(profile, rubric);
    let pages: Vec<(TextPage, PageKind)> =
        document.pages.iter().map(|p| (*p, page::kind(document, p, &form))).collect();
    match order::of(document) {
        Order::Stream => stream::read(document, &pages, profile.text_order.as_ref(), &form, limits),
        Order::LaidOut => laid_out::read(document, &pages, &form),
        Order::AsRead => as_read::read(document, &pages, &form),
    }
}
