//! Dumps that keep their columns by blanks → texts with tables, as HTML and workbooks give them.
//!
//! Where the columns stand is layout; what makes the lines between them rows is said by the words: 目標, 実績, a year
//! each begin one, and what stands once beside several of them is theirs.

mod labels;
mod rows;
mod table;

use crate::ingest::tabular::{Tabular, TextTable};
use crate::ingest::text::TextDocument;
use crate::layout::columns::{self, Kind, Part, Table};
use crate::recognise::tables::Vocabulary;
use std::collections::{BTreeMap, BTreeSet};

/// The tables of a dump.
pub fn spread(text: &TextDocument) -> Tabular {
    let metric = columns::metric(text);
    let words = Vocabulary::usual();
    let mut found: Vec<Table> = Vec::new();
    for page in &text.pages {
        let mut here = columns::tables(text, page, metric);
        if let Some((last, first)) = found.last().zip(here.first_mut()) {
            goes_on(last, first, words);
        }
        found.append(&mut here);
    }
    let mut of_page: BTreeMap<u32, Vec<&Table>> = BTreeMap::new();
    for table in &found {
        of_page.entry(table.page).or_default().push(table);
    }
    let headed = |t: &Table| t.lines.iter().any(|l| l.part == Part::Head);
    let mut tables: Vec<TextTable> = Vec::new();
    for page in &text.pages {
        let mut own: Vec<&Table> = of_page.remove(&page.number).unwrap_or_default();
        // What goes on under heads of the page before is headed, too.
        let kept = |t: &Table| headed(t) || t.sure;
        let taken = own.iter().filter(|t| kept(t)).flat_map(|t| &t.lines).filter(|l| l.part != Part::Between);
        let taken: BTreeSet<usize> = taken.map(|l| l.number).collect();
        let flows = columns::flows(text, page, metric, &taken);
        let mut spans: Vec<(usize, usize)> =
            flows.iter().flat_map(|t| &t.cells).flat_map(|c| c.lines.iter().copied()).collect();
        spans.sort_unstable();
        let before = |at: usize| spans.partition_point(|s| s.0 <= at).checked_sub(1).and_then(|i| spans.get(i));
        let within = |at: usize| before(at).is_some_and(|s| at < s.1);
        let overlaps = |t: &Table| t.lines.iter().flat_map(|l| &l.words).any(|w| within(w.run.start));
        own.retain(|t| !overlaps(t));
        let mut here: Vec<TextTable> = own.into_iter().filter_map(|t| table::table(t, words)).chain(flows).collect();
        here.sort_by_key(|t| t.cells.iter().flat_map(|c| &c.lines).map(|l| l.0).min());
        tables.append(&mut here);
    }
    Tabular { text: text.clone(), tables }
}

/// Gives a table without a head, with which a page begins, the columns of the one that the page before ends with,
/// where it has as many columns of figures: a column at the left in which nothing stands is missing in it.
fn goes_on(last: &Table, first: &mut Table, words: &Vocabulary) {
    let headless = first.lines.iter().all(|l| l.part != Part::Head);
    let Some(missing) = last.columns.len().checked_sub(first.columns.len()) else { return };
    let (Some(rest), Some(front)) = (last.columns.get(missing..), last.columns.get(..missing)) else { return };
    let left = front.iter().all(|c| *c == Kind::Text);
    if !headless || first.page != last.page + 1 || rest != first.columns || !left {
        return;
    }
    // The same roles or years again are the same table; other names may be another one.
    let keys = |t: &Table| rows::rows(t, rows::key(t), words);
    let known = keys(last);
    first.sure = last.sure && keys(first).iter().all(|r| r.pure && known.iter().any(|k| k.key == r.key));
    first.columns.clone_from(&last.columns);
    for word in first.lines.iter_mut().flat_map(|l| &mut l.words) {
        word.columns = word.columns.start + missing..word.columns.end + missing;
    }
}

#[cfg(test)]
mod tests;
