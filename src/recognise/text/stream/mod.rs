//! Dumps in content-stream order: blocks parted by blank lines, columns apart from their labels.

use super::{PageKind, TextReading};
use crate::ingest::text::{TextDocument, TextPage};

/// Reads the sheet and list pages of a dump in content-stream order.
pub fn read(_document: &TextDocument, _pages: &[(TextPage, PageKind)]) -> TextReading {
    TextReading::default()
}
