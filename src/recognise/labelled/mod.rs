//! Forms whose record is a page or a few: every value is found by its label, wherever it stands.
//!
//! It sees tables and lines of any origin: the grids of a PDF, a workbook, or a text with tabs.

mod beside;
mod indicators;
mod keyed;
mod labels;
mod line;
mod measures;
mod naming;
mod page;
mod ratings;
mod settle;
mod sheet;
mod single;
mod sums;
mod units;
mod words;

pub use labels::Labels;
pub use line::{TextLine, caption};
pub use page::Page;
pub use sheet::{ENOUGH, explained, left, sheets};
pub use sums::link as link_sums;
pub use words::{is_unit, is_unit_note};
