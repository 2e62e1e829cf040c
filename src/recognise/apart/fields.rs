//! Values and texts by their labels: on the label's line, on the next one, or among the texts near labels that
//! stand together without their values.

use super::OPEN;
use super::items::{Form, Item, is_key};
use super::lines::{Line, joined};
use crate::normalise;
use crate::profile::{Profile, Slot};
use crate::recognise::raw::{Printed, RawNarrative, RawSheet};
use crate::sheet::NarrativeRole;

/// Confidence of a value behind its label on one line.
const BEHIND: f64 = 0.92;
/// Confidence of a value that follows its label.
const AFTER: f64 = 0.85;
/// Longest value of a head.
const LONGEST: usize = 60;
/// Lines around labels without values among which their values may stand.
const AROUND: usize = 3;
/// What the names of departments end in, surest first.
const DEPARTMENTS: [&str; 7] = ["課", "室", "局", "部", "担当", "係", "センター"];

/// Reads what the profile's fields say.
pub fn read(lines: &[Line], items: &[Item], profile: &Profile, form: &Form, raw: &mut RawSheet) {
    let heads: Vec<(Slot, &str)> =
        profile.fields.iter().filter(|f| f.slot.narrative().is_none()).map(|f| (f.slot, f.label.as_str())).collect();
    let mut stacked: Vec<(usize, Slot)> = Vec::new();
    for (slot, label) in &heads {
        let Some(place) = raw.cell(*slot) else { continue };
        if place.is_some() {
            continue;
        }
        if let Some(value) = (0..lines.len()).find_map(|i| behind(lines, i, label, profile, form)) {
            *place = Some(value);
        } else if let Some(at) = at(items, label) {
            stacked.push((at, *slot));
        }
    }
    after(lines, items, stacked, raw);
    for field in &profile.fields {
        let Some(role) = field.slot.narrative() else { continue };
        let label = |text: &str| (role == NarrativeRole::Other).then(|| normalise::text(text));
        for (i, line) in lines.iter().enumerate().filter(|(i, _)| says(items, *i, &field.label)) {
            let rest = items.iter().skip(i + 1).take_while(|i| matches!(i, Item::Rest)).count();
            let first = i + 1 + rest;
            let count = items.iter().skip(first).take_while(|i| matches!(i, Item::Text)).count();
            let text: Vec<&Line> = lines.iter().skip(first).take(count).collect();
            if text.iter().map(|l| l.text.chars().count()).sum::<usize>() > 1 {
                let (text, label) = (joined(&text, "\n", AFTER), label(&line.text));
                raw.narratives.push(RawNarrative { role, label, fiscal_year: None, text });
            }
        }
    }
}

fn says(items: &[Item], at: usize, label: &str) -> bool {
    matches!(items.get(at), Some(Item::Label(names)) if names.iter().any(|n| n == label))
}

fn at(items: &[Item], label: &str) -> Option<usize> {
    (0..items.len()).find(|i| says(items, *i, label))
}

/// What stands behind a label on its line, up to the next label.
fn behind(lines: &[Line], at: usize, label: &str, profile: &Profile, form: &Form) -> Option<Printed> {
    let line = lines.get(at)?;
    let taken = form.labels.lexicon.leads(&line.text, label)?;
    let words: Vec<(usize, String)> = line.words().into_iter().filter(|(from, _)| *from >= taken).collect();
    let parted = line.text.chars().nth(taken).is_some_and(|c| c.is_whitespace() || matches!(c, ':' | '：'));
    let next = |w: &str| profile.labels.keys().any(|name| form.labels.is(w, name));
    let own: Vec<&(usize, String)> = words.iter().take_while(|(_, w)| !next(w)).collect();
    let (first, last) = (own.first()?, own.last()?);
    // What numbers the next label is no value.
    if words.len() > 1 && is_key(&first.1) {
        return None;
    }
    // Of several words the first is the value; what follows may be that of a label that stands elsewhere.
    let several = own.len() > 1;
    let end = if several { first.0 + first.1.chars().count() } else { last.0 + last.1.chars().count() };
    let skip = first.1.chars().take_while(|c| matches!(c, ':' | '：')).count();
    let value = line.part(first.0 + skip..end, if several { AFTER } else { BEHIND });
    (parted && !value.text.is_empty() && value.text.chars().count() <= LONGEST).then_some(value)
}

/// Values that do not stand on the lines of their labels.
fn after(lines: &[Line], items: &[Item], stacked: Vec<(usize, Slot)>, raw: &mut RawSheet) {
    let value = |i: usize| {
        lines.get(i).filter(|l| matches!(items.get(i), Some(Item::Text)) && l.text.chars().count() <= LONGEST)
    };
    let end = |at: usize| at + 1 + items.iter().skip(at + 1).take_while(|i| matches!(i, Item::Rest)).count();
    // Labels one after another have their values elsewhere.
    let apart = stacked.iter().any(|(at, _)| matches!(items.get(end(*at)), Some(Item::Label(_))));
    if !apart {
        for (at, slot) in stacked {
            let near = value(end(at)).filter(|l| lines.get(at).is_some_and(|label| label.page == l.page));
            if let (Some(line), Some(place)) = (near, raw.cell(slot)) {
                *place = Some(line.whole(AFTER));
            }
        }
        return;
    }
    let near = |i: usize| stacked.iter().any(|(at, _)| i.abs_diff(*at) <= AROUND || i.abs_diff(end(*at)) <= AROUND);
    let prose = |t: &str| t.contains(['。', '・', '◆']) && t.chars().count() > 20 || t.starts_with(['・', '◆', '●']);
    let mut pool: Vec<usize> =
        (0..lines.len()).filter(|i| near(*i)).filter(|i| value(*i).is_some_and(|l| !prose(&l.text))).collect();
    pool.retain(|i| lines.get(*i).is_some_and(|l| l.text.chars().count() > 2));
    let wants = |slot: Slot| stacked.iter().any(|(_, s)| *s == slot);
    let give = |raw: &mut RawSheet, pool: &mut Vec<usize>, slot: Slot, pick: Option<usize>| {
        let Some(pick) = pick.filter(|_| wants(slot)) else { return };
        pool.retain(|i| *i != pick);
        if let (Some(line), Some(place)) = (lines.get(pick), raw.cell(slot)) {
            *place = Some(line.whole(OPEN));
        }
    };
    let ends = |i: &usize, word: &str| lines.get(*i).is_some_and(|l| l.text.ends_with(word));
    let department = DEPARTMENTS.iter().find_map(|d| pool.iter().copied().find(|i| ends(i, d)));
    give(raw, &mut pool, Slot::Department, department);
    pool.retain(|i| !DEPARTMENTS.iter().any(|d| ends(i, d)));
    // The record's name is what its texts speak of.
    let spoken = |i: &usize| lines.get(*i).map_or(0, |l| echoes(l, lines));
    let name = pool.iter().copied().max_by_key(|i| (spoken(i), usize::MAX - *i));
    give(raw, &mut pool, Slot::Name, name);
    let near_policy = stacked.iter().find(|(_, s)| *s == Slot::Policy).map(|(at, _)| *at);
    let policy = near_policy.and_then(|at| pool.iter().copied().min_by_key(|i| i.abs_diff(at)));
    give(raw, &mut pool, Slot::Policy, policy);
}

/// How often pieces of a line stand in others.
fn echoes(line: &Line, lines: &[Line]) -> usize {
    let chars: Vec<char> = line.text.chars().collect();
    let pieces: Vec<String> = chars.windows(5).map(|w| w.iter().collect()).collect();
    let others = || lines.iter().filter(|l| l.start != line.start);
    pieces.iter().map(|p| others().filter(|l| l.text.contains(p.as_str())).count()).sum()
}
