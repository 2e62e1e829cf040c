//! The rating part of a sheet: boxes, points, flags.

use super::habits::Habits;
use super::marks::{self, Marks};
use super::points::{Points, Slot, points};
use super::rules::Rules;
use super::scales::{CRITERIA, Scale, Scales};
use super::scan::{Item, Piece, What};
use crate::ingest::text::TextPage;
use crate::profile::{LabelId, TextOrder};
use crate::recognise::raw::{MISPLACED, Printed, RawCriterion, RawMarks, RawPanel, RawSheet};
use crate::rubric::Rubric;
use crate::sheet::Assessor;

/// Trust in a flag beside what it belongs to.
const FLAG: f64 = 0.96;

/// What the rating part took, for the texts that are left.
#[derive(Clone, Debug, Default)]
pub struct Rated {
    /// Which row of boxes is which.
    pub marks: Marks,
    /// Items that are used up.
    pub taken: Vec<usize>,
}

/// Fills the rating part.
pub fn fill(items: &[Item], page: u32, rules: Rules<'_>, habits: &Habits, sheet: &mut RawSheet) -> Rated {
    let Rules { order, rubric, evidence, .. } = rules;
    let points = points(items, page);
    let scales = Scales::of(items, order);
    let marks = arrange(items, &scales, &points, order, rubric, habits);
    let borne = |scale: Scale| match scale {
        Scale::Achievement | Scale::Direction => {
            evidence.panels && (evidence.letters || told(items, &marks, &scales, &points, order, rubric))
        }
        _ => evidence.panels,
    } || alike(items);
    let row = |scale: Scale| match marks.rows.get(&scale) {
        Some((index, trust)) => scales.row(items, *index, scale, page, if borne(scale) { *trust } else { MISPLACED }),
        None => RawMarks::default(),
    };
    let has = |label: LabelId| items.iter().any(|i| i.what == What::Label(label));
    sheet.achievement = Some(row(Scale::Achievement));
    sheet.direction = has(LabelId::Direction).then(|| row(Scale::Direction));
    for (assessor, label, effectiveness, employment) in [
        (Assessor::Department, LabelId::DepartmentPanel, Scale::DepartmentEffectiveness, Scale::DepartmentEmployment),
        (Assessor::Committee, LabelId::CommitteePanel, Scale::CommitteeEffectiveness, Scale::CommitteeEmployment),
    ] {
        if !has(label) {
            continue;
        }
        let trust = if !points.apart.is_empty() && points.differ() && !evidence.panels { MISPLACED } else { 1.0 };
        let value = |slot: Slot| {
            let found = points.get(assessor, slot).cloned().unwrap_or_else(blank);
            Some(Printed { confidence: found.confidence.min(trust), ..found })
        };
        let criterion = |name: &str, scale: Scale, slot: Slot| RawCriterion {
            name: name.to_string(),
            level: Some(row(scale)),
            points: value(slot),
            weight: rubric.and_then(|r| r.weight(name)),
            reason: None,
        };
        sheet.panels.push(RawPanel {
            assessor,
            criteria: vec![
                criterion("effectiveness", effectiveness, Slot::Effectiveness),
                criterion("employment", employment, Slot::Employment),
            ],
            achievement_points: value(Slot::Achievement),
            total: value(Slot::Total),
            grade: value(Slot::Grade),
        });
    }
    let mut taken = points.taken;
    flags(items, page, sheet, &mut taken);
    Rated { marks, taken }
}

/// Whether the points tell the row of the letter from that of the direction.
fn told(
    items: &[Item],
    marks: &Marks,
    scales: &Scales,
    points: &Points,
    order: &TextOrder,
    rubric: Option<&Rubric>,
) -> bool {
    let marked = |row: Scale| scales.marked(items, marks.rows.get(&row)?.0, Scale::Achievement);
    let (own, other) = (marked(Scale::Achievement), marked(Scale::Direction));
    let want = points.asked(Scale::Achievement, rubric, order);
    own == other || want.is_some() && own == want
}

/// Whether all rows of boxes are there and mark the same one, so that it does not matter which is which.
fn alike(items: &[Item]) -> bool {
    let rows: Vec<Vec<bool>> = items
        .iter()
        .filter_map(|i| match &i.what {
            What::Boxes(boxes) => Some(boxes.iter().map(|(marked, _)| *marked).collect()),
            _ => None,
        })
        .collect();
    rows.len() > CRITERIA.len() + 1 && rows.windows(2).all(|w| w.first() == w.last())
}

/// What the rows of boxes of the other sheets say, for each sheet.
pub fn habits(pages: &[(TextPage, Vec<Item>)], order: &TextOrder, rubric: Option<&Rubric>) -> Vec<Habits> {
    let alone = |(page, items): &(TextPage, Vec<Item>)| {
        let (points, scales) = (points(items, page.number), Scales::of(items, order));
        arrange(items, &scales, &points, order, rubric, &Habits::default())
    };
    let marks: Vec<Marks> = pages.iter().map(alone).collect();
    let mut all = Habits::default();
    pages.iter().zip(&marks).for_each(|((_, items), marks)| all.learn(items, &marks.shares));
    pages.iter().zip(&marks).map(|((_, items), marks)| all.without(items, &marks.shares)).collect()
}

fn arrange(
    items: &[Item],
    scales: &Scales,
    points: &Points,
    order: &TextOrder,
    rubric: Option<&Rubric>,
    habits: &Habits,
) -> Marks {
    let asked = |scale: Scale| points.asked(scale, rubric, order);
    let marked = |index: usize, scale: Scale| scales.marked(items, index, scale);
    marks::arrange(items, habits, &asked, &marked)
}

/// A cell of the form in which nothing was found.
fn blank() -> Printed {
    Printed { confidence: 0.7, ..Printed::default() }
}

/// The flags 有 and 無: of the adjustment beside the letters or their captions, of the influence elsewhere.
fn flags(items: &[Item], page: u32, sheet: &mut RawSheet, taken: &mut Vec<usize>) {
    let has = |label: LabelId| items.iter().any(|i| i.what == What::Label(label));
    let found: Vec<(usize, &Piece)> = items.iter().enumerate().filter_map(|(at, i)| Some((at, i.flag()?))).collect();
    let beside = |at: usize| {
        let before = at.checked_sub(1).and_then(|b| items.get(b));
        before.is_some_and(|b| {
            matches!(b.what, What::Grades(_) | What::Caption) && items.get(at).is_some_and(|i| i.block == b.block)
        })
    };
    let value = |found: Option<&(usize, &Piece)>| match found {
        Some((_, piece)) => piece.printed(page, FLAG),
        None => blank(),
    };
    if has(LabelId::Adjustment) {
        let own = found.iter().find(|(at, _)| beside(*at));
        taken.extend(own.iter().map(|(at, _)| *at));
        sheet.adjustment = Some(value(own));
    }
    if has(LabelId::Covid) {
        let mut others = found.iter().filter(|(at, _)| !beside(*at));
        sheet.covid_impact = Some(value(others.next()));
        if others.next().is_some() {
            sheet.covid_impact.iter_mut().for_each(|p| p.confidence = 0.7);
        }
    }
}
