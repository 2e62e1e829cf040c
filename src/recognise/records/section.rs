//! Records that are parts of the document: a heading, a text that describes it, tables of targets and what came of them.

use super::Reading;
use super::figures::{self, Collected};
use super::heads::{self, Head};
use super::located::Text;
use super::metric::Metric;
use super::running;
use super::source::{Block, Cell, Grid};
use super::unruled;
use crate::profile::{RecordSlot, TableRule};
use crate::recognise::assemble;
use crate::recognise::raw::RawSheet;
use crate::sheet::{Narrative, NarrativeRole, Role, Sheet};
use regex::Regex;

/// Fewest characters of a text that describes a section; shorter ones are dates and captions.
const LEAST_TEXT: usize = 20;

/// A section as it is gathered.
struct Section {
    name: Text,
    page: u32,
    description: Option<Text>,
    /// The last line, which may name the year of the table after it.
    caption: Text,
    collected: Collected,
    narratives: Vec<Narrative>,
    year: Option<i32>,
    /// The actual figures of its tables so far.
    seen: Vec<Metric>,
    /// Whether a table of it was read: texts after it describe something else.
    begun: bool,
    /// Its lines, as long as no table of it was read.
    lines: Vec<Text>,
}

/// Every record of a kind.
pub fn records(blocks: &[Block], rule: &TableRule, reading: &Reading) -> Vec<Sheet> {
    let patterns: Vec<Regex> = rule.heading.iter().filter_map(|p| Regex::new(p).ok()).collect();
    let mut found: Vec<Section> = Vec::new();
    let mut last_head: Option<Head> = None;
    for block in blocks {
        match block {
            Block::Line(line) => take_line(line, &patterns, rule, &mut found),
            Block::Gap => {}
            Block::Grid(grid) => {
                let heads = heads::heads(grid, rule, reading.profile, &reading.era);
                let first = heads.first().map_or(grid.rows, |h| h.row);
                let goes_on = heads.is_empty() && grid.columns > 1;
                let goes_on = last_head.as_ref().filter(|h| goes_on && h.columns.len() == grid.columns).cloned();
                if goes_on.is_none() {
                    (0..first)
                        .filter_map(|r| grid.lone(r))
                        .for_each(|c| take_line(&c.text, &patterns, rule, &mut found));
                }
                if let (Some(head), Some(section)) = (goes_on, found.last_mut()) {
                    table(grid, &Head { row: 0, body: 0, ..head }, grid.rows, rule, reading, section);
                    continue;
                }
                for (i, head) in heads.iter().enumerate() {
                    let end = heads.get(i + 1).map_or(grid.rows, |n| n.row);
                    let opens = |r: usize| grid.lone(r).is_some_and(|c| named(&c.text, &patterns).is_some());
                    let next = (head.body..end).find(|r| opens(*r)).unwrap_or(end);
                    if let Some(section) = found.last_mut() {
                        table(grid, head, next, rule, reading, section);
                    }
                    // A sheet of a workbook may hold several sections.
                    let rest = (next..end).filter_map(|r| grid.lone(r));
                    rest.for_each(|c| take_line(&c.text, &patterns, rule, &mut found));
                }
                last_head = heads.last().cloned().or(last_head);
            }
        }
    }
    found.into_iter().map(|s| sheet(unruled(s, rule, reading), reading)).collect()
}

fn take_line(line: &Text, patterns: &[Regex], rule: &TableRule, found: &mut Vec<Section>) {
    if let Some(name) = named(line, patterns) {
        found.push(Section {
            page: line.page().unwrap_or(1),
            name,
            description: None,
            caption: Text::default(),
            collected: Collected::default(),
            narratives: Vec::new(),
            year: None,
            seen: Vec::new(),
            begun: false,
            lines: Vec::new(),
        });
        return;
    }
    let Some(section) = found.last_mut() else { return };
    if !section.begun {
        section.lines.push(line.clone());
    }
    let long = line.chars().iter().filter(|c| !c.is_whitespace()).count() >= LEAST_TEXT;
    if rule.described && !section.begun && section.description.is_none() && long {
        section.description = Some(line.clone());
    } else {
        section.caption = line.clone();
    }
}

fn named(line: &Text, patterns: &[Regex]) -> Option<Text> {
    let text = line.string();
    patterns.iter().find_map(|p| {
        let found = p.captures(&text)?.name("name")?;
        let at = text.get(..found.start())?.chars().count();
        Some(line.slice(at, at + found.as_str().chars().count()))
    })
}

/// Reads the rows of a table into its section.
fn table(grid: &Grid, head: &Head, end: usize, rule: &TableRule, reading: &Reading, section: &mut Section) {
    section.begun = true;
    let figures: Vec<usize> = (0..rule.columns.len())
        .filter(|i| rule.columns.get(*i).is_some_and(|c| c.slot == RecordSlot::Figures))
        .collect();
    let is_figures = |c: &&heads::Column| c.rule.is_some_and(|r| figures.contains(&r));
    let Some(first) = head.columns.iter().find(is_figures).map(|c| c.col) else { return };
    let named = head.columns.iter().filter(is_figures).find_map(|c| c.years.first().copied());
    let caption = heads::years(&section.caption.string(), &reading.era).first().copied();
    let years: Vec<i32> = named.or(caption).into_iter().collect();
    section.year = section.year.or(years.first().copied());
    let labelled = |row: usize| grid.row(row).any(|c| c.col < first && !c.text.is_blank());
    let mut row = head.body;
    while row < end {
        let mut next = row + 1;
        while next < end && !labelled(next) {
            next += 1;
        }
        let labels = grid.cells.iter().filter(|c| c.row >= row && c.row < next && c.col < first);
        let name = labels.map(|c| c.text.clone()).fold(Text::default(), |all, t| all.join(t, " "));
        for index in &figures {
            let columns: Vec<usize> = head.columns.iter().filter(|c| c.rule == Some(*index)).map(|c| c.col).collect();
            let own = head.columns.iter().filter(|c| c.rule == Some(*index)).find_map(|c| c.years.first().copied());
            let years = own.map_or(years.clone(), |y| vec![y]);
            let block = Group { grid, rows: (row, next), columns, name: &name, years };
            group(&block, *index, head, rule, reading, section);
        }
        row = next;
    }
}

/// The cells of one label under one head.
struct Group<'a> {
    grid: &'a Grid,
    rows: (usize, usize),
    columns: Vec<usize>,
    name: &'a Text,
    years: Vec<i32>,
}

fn group(block: &Group, index: usize, head: &Head, rule: &TableRule, reading: &Reading, section: &mut Section) {
    let (Some(said), (from, to)) = (rule.columns.get(index), block.rows) else { return };
    let (mut whole, mut all): (Text, Vec<Metric>) = (Text::default(), Vec::new());
    let mut reference = None;
    for row in from..to {
        let in_group = |c: &&Cell| block.columns.iter().any(|col| c.covers(*col)) && !c.text.is_blank();
        let cells: Vec<&Cell> = block.grid.row(row).filter(in_group).collect();
        let mut words = Text::default();
        for cell in cells {
            let mut metrics = running::metrics(&cell.text, &rule.reference, &reading.era, reading.lines);
            whole = whole.join(cell.text.clone(), "\n");
            if metrics.is_empty() {
                // A reference on its own opens the rows under it; other words are about the figure beside them.
                let text = cell.text.string();
                let refers = rule.reference.iter().any(|r| text.contains(r.as_str()));
                match heads::years(&text, &reading.era).first().filter(|_| refers) {
                    Some(year) => reference = Some(*year),
                    None => words = words.join(cell.text.clone(), " "),
                }
                continue;
            }
            for metric in &mut metrics {
                metric.year = metric.year.or(reference);
                if metric.label.is_blank() {
                    metric.label = words.clone();
                }
            }
            words = Text::default();
            // A cell that is merged over several labels is about all of them.
            let several = cell.row + cell.rows > to && block.rows.1 < block.grid.rows;
            let name = if several { Text::default() } else { block.name.clone() };
            let shown = name.string().replace('\n', "");
            figures::relate(&mut metrics, &shown, &section.seen, &rule.rates, reading.profile);
            for part in metrics.iter_mut().filter_map(|m| m.part.as_mut()).filter(|p| p.label.is_empty()) {
                part.label.clone_from(&shown);
            }
            if said.role == Some(Role::Actual) {
                section.seen.extend(metrics.iter().cloned());
            }
            if let Some(role) = said.role {
                section.collected.add(&name, role, &block.years, &metrics);
            }
            all.extend(metrics);
        }
    }
    if !whole.is_blank() {
        let title = head.columns.iter().find(|c| c.rule == Some(index)).map(|c| c.text.clone()).unwrap_or_default();
        let label = block.name.clone().join(title, " ");
        let role = said.narrative.unwrap_or(NarrativeRole::Other);
        let year = block.years.first().copied();
        section.narratives.push(figures::narrative(role, Some(&label), year, &whole, &all));
    }
}

/// A section without any table: its lines may hold what tables held.
fn unruled(section: Section, rule: &TableRule, reading: &Reading) -> Section {
    if section.begun {
        return section;
    }
    let found = unruled::read(&section.lines, rule, reading);
    let year = section.year.or(found.year);
    Section { collected: found.collected, narratives: found.narratives, year, ..section }
}

fn sheet(section: Section, reading: &Reading) -> Sheet {
    let raw = RawSheet {
        page: section.page,
        fiscal_year: section.year,
        name: Some(section.name.printed()),
        description: section.description.map(|d| d.printed()),
        ..RawSheet::default()
    };
    let mut sheet = assemble::sheet(raw, reading.profile);
    sheet.indicators = section.collected.indicators;
    sheet.narratives = section.narratives;
    sheet
}
