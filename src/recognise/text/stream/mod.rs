//! Dumps in content-stream order: blocks parted by blank lines, columns apart from their labels.
//!
//! [`scan`] finds what of the form stands where. Of each sheet a [`draft`] is made under the [`rules`] of its
//! document; they say which order the [`evidence`] bears out.
//!
//! Around the table, [`header`] reads the head and [`panels`] the rating: [`marks`] gives each row of boxes its
//! place among the [`scales`], by the [`points`] that ask for a mark and by the [`habits`] of the other sheets.
//! [`narratives`] takes the texts that are left.
//!
//! [`table`] picks what the indicator table may have come from; [`search`] puts it back into the slots of the
//! [`grid`], [`place`] by place, and finds the [`arrangement`] of least [`cost`]. It does so twice: the second
//! time the [`guide`] knows the [`steps`] from one [`neighbour`] to the next that the other sheets take. The
//! rows tell their [`roles`], [`turned`] asks the letters whether targets and actuals change places, and
//! [`indicators`] says how sure each figure is, unless the whole sheet is in [`doubt`].

mod arrangement;
mod cells;
mod cost;
mod doubt;
mod draft;
mod evidence;
mod grid;
mod guide;
mod habits;
mod header;
mod indicators;
mod marks;
mod narratives;
mod neighbour;
mod panels;
mod place;
mod points;
mod roles;
mod rules;
mod scales;
mod scan;
mod search;
mod steps;
mod table;
mod turned;

use super::as_read::list;
use super::canvas::Canvas;
use super::form::Form;
use super::label::fold;
use super::page::PageKind;
use super::reading::TextReading;
use crate::ingest::text::{TextDocument, TextPage};
use crate::ingest::{Limit, Limits};
use crate::layout::text::Metric;
use crate::profile::TextOrder;
use crate::recognise::raw::{Printed, RawSheet, RawSummaryRow};
use draft::Draft;
use evidence::Evidence;
use habits::Habits;
use roles::Votes;
use rules::Rules;
use scan::Item;
use steps::Steps;

/// Arrangements that the first reading of a sheet follows at a time: how wide the search is, so that its work grows
/// with the pieces alone.
const FIRST: usize = 150;
/// Arrangements that the second follows.
const SECOND: usize = 300;

/// Reads the sheet and list pages of a dump in content-stream order.
pub fn read(
    document: &TextDocument,
    pages: &[(TextPage, PageKind)],
    order: Option<&TextOrder>,
    form: &Form<'_>,
    limits: &Limits,
) -> TextReading {
    let Some(order) = order else { return TextReading::default() };
    let rubric = form.rubric();
    let scanned: Vec<(TextPage, Vec<Item>)> = pages
        .iter()
        .filter(|(_, kind)| *kind == PageKind::Sheet)
        .map(|(page, _)| (*page, scan::scan(document, page, order)))
        .collect();
    let running = table::running(&scanned);
    let habits = panels::habits(&scanned, order, rubric);
    let evidence = Evidence::of(&scanned, &habits, order, rubric);
    let mut rules = Rules {
        order,
        rubric,
        roles: roles::by_headings(&scanned),
        running: &running,
        pieces: limits.count(Limit::TablePieces),
        evidence,
    };
    let mut drafts = first_readings(&scanned, &habits, rules);
    if votes(&drafts).turned() {
        rules.roles.reverse();
        drafts = first_readings(&scanned, &habits, rules);
    }
    let over = |d: &Draft<'_>| Some((d.page(), limits.refusal(Limit::TablePieces, Some(d.pieces? as u64))));
    let repaired = drafts.iter().filter_map(over).map(|(page, why)| format!("page {page}: {}", why.en())).collect();
    let mut doubted = doubt::doubted(&drafts.iter().map(Draft::effort).collect::<Vec<_>>());
    let steps: Vec<Steps> = drafts.iter().map(Draft::steps).collect();
    let others: Vec<Steps> = (0..drafts.len()).map(|at| others(&drafts, &steps, at)).collect();
    drafts.iter_mut().zip(&others).for_each(|(d, others)| d.search(others, rules, SECOND));
    if !votes(&drafts).clear() {
        doubted.fill(true);
    }
    let turned = turned::of(drafts.iter().filter_map(|d| d.vote(rules)));
    let mut sheets: Vec<RawSheet> =
        drafts.into_iter().zip(doubted).map(|(d, doubted)| d.finish(rules, turned, doubted)).collect();
    let summary = summary(document, pages, &sheets, form);
    header::confirm(&mut sheets, &summary);
    narratives::bear_out(&mut sheets);
    TextReading { sheets, summary, repaired }
}

/// Reads each sheet by itself.
fn first_readings<'a>(pages: &'a [(TextPage, Vec<Item>)], habits: &[Habits], rules: Rules<'_>) -> Vec<Draft<'a>> {
    let sheets = pages.iter().zip(habits);
    let mut drafts: Vec<Draft<'a>> = sheets.map(|((page, items), h)| Draft::new(page, items, h, rules)).collect();
    drafts.iter_mut().for_each(|d| d.search(&Steps::default(), rules, FIRST));
    drafts
}

/// What the rows of all sheets say of their roles.
fn votes(drafts: &[Draft<'_>]) -> Votes {
    Votes::of(drafts.iter().flat_map(Draft::role_votes))
}

/// The rows of the list pages: their lines hold together in this order too.
fn summary(
    document: &TextDocument,
    pages: &[(TextPage, PageKind)],
    sheets: &[RawSheet],
    form: &Form<'_>,
) -> Vec<RawSummaryRow> {
    let text = |cell: &Option<Printed>| cell.as_ref().map(|p| fold(&p.text)).unwrap_or_default();
    let names = |number: &str| {
        let sheet = sheets.iter().find(|s| text(&s.number) == number)?;
        Some(text(&sheet.name)).filter(|name| !name.is_empty())
    };
    let lists = pages.iter().filter(|(_, kind)| *kind == PageKind::List);
    let canvas = |page: &TextPage| Canvas::new(document, page, Metric::Character, form);
    lists.flat_map(|(page, _)| list::read(&canvas(page), page.number, &names)).collect()
}

/// What the other sheets do whose table is like that of the sheet at `at`.
fn others(drafts: &[Draft<'_>], steps: &[Steps], at: usize) -> Steps {
    let mut others = Steps::default();
    let Some(own) = drafts.get(at) else { return others };
    for (i, (draft, steps)) in drafts.iter().zip(steps).enumerate() {
        if i != at && draft.is_like(own) {
            others.add(steps);
        }
    }
    others
}
