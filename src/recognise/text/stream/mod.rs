//! Dumps in content-stream order: blocks parted by blank lines, columns apart from their labels.
//!
//! [`scan`] finds what of the form stands where, [`table`] picks what the indicator table may
//! have come from, [`search`] puts it back into the [`grid`] at the least [`cost`], and
//! [`indicators`] says how sure each figure is.

mod cells;
mod cost;
mod grid;
mod habits;
mod header;
mod indicators;
mod marks;
mod narratives;
mod panels;
mod points;
mod scan;
mod search;
mod table;

use super::as_read::list;
use super::canvas::Canvas;
use super::label::fold;
use super::{PageKind, TextReading};
use crate::ingest::text::{TextDocument, TextPage};
use crate::layout::text::Metric;
use crate::profile::{LabelId, TextOrder};
use crate::recognise::raw::{Printed, RawSheet, RawSummaryRow};
use crate::rubric::Rubric;
use crate::sheet::Role;
use scan::{Item, What};

/// Reads the sheet and list pages of a dump in content-stream order.
pub fn read(
    document: &TextDocument,
    pages: &[(TextPage, PageKind)],
    order: Option<&TextOrder>,
    rubric: Option<&Rubric>,
) -> TextReading {
    let Some(order) = order else { return TextReading::default() };
    let scanned: Vec<(TextPage, Vec<Item>)> = pages
        .iter()
        .filter(|(_, kind)| *kind == PageKind::Sheet)
        .map(|(page, _)| (*page, scan::scan(document, page, order)))
        .collect();
    let roles = roles(&scanned);
    let shown = scanned.iter().filter(|(_, items)| shows(items, order)).count() >= SHOWN;
    let habits = panels::habits(&scanned, order, rubric);
    let sheets = scanned.iter().zip(&habits);
    let sheets = sheets.map(|((page, items), habits)| sheet(page, items, roles, shown, habits, order, rubric));
    let mut sheets: Vec<RawSheet> = sheets.collect();
    let summary = summary(document, pages, &sheets);
    sheets.iter_mut().for_each(|s| header::confirm(s, &summary));
    narratives::bear_out(&mut sheets);
    TextReading { sheets, summary }
}

/// The rows of the list pages: their lines hold together in this order too.
fn summary(document: &TextDocument, pages: &[(TextPage, PageKind)], sheets: &[RawSheet]) -> Vec<RawSummaryRow> {
    let text = |cell: &Option<Printed>| cell.as_ref().map(|p| fold(&p.text)).unwrap_or_default();
    let names = |number: &str| {
        let sheet = sheets.iter().find(|s| text(&s.number) == number)?;
        Some(text(&sheet.name)).filter(|name| !name.is_empty())
    };
    let lists = pages.iter().filter(|(_, kind)| *kind == PageKind::List);
    let canvas = |page: &TextPage| Canvas::new(document, page, Metric::Character);
    lists.flat_map(|(page, _)| list::read(&canvas(page), page.number, &names)).collect()
}

/// Pages on which a line must come apart in a known way before the document is taken to do so.
const SHOWN: usize = 2;

/// Whether a line of figures stands on the page that comes apart, without a blank, into known runs.
fn shows(items: &[Item], order: &TextOrder) -> bool {
    let lengths = |runs: &[search::Run]| runs.iter().map(|(a, b)| b + 1 - a).collect::<Vec<_>>();
    let pieces = |row: &cells::Row| {
        let mut pieces = vec![0];
        for cell in row {
            if cell.glued {
                pieces.push(0);
            }
            pieces.last_mut().into_iter().for_each(|n| *n += 1);
        }
        pieces
    };
    items.iter().any(|item| match &item.what {
        What::Text(lines) if !item.piece.text.contains('。') => cells::rows(lines).iter().any(|row| {
            let pieces = pieces(row);
            pieces.len() > 1
                && row.iter().all(|c| c.sort == cells::Sort::Figure)
                && order.torn.iter().any(|t| lengths(&t.runs) == pieces)
        }),
        _ => false,
    })
}

/// Which row of an indicator stands first: as most pages print the headings.
fn roles(pages: &[(TextPage, Vec<Item>)]) -> [Role; 2] {
    let first = |items: &[Item]| {
        items.iter().find_map(|i| match i.what {
            What::Label(LabelId::Target) => Some(true),
            What::Label(LabelId::Actual) => Some(false),
            _ => None,
        })
    };
    let targets = pages.iter().filter(|(_, i)| first(i) == Some(true)).count();
    let actuals = pages.iter().filter(|(_, i)| first(i) == Some(false)).count();
    if actuals > targets { [Role::Actual, Role::Target] } else { [Role::Target, Role::Actual] }
}

fn sheet(
    page: &TextPage,
    items: &[Item],
    roles: [Role; 2],
    shown: bool,
    habits: &habits::Habits,
    order: &TextOrder,
    rubric: Option<&Rubric>,
) -> RawSheet {
    let mut sheet = RawSheet { page: page.number, ..RawSheet::default() };
    let shape = table::shape(items);
    let years = shape.as_ref().map(|s| s.years.clone()).unwrap_or_default();
    let mut taken = header::fill(items, page.number, &years, &order.plan_endings, &mut sheet);
    let rated = panels::fill(items, page.number, order, rubric, habits, &mut sheet);
    taken.extend(&rated.taken);
    if let Some(shape) = shape {
        let units = table::units(items, &shape, &|at| taken.contains(&at) || table::claimed(items, at));
        let grid = grid::Grid::new(&shape, roles);
        let known = |row: usize, runs: &[search::Run]| {
            let of_row = order.torn.iter().filter(|t| t.columns == shape.columns() && t.role == grid.role(row));
            let mut of_row = of_row.filter(|t| Some(&t.indicator) == shape.kinds.get(row / 2));
            match of_row.any(|t| within(runs, &t.runs)) {
                true if shown => cost::SHOWN_RUN,
                true => cost::KNOWN_RUN,
                false => cost::ANOTHER_RUN,
            }
        };
        let found = search::search(&units, &grid, &known);
        sheet.indicators = indicators::indicators(&found, &grid, &shape, page.number);
        let spans = indicators::used(&found);
        taken.extend((0..items.len()).filter(|at| items.get(*at).is_some_and(|i| indicators::holds(i, &spans))));
    }
    narratives::fill(items, page.number, order, &rated, &taken, &mut sheet);
    sheet
}

/// Whether the runs stand in the known ones, in the same order.
fn within(runs: &[search::Run], known: &[search::Run]) -> bool {
    let mut left = known.iter();
    runs.iter().all(|run| left.any(|k| k == run))
}
