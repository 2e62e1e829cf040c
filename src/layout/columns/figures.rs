//! Tables of figures: values that stand below one another, what stands beside them, and what stands over them.

use super::fit::{Columns, Kind as ColumnKind};
use super::heads;
use super::words::{self, Line, Word};
use crate::ingest::text::{TextDocument, TextPage};
use crate::layout::text::{Metric, Run};
use std::ops::Range;

pub use super::fit::Kind;

/// Blank lines that may stand between two lines of a table.
const BLANKS: usize = 6;
/// Blank lines that may stand between a table and the lines of its head.
const OVER: usize = 3;
/// Lines that a head may have, and lines after the last values of a table that may belong to its last row.
const MOST: [usize; 2] = [5, 3];

/// Longest word of a head; longer ones are sentences.
const LONGEST: usize = 16;

/// What a line of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A line of its head.
    Head,
    /// A line with values.
    Body,
    /// Any other line.
    Between,
}

/// A word in its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The word.
    pub run: Run,
    /// The columns that it covers.
    pub columns: Range<usize>,
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    /// Its line of the page.
    pub number: usize,
    /// What it is.
    pub part: Part,
    /// Its words, left to right.
    pub words: Vec<Placed>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its page, from 1.
    pub page: u32,
    /// What stands in each column.
    pub columns: Vec<Kind>,
    /// Its lines, top to bottom: heads first. Lines after the last one with values need not be its own.
    pub lines: Vec<Laid>,
    /// Whether there is a head, each column of figures has one, and no other head could be its own.
    pub sure: bool,
}

/// The tables of figures of a page, top to bottom.
pub fn tables(document: &TextDocument, page: &TextPage, metric: Metric) -> Vec<Table> {
    let lines = words::lines(document, page, metric);
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(first) = (at..lines.len()).find(|i| begins(&lines, *i)) {
        let group = group(&lines, first, at);
        let end = group.body.last().map_or(first, |l| *l) + 1;
        out.extend(table(&lines, &group, at, page.number));
        at = end;
    }
    out
}

/// Whether values stand beside each other, or several below one another at the ends of their lines.
fn begins(lines: &[Line], at: usize) -> bool {
    let last = |i: usize| {
        let line = lines.get(i)?;
        let only = line.words.last().filter(|w| w.cell && line.words.len() > 1 && line.values().count() == 1)?;
        Some((line.number, only.run.column, only.run.column_end))
    };
    let below = |a: (usize, usize, usize), b: (usize, usize, usize)| b.0 - a.0 <= OVER && a.1 < b.2 && b.1 < a.2;
    let three = match (last(at), last(at + 1), last(at + 2)) {
        (Some(a), Some(b), Some(c)) => below(a, b) && below(b, c),
        _ => false,
    };
    three || lines.get(at).is_some_and(|l| l.values().count() >= 2)
}

/// Lines whose values stand below one another.
struct Group {
    columns: Columns,
    /// Ascending.
    body: Vec<usize>,
}

impl Group {
    fn has(&self, line: usize) -> bool {
        self.body.binary_search(&line).is_ok()
    }
}

fn group(lines: &[Line], first: usize, least: usize) -> Group {
    let values = |i: usize| -> Vec<&Word> { lines.get(i).map(|l| l.values().collect()).unwrap_or_default() };
    let columns = Columns::default().with(&values(first)).unwrap_or_default();
    let mut group = Group { columns, body: vec![first] };
    for i in first + 1..lines.len() {
        let (Some(line), Some(before)) = (lines.get(i), lines.get(i - 1)) else { break };
        if line.number - before.number > BLANKS || heads_others(line, &group.columns) {
            break;
        }
        let own = values(i);
        if group.columns.known(&own) == 0 {
            if own.len() >= 2 {
                break;
            }
            continue;
        }
        let Some(grown) = group.columns.with(&own) else { break };
        group.columns = grown;
        group.body.push(i);
    }
    // Rows above with one value only.
    let mut above = Vec::new();
    for i in (least..first).rev() {
        let (Some(line), Some(after)) = (lines.get(i), lines.get(i + 1)) else { break };
        let own = values(i);
        if after.number - line.number > OVER || own.len() != 1 || group.columns.known(&own) == 0 {
            break;
        }
        let Some(grown) = group.columns.with(&own) else { break };
        group.columns = grown;
        above.push(i);
    }
    group.body.splice(0..0, above.into_iter().rev());
    let filled: Vec<Vec<&Word>> = group.body.iter().map(|i| values(*i)).collect();
    group.columns.join_exclusive(&filled);
    group
}

/// Whether a line without values stands over the columns of figures: the head of the next table, or a sentence.
fn heads_others(line: &Line, columns: &Columns) -> bool {
    let (Some(first), Some(last)) = (columns.0.first(), columns.0.last()) else { return false };
    let within = |w: &&Word| w.run.column_end > first.from && w.run.column < last.to;
    let many = columns.0.len() > 2 && line.words.len() > columns.0.len();
    let crossed = line.words.iter().any(|w| columns.under(&w.run).len() > 1);
    !line.has_values() && (line.words.iter().filter(within).count() >= 2 || many || crossed)
}

fn table(lines: &[Line], group: &Group, least: usize, page: u32) -> Option<Table> {
    let (first, last) = (*group.body.first()?, *group.body.last()?);
    let start = start(lines, group)?;
    let over = over(lines, first, least, start);
    if group.body.len() < 2 && over.is_empty() {
        return None;
    }
    let mut columns = group.columns.clone();
    let tail = (last + 1..lines.len()).take(MOST[1]);
    let close = |i: &usize| match (lines.get(i - 1), lines.get(*i)) {
        (Some(a), Some(b)) => b.number - a.number <= OVER && !b.has_values() && !heads_others(b, &group.columns),
        _ => false,
    };
    let tail: Vec<usize> = tail.take_while(close).collect();
    let within = || (first..=last).chain(tail.iter().copied()).filter_map(|i| Some((i, lines.get(i)?)));
    // The lines with the most words tell the columns apart best.
    let mut texts: Vec<(usize, Vec<&Run>)> = within()
        .filter(|(i, _)| *i <= last)
        .map(|(i, l)| (i, l.words.iter().filter(|w| !w.cell || !group.has(i)).map(|w| &w.run).collect()))
        .collect();
    texts.sort_by_key(|(i, words)| (usize::MAX - words.len(), *i));
    texts.iter().for_each(|(_, words)| columns.add_texts(words));
    let head_runs: Vec<Vec<&Run>> =
        over.iter().filter_map(|i| lines.get(*i)).map(|l| l.words.iter().map(|w| &w.run).collect()).collect();
    let heads = heads::heads(&head_runs, &mut columns);
    let mut laid: Vec<Laid> = Vec::new();
    for (runs, (i, places)) in head_runs.iter().zip(over.iter().zip(&heads.lines)) {
        let words = runs.iter().zip(places);
        let words = words.map(|(run, (from, to))| Placed { run: (*run).clone(), columns: *from..*to }).collect();
        laid.push(Laid { number: lines.get(*i)?.number, part: Part::Head, words });
    }
    for (i, line) in within() {
        let part = if group.has(i) { Part::Body } else { Part::Between };
        let values: Vec<&Word> = line.values().collect();
        let filled = columns.0.iter().enumerate().filter(|(_, c)| c.filled).map(|(i, _)| i);
        let ordered: Vec<usize> = if columns.in_order(&values) { filled.collect() } else { Vec::new() };
        let mut nth = ordered.into_iter();
        let place = |w: &Word| {
            let ordered = if w.cell { nth.next().map(|c| c..c + 1) } else { None };
            Some(Placed { run: w.run.clone(), columns: ordered.or_else(|| columns.place(&w.run))? })
        };
        laid.push(Laid { number: line.number, part, words: line.words.iter().filter_map(place).collect() });
    }
    let kinds = columns.0.iter().map(|c| c.kind).collect();
    let figures = columns.0.iter().filter(|c| c.kind == ColumnKind::Figures).count();
    (figures > 0).then_some(Table { page, columns: kinds, lines: laid, sure: heads.sure && !over.is_empty() })
}

/// Where the columns of figures begin; a number at the left, before the name of the row, is none of its figures.
fn start(lines: &[Line], group: &Group) -> Option<usize> {
    let first = group.columns.0.first()?;
    let Some(second) = group.columns.0.get(1) else { return Some(first.from) };
    let between = |w: &Word| !w.cell && w.run.column >= first.to && w.run.column_end <= second.from;
    let named = group.body.iter().filter_map(|i| lines.get(*i)).any(|l| l.words.iter().any(between));
    Some(if named { second.from } else { first.from })
}

/// The lines over the first values that are a head: words over the columns of figures, more than one in some line.
fn over(lines: &[Line], first: usize, least: usize, start: usize) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let reaching = |l: &Line| l.words.iter().filter(|w| w.run.column_end > start).count();
    for i in (least..first).rev().take(MOST[0]) {
        let (Some(line), Some(after)) = (lines.get(i), lines.get(i + 1)) else { break };
        let reach = reaching(line);
        // Labels and their values, over a head that is complete without them.
        let other = !found.is_empty() && reach < line.words.len() && reach < 3;
        let sentence = line.words.iter().any(|w| w.run.text.chars().count() > LONGEST);
        if after.number - line.number > OVER + 1 || line.has_values() || reach == 0 || other || sentence {
            break;
        }
        found.insert(0, i);
    }
    // What stands alone over the rest is a title or a unit.
    let from = found.iter().position(|i| lines.get(*i).is_some_and(|l| reaching(l) >= 2)).unwrap_or(found.len());
    found.split_off(from)
}
