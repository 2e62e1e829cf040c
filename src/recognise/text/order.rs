//! In which of the three orders a dump is.

use crate::ingest::text::TextDocument;
use crate::layout::text::{TextLine, lines};

/// Order of the text of a dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Columns kept by blanks.
    LaidOut,
    /// Line after line as a person or a program reads the page.
    AsRead,
    /// Blocks in the order in which the page paints them.
    Stream,
}

/// The order of a whole dump: one program wrote all of it.
pub fn of(document: &TextDocument) -> Order {
    let pages: Vec<Vec<TextLine>> = document.pages.iter().map(|p| lines(document, p)).collect();
    let filled: Vec<&TextLine> = pages.iter().flatten().filter(|l| !l.runs.is_empty()).collect();
    let wide = filled.iter().filter(|l| l.runs.windows(2).any(|w| gap(w) >= 3)).count();
    if wide * 4 > filled.len() {
        return Order::LaidOut;
    }
    if document.text.contains('\u{C}') { Order::AsRead } else { Order::Stream }
}

fn gap(pair: &[crate::layout::text::Run]) -> usize {
    match pair {
        [left, right] => right.column.saturating_sub(left.column_end),
        _ => 0,
    }
}
