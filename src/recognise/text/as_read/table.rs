//! The table of indicators of a dump without layout: heads, names and figures in the order they come.

use super::super::canvas::{CLEAN, Canvas, empty};
use super::super::form::KINDS;
use super::arranged::arrange;
use super::events::{Event, events, mirrored};
use super::figures::items;
use super::grid::{Filled, Size};
use super::heads::{is_head_line, second_part, years_elsewhere};
use super::item::Item;
use super::letter::Letter;
use super::names::names;
use super::passes::Task;
use super::search::Path;
use crate::recognise::raw::{Printed, RawFigure, RawIndicator, RawMarks};
use crate::sheet::{Alternative, Role};

/// Confidence of a figure whose year or role stays open.
const OPEN: f64 = 0.6;
/// Confidence of a name of which the dump may have torn off a piece.
const TORN: f64 = 0.85;

/// What a table holds.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Western start years, first to last.
    pub years: Vec<i32>,
    /// Its indicators.
    pub indicators: Vec<RawIndicator>,
    /// Words of the page that belong to the table: figures, names, heads.
    pub words: Vec<usize>,
    /// First line of the table's second part, where a dump has one.
    pub second_part: Option<usize>,
    /// One past the last line of the second part.
    pub second_end: usize,
    /// Whether target and actual follow each other as pairs, so that only the figures tell which comes first.
    pub paired: bool,
}

/// Reads the table between lines `from` and `to`, and what of it stands after line `later`.
pub fn read(canvas: &Canvas, from: usize, to: usize, later: usize, achievement: Option<&RawMarks>) -> Table {
    let mut table = Table::default();
    let mut events = events(canvas, from, to);
    if !events.iter().any(|e| e.year().is_some()) {
        if let Some((start, end)) = second_part(canvas, later) {
            table.second_part = Some(start);
            table.second_end = end;
            events.push(Event::Pass);
            events.extend(self::events(canvas, start, end));
        } else if let Some(start) = (0..from).find(|&l| is_head_line(canvas, l)) {
            // Dumps that go down the columns may give the figures before the heads of the table.
            events = self::events(canvas, start, to);
        }
    }
    table.words = events.iter().flat_map(Event::words).copied().collect();
    let Some((years, heads)) = years(canvas, &events) else { return table };
    table.years = years;

    let names = names(canvas, &mut events);
    let items = items(canvas, &events);
    let letter = Letter::new(canvas.form.rubric(), achievement);
    let task = Task {
        items: &items,
        size: Size { rows: KINDS.len() * 2, columns: table.years.len() },
        target_first: !mirrored(&events),
        heads: &heads,
        newest: &|target, actual| letter.against(target, actual),
    };
    let arranged = arrange(&task, &events, &|target, actual| letter.fits(target, actual), [CLEAN, OPEN]);
    table.paired = arranged.as_ref().is_some_and(|a| a.path != Path::Rows);
    let roles = if task.target_first { [Role::Target, Role::Actual] } else { [Role::Actual, Role::Target] };
    table.indicators = KINDS
        .into_iter()
        .enumerate()
        .map(|(i, kind)| {
            let name = names.get(i).filter(|n| !n.words.is_empty());
            let mut label = name.map_or_else(empty, |n| canvas.printed(&n.words));
            if name.is_some_and(|n| !n.sure) {
                label.confidence = label.confidence.min(TORN);
            }
            let mut indicator = RawIndicator { kind, label, ..RawIndicator::default() };
            for (r, role) in roles.into_iter().enumerate() {
                let row = arranged.as_ref().and_then(|a| a.grid.get(2 * i + r));
                for (c, year) in table.years.iter().enumerate() {
                    let filled = row.and_then(|row| row.get(c));
                    let printed = filled.map_or_else(open_blank, |filled| cell(canvas, &items, filled));
                    indicator.cells.push(RawFigure { years: vec![*year], role, printed });
                }
            }
            indicator
        })
        .collect();
    table
}

/// The years of the columns, and which columns the heads name in the order in which they come.
fn years(canvas: &Canvas, events: &[Event]) -> Option<(Vec<i32>, Vec<usize>)> {
    let own: Vec<i32> = events.iter().filter_map(Event::year).collect();
    let heads = |role: Role| events.iter().filter(|e| matches!(e, Event::Role(r) if *r == role)).count();
    let mut years = own.clone();
    if years.len() < heads(Role::Target).max(heads(Role::Actual)) {
        // Some heads stand elsewhere on the page.
        years.extend(years_elsewhere(canvas));
    }
    let newest_first = own.len() > 2 && own.windows(2).all(|w| matches!(w, [a, b] if a > b));
    years.sort_unstable();
    years.dedup();
    let consecutive = years.windows(2).all(|w| matches!(w, [a, b] if a + 1 == *b));
    let complete = heads(Role::Target).min(heads(Role::Actual)) <= years.len();
    if years.is_empty() || !consecutive || !complete {
        return None;
    }
    if newest_first {
        years.reverse();
    }
    let columns = own.iter().filter_map(|y| years.iter().position(|x| x == y)).collect();
    Some((years, columns))
}

/// A cell of a table that could not be laid out.
fn open_blank() -> Printed {
    Printed { confidence: OPEN, ..empty() }
}

/// What stands in a cell of the table.
fn cell(canvas: &Canvas, items: &[Item], filled: &Filled) -> Printed {
    let item = filled.item.and_then(|i| items.get(i));
    let mut printed = item.map_or_else(empty, |item| canvas.printed(&item.words));
    printed.confidence = printed.confidence.min(filled.confidence);
    printed.alternatives = filled
        .rivals
        .iter()
        .map(|rival| Alternative {
            number: rival.and_then(|r| items.get(r)).and_then(|i| i.number),
            reason: "the dump parts the figures from their years".to_owned(),
        })
        .collect();
    printed
}
