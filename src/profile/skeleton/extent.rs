//! Where a record begins, and over how many pages it goes.

use super::grid::{Grid, GridCell};
use super::labels::Labels;
use crate::profile::label_key;
use crate::sheet::Document;
use std::collections::BTreeSet;

/// More pages than this are several records, whatever stands on their first one.
const MOST_PAGES: u32 = 12;

/// The beginning of a record.
pub struct Extent {
    /// Names of the labels that stand on its first page only.
    pub starts: Vec<String>,
    /// Its most pages.
    pub pages: u32,
}

/// Where the records of a form begin: with the name or the department of a project, else with the form's title,
/// else with its first label.
pub fn extent(document: &Document, grids: &[Grid], found: &Labels, title: Option<&str>) -> Extent {
    let heads = |name: &&&str| {
        let wordings = found.known.get(**name).map(Vec::as_slice).unwrap_or_default();
        wordings.iter().any(|w| has_value(document, grids, found, w))
    };
    let known: Vec<&str> = ["name", "department"].iter().filter(heads).copied().collect();
    let wordings: Vec<String> = match (known.first(), title) {
        (Some(first), _) => found.known.get(*first).cloned().unwrap_or_default(),
        (None, Some(title)) => vec![title.to_owned()],
        (None, None) => found.others.first().map(|(wording, _)| wording.clone()).into_iter().collect(),
    };
    let starts: Vec<String> = match (known.as_slice(), title) {
        ([], Some(_)) => vec!["title".to_owned()],
        ([], None) if found.others.is_empty() => vec!["title".to_owned()],
        ([], None) => vec!["other_1".to_owned()],
        (known, _) => known.iter().map(|n| (*n).to_owned()).collect(),
    };
    Extent { starts, pages: pages(document, grids, &wordings) }
}

/// Whether a label has a value beside it, and is not just the head of a column.
fn has_value(document: &Document, grids: &[Grid], found: &Labels, wording: &str) -> bool {
    let key = label_key(wording);
    let value = |c: &&GridCell| !c.is_value && !found.has(&c.text);
    let beside = |g: &Grid| {
        let own = g.cells.iter().filter(|c| c.row >= g.heads && label_key(&c.text) == key);
        own.into_iter().any(|c| g.right(c).filter(value).is_some())
    };
    let loose = |text: &str| {
        let text = label_key(text);
        text.len() > key.len() && text.starts_with(&key)
    };
    grids.iter().any(beside) || document.unread.iter().any(|u| loose(&u.text))
}

/// The most pages from one of these wordings to the next.
fn pages(document: &Document, grids: &[Grid], wordings: &[String]) -> u32 {
    let keys: Vec<String> = wordings.iter().map(|w| label_key(w)).collect();
    let named = |text: &str| {
        let text = label_key(text);
        keys.iter().any(|k| text.contains(k))
    };
    let loose = document.unread.iter().filter(|u| named(&u.text)).map(|u| u.page);
    let ruled = grids.iter().filter(|g| named(&g.caption) || g.cells.iter().any(|c| named(&c.text))).map(|g| g.page);
    let mut on: BTreeSet<u32> = loose.chain(ruled).collect();
    on.insert(document.source.pages.saturating_add(1));
    let on: Vec<u32> = on.into_iter().collect();
    let most = on.windows(2).filter_map(|w| Some(w.last()?.saturating_sub(*w.first()?))).max().unwrap_or(1);
    if (1..=MOST_PAGES).contains(&most) { most } else { 1 }
}
