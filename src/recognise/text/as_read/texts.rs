//! Head and narratives of a dump without layout: every line goes to the label that it stands with.

use super::super::canvas::{CLEAN, Canvas, empty};
use super::super::form::{Form, Label};
use super::super::label::fold;
use super::super::listed::is_number;
use super::super::word;
use super::scales::weights;
use super::table::Table;
use crate::profile::Slot as Cell;
use crate::recognise::raw::{Printed, RawNarrative, RawSheet};
use crate::sheet::NarrativeRole;

/// Confidence of a cell that comes apart from its label.
const APART: f64 = 0.85;
/// Lines on which the title of a sheet may stand.
const TITLE_LINES: usize = 3;
/// Longest name of an office.
const OFFICE: usize = 10;
/// Most words of a name.
const NAME_WORDS: usize = 6;
/// Longest line of a name.
const SHORT: usize = 26;

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

/// A place for text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Department,
    Name,
    Description,
    Policy,
    TargetGroup,
    Issue,
    Results,
    Impact,
    Effectiveness(usize),
    Employment(usize),
    Future,
    Council,
    Nothing,
}

/// A label found at some words.
struct Found {
    words: Vec<usize>,
    slot: Slot,
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

    let mut slots: Vec<(Slot, Vec<usize>)> = Vec::new();
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
        second_pass(canvas, marks, table, council, &taken, &mut slots);
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
        if !whole_page && !beside(canvas, &labels, slot, words) {
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
    let words = |slot: Slot| slots.iter().find(|(s, _)| *s == slot).map(|(_, w)| w.clone()).unwrap_or_default();
    let (first, second) = (words(Slot::Effectiveness(0)), words(Slot::Employment(0)));
    let reasons = if first.is_empty() && !second.is_empty() {
        two_reasons(canvas, &second).map(Some)
    } else {
        [Slot::Effectiveness(0), Slot::Employment(0)].map(text)
    };
    if let Some(panel) = sheet.panels.first_mut() {
        for (criterion, reason) in panel.criteria.iter_mut().zip(reasons) {
            criterion.reason = Some(reason.unwrap_or_else(empty));
        }
    }
    let opinion: Vec<usize> = slots
        .iter()
        .filter(|(s, _)| matches!(s, Slot::Effectiveness(1) | Slot::Employment(1)))
        .flat_map(|(_, w)| w.iter().copied())
        .collect();
    narrative(sheet, NarrativeRole::Opinion, if opinion.is_empty() { empty() } else { canvas.printed(&opinion) });
}

/// The label of the issue stands in the middle of its text: blocks above it that a bullet ends are its own.
fn issue_above(canvas: &Canvas, labels: &[Found], slots: &mut Vec<(Slot, Vec<usize>)>) {
    let Some(label) = labels.iter().find(|f| f.slot == Slot::Issue).and_then(|f| f.words.first().copied()) else {
        return;
    };
    let labelled = |block: &[usize]| labels.iter().any(|f| f.words.iter().any(|w| block.contains(w)));
    let blocks = blocks(canvas);
    let Some(own) = blocks.iter().position(|b| b.contains(&label)) else { return };
    let bullet = |i: &usize| canvas.word(*i).is_some_and(|w| w.text.starts_with('●'));
    for block in blocks.get(..own).unwrap_or_default().iter().rev().take(2) {
        if labelled(block) || block.len() > 12 {
            break;
        }
        let holds = block.iter().any(bullet);
        for (_, words) in slots.iter_mut() {
            words.retain(|i| !block.contains(i));
        }
        match slots.iter_mut().find(|(s, _)| *s == Slot::Issue) {
            Some((_, words)) => words.extend(block),
            None => slots.push((Slot::Issue, block.clone())),
        }
        // The block that holds the first bullet also holds the title, unless it begins with the bullet.
        if holds && !block.first().is_some_and(&bullet) {
            break;
        }
    }
    slots.retain(|(_, w)| !w.is_empty());
}

/// A name that stands as a block of its own amid the description: the one that is no sentence.
fn name_apart(canvas: &Canvas, labels: &[Found], slots: &mut Vec<(Slot, Vec<usize>)>) {
    if slots.iter().any(|(s, w)| *s == Slot::Name && !w.is_empty()) {
        return;
    }
    let labelled = |block: &[usize]| labels.iter().any(|f| f.words.iter().any(|w| block.contains(w)));
    for block in blocks(canvas).into_iter().filter(|b| !labelled(b)) {
        let Some((_, words)) = slots.iter_mut().find(|(s, w)| {
            matches!(s, Slot::Description | Slot::Nothing | Slot::Department) && block.iter().all(|i| w.contains(i))
        }) else {
            continue;
        };
        let last = block.last().and_then(|&i| canvas.word(i)).map(|w| w.text.clone()).unwrap_or_default();
        let long =
            block.len() <= NAME_WORDS && last.chars().count() > 3 && !last.ends_with('。') && !last.ends_with('，');
        let office = last.ends_with('課') || last.ends_with('室');
        if long && !office {
            words.retain(|i| !block.contains(i));
            slots.push((Slot::Name, block));
            break;
        }
    }
    slots.retain(|(_, w)| !w.is_empty());
}

/// Texts that a dump of two passes gives between the boxes of the direction and the second part of the
/// table: the opinion of the committee if it is one line, then name, description, target group, issue.
fn second_pass(
    canvas: &Canvas,
    marks: &Marks<'_>,
    table: usize,
    council: Option<usize>,
    taken: &[usize],
    slots: &mut Vec<(Slot, Vec<usize>)>,
) {
    let has = |slots: &[(Slot, Vec<usize>)], slot: Slot| slots.iter().any(|(s, w)| *s == slot && !w.is_empty());
    let boxes = (marks.direction..table)
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
        let below = |i: &usize| line(i) > title && line(i) < marks.table_start;
        let results: Vec<usize> = words.iter().copied().filter(below).collect();
        words.retain(|i| !results.contains(i));
        slots.push((Slot::Results, results));
    }
    slots.retain(|(_, words)| !words.is_empty());
}

/// The reasons of both criteria where they come after both rows of boxes: parted at the one line that ends a
/// sentence, else left together; neither is sure.
fn two_reasons(canvas: &Canvas, words: &[usize]) -> [Printed; 2] {
    let mut words = words.to_vec();
    words.sort_unstable();
    let line = |i: usize| canvas.word(i).map(|w| w.line);
    let ends = |i: &usize| canvas.word(*i).is_some_and(|w| w.text.ends_with('。'));
    let parts: Vec<usize> = (1..words.len())
        .filter(|&at| matches!(words.get(at - 1..=at), Some([a, b]) if ends(a) && line(*a) != line(*b)))
        .collect();
    let at = if let [one] = parts.as_slice() { *one } else { 0 };
    let (first, second) = words.split_at(at);
    [first, second].map(|w| {
        let printed = if w.is_empty() { empty() } else { canvas.printed(w) };
        Printed { confidence: printed.confidence.min(APART), ..printed }
    })
}

/// Adds a text; one that breaks off in a sentence may have lost its end to another cell.
fn narrative(sheet: &mut RawSheet, role: NarrativeRole, mut text: Printed) {
    if !text.text.is_empty() && !text.text.ends_with(['。', '．', '）', ')', '」', '】']) {
        text.confidence = text.confidence.min(APART);
    }
    sheet.narratives.push(RawNarrative { role, label: None, fiscal_year: None, text });
}

/// Whether all words of a slot stand on the line of its label.
fn beside(canvas: &Canvas, labels: &[Found], slot: Slot, words: &[usize]) -> bool {
    let line = |i: &usize| canvas.word(*i).map(|w| w.line);
    let label = labels.iter().find(|f| f.slot == slot).and_then(|f| f.words.first()).and_then(line);
    label.is_some() && words.iter().all(|i| line(i) == label)
}

/// A letter, digit or arrow of a scale.
fn is_ornament(canvas: &Canvas, index: usize) -> bool {
    canvas.word(index).is_some_and(|w| {
        canvas.form.letter(&w.text).is_some() || word::digit(&w.text).is_some() || w.text.contains('←')
    })
}

/// Lines without a label that stand between a cell of one line and the label of the next cell: they begin
/// the next cell, whose label is centred on it.
fn following_labels(canvas: &Canvas, labels: &[Found], block: &[usize]) -> Vec<(usize, Slot)> {
    let line = |i: usize| canvas.word(i).map(|w| w.line);
    let starts: Vec<(usize, usize, Slot)> = block
        .iter()
        .filter_map(|&i| Some((i, line(i)?, labels.iter().find(|f| f.words.first() == Some(&i))?.slot)))
        .collect();
    let mut moved = Vec::new();
    for pair in starts.windows(2) {
        let [(_, first, slot), (_, next, following)] = pair else { continue };
        let single = matches!(slot, Slot::Name | Slot::Policy | Slot::TargetGroup | Slot::Department);
        // A label that stands alone on its line has its cell below it.
        let filled = canvas.on_line(*first).any(|i| !labels.iter().any(|f| f.words.contains(&i)));
        if single && filled && first + 1 < *next {
            let begins = block.iter().find(|&&i| line(i).is_some_and(|l| l > *first));
            moved.extend(begins.map(|&i| (i, *following)));
        }
    }
    moved
}

/// Words between blank lines.
fn blocks(canvas: &Canvas) -> Vec<Vec<usize>> {
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    let mut fresh = true;
    for line in 0..canvas.lines {
        if canvas.is_blank(line) {
            fresh = true;
            continue;
        }
        if std::mem::take(&mut fresh) {
            blocks.push(Vec::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.extend(canvas.on_line(line));
        }
    }
    blocks
}

/// All labels of the page with what stands after them.
fn labels(canvas: &Canvas) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let form = canvas.form;
    let mut add = |label: &Label, slot: Slot, nth: usize| {
        let mut from = 0;
        for _ in 0..=nth {
            let Some(words) = canvas.find(label, from, canvas.lines) else { return };
            from = canvas.extent(&words).map_or(canvas.lines, |(first, _)| first + 1);
            if !found.iter().any(|f| f.words == words) {
                found.push(Found { words, slot });
            }
        }
    };
    for (cell, slot) in [
        (Cell::Department, Slot::Department),
        (Cell::Number, Slot::Nothing),
        (Cell::Name, Slot::Name),
        (Cell::Description, Slot::Description),
        (Cell::Policy, Slot::Policy),
        (Cell::TargetGroup, Slot::TargetGroup),
        (Cell::Issue, Slot::Issue),
        (Cell::Results, Slot::Results),
        (Cell::CovidImpact, Slot::Impact),
        (Cell::Impact, Slot::Impact),
        (Cell::Adjustment, Slot::Nothing),
        (Cell::Future, Slot::Future),
        (Cell::CouncilOpinion, Slot::Council),
    ] {
        add(form.slot(cell), slot, 0);
    }
    let panels = form.panels.iter().flat_map(|p| [&p.label, &p.total, &p.reason, &p.opinion]);
    for label in panels.chain([&form.table, &form.table_name, &form.direction.label]) {
        add(label, Slot::Nothing, 0);
    }
    for label in form.ends.iter().chain(&form.points) {
        add(label, Slot::Nothing, 5);
    }
    let choices = form.achievement.levels.iter().chain(&form.direction.levels).map(|(_, words)| words);
    for label in choices.chain(&form.kinds) {
        add(label, Slot::Nothing, 0);
    }
    let mut criteria: Vec<Found> = Vec::new();
    for weighted in weights(canvas) {
        let slot = |panel| if weighted.criterion == 0 { Slot::Effectiveness(panel) } else { Slot::Employment(panel) };
        let slot = if criteria.iter().any(|f| f.slot == slot(0)) { slot(1) } else { slot(0) };
        criteria.push(Found { words: weighted.words, slot });
    }
    // A criterion's label is also one of the line of points.
    criteria.append(&mut found);
    let mut found = criteria;
    // Headings and titles are whole lines.
    for line in 0..canvas.lines {
        let words: Vec<usize> = canvas.on_line(line).filter(|i| !found.iter().any(|f| f.words.contains(i))).collect();
        let text: String = words.iter().filter_map(|&i| canvas.word(i)).map(|w| fold(&w.text)).collect();
        let scale = words.iter().all(|&i| {
            canvas.word(i).is_some_and(|w| canvas.form.letter(&w.text).is_some() || word::digit(&w.text).is_some())
        });
        let title = (form.title.stands_in(&text) && !text.contains(['。', '，']))
            || (line < TITLE_LINES && form.plan.wordings().iter().any(|p| text.ends_with(p.as_str())));
        let ornamented = text.starts_with(['■', '◇']);
        let heading = form.covid.heads(&text)
            || form.achievement.label.heads(&text)
            || (ornamented && form.points.first().is_some_and(|l| l.stands_in(&text)))
            || (text.contains('→') && text.contains('点') && text.contains(['【', '/', '】']));
        let arrow = text.contains('←');
        if words.is_empty() || !(title || heading || arrow || scale) {
            continue;
        }
        let words = words.into_iter().filter(|&i| {
            let own = |w: &str| {
                if title { is_title(form, w) || w.contains("年度") } else { w.contains('←') }
            };
            heading || scale || canvas.word(i).is_some_and(|w| own(&w.text))
        });
        found.push(Found { words: words.collect(), slot: Slot::Nothing });
    }
    found
}

/// Whether a word is the title of a sheet or the plan's, or the end of one.
fn is_title(form: &Form<'_>, word: &str) -> bool {
    let word = fold(word);
    let ends = |label: &Label| label.wordings().iter().any(|w| word.ends_with(w.as_str()) || w.ends_with(&word));
    form.title.stands_in(&word) || ends(&form.title) || ends(&form.plan)
}
