//! Records of a text whose tables have come apart: their numbers stand alone, and an outline of the document gives
//! the name and the department of each by its running number.
//!
//! Which of the torn cells belongs to which record is said by the words that they share ([`super::fit`]), and never
//! with certainty; cells for which the words do not decide it stay unread.

use super::Reading;
use super::figures::{self, Collected};
use super::fit::{self, Owner};
use super::located::Text;
use super::named::{self, Named};
use super::source::Block;
use super::torn::{self, Cell, Stretch, Years};
use crate::normalise;
use crate::profile::{OutlineRule, RecordSlot, TableRule, label_key};
use crate::recognise::assemble;
use crate::recognise::raw::RawSheet;
use crate::recognise::trust::FITTED;
use crate::sheet::{NarrativeRole, Role, Sheet};
use regex::{Captures, Regex};
use std::collections::BTreeMap;

/// Trust in a cell whose place is shown twice over.
const SHOWN: f64 = 0.92;

/// An entry of the outline.
#[derive(Default)]
struct Entry {
    name: Text,
    departments: Vec<Text>,
    /// What stands under it.
    about: Text,
    /// Whether the text after it is that of other entries too.
    shared: bool,
}

impl Entry {
    fn owner(&self) -> Owner {
        Owner { name: self.name.string(), about: self.about.string() }
    }
}

/// The outline, and what the text holds after it.
#[derive(Default)]
struct Outlined {
    entries: BTreeMap<String, Entry>,
    /// Groups of numbers, each with the cells after it.
    groups: Vec<(Vec<(String, Text)>, Stretch)>,
}

/// The records whose numbers stand alone, in the order of the text.
pub fn records(blocks: &[Block], table: &TableRule, rule: &OutlineRule, reading: &Reading) -> Vec<Sheet> {
    let Some(outlined) = outlined(blocks, rule) else { return Vec::new() };
    let (mut cut, mut heads): (Vec<Vec<Cell>>, Vec<Years>) =
        outlined.groups.iter().map(|(_, stretch)| torn::cut(stretch, table, reading)).unzip();
    torn::lean_by_width(&mut cut);
    // A table whose own head is lost has those of the others.
    let common = heads.iter().max_by_key(|h| h.len()).cloned().unwrap_or_default();
    heads.iter_mut().filter(|h| h.len() < common.len()).for_each(|h| h.clone_from(&common));
    let departments: Vec<String> =
        outlined.entries.values().flat_map(|e| &e.departments).map(|d| label_key(&d.string())).collect();
    // One cell for several years is only beyond doubt where no record has more than one.
    let merged = outlined.groups.iter().zip(&cut).all(|(g, cells)| torn::fits_columns(cells, g.0.len(), Role::Target));
    let all: Vec<Owner> = outlined.entries.values().map(Entry::owner).collect();
    let mut sheets = Vec::new();
    for (((numbers, stretch), cells), years) in outlined.groups.iter().zip(&cut).zip(&heads) {
        let known: Vec<(&Text, &Entry)> =
            numbers.iter().filter_map(|(key, number)| Some((number, outlined.entries.get(key)?))).collect();
        let owners: Vec<Owner> = known.iter().map(|(_, e)| e.owner()).collect();
        let names: Vec<String> = owners.iter().map(|o| o.name.clone()).collect();
        let named = named::find(&torn::blocks(stretch, table, reading), &names, &departments);
        // Cells among which the names of the records do not stand are those of other records.
        let here = 2 * named.iter().filter(|n| n.found).count() >= named.len();
        let mut places = if here { fit::places(cells, &owners, &all) } else { Vec::new() };
        // More cells than records: the years have columns of their own, and nothing says which is whose.
        places.retain(|(p, _)| torn::fits_columns(cells, owners.len(), p.2));
        for (i, ((number, entry), named)) in known.into_iter().zip(named).enumerate() {
            let mut own = sheet(number, entry, named, reading);
            let mut collected = Collected::default();
            for ((cell, _, role), shown) in places.iter().filter(|(p, _)| p.1 == i) {
                let years = years.iter().find(|y| y.0 == *role).map(|y| y.1.as_slice()).unwrap_or_default();
                let Some(cell) = cells.get(*cell).filter(|_| !years.is_empty()) else { continue };
                let trust = if *shown && (merged || years.len() == 1) { SHOWN } else { FITTED };
                let metrics: Vec<_> = cell.metrics.iter().map(|m| m.at_most(trust)).collect();
                collected.add(&Text::default(), *role, years, &metrics);
                let column = table.columns.iter().find(|c| c.slot == RecordSlot::Figures && c.role == Some(*role));
                let about = column.and_then(|c| c.narrative).unwrap_or(NarrativeRole::Other);
                let only = years.first().copied().filter(|_| years.len() == 1);
                own.narratives.push(figures::narrative(about, None, only, &cell.text.clone().at_most(trust), &metrics));
            }
            own.indicators = collected.indicators;
            sheets.push(own);
        }
    }
    sheets
}

fn outlined(blocks: &[Block], rule: &OutlineRule) -> Option<Outlined> {
    let patterns = (Regex::new(&rule.number), Regex::new(&rule.entry), Regex::new(&rule.department));
    let (Ok(number), Ok(entry), Ok(department)) = patterns else { return None };
    let mut all = Outlined::default();
    let mut open: Vec<String> = Vec::new();
    for block in blocks {
        let line = match block {
            Block::Line(line) => line,
            Block::Gap => {
                if let Some((_, stretch)) = all.groups.last_mut() {
                    stretch.lines.push(None);
                }
                continue;
            }
            Block::Grid(_) => continue,
        };
        let text = line.string();
        if let Some(captures) = number.captures(&text) {
            let Some(found) = key(&captures).zip(part(line, &text, &captures, "number")) else { continue };
            open.clear();
            // What stands behind the number belongs to a cell.
            let rest = captures.get(0).and_then(|m| text.get(..m.end())).map_or(0, |t| t.chars().count());
            let rest = Some(line.slice(rest, text.chars().count())).filter(|r| !r.is_blank());
            match all.groups.last_mut().filter(|g| g.1.lines.iter().all(Option::is_none)) {
                Some((numbers, _)) => numbers.push(found),
                None => all.groups.push((vec![found], Stretch::default())),
            }
            if let Some((_, stretch)) = all.groups.last_mut().filter(|_| rest.is_some()) {
                stretch.lines.push(rest);
            }
            continue;
        }
        let found: Vec<Captures> = entry.captures_iter(&text).collect();
        if !found.is_empty() {
            open.clear();
            for captures in &found {
                let (Some(key), Some(name)) = (key(captures), part(line, &text, captures, "name")) else { continue };
                open.push(key.clone());
                all.entries.entry(key).or_insert(Entry { name, shared: found.len() > 1, ..Entry::default() });
            }
        } else if open.is_empty() {
            if let Some((_, stretch)) = all.groups.last_mut() {
                stretch.lines.push(Some(line.clone()));
            }
            continue;
        }
        for key in &open {
            if let Some(entry) = all.entries.get_mut(key).filter(|_| found.is_empty()) {
                entry.about = std::mem::take(&mut entry.about).join(line.clone(), "");
            }
        }
    }
    for entry in all.entries.values_mut() {
        // Lines may end within the name of a department.
        let about = entry.about.string();
        let named = department.captures_iter(&about);
        entry.departments = named.filter_map(|c| part(&entry.about, &about, &c, "department")).collect();
    }
    Some(all)
}

fn sheet(number: &Text, entry: &Entry, named: Named, reading: &Reading) -> Sheet {
    // One department for one entry; where several stand, whose each is is open.
    let same = |d: &Text| entry.departments.first().is_some_and(|f| f.string() == d.string());
    let only = entry.departments.first().filter(|_| !entry.shared && entry.departments.iter().all(same));
    let raw = RawSheet {
        page: number.page().unwrap_or(1),
        number: Some(number.printed()),
        name: Some(named.name.as_ref().unwrap_or(&entry.name).printed()),
        target_group: named.target_group.map(|t| t.printed()),
        department: only.map(Text::printed),
        ..RawSheet::default()
    };
    assemble::sheet(raw, reading.profile)
}

/// The running number that both a record and its entry print.
fn key(captures: &Captures) -> Option<String> {
    Some(normalise::fold(captures.name("key")?.as_str()))
}

fn part(line: &Text, text: &str, captures: &Captures, name: &str) -> Option<Text> {
    let found = captures.name(name)?;
    let at = text.get(..found.start())?.chars().count();
    Some(line.slice(at, at + found.as_str().chars().count()))
}
