//! A plane of a sheet → its raw slots.

use super::block::Block;
use super::plane::{Plane, Side};
use super::{indicators, panels, scales, year_heads};
use crate::layout::Line;
use crate::normalise;
use crate::profile::{FieldRule, ScaleSlot, Slot};
use crate::recognise::raw::{Printed, RawMarks, RawNarrative, RawSheet};
use crate::sheet::NarrativeRole;
use std::collections::BTreeSet;

/// What the items of a list begin with.
const ITEMS: &str = "●・○■◆◇‧･①１1(（";

/// So many scales without a mark are no oversight.
const SCALES: usize = 3;
/// Confidence in boxes whose marks may be such as the reader does not see.
const UNSEEN: f64 = 0.6;

/// Reads a sheet.
pub fn sheet(plane: &Plane, page: u32) -> RawSheet {
    let mut raw = RawSheet { page, ..RawSheet::default() };
    let heads = year_heads::years(plane);
    let years: Vec<i32> = heads.iter().flat_map(|h| h.years.clone()).collect();
    raw.fiscal_year = fiscal_year(plane, &years);
    for rule in &plane.profile.fields {
        let mut found = plane.values(&rule.label, &rule.value, rule.section.as_deref());
        if !found.is_empty() {
            put(plane, &mut raw, rule, &mut found);
        }
    }
    raw.indicators = indicators::indicators(plane, &heads);
    for scale in &plane.profile.scales {
        let marks = scales::scale(plane, scale);
        match scale.slot {
            ScaleSlot::Achievement => raw.achievement = raw.achievement.or(marks),
            ScaleSlot::Direction => raw.direction = raw.direction.or(marks),
        }
    }
    raw.panels = panels::panels(plane, &mut raw.narratives);
    doubt_bare(&mut raw);
    raw
}

/// A person who fills a form in marks something: where no scale has a mark, the marks are such as we do not see.
fn doubt_bare(raw: &mut RawSheet) {
    let levels = raw.panels.iter_mut().flat_map(|p| &mut p.criteria).filter_map(|c| c.level.as_mut());
    let mut scales: Vec<&mut RawMarks> = raw.achievement.iter_mut().chain(&mut raw.direction).chain(levels).collect();
    scales.retain(|scale| !scale.boxes.is_empty());
    if scales.len() >= SCALES && !scales.iter().any(|scale| scale.boxes.iter().any(|b| b.marked)) {
        for b in scales.into_iter().flat_map(|scale| &mut scale.boxes) {
            b.printed.confidence = b.printed.confidence.min(UNSEEN);
        }
    }
}

fn put(plane: &Plane, raw: &mut RawSheet, rule: &FieldRule, found: &mut Vec<Printed>) {
    if let Some(role) = rule.slot.narrative() {
        let text = Printed::joined(std::mem::take(found));
        raw.narratives.extend(text.map(|text| RawNarrative::new(role, text)));
        return;
    }
    if rule.slot == Slot::Issue {
        let text = match (found.len(), title_and_text(plane, &rule.label)) {
            (1, Some((title, text))) => {
                *found = vec![title];
                Some(text)
            }
            _ => Printed::joined(found.split_off(1)),
        };
        raw.narratives.extend(text.map(|text| RawNarrative::new(NarrativeRole::Issue, text)));
    }
    if let Some(cell @ None) = raw.cell(rule.slot) {
        *cell = Printed::joined(std::mem::take(found));
    }
}

/// The title and the text of an issue that stand in one cell: the text is a list of items below the title.
fn title_and_text(plane: &Plane, label: &str) -> Option<(Printed, Printed)> {
    let label = plane.labelled(label).next()?;
    let cells = [Side::Right, Side::Below].into_iter().map(|side| plane.beside(label, side));
    let cells: Vec<&Block> = cells.into_iter().find(|found| found.iter().any(|b| !b.is_blank()))?;
    let [cell] = cells.as_slice() else { return None };
    let (title, text) = cell.lines.split_at_checked(1)?;
    let item = |line: &Line| line.text.trim_start().chars().next().is_some_and(|c| ITEMS.contains(c));
    let labelled = title.iter().any(|l| plane.lexicon.read(&l.text).1 >= 1.0);
    let listed = text.first().is_some_and(item) && !title.iter().any(item) && !labelled;
    listed.then(|| (cell.printed_lines(title), cell.printed_lines(text)))
}

/// The fiscal year in the title; one without an era is that of the year columns that it can mean.
fn fiscal_year(plane: &Plane, years: &[i32]) -> Option<i32> {
    let first_table = plane.blocks.iter().filter(|b| b.is("name")).map(|b| b.at.y0).fold(f64::INFINITY, f64::min);
    let titles = plane.blocks.iter().filter(|b| b.at.y0 <= first_table).filter(|b| {
        let folded = normalise::fold(&b.text);
        folded.contains("年度")
            && (b.is("title")
                || plane.lexicon.stands_in(&crate::profile::label_key(&b.text), "title")
                || folded.contains("対象:"))
    });
    for title in titles {
        if let Some(year) = year_of(title, years) {
            return Some(year);
        }
    }
    years.iter().max().copied()
}

fn year_of(title: &Block, years: &[i32]) -> Option<i32> {
    let found: BTreeSet<i32> = normalise::fiscal_years(&title.text).into_iter().collect();
    if let (1, Some(year)) = (found.len(), found.first()) {
        return Some(*year);
    }
    let folded = normalise::fold(&title.text);
    let before = folded.split("年度").next()?;
    let count = before.rsplit(|c: char| !c.is_ascii_digit() && c != '元').next()?;
    let count: i32 = if count == "元" { 1 } else { count.parse().ok()? };
    let meant = |y: &&i32| **y - 2018 == count || **y - 1988 == count;
    years.iter().filter(meant).max().copied()
}
