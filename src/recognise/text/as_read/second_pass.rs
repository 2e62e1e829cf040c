//! Texts that a dump gives in a second pass over the page.

use super::super::canvas::Canvas;
use super::super::word;
use super::blocks::Slots;
use super::labels::Slot;
use crate::profile::Slot as Cell;

/// Longest line of a name.
const SHORT: usize = 26;

/// Texts that a dump of two passes gives between the boxes of the direction and the second part of the
/// table: the opinion of the committee if it is one line, then name, description, target group, issue.
pub fn second_pass(
    canvas: &Canvas,
    [direction, table_start]: [usize; 2],
    table: usize,
    council: Option<usize>,
    taken: &[usize],
    slots: &mut Slots,
) {
    let has = |slots: &Slots, slot: Slot| slots.iter().any(|(s, w)| *s == slot && !w.is_empty());
    let boxes = (direction..table)
        .find(|&l| canvas.on_line(l).any(|i| canvas.word(i).is_some_and(|w| word::mark(&w.text).is_some())));
    let Some(boxes) = boxes else { return };
    let results = canvas
        .find(canvas.form.slot(Cell::Results), boxes, table)
        .and_then(|w| canvas.extent(&w))
        .map_or(table, |(l, _)| l);
    let lines: Vec<Vec<usize>> = (boxes + 1..results)
        .map(|l| canvas.on_line(l).filter(|i| !taken.contains(i)).collect::<Vec<usize>>())
        .filter(|l| !l.is_empty())
        .collect();
    let moved: Vec<usize> = lines.iter().flatten().copied().collect();
    for (_, words) in slots.iter_mut() {
        words.retain(|i| !moved.contains(i));
    }
    let text =
        |line: &[usize]| -> String { line.iter().filter_map(|&i| canvas.word(i)).map(|w| w.text.as_str()).collect() };
    let issue = lines.iter().position(|l| text(l).starts_with('●')).unwrap_or(lines.len());
    let (head, issue_lines) = lines.split_at(issue);
    let mut head = head.to_vec();
    // After the label of the opinion at the end of the page nothing follows: it came as one line.
    let council_later =
        council.is_some_and(|c| slots.iter().any(|(s, w)| *s == Slot::Council && w.iter().any(|&i| i > c)));
    if !council_later && head.first().is_some_and(|l| text(l).ends_with('。')) {
        slots.push((Slot::Council, head.remove(0)));
    }
    if !has(slots, Slot::Name) {
        let short = |l: &Vec<usize>| text(l).chars().count() <= SHORT && !text(l).ends_with('。');
        let mut name = Vec::new();
        if head.first().is_some_and(short) {
            name.extend(head.remove(0));
            if head.first().is_some_and(|l| text(l).starts_with(['（', '('])) {
                name.extend(head.remove(0));
            }
        }
        slots.push((Slot::Name, name));
    }
    if !has(slots, Slot::Description) {
        let end = head.iter().rposition(|l| text(l).ends_with('。')).map_or(head.len(), |at| at + 1);
        let description: Vec<usize> = head.drain(..end).flatten().collect();
        slots.push((Slot::Description, description));
    }
    if !has(slots, Slot::TargetGroup) {
        slots.push((Slot::TargetGroup, head.drain(..).flatten().collect()));
    }
    let issue: Vec<usize> = issue_lines.iter().flatten().copied().collect();
    match slots.iter_mut().find(|(s, _)| *s == Slot::Issue) {
        Some((_, words)) => words.extend(issue),
        None => slots.push((Slot::Issue, issue)),
    }
    // In the first pass the results stand below the title of the issue if they are one line.
    if !has(slots, Slot::Results)
        && let Some((_, words)) = slots.iter_mut().find(|(s, _)| *s == Slot::Issue)
    {
        let line = |i: &usize| canvas.word(*i).map_or(0, |w| w.line);
        let title = words.iter().map(line).min().unwrap_or(0);
        let below = |i: &usize| line(i) > title && line(i) < table_start;
        let results: Vec<usize> = words.iter().copied().filter(below).collect();
        words.retain(|i| !results.contains(i));
        slots.push((Slot::Results, results));
    }
    slots.retain(|(_, words)| !words.is_empty());
}
