//! Records of a text whose tables have come apart: their numbers stand alone, and an outline of the document gives
//! the name and the department of each by its running number.
//!
//! Which of the torn cells belongs to which record is not guessed: they stay unread.

use super::Reading;
use super::located::Text;
use super::source::Block;
use crate::normalise;
use crate::profile::OutlineRule;
use crate::recognise::assemble;
use crate::recognise::raw::RawSheet;
use crate::sheet::Sheet;
use regex::{Captures, Regex};
use std::collections::BTreeMap;

/// An entry of the outline.
#[derive(Default)]
struct Entry {
    name: Text,
    departments: Vec<Text>,
    /// Whether the text after it is that of other entries too.
    shared: bool,
}

/// The records whose numbers stand alone, in the order of the text.
pub fn records(blocks: &[Block], rule: &OutlineRule, reading: &Reading) -> Vec<Sheet> {
    let patterns = (Regex::new(&rule.number), Regex::new(&rule.entry), Regex::new(&rule.department));
    let (Ok(number), Ok(entry), Ok(department)) = patterns else { return Vec::new() };
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    let mut numbers: Vec<(String, Text)> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for line in blocks.iter().filter_map(|b| if let Block::Line(line) = b { Some(line) } else { None }) {
        let text = line.string();
        let found: Vec<Captures> = entry.captures_iter(&text).collect();
        if !found.is_empty() {
            open.clear();
            for captures in &found {
                let (Some(key), Some(name)) = (key(captures), part(line, &text, captures, "name")) else { continue };
                open.push(key.clone());
                entries.entry(key).or_insert(Entry { name, shared: found.len() > 1, ..Entry::default() });
            }
        }
        let last = open.last().and_then(|k| entries.get_mut(k));
        if let (Some(entry), Some(captures)) = (last, department.captures(&text)) {
            entry.departments.extend(part(line, &text, &captures, "department"));
        }
        if let Some(captures) = number.captures(&text) {
            numbers.extend(key(&captures).zip(part(line, &text, &captures, "number")));
        }
    }
    let sheet = |(key, number): (String, Text)| {
        let entry = entries.get(&key)?;
        // One department for one entry; where several stand, whose each is is open.
        let only = match entry.departments.as_slice() {
            [one] if !entry.shared => Some(one.printed()),
            _ => None,
        };
        let raw = RawSheet {
            page: number.page().unwrap_or(1),
            number: Some(number.printed()),
            name: Some(entry.name.printed()),
            department: only,
            ..RawSheet::default()
        };
        Some(assemble::sheet(raw, reading.profile))
    };
    numbers.into_iter().filter_map(sheet).collect()
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
