//! Head and narratives of a dump without layout: every line goes to the label that it stands with.

use super::super::canvas::{CLEAN, Canvas, empty};
use super::super::listed::is_number;
use super::super::word;
use super::blocks::{Slots, blocks, following_labels, issue_above, name_apart};
use super::labels::{Found, Slot, is_ornament, labels};
use super::second_pass::second_pass;
use super::table::Table;
use crate::recognise::raw::{Printed, RawNarrative, RawSheet};
use crate::sheet::NarrativeRole;

/// Confidence of a cell that comes apart from its label.
const APART: f64 = 0.85;
/// Longest name of an office.
const OFFICE: usize = 10;

/// What is already read.
pub struct Marks<'a> {
    /// First line of the table of indicators.
    pub table_start: usize,
    /// One past its last line.
    pub table_end: usize,
    /// The table.
    pub table: &'a Table,
    /// Words that are taken.
    pub used: &'a [usize],
    /// Line of the label of the direction.
    pub direction: usize,
}

/// Fills head and narratives.
pub fn read(canvas: &Canvas, marks: &Marks<'_>, sheet: &mut RawSheet) {
    let labels = labels(canvas);
    let mut taken: Vec<usize> = labels.iter().flat_map(|f| f.words.iter().copied()).collect();
    taken.extend(marks.used);
    // A box is never text, whether or not its scale was found.
    taken.extend((0..canvas.words.len()).filter(|&i| canvas.word(i).is_some_and(|w| word::mark(&w.text).is_some())));
    taken.extend(canvas.between(marks.table_start, marks.table_end));
    let second = marks.table.second_part.map(|from| canvas.between(from, marks.table.second_end));
    taken.extend(second.clone().into_iter().flatten());
    let number = (0..canvas.words.len()).find(|&i| canvas.word(i).is_some_and(|w| is_number(&w.text)));
    sheet.number = number.map(|i| canvas.printed(&[i]));
    taken.extend(number);

    let mut slots: Slots = Vec::new();
    let mut put = |slot: Slot, i: usize| match slots.iter_mut().find(|(s, _)| *s == slot) {
        Some((_, words)) => words.push(i),
        None => slots.push((slot, vec![i])),
    };
    let mut slot = Slot::Nothing;
    let mut blocks = blocks(canvas);
    let whole_page = blocks.len() <= 2;
    if whole_page {
        blocks = (0..canvas.lines).map(|l| canvas.on_line(l).collect()).collect();
    }
    for block in blocks {
        // A label inside a block is centred on the block's text.
        let own = block.iter().find_map(|i| labels.iter().find(|f| f.words.first() == Some(i))).map(|f| f.slot);
        if let Some(own) = own.filter(|_| !whole_page) {
            slot = own;
        }
        let following = following_labels(canvas, &labels, &block);
        for i in block {
            if let Some((_, next)) = following.iter().find(|(w, _)| *w == i) {
                slot = *next;
            }
            if let Some(found) = labels.iter().find(|f| f.words.first() == Some(&i)) {
                // Ornaments amid a text do not end it.
                if !(found.slot == Slot::Nothing && is_ornament(canvas, i)) {
                    slot = found.slot;
                }
            }
            if taken.contains(&i) {
                // Below the second part of the table stands the text on the pandemic.
                if second.as_ref().is_some_and(|s| s.contains(&i)) {
                    slot = Slot::Impact;
                } else if marks.table.words.contains(&i) {
                    slot = Slot::Nothing;
                }
                continue;
            }
            put(slot, i);
        }
    }
    if !whole_page {
        issue_above(canvas, &labels, &mut slots);
        name_apart(canvas, &labels, &mut slots);
    }
    // Without a label beside it, only sentences part the name from the description.
    let unparted = marks.table.second_part.is_some() && !slots.iter().any(|(s, _)| *s == Slot::Name);
    if let Some(table) = marks.table.second_part {
        let council = labels.iter().find(|f| f.slot == Slot::Council).and_then(|f| f.words.first().copied());
        second_pass(canvas, [marks.direction, marks.table_start], table, council, &taken, &mut slots);
    }
    // The office that the order sets beside another cell.
    if !slots.iter().any(|(s, _)| *s == Slot::Department) {
        for (_, words) in slots.iter_mut().filter(|(s, _)| matches!(s, Slot::Policy | Slot::Nothing | Slot::Name)) {
            let office =
                |i: &usize| canvas.word(*i).is_some_and(|w| w.text.ends_with('課') && w.text.chars().count() <= OFFICE);
            if let Some(at) = words.iter().position(office).filter(|_| words.len() > 1) {
                let word = words.remove(at);
                slots.push((Slot::Department, vec![word]));
                break;
            }
        }
    }
    let text = |slot: Slot| -> Option<Printed> {
        let words = &slots.iter().find(|(s, _)| *s == slot)?.1;
        let mut printed = canvas.printed(words);
        if unparted && matches!(slot, Slot::Name | Slot::Description) {
            printed.confidence = printed.confidence.min(APART);
        }
        if !whole_page && !beside(canvas, &labels, slot, words) && !is_whole_block(canvas, &labels, slot, words) {
            // Cells that stand side by side come in pieces: sure only if something bears them out.
            printed.confidence = printed.confidence.min(APART);
        }
        Some(printed)
    };
    let labelled = |slot: Slot| labels.iter().any(|f| f.slot == slot);
    let blank = || Printed { confidence: if whole_page { CLEAN } else { APART }, ..empty() };
    let cell = |slot: Slot| text(slot).or_else(|| labelled(slot).then(blank));
    sheet.department = cell(Slot::Department);
    sheet.name = cell(Slot::Name);
    sheet.description = cell(Slot::Description);
    sheet.policy = cell(Slot::Policy);
    sheet.target_group = cell(Slot::TargetGroup);
    if let Some((_, words)) = slots.iter().find(|(s, _)| *s == Slot::Issue) {
        let mut words = words.clone();
        words.sort_unstable();
        let bullet = words.iter().position(|&i| canvas.word(i).is_some_and(|w| w.text.starts_with('●')));
        let (title, body) = words.split_at(bullet.unwrap_or(1).min(words.len()));
        let mut issue = if title.is_empty() { empty() } else { canvas.printed(title) };
        if !whole_page {
            issue.confidence = issue.confidence.min(APART);
        }
        sheet.issue = Some(issue);
        let mut body = canvas.printed(body);
        if !whole_page {
            // What stands below may be the next cell's: the same text on another sheet bears it out.
            body.confidence = body.confidence.min(APART);
        }
        narrative(sheet, NarrativeRole::Issue, body);
    }
    let narratives = [
        (Slot::Results, NarrativeRole::Results),
        (Slot::Impact, NarrativeRole::Impact),
        (Slot::Future, NarrativeRole::Future),
        (Slot::Council, NarrativeRole::CouncilOpinion),
    ];
    for (slot, role) in narratives {
        if let Some(text) = cell(slot) {
            narrative(sheet, role, text);
        }
    }
    let of = |wanted: &dyn Fn(Slot) -> bool| -> Vec<usize> {
        slots.iter().filter(|(s, _)| wanted(*s)).flat_map(|(_, w)| w.iter().copied()).collect()
    };
    if let Some(panel) = sheet.panels.first_mut() {
        let count = panel.criteria.len();
        let own: Vec<Vec<usize>> = (0..count).map(|c| of(&|s| s == Slot::Reason(0, c))).collect();
        let together = own.iter().rev().skip(1).all(Vec::is_empty);
        let reasons: Vec<Option<Printed>> = match own.last() {
            Some(last) if count > 1 && together && !last.is_empty() => {
                reasons_apart(canvas, last, count).into_iter().map(Some).collect()
            }
            _ => (0..count).map(|c| text(Slot::Reason(0, c))).collect(),
        };
        for (criterion, reason) in panel.criteria.iter_mut().zip(reasons) {
            criterion.reason = Some(reason.unwrap_or_else(empty));
        }
    }
    let opinion = of(&|s| matches!(s, Slot::Reason(panel, _) if panel > 0));
    narrative(sheet, NarrativeRole::Opinion, if opinion.is_empty() { empty() } else { canvas.printed(&opinion) });
}

/// The reasons of the criteria where they come after all rows of boxes: parted where lines end sentences if that
/// gives as many, else left together; none is sure.
fn reasons_apart(canvas: &Canvas, words: &[usize], count: usize) -> Vec<Printed> {
    let mut words = words.to_vec();
    words.sort_unstable();
    let line = |i: usize| canvas.word(i).map(|w| w.line);
    let ends = |i: &usize| canvas.word(*i).is_some_and(|w| w.text.ends_with('。'));
    let mut cuts: Vec<usize> = (1..words.len())
        .filter(|&at| matches!(words.get(at - 1..=at), Some([a, b]) if ends(a) && line(*a) != line(*b)))
        .collect();
    if cuts.len() + 1 != count {
        cuts = vec![0; count.saturating_sub(1)];
    }
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let stops = cuts.iter().copied().chain([words.len()]);
    let part = |(from, to): (usize, usize)| {
        let words = words.get(from..to).unwrap_or_default();
        let printed = if words.is_empty() { empty() } else { canvas.printed(words) };
        Printed { confidence: printed.confidence.min(APART), ..printed }
    };
    starts.zip(stops).map(part).collect()
}

/// Adds a text; one that breaks off in a sentence may have lost its end to another cell.
fn narrative(sheet: &mut RawSheet, role: NarrativeRole, mut text: Printed) {
    if !text.text.is_empty() && !text.text.ends_with(['。', '．', '）', ')', '」', '】']) {
        text.confidence = text.confidence.min(APART);
    }
    sheet.narratives.push(RawNarrative { role, label: None, fiscal_year: None, text });
}

/// Whether the words of a slot are a block by themselves: sentences around their label, or the name of an office.
fn is_whole_block(canvas: &Canvas, labels: &[Found], slot: Slot, words: &[usize]) -> bool {
    let ends = |end: char| words.last().and_then(|&i| canvas.word(i)).is_some_and(|w| w.text.ends_with(end));
    let mut words = words.to_vec();
    words.sort_unstable();
    let label = |i: &usize| labels.iter().find(|f| f.words.contains(i)).map(|f| f.slot);
    let is = |block: &Vec<usize>| {
        let own: Vec<usize> = block.iter().filter(|i| label(i).is_none()).copied().collect();
        let labelled = block.iter().any(|i| label(i) == Some(slot));
        own == words && block.iter().filter_map(label).all(|l| l == slot) && (labelled || slot == Slot::Department)
    };
    match slot {
        Slot::Description => ends('。') && blocks(canvas).iter().any(is),
        Slot::Department => ends('課') && words.len() == 1 && blocks(canvas).iter().any(is),
        _ => false,
    }
}

/// Whether all words of a slot stand on the line of its label.
fn beside(canvas: &Canvas, labels: &[Found], slot: Slot, words: &[usize]) -> bool {
    let line = |i: &usize| canvas.word(*i).map(|w| w.line);
    let label = labels.iter().find(|f| f.slot == slot).and_then(|f| f.words.first()).and_then(line);
    label.is_some() && words.iter().all(|i| line(i) == label)
}
