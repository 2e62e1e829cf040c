//! Where a value stands, seen from its label: to its right, below it, in its cell, or after it on its line.

use super::labels::Labels;
use super::line::TextLine;
use super::page::Page;
use crate::normalise;
use crate::profile::{Relation, label_key};
use crate::recognise::raw::Printed;
use crate::recognise::tables::{PlainCell, PlainTable};
use crate::sheet::{Place, Region};

/// Confidence of a value on the line after its label, without a rule between them.
const UNRULED: f64 = 0.92;

/// A value and the label beside which it stands.
pub struct Found<'a> {
    /// The label as printed.
    pub label: &'a str,
    /// The value; empty text where its cell is empty.
    pub value: Printed,
}

/// Every value beside the label `name` on these pages, in printed order.
pub fn values<'a>(pages: &[&'a Page], labels: &Labels, name: &str, relations: &[Relation]) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for page in pages {
        for table in &page.tables {
            for cell in &table.cells {
                found.extend(in_table(table, cell, labels, name, relations));
            }
        }
        for line in &page.lines {
            found.extend(on_line(line, labels, name).filter(|_| relations.contains(&Relation::After)));
        }
    }
    found
}

fn in_table<'a>(
    table: &'a PlainTable,
    cell: &'a PlainCell,
    labels: &Labels,
    name: &str,
    relations: &[Relation],
) -> Option<Found<'a>> {
    let text = cell.printed.text.as_str();
    if !labels.is(text, name) {
        let own = relations.iter().any(|r| matches!(r, Relation::Inside | Relation::After));
        return inside(cell, labels, name).filter(|_| own).map(|value| Found { label: first_line(text), value });
    }
    let is_label = |c: &PlainCell| labels.any(&c.printed.text);
    // A label over several rows with labels beside it is the heading of these.
    if cell.rows > 1 && right(table, cell).is_some_and(is_label) {
        return None;
    }
    let mut empty = None;
    for relation in relations {
        let neighbour = match relation {
            Relation::Right => right(table, cell),
            Relation::Below => below(table, cell),
            Relation::Inside | Relation::After => None,
        };
        let Some(neighbour) = neighbour.filter(|n| !is_label(n)) else { continue };
        if !neighbour.is_blank() {
            let value = match relation {
                Relation::Below => going_on(table, neighbour, labels),
                _ => neighbour.printed.clone(),
            };
            return Some(Found { label: text, value });
        }
        empty.get_or_insert_with(|| neighbour.printed.clone());
    }
    empty.map(|value| Found { label: text, value })
}

/// The cell to the right of another.
pub fn right<'a>(table: &'a PlainTable, cell: &PlainCell) -> Option<&'a PlainCell> {
    table.cells.iter().find(|c| c.col == cell.col_end() && c.row <= cell.row && cell.row < c.row_end())
}

/// The cell below another.
pub fn below<'a>(table: &'a PlainTable, cell: &PlainCell) -> Option<&'a PlainCell> {
    table.cells.iter().find(|c| c.row == cell.row_end() && c.col <= cell.col && cell.col < c.col_end())
}

/// A text under its label, with the cells of the same width below it that no label heads.
fn going_on(table: &PlainTable, first: &PlainCell, labels: &Labels) -> Printed {
    let mut all = first.printed.clone();
    let wide = first.cols >= table.columns;
    let mut last = first;
    while let Some(next) = below(table, last).filter(|n| wide && n.col == first.col && n.cols == first.cols) {
        if next.is_blank() || labels.any(first_line(&next.printed.text)) {
            break;
        }
        all.text = format!("{}\n{}", all.text, next.printed.text);
        all.places.extend_from_slice(&next.printed.places);
        all.confidence = all.confidence.min(next.printed.confidence);
        last = next;
    }
    all
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}

/// What stands in the label's own cell, after it or on the lines under it.
fn inside(cell: &PlainCell, labels: &Labels, name: &str) -> Option<Printed> {
    let text = &cell.printed.text;
    let taken = labels.leads(text, name)?;
    let rest: String = text.chars().skip(taken).collect();
    let parted = rest.starts_with(['\n', ':', '：', '】', '］', ']', '>', '＞', '　', ' ']);
    let value = rest
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '】' | '］' | ']' | '>' | '＞'));
    if !parted || value.is_empty() {
        return None;
    }
    let skipped = text.chars().count() - value.chars().count();
    let places = cell.printed.places.iter().map(|p| after(p, skipped, text)).collect();
    Some(Printed { text: value.to_owned(), places, ..cell.printed.clone() })
}

/// The place of what follows the first characters of a text.
fn after(place: &Place, skipped: usize, text: &str) -> Place {
    match place.region {
        Region::Span(start, end) if end.saturating_sub(start) == text.chars().count() => {
            Place { region: Region::Span(start + skipped, end), ..*place }
        }
        _ => *place,
    }
}

/// What stands on the label's own line, after it.
fn on_line<'a>(line: &'a TextLine, labels: &Labels, name: &str) -> impl Iterator<Item = Found<'a>> {
    let text = &line.printed.text;
    let value = labels.leads(text, name).and_then(|taken| {
        let rest: String = text.chars().skip(taken).collect();
        let marks =
            rest.chars().take_while(|c| c.is_whitespace() || matches!(c, ':' | '：' | '】' | '］' | ']')).count();
        (marks > 0).then(|| line.part(taken + marks..text.chars().count())).flatten()
    });
    value.into_iter().filter(|v| !label_key(&normalise::fold(&v.text)).is_empty()).map(move |value| {
        let confidence = value.confidence.min(UNRULED);
        Found { label: first_line(text), value: Printed { confidence, ..value } }
    })
}
