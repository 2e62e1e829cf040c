//! What a dump holds, sorted into slots.

use crate::recognise::raw::{RawSheet, RawSummaryRow};

/// What a text dump holds, sorted into slots.
#[derive(Clone, Debug, Default)]
pub struct TextReading {
    /// One a sheet page, in document order.
    pub sheets: Vec<RawSheet>,
    /// Rows of the list pages, in document order.
    pub summary: Vec<RawSummaryRow>,
    /// What was left as it stands because it is over a limit, one sentence each.
    pub repaired: Vec<String>,
}
