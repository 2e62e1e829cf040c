//! What the program that wrote a text counts as one column.

use super::words::{self, Line};
use crate::ingest::text::TextDocument;
use crate::layout::text::Metric;

/// Lines that are looked at to decide it.
const ENOUGH: usize = 4_000;

/// The metric under which more values end below one another; a column for each character where nothing decides.
pub fn metric(document: &TextDocument) -> Metric {
    let of = |metric: Metric| -> usize {
        let pages = document.pages.iter().flat_map(|p| {
            let lines: Vec<Line> = words::lines(document, p, metric);
            lines.windows(2).map(aligned).collect::<Vec<usize>>()
        });
        pages.take(ENOUGH).sum()
    };
    if of(Metric::Display) > of(Metric::Character) { Metric::Display } else { Metric::Character }
}

/// How many values of two lines end in the same column.
fn aligned(pair: &[Line]) -> usize {
    let [upper, lower] = pair else { return 0 };
    let ends = |l: &Line| l.values().map(|w| w.run.column_end).collect::<Vec<usize>>();
    let below = ends(lower);
    ends(upper).iter().filter(|e| below.contains(e)).count()
}
