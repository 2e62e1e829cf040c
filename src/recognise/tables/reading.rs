//! What each cell of a table is, looked at by itself: a figure, a head, a unit, a text.

use super::lattice::Lattice;
use super::plain::{PlainCell, PlainTable};
use super::words::{Said, Vocabulary, WESTERN};
use crate::normalise::{self, As, Context, Kind};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// Longest text that is nothing but a unit.
const LONGEST_UNIT: usize = 8;
/// Titles that could be counted.
const TITLES: [&str; 8] = ["指標", "事業", "施策", "計画", "取組", "業務", "評価", "項目"];
/// Western years before this one are numbers whose era is unknown.
const EARLIEST: i32 = 1900;
/// Farthest a bare number may lie from the sheet's year and be a year.
const NEAR: i32 = 8;

/// What a cell is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum What {
    /// Nothing stands in it.
    #[default]
    Blank,
    /// A number, or a range.
    Figure,
    /// A dash, or a word that says why there is no figure.
    Missing,
    /// Years and roles, and nothing else.
    Head,
    /// A unit and nothing else.
    Unit,
    /// Anything else.
    Text,
}

/// A cell's reading.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// What it is.
    pub(super) what: What,
    /// The years and roles that it names.
    pub(super) said: Said,
}

impl Reading {
    /// Whether it can be a value: a figure or none.
    pub(super) fn is_value(&self) -> bool {
        matches!(self.what, What::Figure | What::Missing)
    }
}

/// What the texts of a document's cells are, each text once: labels and heads stand on every page, and a table is
/// looked at before and after it is split and joined.
pub(super) type Words = HashMap<String, Reading>;

/// Reads the texts of all cells.
pub(super) fn words(tables: &[PlainTable], context: &Context, vocabulary: &Vocabulary) -> Words {
    let cells = tables.iter().filter(|table| table.is_sane()).flat_map(|table| &table.cells);
    let texts: HashSet<&str> = cells.map(|cell| cell.printed.text.as_str()).collect();
    texts.into_par_iter().map(|text| (text.to_owned(), reading(text, context, vocabulary))).collect()
}

/// Reads every cell of a table.
pub(super) fn read(
    table: &PlainTable,
    lattice: &Lattice,
    context: &Context,
    vocabulary: &Vocabulary,
    words: &Words,
) -> Vec<Reading> {
    // What was joined over the end of a page is a text of its own.
    let of = |text: &String| words.get(text).cloned().unwrap_or_else(|| reading(text, context, vocabulary));
    let mut readings: Vec<Reading> = table.cells.iter().map(|c| of(&c.printed.text)).collect();
    for row in 0..table.rows {
        bare_years(table, lattice, row, context, &mut readings);
    }
    for col in 0..table.columns {
        counted_years(table, lattice, col, context, &mut readings);
    }
    readings
}

fn reading(text: &str, context: &Context, words: &Vocabulary) -> Reading {
    if text.trim().is_empty() {
        return Reading::default();
    }
    let said = words.said(text, context);
    let what = if said.pure {
        What::Head
    } else {
        let quantity = normalise::quantity(text, &Context::default());
        match quantity.kind {
            Kind::Number if is_numbered(text) => What::Text,
            Kind::Number | Kind::Range if quantity.number.is_some() || quantity.upper.is_some() => What::Figure,
            Kind::Missing => What::Missing,
            _ if is_unit(text) => What::Unit,
            _ => What::Text,
        }
    };
    Reading { what, said }
}

/// Whether a text is a numbered title (`２　指標`), not so many of a kind.
fn is_numbered(text: &str) -> bool {
    let parts = text.trim().split_once([' ', '\u{3000}']);
    let count = |n: &str| n.chars().count() <= 2 && normalise::fold(n).chars().all(|c| c.is_ascii_digit());
    parts.is_some_and(|(n, title)| count(n) && TITLES.contains(&title.trim()))
}

/// Whether a text is a unit that stands by itself (`千円`, `（人）`, `単位：件`).
pub(super) fn is_unit(text: &str) -> bool {
    let folded = normalise::fold(text);
    let bracketed = folded.strip_prefix(['(', '[', '【']).and_then(|t| t.strip_suffix([')', ']', '】']));
    let inner = bracketed.unwrap_or(&folded);
    let said = inner.strip_prefix("単位").map(|rest| rest.trim_start_matches(':'));
    let unit = said.unwrap_or(inner);
    if unit.is_empty()
        || unit.chars().count() > LONGEST_UNIT
        || unit.contains(|c: char| c.is_ascii_digit() || "([)]".contains(c))
    {
        return false;
    }
    let header = format!("({unit})");
    let header = if bracketed.is_some() || said.is_some() { header.as_str() } else { unit };
    let context = Context { header: Some(header), ..Context::default() };
    normalise::quantity("1", &context).unit.is_some()
}

/// Makes years of a row's bare numbers where they count upwards by one (`29 30 元 2`) under or beside 年度.
fn bare_years(table: &PlainTable, lattice: &Lattice, row: usize, context: &Context, readings: &mut [Reading]) {
    let cells = lattice.row(row, (0, table.columns));
    let own = |i: &usize| table.cells.get(*i).is_some_and(|c| c.row == row);
    let text = |i: &usize| table.cells.get(*i).map(|c| normalise::fold(&c.printed.text)).unwrap_or_default();
    let bare = |i: &usize| {
        let text = text(i);
        text == "元" || ((1..=4).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit()))
    };
    let numbers: Vec<usize> = cells.iter().copied().filter(own).filter(bare).collect();
    let figures = |i: &&usize| own(i) && readings.get(**i).is_some_and(|r| r.what == What::Figure);
    if numbers.len() < 2 || cells.iter().filter(figures).any(|i| !bare(i)) {
        return;
    }
    let years: Vec<i32> = numbers
        .iter()
        .filter_map(|i| normalise::normalise(&text(i), As::FiscalYear, context).value?.parse().ok())
        .collect();
    let rising = years.len() == numbers.len()
        && years.iter().all(|y| *y > EARLIEST)
        && years.windows(2).all(|w| matches!(w, [a, b] if *b == *a + 1));
    let near = context.sheet_year.is_some_and(|y| years.iter().all(|x| (x - y).abs() <= NEAR));
    let above = row.checked_sub(1).map(|r| lattice.row(r, (0, table.columns))).unwrap_or_default();
    let over = |i: &usize| {
        let here = |n: &&PlainCell| table.cells.get(*i).is_some_and(|c| c.col < n.col_end() && n.col < c.col_end());
        numbers.iter().filter_map(|n| table.cells.get(*n)).any(|n| here(&n))
    };
    let dated = |i: &usize| over(i) && readings.get(*i).is_some_and(|r| !r.said.years.is_empty());
    let years_word = |i: &usize| {
        let text = text(i);
        text.contains("年度") || text == "年"
    };
    // Another label, or years over the row: these are figures (施設数 28 29 30).
    let others = || cells.iter().filter(|i| own(i) && !numbers.contains(i));
    if above.iter().any(dated) || others().any(|i| !text(i).is_empty() && !years_word(i)) {
        return;
    }
    let said = others().chain(&above).any(years_word);
    // 2021 2022 2023 between heads, under a role: what a table counts is never all of these.
    let climbing = years.windows(2).all(|w| matches!(w, [a, b] if a < b));
    let western = numbers.iter().all(|i| text(i).len() == 4) && years.iter().all(|y| WESTERN.contains(y));
    let role = |i: &usize| readings.get(*i).is_some_and(|r| r.what == What::Head && r.said.role.is_some());
    let under = years.len() == numbers.len() && climbing && western && above.iter().any(role);
    if !under && (!rising || !(said || (near && years.len() > 2))) {
        return;
    }
    for (i, year) in numbers.iter().zip(years) {
        if let Some(reading) = readings.get_mut(*i) {
            let said = Said { years: vec![year], pure: true, relative: true, ..Said::default() };
            *reading = Reading { what: What::Head, said };
        }
    }
}

/// Makes years of the bare numbers of a column under 年度 that count on from a year with its era (`令和元`, `2`, `3`),
/// downwards or upwards.
fn counted_years(table: &PlainTable, lattice: &Lattice, col: usize, context: &Context, readings: &mut [Reading]) {
    let text = |i: usize| table.cells.get(i).map(|c| normalise::fold(&c.printed.text)).unwrap_or_default();
    let mut cells: Vec<usize> = (0..table.rows).filter_map(|r| lattice.get(r, col)).collect();
    cells.dedup();
    let head = cells.iter().position(|i| matches!(text(*i).as_str(), "年度" | "年" | "会計年度"));
    let Some(column) = head.and_then(|at| cells.get(at + 1..)) else { return };
    let mut found: Vec<(usize, i32)> = Vec::new();
    for &i in column {
        let folded = text(i);
        let bare = folded == "元" || ((1..=2).contains(&folded.len()) && folded.chars().all(|c| c.is_ascii_digit()));
        let before = found.last().map(|(_, year)| *year);
        let year = match (before, bare) {
            (Some(before), true) => [before + 1, before - 1].into_iter().find(|year| {
                let near = Context { sheet_year: Some(*year), ..*context };
                normalise::normalise(&folded, As::FiscalYear, &near).value.and_then(|v| v.parse().ok()) == Some(*year)
            }),
            _ => normalise::fiscal_year(&folded).filter(|_| !bare),
        };
        let Some(year) = year else { break };
        found.push((i, year));
    }
    let step = |a: &(usize, i32), b: &(usize, i32)| b.1 - a.1;
    let first = found.first().zip(found.get(1)).map(|(a, b)| step(a, b));
    if !found.windows(2).all(|w| matches!(w, [a, b] if Some(step(a, b)) == first)) {
        return;
    }
    for (i, year) in found {
        if let Some(reading) = readings.get_mut(i).filter(|r| r.said.years.is_empty()) {
            let said = Said { years: vec![year], pure: true, relative: true, ..Said::default() };
            *reading = Reading { what: What::Head, said };
        }
    }
}
