//! The panels of a sheet: scale, boxes, reasons, points.

use super::super::canvas::{Canvas, empty};
use super::super::form::{Label, Panel};
use super::super::word;
use super::scale::{boxes_on_lines, is_box, marks, most_on_a_line};
use super::sections::divide;
use crate::recognise::raw::{Printed, RawCriterion, RawPanel, RawSheet};
use crate::sheet::NarrativeRole;

/// Reads both panels from line `from` on.
pub fn read(canvas: &Canvas, from: usize, sheet: &mut RawSheet) {
    let mut start = from;
    for own in &canvas.form.panels {
        let Some(total) = canvas.find(&own.total, start, canvas.lines).and_then(|w| canvas.extent(&w)) else {
            continue;
        };
        let mut panel = criteria(canvas, start, total.0, own, sheet);
        points(canvas, total.0, &own.total, &mut panel);
        sheet.panels.push(panel);
        start = total.1 + 1;
    }
}

fn criteria(canvas: &Canvas, from: usize, to: usize, own: &Panel, sheet: &mut RawSheet) -> RawPanel {
    let scale = most_on_a_line(canvas, from, to, |w| word::digit(w).map(String::from));
    let scale_line = (from..to)
        .find(|&l| {
            canvas.on_line(l).filter(|&i| canvas.word(i).is_some_and(|w| word::digit(&w.text).is_some())).count() >= 3
        })
        .unwrap_or(from);
    let body = scale_line + 1;
    let rows = boxes_on_lines(canvas, body, to);
    let left = rows.iter().flatten().filter_map(|&i| canvas.word(i)).map(|w| w.column).min().unwrap_or(0);

    let mut labels: Vec<usize> = Vec::new();
    let mut extents = Vec::new();
    let mut weights = Vec::new();
    let mut after = body;
    for criterion in &canvas.form.criteria {
        let name = canvas.find(&criterion.label, after, to).unwrap_or_default();
        let name_line = canvas.extent(&name).map_or(after, |(first, _)| first);
        let weight = canvas.find_weight(name_line, to);
        weights.push(weight.as_ref().map(|(_, w)| *w));
        let words = [name, weight.map(|(words, _)| words).unwrap_or_default()].concat();
        if let Some(extent) = canvas.extent(&words) {
            extents.push(extent);
            after = extent.1 + 1;
        }
        labels.extend(words);
    }
    let is_text =
        |i: usize| !labels.contains(&i) && !is_box(canvas, i) && canvas.word(i).is_some_and(|w| w.column > left);
    let by_reason = canvas.find(&own.reason, from, body).is_some();
    let sections = if extents.len() == canvas.form.criteria.len() {
        divide(canvas, body, to, &extents, &is_text)
    } else {
        Vec::new()
    };
    let text = |from: usize, to: usize| -> Printed {
        let words: Vec<usize> = canvas.between(from, to).filter(|&i| is_text(i)).collect();
        if words.is_empty() { empty() } else { canvas.printed(&words) }
    };
    let criteria = canvas
        .form
        .criteria
        .iter()
        .enumerate()
        .map(|(i, criterion)| RawCriterion {
            name: criterion.name.clone(),
            level: rows.get(i).map(|row| marks(canvas, row, &scale)),
            points: None,
            weight: weights.get(i).copied().flatten(),
            reason: sections.get(i).filter(|_| by_reason).map(|lines| text(lines.start, lines.end)),
        })
        .collect();
    if !by_reason {
        sheet.tell(NarrativeRole::Opinion, text(body, to));
    }
    RawPanel { assessor: own.assessor, criteria, achievement_points: None, total: None, grade: None }
}

/// The line of points: each value stands right of its label.
fn points(canvas: &Canvas, line: usize, title: &Label, panel: &mut RawPanel) {
    let (from, to) = (line.saturating_sub(1), line + 2);
    let mut labels: Vec<(usize, Option<usize>)> = Vec::new();
    let mut used: Vec<usize> = Vec::new();
    let names = std::iter::once(title).chain(&canvas.form.points);
    for (slot, name) in names.enumerate() {
        let after = labels.iter().map(|(column, _)| *column).max();
        let found = canvas.find_right_of(name, from, to, after, line);
        let Some(words) = found else { continue };
        let end = words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.column).max().unwrap_or(0);
        labels.push((end, slot.checked_sub(1)));
        used.extend(words);
    }
    let mut cells: Vec<Vec<usize>> = vec![Vec::new(); canvas.form.points.len()];
    for i in canvas.on_line(line).filter(|i| !used.contains(i)) {
        let Some(word) = canvas.word(i) else { continue };
        let slot = labels.iter().filter(|(end, _)| *end < word.column).max_by_key(|(end, _)| *end).and_then(|l| l.1);
        if let Some(cell) = slot.and_then(|s| cells.get_mut(s)) {
            cell.push(i);
        }
    }
    let mut printed = cells.iter().map(|words| if words.is_empty() { empty() } else { canvas.printed(words) });
    panel.achievement_points = printed.next();
    for criterion in &mut panel.criteria {
        criterion.points = printed.next();
    }
    panel.total = printed.next();
    panel.grade = printed.next();
}
