//! The head of a sheet: title, number, department, name, policy, issue, target group, description, results.

use super::super::canvas::{Canvas, empty};
use super::super::word;
use super::sections::{Lines, divide};
use crate::profile::Slot;
use crate::recognise::raw::{Printed, RawSheet};
use crate::sheet::NarrativeRole;

/// Reads what stands above line `end`, where the table of indicators begins.
pub fn read(canvas: &Canvas, end: usize, sheet: &mut RawSheet) {
    let name = label(canvas, Slot::Name, 0, end);
    let top = canvas.extent(&name).map_or(0, |(line, _)| line);
    let title_end = title(canvas, top, sheet);
    let policy = label(canvas, Slot::Policy, top, end);
    let issue = label(canvas, Slot::Issue, line_after(canvas, &policy, top), end);
    let results = label(canvas, Slot::Results, line_after(canvas, &issue, top), end);
    let description = label(canvas, Slot::Description, title_end, end);
    let group = label(canvas, Slot::TargetGroup, line_after(canvas, &description, top), end);
    let right = [&description, &group]
        .iter()
        .filter_map(|w| w.iter().filter_map(|&i| canvas.word(i)).map(|w| w.column).min())
        .min()
        .unwrap_or(usize::MAX);

    let labels: Vec<usize> =
        [&name, &policy, &issue, &results, &description, &group].into_iter().flatten().copied().collect();
    let in_left = |i: usize| !labels.contains(&i) && canvas.word(i).is_some_and(|w| w.column < right);
    let in_right = |i: usize| !labels.contains(&i) && canvas.word(i).is_some_and(|w| w.column >= right);

    let left: Vec<&Vec<usize>> = [&name, &policy, &issue, &results].into_iter().filter(|w| !w.is_empty()).collect();
    let extents: Vec<(usize, usize)> = left.iter().filter_map(|w| canvas.extent(w)).collect();
    let sections = divide(canvas, title_end, end, &extents, &in_left);
    let lines_of = |label: &Vec<usize>| -> Option<Lines> {
        let at = left.iter().position(|w| std::ptr::eq(*w, label))?;
        sections.get(at).cloned()
    };
    let text = |lines: Option<Lines>, keep: &dyn Fn(usize) -> bool| -> Printed {
        let words: Vec<usize> =
            lines.map(|l| canvas.between(l.start, l.end).filter(|&i| keep(i)).collect()).unwrap_or_default();
        if words.is_empty() { empty() } else { canvas.printed(&words) }
    };
    let full_width = |i: usize| !labels.contains(&i);
    if !name.is_empty() {
        sheet.name = Some(text(lines_of(&name), &in_left));
    }
    if !policy.is_empty() {
        sheet.policy = Some(text(lines_of(&policy), &in_left));
    }
    let below = lines_of(&issue).or_else(|| lines_of(&results)).unwrap_or(end..end);
    let below = (below.start..below.end).find(|&l| canvas.on_line(l).any(in_left)).unwrap_or(below.start);
    if !issue.is_empty() {
        issue_cell(canvas, lines_of(&issue), &labels, sheet);
    }
    if !results.is_empty() {
        sheet.tell(NarrativeRole::Results, text(lines_of(&results), &full_width));
    }

    let right_labels: Vec<&Vec<usize>> = [&description, &group].into_iter().filter(|w| !w.is_empty()).collect();
    let extents: Vec<(usize, usize)> = right_labels.iter().filter_map(|w| canvas.extent(w)).collect();
    let sections = divide(canvas, title_end, below, &extents, &in_right);
    for (label, lines) in right_labels.iter().zip(sections) {
        let printed = text(Some(lines), &in_right);
        if std::ptr::eq(*label, &description) {
            sheet.description = Some(printed);
        } else {
            sheet.target_group = Some(printed);
        }
    }
}

/// Number and department on the title line; gives the first line below it.
fn title(canvas: &Canvas, name_line: usize, sheet: &mut RawSheet) -> usize {
    let number = label(canvas, Slot::Number, 0, name_line);
    let department = label(canvas, Slot::Department, 0, name_line);
    let Some((first, last)) = canvas.extent(&[number.as_slice(), department.as_slice()].concat()) else {
        return name_line.saturating_sub(1);
    };
    let column = |words: &[usize]| words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.column).max();
    let after = |label: &[usize], next: Option<usize>| -> Printed {
        let Some(from) = column(label) else { return empty() };
        let words: Vec<usize> = canvas
            .between(first, last + 1)
            .filter(|i| !number.contains(i) && !department.contains(i))
            .filter(|&i| canvas.word(i).is_some_and(|w| w.column > from && next.is_none_or(|n| w.column < n)))
            .collect();
        if words.is_empty() { empty() } else { canvas.printed(&words) }
    };
    let (at_number, at_department) = (column(&number), column(&department));
    let start = |words: &[usize]| words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.column).min();
    if !number.is_empty() {
        let next = start(&department).filter(|_| at_department > at_number);
        sheet.number = Some(after(&number, next));
    }
    if !department.is_empty() {
        let next = start(&number).filter(|_| at_number > at_department);
        sheet.department = Some(after(&department, next));
    }
    last + 1
}

/// The issue: its title on the first line, its text below.
fn issue_cell(canvas: &Canvas, lines: Option<Lines>, labels: &[usize], sheet: &mut RawSheet) {
    let Some(lines) = lines else { return };
    let words: Vec<usize> = canvas.between(lines.start, lines.end).filter(|i| !labels.contains(i)).collect();
    let bullet =
        words.iter().position(|&i| canvas.word(i).is_some_and(|w| w.text.starts_with(['●', '・', '○', '◆', '■'])));
    let first_line = words.first().and_then(|&i| canvas.word(i)).map(|w| w.line);
    let cut =
        bullet.filter(|&b| b > 0).or_else(|| words.iter().position(|&i| canvas.word(i).map(|w| w.line) != first_line));
    let (title, body) = words.split_at(cut.unwrap_or(words.len()));
    sheet.issue = Some(if title.is_empty() { empty() } else { canvas.printed(title) });
    sheet.tell(NarrativeRole::Issue, if body.is_empty() { empty() } else { canvas.printed(body) });
}

/// The year in the title: 対象：令和元年度, or 対象：２年度 in the era of the last column.
pub fn fiscal_year(canvas: &Canvas, last_column: Option<i32>) -> Option<i32> {
    let line = (0..canvas.lines).find(|&l| canvas.folded_line(l).contains("対象:"))?;
    let text: String = canvas.between(line, line + 2).filter_map(|i| canvas.word(i)).map(|w| w.text.as_str()).collect();
    word::year_in_title(&text, last_column)
}

fn label(canvas: &Canvas, slot: Slot, from: usize, to: usize) -> Vec<usize> {
    canvas.find(canvas.form.slot(slot), from, to).unwrap_or_default()
}

fn line_after(canvas: &Canvas, label: &[usize], otherwise: usize) -> usize {
    canvas.extent(label).map_or(otherwise, |(first, _)| first)
}
