//! Head and narratives of a dump without layout: every line goes to the label that it stands with.

use super::super::canvas::{Canvas, empty};
use super::super::form;
use super::super::label::fold;
use super::super::laid_out::list::is_number;
use super::table::Table;
use crate::recognise::raw::{Printed, RawNarrative, RawSheet};
use crate::sheet::NarrativeRole;

/// Confidence of a text whose label the order leaves open.
const OPEN: f64 = 0.7;

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
    Number,
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
        for i in block {
            if let Some(found) = labels.iter().find(|f| f.words.first() == Some(&i)) {
                slot = found.slot;
            }
            if taken.contains(&i) {
                if marks.table.words.contains(&i) {
                    slot = Slot::Nothing;
                }
                continue;
            }
            put(slot, i);
        }
    }
    let text = |slot: Slot| -> Option<Printed> {
        let words = &slots.iter().find(|(s, _)| *s == slot)?.1;
        Some(canvas.printed(words))
    };
    let labelled = |slot: Slot| labels.iter().any(|f| f.slot == slot);
    let cell = |slot: Slot| text(slot).or_else(|| labelled(slot).then(empty));
    sheet.department = cell(Slot::Department);
    sheet.name = cell(Slot::Name);
    sheet.description = cell(Slot::Description);
    sheet.policy = cell(Slot::Policy);
    sheet.target_group = cell(Slot::TargetGroup);
    if let Some((_, words)) = slots.iter().find(|(s, _)| *s == Slot::Issue) {
        let bullet = words.iter().position(|&i| canvas.word(i).is_some_and(|w| w.text.starts_with('●')));
        let (title, body) = words.split_at(bullet.unwrap_or(1).min(words.len()));
        sheet.issue = Some(canvas.printed(title));
        narrative(sheet, NarrativeRole::Issue, canvas.printed(body));
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
    let reasons = [Slot::Effectiveness(0), Slot::Employment(0)].map(|s| text(s));
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
    let _ = (OPEN, marks.table_start, marks.table_end, marks.direction, Slot::Number);
}

fn narrative(sheet: &mut RawSheet, role: NarrativeRole, text: Printed) {
    sheet.narratives.push(RawNarrative { role, label: None, fiscal_year: None, text });
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
    let mut add = |label: &str, slot: Slot, nth: usize| {
        let mut from = 0;
        for _ in 0..=nth {
            let Some(words) = canvas.find(label, from, canvas.lines) else { return };
            from = canvas.extent(&words).map_or(canvas.lines, |(first, _)| first + 1);
            if !found.iter().any(|f| f.words == words) {
                found.push(Found { words, slot });
            }
        }
    };
    for (label, slot) in [
        (form::DEPARTMENT, Slot::Department),
        (form::NUMBER, Slot::Nothing),
        (form::NAME, Slot::Name),
        (form::DESCRIPTION, Slot::Description),
        (form::POLICY, Slot::Policy),
        (form::TARGET_GROUP, Slot::TargetGroup),
        (form::ISSUE, Slot::Issue),
        (form::RESULTS, Slot::Results),
        (form::TABLE, Slot::Nothing),
        (form::TABLE_NAME, Slot::Nothing),
        (form::COVID_HEADS[0], Slot::Impact),
        (form::COVID_HEADS[1], Slot::Impact),
        (form::ADJUSTMENT, Slot::Nothing),
        (form::PANELS[0], Slot::Nothing),
        (form::PANELS[1], Slot::Nothing),
        (form::TOTALS[0], Slot::Nothing),
        (form::TOTALS[1], Slot::Nothing),
        (form::OPINION, Slot::Nothing),
        (form::REASON, Slot::Nothing),
        (form::FUTURE, Slot::Future),
        (form::DIRECTION, Slot::Nothing),
        (form::COUNCIL, Slot::Council),
    ] {
        add(label, slot, 0);
    }
    for label in form::SCALE_HEADS.iter().chain(&form::POINTS) {
        add(label, Slot::Nothing, 5);
    }
    for label in form::ACHIEVEMENTS.iter().chain(&form::DIRECTIONS).chain(&form::INDICATORS) {
        add(label, Slot::Nothing, 0);
    }
    let mut criteria: Vec<Found> = Vec::new();
    for (n, (name, _, weight)) in form::CRITERIA.iter().enumerate() {
        let mut from = 0;
        for panel in 0..2 {
            let Some(weight) = canvas.find(weight, from, canvas.lines) else { break };
            let line = canvas.extent(&weight).map_or(0, |(l, _)| l);
            from = line + 1;
            let slot = if n == 0 { Slot::Effectiveness(panel) } else { Slot::Employment(panel) };
            let name = canvas.find(name, line.saturating_sub(2), line + 1);
            criteria.push(Found { words: name.unwrap_or_default().into_iter().chain(weight).collect(), slot });
        }
    }
    found.extend(criteria);
    // Headings are whole lines.
    for line in 0..canvas.lines {
        let text: String = canvas.on_line(line).filter_map(|i| canvas.word(i)).map(|w| fold(&w.text)).collect();
        let heading =
            (text.contains(form::COVID) && text.starts_with('■')) || text.starts_with('◇') || text.starts_with('【');
        let arrow = text.contains("←");
        let scale = canvas
            .on_line(line)
            .all(|i| canvas.word(i).is_some_and(|w| form::letter(&w.text).is_some() || form::digit(&w.text).is_some()));
        if (heading && text.contains("達成状況")
            || text.contains(form::COVID) && heading
            || text.contains("S→5点")
            || scale)
            && !text.is_empty()
        {
            found.push(Found { words: canvas.on_line(line).collect(), slot: Slot::Nothing });
        } else if arrow {
            let words: Vec<usize> =
                canvas.on_line(line).filter(|&i| canvas.word(i).is_some_and(|w| w.text.contains('←'))).collect();
            found.push(Found { words, slot: Slot::Nothing });
        }
    }
    found
}
