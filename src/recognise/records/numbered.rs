//! Records of a text whose tables have come apart and that has no outline: what stands beside their numbers.
//!
//! Programs that write short cells first, row by row, leave the short cells of a record behind its number. What a
//! word is follows from its place and its form, and is never sure.

use super::Reading;
use super::figures::{self, Collected};
use super::located::{BULLETS, Text};
use super::source::Block;
use super::torn::{self, Cell, Stretch, Years};
use crate::normalise;
use crate::profile::{OutlineRule, RecordSlot, TableRule};
use crate::recognise::assemble;
use crate::recognise::raw::RawSheet;
use crate::recognise::trust::FITTED;
use crate::sheet::{NarrativeRole, Role, Sheet};
use regex::Regex;

/// Fewest records.
const FEWEST: usize = 2;
/// What the names of departments end in.
const DEPARTMENTS: [&str; 6] = ["課", "室", "局", "部", "係", "センター"];
/// Longest word for a group of people where a name could stand in its place, and shortest name there.
const EITHER: (usize, usize) = (5, 8);
/// Longest name of a record, and longest word for a group of people.
const LONGEST: (usize, usize) = (30, 15);

/// A record by its number and the words behind it.
struct Row {
    number: Text,
    /// Its running number.
    key: Option<u32>,
    words: Vec<Text>,
}

/// Rows whose short cells stand together, and the cells of several lines after them.
#[derive(Default)]
struct Group {
    rows: Vec<Row>,
    rest: Stretch,
}

/// The records, in the order of the text.
pub fn records(blocks: &[Block], table: &TableRule, rule: &OutlineRule, reading: &Reading) -> Vec<Sheet> {
    let Ok(number) = Regex::new(&rule.number) else { return Vec::new() };
    let groups = groups(blocks, &number, table, reading);
    // Numbers alone are records where they run on.
    let rows = || groups.iter().flat_map(|g| &g.rows);
    let running = || rows().is_sorted_by(|a, b| a.key < b.key);
    if rows().count() < FEWEST || rows().all(|r| r.words.is_empty()) && !running() {
        return Vec::new();
    }
    let cut: Vec<(Vec<Cell>, Years)> = groups.iter().map(|g| torn::cut(&g.rest, table, reading)).collect();
    let common = cut.iter().map(|c| &c.1).max_by_key(|y| y.len()).cloned().unwrap_or_default();
    let mut sheets = Vec::new();
    for (group, (cells, _)) in groups.into_iter().zip(cut) {
        let whole = is_whole(&cells, group.rows.len());
        for (i, row) in group.rows.into_iter().enumerate() {
            let mut sheet = assemble::sheet(slots(row), reading.profile);
            let own = cells.get(2 * i..2 * i + 2).filter(|_| whole).unwrap_or_default();
            let mut collected = Collected::default();
            for (cell, role) in own.iter().zip([Role::Actual, Role::Target]) {
                let years = common.iter().find(|y| y.0 == role).map(|y| y.1.as_slice()).unwrap_or_default();
                let metrics: Vec<_> = cell.metrics.iter().map(|m| m.at_most(FITTED)).collect();
                collected.add(&Text::default(), role, years, &metrics);
                let column = table.columns.iter().find(|c| c.slot == RecordSlot::Figures && c.role == Some(role));
                let about = column.and_then(|c| c.narrative).unwrap_or(NarrativeRole::Other);
                let only = years.first().copied().filter(|_| years.len() == 1);
                sheet.narratives.push(figures::narrative(
                    about,
                    None,
                    only,
                    &cell.text.clone().at_most(FITTED),
                    &metrics,
                ));
            }
            sheet.indicators = collected.indicators;
            sheets.push(sheet);
        }
    }
    sheets
}

/// Whether there are two cells with figures for each row, of what was done and of what is planned in turn.
fn is_whole(cells: &[Cell], rows: usize) -> bool {
    let fits = |(i, c): (usize, &Cell)| if i % 2 == 0 { c.lean > -0.5 } else { c.lean < 0.5 };
    cells.len() == 2 * rows && cells.iter().enumerate().all(fits)
}

fn groups(blocks: &[Block], number: &Regex, table: &TableRule, reading: &Reading) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    // Lines right behind a number that stands alone are its short cells.
    let mut open = false;
    for block in blocks {
        let line = match block {
            Block::Line(line) => line,
            Block::Gap => {
                open = false;
                groups.last_mut().into_iter().for_each(|g| g.rest.lines.push(None));
                continue;
            }
            Block::Grid(_) => continue,
        };
        let text = line.string();
        let captures = number.captures(&text);
        if let Some((captures, found)) = captures.as_ref().and_then(|c| Some((c, c.name("number")?))) {
            let key = captures.name("key").and_then(|k| normalise::fold(k.as_str()).parse().ok());
            let at = |bytes: usize| text.get(..bytes).map_or(0, |t| t.chars().count());
            let (start, end) = (at(found.start()), at(found.end()));
            let words = line.slice(end, text.chars().count()).words();
            open = words.is_empty();
            let row = Row { number: line.slice(start, end), key, words };
            match groups.last_mut().filter(|g| g.rest.lines.iter().flatten().all(|l| torn::is_head(l, table, reading)))
            {
                Some(group) => group.rows.push(row),
                None => groups.push(Group { rows: vec![row], rest: Stretch::default() }),
            }
            continue;
        }
        let Some(group) = groups.last_mut() else { continue };
        match group.rows.last_mut().filter(|_| open) {
            Some(row) => row.words.push(line.clone()),
            None => group.rest.lines.push(Some(line.clone())),
        }
    }
    groups
}

/// What the words behind a number are: a name, what is done, for whom, by whom.
fn slots(row: Row) -> RawSheet {
    let mut words: Vec<Text> = row.words.into_iter().map(|w| w.at_most(FITTED)).collect();
    let length = |t: &Text| t.chars().len();
    let is_department = |t: &Text| DEPARTMENTS.iter().any(|d| t.string().ends_with(d));
    let department = words.pop_if(|w| is_department(w));
    // Entries of what was done stand between the group of people and the department.
    if let Some(first) = words.iter().position(|w| w.chars().first().is_some_and(|c| BULLETS.contains(c))) {
        words.truncate(first);
    }
    let sentence = |t: &Text| t.string().ends_with('。');
    let (short, long) = EITHER;
    let most = if words.len() > 1 { LONGEST.1 } else { short };
    let group = words.pop_if(|w| !sentence(w) && length(w) <= most);
    let alone = words.len() == 1 && group.is_none();
    let is_name = |w: &Text| !sentence(w) && length(w) <= LONGEST.0 && (!alone || length(w) >= long);
    let mut words = words.into_iter().peekable();
    let name = words.next_if(is_name);
    let description = words.next();
    RawSheet {
        page: row.number.page().unwrap_or(1),
        number: Some(row.number.printed()),
        name: name.map(|n| n.printed()),
        description: description.map(|d| d.printed()),
        target_group: group.map(|g| g.printed()),
        department: department.map(|d| d.printed()),
        ..RawSheet::default()
    }
}
