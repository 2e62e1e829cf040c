//! Dumps in reading order: labels and values follow each other, more or less.

mod arranged;
mod blocks;
mod boxes;
mod events;
mod figures;
mod grid;
mod heads;
mod item;
mod labels;
mod letter;
mod likely;
pub(super) mod list;
mod names;
mod pairs;
mod passes;
mod points;
mod scales;
mod search;
mod second_pass;
mod sheet;
mod table;
mod texts;
mod weights;

use super::canvas::{CLEAN, Canvas};
use super::form::Form;
use super::label::fold;
use super::page::PageKind;
use super::reading::TextReading;
use crate::ingest::text::{TextDocument, TextPage};
use crate::layout::text::Metric;
use crate::recognise::raw::{Printed, RawNarrative, RawSheet, RawSummaryRow};
use crate::sheet::NarrativeRole;

/// Reads the sheet and list pages of a dump in reading order.
pub fn read(document: &TextDocument, pages: &[(TextPage, PageKind)], form: &Form<'_>) -> TextReading {
    let canvas = |page: &TextPage| Canvas::new(document, page, Metric::Character, form);
    let of = |kind: PageKind| pages.iter().filter(move |(_, k)| *k == kind).map(|(page, _)| page);
    let (mut sheets, paired): (Vec<RawSheet>, Vec<bool>) =
        of(PageKind::Sheet).map(|page| sheet::read(&canvas(page), page.number)).unzip();
    pairs::settle(&mut sheets, &paired, form.rubric());
    let text = |cell: &Option<Printed>| cell.as_ref().map(|p| fold(&p.text)).unwrap_or_default();
    let names = |number: &str| {
        let sheet = sheets.iter().find(|s| text(&s.number) == number)?;
        Some(text(&sheet.name)).filter(|name| !name.is_empty())
    };
    let summary: Vec<RawSummaryRow> =
        of(PageKind::List).flat_map(|page| list::read(&canvas(page), page.number, &names)).collect();
    TextReading { sheets: bear_out(sheets, &summary), summary, ..TextReading::default() }
}

/// Whether a text is nothing but points of a list: what follows the end of a sentence begins the next one.
fn listed(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let parts = |w: &[&str]| matches!(w, [a, b] if a.ends_with('。') && !b.starts_with('●'));
    text.starts_with('●') && !lines.windows(2).any(parts)
}

/// Names and departments that the list prints alike are sure, and issues that another sheet prints alike.
fn bear_out(mut sheets: Vec<RawSheet>, summary: &[RawSummaryRow]) -> Vec<RawSheet> {
    let issue = |n: &RawNarrative| n.role == NarrativeRole::Issue && !n.text.text.is_empty();
    let issues: Vec<String> =
        sheets.iter().flat_map(|s| &s.narratives).filter(|n| issue(n)).map(|n| fold(&n.text.text)).collect();
    for narrative in sheets.iter_mut().flat_map(|s| &mut s.narratives).filter(|n| issue(n)) {
        let text = fold(&narrative.text.text);
        if listed(&narrative.text.text) && issues.iter().filter(|i| **i == text).count() > 1 {
            narrative.text.confidence = narrative.text.confidence.max(CLEAN);
        }
    }
    // A title of several lines, or beside an empty target group, may hold a piece of its neighbour on every sheet.
    let title = |s: &RawSheet| {
        let issue = s.issue.as_ref().filter(|i| !i.text.contains('\n')).map(|i| fold(&i.text))?;
        let beside = s.target_group.as_ref().is_none_or(|g| !g.text.is_empty());
        (beside && issue.chars().count() > 1).then_some(issue)
    };
    let titles: Vec<Option<String>> = sheets.iter().map(title).collect();
    for (sheet, own) in sheets.iter_mut().zip(&titles) {
        if let (Some(issue), true) =
            (&mut sheet.issue, own.is_some() && titles.iter().filter(|t| *t == own).count() > 1)
        {
            issue.confidence = issue.confidence.max(CLEAN);
        }
    }
    let same = |a: &Option<Printed>, b: &Option<Printed>| match (a, b) {
        (Some(a), Some(b)) => !a.text.is_empty() && fold(&a.text) == fold(&b.text),
        _ => false,
    };
    for sheet in &mut sheets {
        let Some(row) = summary.iter().find(|r| same(&r.number, &sheet.number)) else { continue };
        let pairs = [(&mut sheet.name, &row.name), (&mut sheet.department, &row.department)];
        for (cell, listed) in pairs {
            if let (true, Some(cell)) = (same(cell, listed), cell) {
                cell.confidence = cell.confidence.max(CLEAN);
            }
        }
    }
    sheets
}
