//! Records that are table rows.
//!
//! A record begins where the column of numbers (or names) holds something; rows without it go on with the record
//! before, also over page breaks. A cell that is merged downwards belongs to every record beside it.

use super::Reading;
use super::figures::{self, Collected};
use super::heads::{Column, Head, heads};
use super::located::Text;
use super::metric::Metric;
use super::running;
use super::source::{Block, Cell, Grid};
use crate::normalise::{self, Context, Quantity};
use crate::profile::{RecordSlot, TableRule};
use crate::recognise::assemble;
use crate::recognise::raw::{Printed, RawSheet};
use crate::sheet::{Assessment, NarrativeRole, Role, Sheet};
use regex::Regex;

/// Confidence of a name that is taken from the row above, because the row's own cell is empty.
const FROM_ABOVE: f64 = 0.7;

/// A record as it is gathered.
struct Record {
    page: u32,
    issue: Option<Text>,
    cells: Vec<Held>,
}

/// What stands under one head.
struct Held {
    column: Column,
    /// Years of all the columns that the cell is merged over.
    years: Vec<i32>,
    text: Text,
    place: Option<crate::sheet::Place>,
}

/// Every record of a kind.
pub fn records(blocks: &[Block], rule: &TableRule, reading: &Reading) -> Vec<Sheet> {
    let patterns: Vec<Regex> = rule.heading.iter().filter_map(|p| Regex::new(p).ok()).collect();
    let (mut found, mut issue, mut head): (Vec<Record>, Option<Text>, Option<Head>) = (Vec::new(), None, None);
    for block in blocks {
        match block {
            Block::Line(line) => issue = heading(line, &patterns).or(issue),
            Block::Gap => {}
            Block::Grid(grid) => {
                let mut here = heads(grid, rule, reading.profile, &reading.era);
                if here.is_empty() {
                    // A table that goes on without its head after a page break.
                    let goes_on = head.as_ref().filter(|h| h.columns.len() == grid.columns && !found.is_empty());
                    match goes_on {
                        Some(h) => here.push(Head { row: 0, body: 0, ..h.clone() }),
                        None => continue,
                    }
                }
                let first = here.first().map_or(0, |h| h.row);
                for row in 0..first {
                    issue = grid.lone(row).and_then(|c| heading(&c.text, &patterns)).or(issue);
                }
                for (i, h) in here.iter().enumerate() {
                    let end = here.get(i + 1).map_or(grid.rows, |n| n.row);
                    issue = body(grid, h, end, rule, &patterns, issue, &mut found);
                }
                head = here.pop();
            }
        }
    }
    let mut above: Option<Text> = None;
    found.into_iter().map(|record| sheet(record, rule, reading, &mut above)).collect()
}

/// What a heading says the rows under it have in common.
fn heading(line: &Text, patterns: &[Regex]) -> Option<Text> {
    let text = line.string();
    patterns.iter().find_map(|p| {
        let found = p.captures(&text)?.name("issue")?;
        let at = text.get(..found.start())?.chars().count();
        Some(line.slice(at, at + found.as_str().chars().count()))
    })
}

fn body(
    grid: &Grid,
    head: &Head,
    end: usize,
    rule: &TableRule,
    patterns: &[Regex],
    mut issue: Option<Text>,
    found: &mut Vec<Record>,
) -> Option<Text> {
    let mut keys = head.of(rule, RecordSlot::Number).chain(head.of(rule, RecordSlot::Name));
    let Some(key) = keys.next().map(|c| c.col) else { return issue };
    let begins = |row: usize| grid.row(row).any(|c| c.covers(key) && !c.text.is_blank() && c.cols < grid.columns);
    let mut row = head.body;
    while row < end {
        if let Some(lone) = grid.lone(row).filter(|c| c.cols == grid.columns || !begins(row)) {
            let named = heading(&lone.text, patterns);
            if named.is_some() || lone.cols == grid.columns && grid.columns > 1 {
                issue = named.or(issue);
                row += 1;
                continue;
            }
        }
        let mut next = row + 1;
        while next < end && !begins(next) && !is_banner(grid, next) {
            next += 1;
        }
        let mut held = cells(grid, head, row, next);
        if begins(row) {
            let page = grid.page;
            found.push(Record { page, issue: issue.clone(), cells: held });
        } else if let Some(last) = found.last_mut() {
            // The rest of a row that a page break parted.
            for cell in &mut last.cells {
                let at = held.iter().position(|h| h.column.col == cell.column.col);
                if let Some(more) = at.map(|i| held.remove(i)) {
                    cell.text = std::mem::take(&mut cell.text).join(more.text, "\n");
                }
            }
            last.cells.extend(held.into_iter().filter(|h| !h.text.is_blank()));
        }
        row = next;
    }
    issue
}

/// A row of one cell over the whole width: it parts the rows, and is none.
fn is_banner(grid: &Grid, row: usize) -> bool {
    grid.columns > 1 && grid.lone(row).is_some_and(|c| c.cols == grid.columns)
}

/// What stands in rows `from..to`, by the heads of the columns.
fn cells(grid: &Grid, head: &Head, from: usize, to: usize) -> Vec<Held> {
    let mut taken: Vec<&Cell> = Vec::new();
    let mut held: Vec<Held> = Vec::new();
    for column in &head.columns {
        let here = |c: &&Cell| c.covers(column.col) && c.row < to && c.row + c.rows > from && c.row >= head.body;
        let mut own: Vec<&Cell> = grid.cells.iter().filter(here).collect();
        let repeated = own.iter().any(|c| taken.iter().any(|t| std::ptr::eq(*t, *c)));
        if repeated {
            // A cell that is merged over several columns is for the years of all of them.
            if let Some(last) = held.iter_mut().rev().find(|h| own.iter().any(|c| c.covers(h.column.col))) {
                last.years.extend(column.years.iter().copied());
            }
            continue;
        }
        taken.extend(own.iter().copied());
        own.sort_by_key(|c| (c.row, c.col));
        let place = own.first().and_then(|c| c.place);
        let text = own.iter().map(|c| c.text.clone()).fold(Text::default(), |all, t| all.join(t, "\n"));
        held.push(Held { years: column.years.clone(), column: column.clone(), text, place });
    }
    held
}

fn sheet(record: Record, rule: &TableRule, reading: &Reading, above: &mut Option<Text>) -> Sheet {
    let mut raw = RawSheet { page: record.page, issue: record.issue.map(|i| i.printed()), ..RawSheet::default() };
    let mut collected = Collected::default();
    let (mut narratives, mut status) = (Vec::new(), None);
    let mut found: Vec<(Role, Vec<i32>, Vec<Metric>)> = Vec::new();
    let dated = record.cells.iter().any(|h| !h.years.is_empty());
    raw.fiscal_year = reading.year.filter(|_| !dated);
    for held in &record.cells {
        let said = held.column.rule(rule);
        let slot = said.map(|r| r.slot);
        let mut text = held.text.clone();
        if slot == Some(RecordSlot::Name) {
            if text.is_blank() {
                text = above.clone().map_or(text, |t| t.at_most(FROM_ABOVE));
            } else {
                *above = Some(text.clone());
            }
        }
        let printed = printed(&text, held);
        match slot {
            Some(RecordSlot::Number) => raw.number = Some(printed),
            Some(RecordSlot::Name) => raw.name = Some(printed),
            Some(RecordSlot::Description) => raw.description = Some(printed),
            Some(RecordSlot::TargetGroup) => raw.target_group = Some(printed),
            Some(RecordSlot::Department) => raw.department = Some(printed),
            Some(RecordSlot::Policy) => raw.policy = Some(printed),
            Some(RecordSlot::Issue) => raw.issue = Some(printed),
            Some(RecordSlot::Status) => {
                if let Some(role) = held.column.role(rule) {
                    let all = running::metrics(&text, &rule.reference, &reading.era, reading.lines);
                    found.push((role, held.years.clone(), all));
                }
                status = Some(assemble::text_field(printed));
            }
            Some(RecordSlot::Figures | RecordSlot::Narrative | RecordSlot::Label) | None => {
                if text.is_blank() && slot != Some(RecordSlot::Figures) {
                    continue;
                }
                let figures = slot == Some(RecordSlot::Figures);
                let all = if figures {
                    running::metrics(&text, &rule.reference, &reading.era, reading.lines)
                } else {
                    Vec::new()
                };
                if let Some(role) = held.column.role(rule).filter(|_| figures) {
                    let counts = |m: &&Metric| m.set_apart || said.is_some_and(|r| r.running);
                    found.push((role, held.years.clone(), all.iter().filter(counts).cloned().collect()));
                    if is_one_figure(&text, &all) {
                        continue;
                    }
                }
                let about = said.and_then(|r| r.narrative).unwrap_or(NarrativeRole::Other);
                let year = held.years.first().copied().filter(|_| held.years.len() == 1);
                narratives.push(figures::narrative(about, Some(&held.column.text), year, &text, &all));
            }
        }
    }
    if status.is_some() {
        match_status(&mut found);
    }
    let about = About::of(&record.cells, rule);
    for (role, years, metrics) in &found {
        let own: Vec<i32> = raw.fiscal_year.into_iter().collect();
        let years = if years.is_empty() { &own } else { years };
        let (rates, figures): (Vec<Metric>, Vec<Metric>) = metrics.iter().cloned().partition(is_achievement_rate);
        let figures = named(figures, &about);
        collected.add(&about.text, *role, years, &figures);
        let of = figures.first().map(|m| m.label.clone());
        let rates: Vec<Metric> =
            rates.into_iter().map(|m| Metric { label: of.clone().unwrap_or(m.label), ..m }).collect();
        collected.add(&about.text, Role::AchievementRate, years, &rates);
    }
    let mut sheet = assemble::sheet(raw, reading.profile);
    sheet.indicators = collected.indicators;
    sheet.narratives = narratives;
    if let Some(status) = status {
        sheet.assessment = Some(Assessment { status: Some(status), ..Assessment::default() });
    }
    sheet
}

/// What the figures of a row are about, where it has a column that says so.
struct About {
    text: Text,
    unit: Option<String>,
    /// The name of the record.
    name: Text,
}

impl About {
    fn of(cells: &[Held], rule: &TableRule) -> Self {
        let of_slot = |slot: RecordSlot| {
            let found = cells.iter().find(|h| h.column.rule(rule).is_some_and(|r| r.slot == slot));
            found.map(|h| h.text.clone()).unwrap_or_default()
        };
        let text = of_slot(RecordSlot::Label);
        let shown = text.string();
        let context = Context { header: Some(&shown), ..Context::default() };
        let unit = normalise::quantity("1", &context).unit.filter(|_| !text.is_blank());
        Self { text, unit, name: of_slot(RecordSlot::Name) }
    }
}

/// Figures that nothing beside them names are what the row is about, in the unit of that, else what its record is.
fn named(figures: Vec<Metric>, about: &About) -> Vec<Metric> {
    let named = |mut metric: Metric| {
        if metric.label.is_blank() && metric.heading.is_blank() {
            if about.text.is_blank() {
                metric.label = about.name.clone();
            }
            if metric.quantity.unit.is_none() && about.unit.is_some() {
                let shown = about.text.string();
                let context = Context { header: Some(&shown), ..Context::default() };
                let read = normalise::quantity(&metric.figure.string().replace('\n', ""), &context);
                metric.quantity = Quantity { printed: metric.quantity.printed, ..read };
            }
        }
        metric
    };
    figures.into_iter().map(named).collect()
}

/// Whether a cell holds nothing but one figure.
fn is_one_figure(text: &Text, metrics: &[Metric]) -> bool {
    let squeezed = |t: &Text| t.string().split_whitespace().collect::<String>();
    matches!(metrics, [only] if only.set_apart && squeezed(&only.figure) == squeezed(text))
}

fn printed(text: &Text, held: &Held) -> Printed {
    let printed = text.printed();
    let places = if printed.places.is_empty() { held.place.into_iter().collect() } else { printed.places };
    Printed { places, ..printed }
}

fn is_achievement_rate(metric: &Metric) -> bool {
    metric.quantity.unit.as_deref() == Some("%") && metric.label.string().ends_with("達成率")
}

/// Where a row has one target and its status one figure of the same unit, they are about the same thing.
fn match_status(found: &mut [(Role, Vec<i32>, Vec<Metric>)]) {
    let plain = |m: &&Metric| !is_achievement_rate(m);
    let only = |role: Role| {
        let all: Vec<&Metric> = found.iter().filter(|f| f.0 == role).flat_map(|f| &f.2).filter(plain).collect();
        match all.as_slice() {
            [one] => Some((one.label.clone(), one.quantity.unit.clone())),
            _ => None,
        }
    };
    let (Some((_, aimed)), Some((label, reached))) = (only(Role::Target), only(Role::Actual)) else { return };
    if aimed == reached && !label.is_blank() {
        let targets = found.iter_mut().filter(|f| f.0 == Role::Target);
        targets.flat_map(|f| &mut f.2).for_each(|m| m.label = label.clone());
    }
}
