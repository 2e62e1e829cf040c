//! The indicators of a table that has come apart.

use super::fit::{self, Fitted};
use super::group::{Group, placed};
use super::items::{Chunk, Form, Item, Lead, is_key};
use super::lines::Line;
use super::names::{Name, names};
use super::{Columns, FITS, OPEN, SURE, costs};
use crate::profile::{BesideSlot, label_key};
use crate::recognise::raw::{Printed, RawFigure, RawIndicator};
use crate::sheet::{IndicatorKind, Role};
use std::collections::BTreeSet;
use std::ops::Range;

/// Most lines from one name to the next.
const APART: usize = 16;

/// Every indicator of the table.
pub fn indicators(
    lines: &[Line],
    items: &[Item],
    table: Range<usize>,
    form: &Form,
    columns: &Columns,
) -> Vec<RawIndicator> {
    let here = items.get(table.clone()).unwrap_or_default();
    let chunks: Vec<Chunk> =
        here.iter().filter_map(|i| if let Item::Chunk(c) = i { Some(c.clone()) } else { None }).collect();
    let mut used = vec![false; chunks.len()];
    let costs = costs::rows(&chunks, form, columns, &mut used);
    let mut out = counted(&chunks, form, columns, &mut used);
    let free: Vec<Chunk> = chunks.iter().zip(&used).filter(|(_, u)| !**u).map(|(c, _)| c.clone()).collect();
    let apart = free.iter().any(|c| c.lead == Lead::Alone && !follows_role(items, c.line));
    let within = names(lines, items, table.start, table.end);
    let mut groups = if apart {
        let Fitted { outcome, population } = fit::fit(&free, columns, within.len(), &form.tries);
        let before: Vec<Name> =
            names(lines, items, 0, table.start).into_iter().filter(|n| !repeats(n, &within)).collect();
        let mut groups = named(population, before);
        groups.extend(named(fit::in_order_of_names(outcome, &within), within));
        flags(here, &mut groups);
        groups
    } else {
        let taken: Vec<usize> = chunks.iter().zip(&used).filter(|(_, u)| **u).map(|(c, _)| c.line).collect();
        let groups = in_turn(lines, items, table.clone(), columns, &taken);
        let direct: Vec<usize> = groups.iter().filter_map(|g| g.name.as_ref().map(|n| n.line)).collect();
        let free: Vec<Name> = within.into_iter().filter(|n| !direct.contains(&n.line)).collect();
        let names = if free.is_empty() { behind(lines, items, table.end) } else { free };
        named(groups, names)
    };
    units(items, &mut groups);
    out.extend(groups.into_iter().filter_map(|g| finished(g, columns)));
    out.extend(costs);
    out
}

/// The names that stand behind the figures, on the page of the table: where cells of several lines come last.
fn behind(lines: &[Line], items: &[Item], end: usize) -> Vec<Name> {
    let page = end.checked_sub(1).and_then(|l| lines.get(l)).map(|l| l.page);
    let rest = lines.iter().skip(end).take_while(|l| Some(l.page) == page).count();
    let all = names(lines, items, end, end + rest);
    // Names that do not stand close together are words of sentences.
    let near = all.windows(2).take_while(|w| matches!(w, [a, b] if b.line - a.line <= APART)).count();
    all.into_iter().take(near + 1).collect()
}

/// Whether figures stand behind the word for what they are, with nothing but their unit between.
fn follows_role(items: &[Item], line: usize) -> bool {
    let before = items.iter().take(line).rev().find(|i| !matches!(i, Item::Unit(_) | Item::Rest));
    matches!(before, Some(Item::Chunk(c)) if matches!(c.lead, Lead::Role(_)) && c.figures.is_empty())
}

/// Rows with a label of the form that are no costs.
fn counted(chunks: &[Chunk], form: &Form, columns: &Columns, used: &mut [bool]) -> Vec<RawIndicator> {
    let mut out = Vec::new();
    for (chunk, used) in chunks.iter().zip(used) {
        let (Lead::Row(name), Some(label)) = (&chunk.lead, &chunk.label) else { continue };
        let kind = form.kind(name);
        *used = true;
        if kind == IndicatorKind::Cost || chunk.figures.is_empty() {
            continue;
        }
        let printed: Vec<Printed> = chunk.figures.iter().map(|f| f.printed.clone()).collect();
        let cells = figures(Role::Actual, placed(Role::Actual, printed, columns), columns);
        let (label, unit) = (label.clone(), chunk.unit.clone());
        out.push(RawIndicator { kind, label, unit, cells, ..RawIndicator::default() });
    }
    out
}

/// Groups of a dump in which the figures still stand behind their roles; those on `taken` lines are of other rows.
fn in_turn(lines: &[Line], items: &[Item], table: Range<usize>, columns: &Columns, taken: &[usize]) -> Vec<Group> {
    let all = names(lines, items, table.start, table.end);
    let mut groups: Vec<Group> = Vec::new();
    let mut waiting: Option<Name> = None;
    // The key of a row (ア, 1) begins an indicator.
    let mut keyed = false;
    for (at, item) in items.iter().enumerate().take(table.end).skip(table.start) {
        if let Some(name) = all.iter().find(|n| n.line == at) {
            waiting = Some(name.clone());
        }
        match item {
            Item::Chunk(Chunk { lead: Lead::Role(role), figures, unit, .. }) => {
                let first = groups.last().and_then(|g| g.roles.first()).copied();
                let again = groups.last().is_none_or(|g| g.roles.contains(role));
                if std::mem::take(&mut keyed) || first == Some(*role) || again {
                    let name = waiting.take();
                    groups.push(Group { name, ..Group::default() });
                }
                let Some(group) = groups.last_mut() else { continue };
                group.roles.push(*role);
                group.unit = group.unit.take().or_else(|| unit.clone());
                let printed: Vec<Printed> = figures.iter().map(|f| f.printed.clone()).collect();
                group.rows.push((*role, placed(*role, printed, columns)));
            }
            Item::Chunk(Chunk { lead: Lead::Alone, figures, unit, line, .. }) if !taken.contains(line) => {
                let Some(group) = groups.last_mut() else { continue };
                group.unit = group.unit.take().or_else(|| unit.clone());
                let printed: Vec<Printed> = figures.iter().map(|f| f.printed.clone()).collect();
                if let Some((role, cells)) = group.rows.last_mut().filter(|(_, c)| c.is_empty()) {
                    *cells = placed(*role, printed, columns);
                }
            }
            Item::Unit(unit) => {
                if let Some(group) = groups.last_mut().filter(|g| g.unit.is_none()) {
                    group.unit = Some(unit.clone());
                }
            }
            Item::Flags(flags) => groups.last_mut().into_iter().for_each(|g| g.take(flags)),
            Item::Text => {
                let first = lines.get(at).and_then(|l| l.words().into_iter().next());
                keyed |= first.is_some_and(|(_, word)| is_key(&word));
            }
            _ => {}
        }
    }
    groups
}

/// Gives names to groups with figures that have none, where there are as many.
fn named(mut groups: Vec<Group>, names: Vec<Name>) -> Vec<Group> {
    let mut open: Vec<&mut Group> = groups.iter_mut().filter(|g| g.is_filled() && g.name.is_none()).collect();
    if open.len() == names.len() {
        for (group, name) in open.iter_mut().zip(names) {
            group.name = Some(name);
            // Nothing but the order says that the name is theirs.
            group.rows.iter_mut().flat_map(|r| &mut r.1).for_each(|(_, p)| p.confidence = p.confidence.min(FITS));
        }
    }
    groups
}

/// Whether a name is one of others, but for a comma or a break.
fn repeats(name: &Name, others: &[Name]) -> bool {
    let pairs = |name: &Name| -> BTreeSet<(char, char)> {
        let key: Vec<char> = label_key(&name.printed.text).chars().collect();
        key.windows(2).filter_map(|w| if let [a, b] = w { Some((*a, *b)) } else { None }).collect()
    };
    let own = pairs(name);
    others.iter().any(|o| pairs(o).intersection(&own).count() * 5 >= own.len() * 4)
}

/// Flags away from their rows: where every indicator with targets has the same word, it is that of each.
fn flags(items: &[Item], groups: &mut [Group]) {
    let all: Vec<(BesideSlot, Printed)> =
        items.iter().flat_map(|i| if let Item::Flags(f) = i { f.clone() } else { Vec::new() }).collect();
    let mut open: Vec<&mut Group> = groups.iter_mut().filter(|g| g.has_targets()).collect();
    let status: Vec<&Printed> = all.iter().filter(|(s, _)| *s == BesideSlot::Status).map(|(_, p)| p).collect();
    if status.len() == open.len() {
        let same = status.iter().all(|p| status.first().is_some_and(|f| f.text == p.text));
        for (group, printed) in open.iter_mut().zip(status) {
            group.status = Some(Printed { confidence: if same { SURE } else { OPEN }, ..printed.clone() });
        }
        // Which way it went stands before or behind the word of its own row.
        let mut row = 0;
        for (slot, printed) in &all {
            if *slot == BesideSlot::Status {
                row += 1;
            } else if let Some(group) = open.get_mut(row.max(1) - 1) {
                group.comparison = Some(Printed { confidence: OPEN, ..printed.clone() });
            }
        }
    }
}

/// Units away from their rows: a share is in percent, the rest have theirs in turn.
fn units(items: &[Item], groups: &mut [Group]) {
    let all = items.iter().filter_map(|i| if let Item::Unit(u) = i { Some(u) } else { None });
    // Money is that of costs.
    let all = all.filter(|u| !u.text.contains('円'));
    let (mut shares, mut others): (Vec<&Printed>, Vec<&Printed>) = all.partition(|u| u.text.contains(['％', '%']));
    for group in groups.iter_mut().filter(|g| g.unit.is_none()) {
        let Some(name) = &group.name else { continue };
        if name.unit.is_some() {
            group.unit.clone_from(&name.unit);
            continue;
        }
        let key = label_key(&name.printed.text);
        let of = if key.contains("割合") || key.ends_with('率') { &mut shares } else { &mut others };
        if !of.is_empty() {
            group.unit = Some(Printed { confidence: FITS, ..of.remove(0).clone() });
        }
    }
}

fn figures(role: Role, cells: Vec<(usize, Printed)>, columns: &Columns) -> Vec<RawFigure> {
    let year = |c: usize| columns.years.get(c).copied();
    cells.into_iter().filter_map(|(c, printed)| Some(RawFigure { years: vec![year(c)?], role, printed })).collect()
}

fn finished(group: Group, columns: &Columns) -> Option<RawIndicator> {
    let filled = group.is_filled();
    let kind = if group.has_targets() { IndicatorKind::Outcome } else { IndicatorKind::Population };
    let label = group.name?.printed;
    let cells = group.rows.into_iter().flat_map(|(role, cells)| figures(role, cells, columns)).collect();
    let (unit, status, comparison) = (group.unit, group.status, group.comparison);
    filled.then(|| RawIndicator { kind, label, unit, cells, status, comparison, ..RawIndicator::default() })
}
