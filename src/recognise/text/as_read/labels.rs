//! Labels of a page without layout, and what stands after each of them.

use super::super::canvas::Canvas;
use super::super::form::{Form, Label};
use super::super::label::fold;
use super::super::word;
use super::weights::weights;
use crate::profile::Slot as Cell;

/// Lines on which the title of a sheet may stand.
const TITLE_LINES: usize = 3;

/// A place for text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Slot {
    Department,
    Name,
    Description,
    Policy,
    TargetGroup,
    Issue,
    Results,
    Impact,
    /// Reason of a panel for a criterion, by their places in the form.
    Reason(usize, usize),
    Future,
    Council,
    Nothing,
}

/// A label found at some words.
pub struct Found {
    /// Its words.
    pub words: Vec<usize>,
    /// What stands after it.
    pub slot: Slot,
}

/// All labels of the page with what stands after them.
pub fn labels(canvas: &Canvas) -> Vec<Found> {
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
        // The panels print the same labels, one after the other.
        let before =
            criteria.iter().filter(|f| matches!(f.slot, Slot::Reason(_, c) if c == weighted.criterion)).count();
        let slot = Slot::Reason(before.min(form.panels.len().saturating_sub(1)), weighted.criterion);
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

/// A letter, digit or arrow of a scale.
pub fn is_ornament(canvas: &Canvas, index: usize) -> bool {
    canvas.word(index).is_some_and(|w| {
        canvas.form.letter(&w.text).is_some() || word::digit(&w.text).is_some() || w.text.contains('←')
    })
}
