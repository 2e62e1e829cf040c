//! Boxes, points, letters and flags of a dump without layout.

use super::super::canvas::{Canvas, empty};
use super::super::form::Form;
use super::super::label::fold;
use super::super::word;
use super::boxes::{self, directions, letters, levels};
use super::points::points;
use super::weights::weights;
use crate::profile::Slot;
use crate::recognise::raw::{Printed, RawCriterion, RawMarks, RawPanel, RawSheet};
use rust_decimal::Decimal;

/// Confidence of marks that the dump tore and that the printed points bear out.
const BORNE_OUT: f64 = 0.92;
/// Confidence of what the dump tore and nothing bears out.
const OPEN: f64 = 0.6;

/// Reads marks, points, letters and flags into the sheet; gives the words that they take.
pub fn read(canvas: &Canvas, from: usize, sheet: &mut RawSheet) -> Vec<usize> {
    let mut used = Vec::new();
    let first = canvas.on_line(from).start;
    let points = points(canvas, first, &mut used);
    let rows = boxes::rows(canvas, first);
    let found = [&rows.achievement, &rows.direction].into_iter().chain(&rows.levels);
    used.extend(found.flatten().flat_map(|r| r.boxes.iter().copied()));
    sheet.achievement = rows.achievement.map(|row| row.marks(canvas, letters(canvas, first)));
    sheet.direction = rows.direction.map(|row| row.marks(canvas, directions(canvas)));
    let weights = weights(canvas);
    let mut levels_of = rows.levels.into_iter();
    for (panel, points) in canvas.form.panels.iter().zip(points) {
        let mut points = points.into_iter();
        let achievement_points = points.next().flatten();
        let criteria = canvas.form.criteria.iter().enumerate().map(|(i, criterion)| RawCriterion {
            name: criterion.name.clone(),
            level: levels_of.next().flatten().map(|row| row.marks(canvas, levels(canvas, first, &criterion.name))),
            points: points.next().flatten(),
            weight: weights.iter().find(|w| w.criterion == i).map(|w| w.weight),
            reason: None,
        });
        let criteria = criteria.collect();
        let (total, grade) = (points.next().flatten(), points.next().flatten());
        sheet.panels.push(RawPanel { assessor: panel.assessor, criteria, achievement_points, total, grade });
    }
    bear_out(canvas.form, sheet);
    flags(canvas, first, sheet, &mut used);
    used
}

/// Marks that the dump tore are sure where the printed points are theirs.
fn bear_out(form: &Form<'_>, sheet: &mut RawSheet) {
    let marked = |marks: &RawMarks| -> Option<String> {
        let mut values = marks.boxes.iter().filter(|b| b.marked).map(|b| b.value.clone());
        values.next().filter(|_| values.next().is_none())
    };
    let raise = |marks: &mut RawMarks| {
        for b in &mut marks.boxes {
            b.printed.confidence = b.printed.confidence.max(BORNE_OUT);
        }
    };
    let number = |p: &Option<Printed>| p.as_ref().and_then(|p| fold(&p.text).parse::<u32>().ok());
    let points = sheet.panels.first().and_then(|p| number(&p.achievement_points));
    if let Some(marks) = &mut sheet.achievement {
        let earned = marked(marks).zip(form.rubric()).and_then(|(letter, r)| r.points_of(&letter));
        if points.is_some() && earned == points.map(Decimal::from) {
            raise(marks);
        }
    }
    for criterion in sheet.panels.iter_mut().flat_map(|p| &mut p.criteria) {
        let points = number(&criterion.points);
        let weight = criterion.weight.or_else(|| form.rubric()?.weight(&criterion.name));
        if let Some(marks) = &mut criterion.level {
            let level = marked(marks).and_then(|v| v.parse::<u32>().ok());
            if level.zip(weight).map(|(l, w)| l * w) == points && points.is_some() {
                raise(marks);
            }
        }
    }
}

/// The flags of the pandemic and of the adjustment, in this order.
fn flags(canvas: &Canvas, first: usize, sheet: &mut RawSheet, used: &mut Vec<usize>) {
    let covid = canvas.headed(&canvas.form.covid, 0, canvas.lines).is_some();
    let adjustment = canvas.find(canvas.form.slot(Slot::Adjustment), 0, canvas.lines).is_some();
    let flags: Vec<usize> =
        (first..canvas.words.len()).filter(|&i| canvas.word(i).is_some_and(|w| word::flag(&w.text))).collect();
    let expected = usize::from(covid) + usize::from(adjustment);
    let mut rest = flags.iter().take(expected).copied();
    let mut next = || -> Printed {
        let Some(i) = rest.next() else { return Printed { confidence: OPEN, ..empty() } };
        used.push(i);
        let mut printed = canvas.printed(&[i]);
        if flags.len() != expected {
            printed.confidence = OPEN;
        }
        printed
    };
    if covid {
        sheet.covid_impact = Some(next());
    }
    if adjustment {
        sheet.adjustment = Some(next());
    }
}
