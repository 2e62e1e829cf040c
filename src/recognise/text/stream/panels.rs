//! The rating part of a sheet: boxes, points, flags.

use super::evidence::Evidence;
use super::habits::Habits;
use super::marks::{self, Marks, Scale};
use super::points::{Points, Slot, points};
use super::scan::{Item, Piece, What};
use crate::ingest::text::TextPage;
use crate::profile::{LabelId, TextOrder};
use crate::recognise::raw::{MISPLACED, Printed, RawBox, RawCriterion, RawMarks, RawPanel, RawSheet};
use crate::recognise::text::label::fold;
use crate::rubric::Rubric;
use crate::sheet::Assessor;

/// The scales of the panels.
const CRITERIA: [Scale; 4] = [
    Scale::DepartmentEffectiveness,
    Scale::DepartmentEmployment,
    Scale::CommitteeEffectiveness,
    Scale::CommitteeEmployment,
];
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
pub fn fill(
    items: &[Item],
    page: u32,
    order: &TextOrder,
    rubric: Option<&Rubric>,
    (habits, evidence): (&Habits, Evidence),
    sheet: &mut RawSheet,
) -> Rated {
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

/// Whether the order of a sheet alone finds the rows that the points of its panels ask for, and whether what
/// the other sheets do finds the one of its letter; `None` where its rows cannot tell.
pub fn tried(
    items: &[Item],
    page: u32,
    order: &TextOrder,
    rubric: Option<&Rubric>,
    habits: &Habits,
) -> (Option<bool>, Option<bool>) {
    let (points, scales) = (points(items, page), Scales::of(items, order));
    let free = |habits: &Habits| marks::arrange(items, habits, &|_| None, &|i, s| scales.marked(items, i, s));
    let (by_order, by_habit) = (free(&Habits::default()), free(habits));
    let marked = |marks: &Marks, row: Scale, scale: Scale| scales.marked(items, marks.rows.get(&row)?.0, scale);
    let wanted = |scale: Scale| Some((scale, expected(scale, &points, rubric, order)?));
    let levels: Vec<(Scale, String)> = CRITERIA.into_iter().filter_map(wanted).collect();
    let differ = levels.windows(2).any(|w| matches!(w, [a, b] if a.1 != b.1));
    let in_order = || levels.iter().all(|(s, want)| marked(&by_order, *s, *s).as_ref() == Some(want));
    // Or each row of points stands right behind its own two rows of boxes, as on the form.
    let behind = |at: usize, back: usize, scale: Scale| {
        let row = at.checked_sub(back).and_then(|row| scales.marked(items, row, scale));
        row.is_some() && row == expected(scale, &points, rubric, order)
    };
    let own_rows = |(at, assessor): &(usize, Assessor)| match assessor {
        Assessor::Department => {
            behind(*at, 3, Scale::DepartmentEffectiveness) && behind(*at, 2, Scale::DepartmentEmployment)
        }
        Assessor::Committee => {
            behind(*at, 3, Scale::CommitteeEffectiveness) && behind(*at, 2, Scale::CommitteeEmployment)
        }
    };
    let panels = differ.then(|| in_order() || !points.apart.is_empty() && points.apart.iter().all(own_rows));
    let letter = wanted(Scale::Achievement).and_then(|(_, want)| {
        let own = marked(&by_habit, Scale::Achievement, Scale::Achievement);
        let other = marked(&by_habit, Scale::Direction, Scale::Achievement);
        (own != other).then(|| own == Some(want))
    });
    (panels, letter)
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
    let want = expected(Scale::Achievement, points, rubric, order);
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
    pages.iter().zip(&marks).for_each(|((_, items), marks)| all.learn(items, marks));
    pages.iter().zip(&marks).map(|((_, items), marks)| all.without(items, marks)).collect()
}

fn arrange(
    items: &[Item],
    scales: &Scales,
    points: &Points,
    order: &TextOrder,
    rubric: Option<&Rubric>,
    habits: &Habits,
) -> Marks {
    let expected = |scale: Scale| expected(scale, points, rubric, order);
    let marked = |index: usize, scale: Scale| scales.marked(items, index, scale);
    marks::arrange(items, habits, &expected, &marked)
}

/// A cell of the form in which nothing was found.
fn blank() -> Printed {
    Printed { confidence: 0.7, ..Printed::default() }
}

/// What the boxes of each row stand for.
struct Scales<'a> {
    grades: Vec<String>,
    levels: Vec<String>,
    directions: &'a [String],
}

impl<'a> Scales<'a> {
    fn of(items: &[Item], order: &'a TextOrder) -> Self {
        let grades = items.iter().find_map(|i| match &i.what {
            What::Grades(grades) => Some(grades.clone()),
            _ => None,
        });
        let levels = items.iter().find_map(|i| match &i.what {
            What::Levels(levels) => Some(levels.clone()),
            _ => None,
        });
        let falling = || (1..=5).rev().map(|n| n.to_string()).collect();
        Self {
            grades: grades.unwrap_or_else(|| order.grades.clone()),
            levels: levels.unwrap_or_else(falling),
            directions: &order.directions,
        }
    }

    fn values(&self, scale: Scale) -> &[String] {
        match scale {
            Scale::Achievement => &self.grades,
            Scale::Direction => self.directions,
            _ => &self.levels,
        }
    }

    /// The value that a row marks, where it marks one.
    fn marked(&self, items: &[Item], index: usize, scale: Scale) -> Option<String> {
        let What::Boxes(boxes) = &items.get(index)?.what else { return None };
        let filled: Vec<usize> = boxes.iter().enumerate().filter(|(_, (m, _))| *m).map(|(i, _)| i).collect();
        match filled.as_slice() {
            [one] => self.values(scale).get(*one).cloned(),
            _ => None,
        }
    }

    fn row(&self, items: &[Item], index: usize, scale: Scale, page: u32, trust: f64) -> RawMarks {
        let Some(What::Boxes(boxes)) = items.get(index).map(|i| &i.what) else { return RawMarks::default() };
        let choices: Vec<usize> = items
            .iter()
            .filter_map(|i| match i.what {
                What::Choice(c) => Some(c),
                _ => None,
            })
            .collect();
        let named = |at: usize| match scale {
            // The choices as printed, where all of them are.
            Scale::Direction if choices.len() == boxes.len() => choices.get(at).and_then(|c| self.directions.get(*c)),
            _ => self.values(scale).get(at),
        };
        let boxes = boxes.iter().enumerate().map(|(at, (marked, piece))| RawBox {
            value: named(at).cloned().unwrap_or_default(),
            marked: *marked,
            printed: Printed {
                text: piece.text.clone(),
                places: vec![piece.place(page)],
                confidence: trust,
                alternatives: Vec::new(),
            },
        });
        RawMarks { boxes: boxes.collect() }
    }
}

/// The level or letter that a scale's points ask for.
fn expected(scale: Scale, points: &Points, rubric: Option<&Rubric>, order: &TextOrder) -> Option<String> {
    let number = |assessor, slot| points.get(assessor, slot).and_then(|p| fold(&p.text).parse::<u32>().ok());
    let level = |assessor, slot, name: &str, weight: u32| {
        let weight = rubric.and_then(|r| r.weight(name)).unwrap_or(weight);
        number(assessor, slot).filter(|n| weight > 0 && n % weight == 0).map(|n| (n / weight).to_string())
    };
    match scale {
        Scale::Achievement => {
            let points = number(Assessor::Department, Slot::Achievement)?;
            order.grades.iter().find(|g| rubric.and_then(|r| r.points_of(g)) == Some(points.into())).cloned()
        }
        Scale::DepartmentEffectiveness => level(Assessor::Department, Slot::Effectiveness, "effectiveness", 2),
        Scale::DepartmentEmployment => level(Assessor::Department, Slot::Employment, "employment", 1),
        Scale::CommitteeEffectiveness => level(Assessor::Committee, Slot::Effectiveness, "effectiveness", 2),
        Scale::CommitteeEmployment => level(Assessor::Committee, Slot::Employment, "employment", 1),
        Scale::Direction => None,
    }
}

/// The flags 有 and 無: of the adjustment beside the letters or their captions, of the influence elsewhere.
fn flags(items: &[Item], page: u32, sheet: &mut RawSheet, taken: &mut Vec<usize>) {
    let has = |label: LabelId| items.iter().any(|i| i.what == What::Label(label));
    let flag = |at: usize| match items.get(at).map(|i| &i.what) {
        Some(What::Text(lines)) => lines.first().and_then(|l| l.first()).filter(|p| is_flag(p)),
        _ => None,
    };
    let found: Vec<(usize, &Piece)> = (0..items.len()).filter_map(|at| Some((at, flag(at)?))).collect();
    let beside = |at: usize| {
        let before = at.checked_sub(1).and_then(|b| items.get(b));
        before.is_some_and(|b| {
            matches!(b.what, What::Grades(_) | What::Caption) && items.get(at).is_some_and(|i| i.block == b.block)
        })
    };
    let value = |found: Option<&(usize, &Piece)>| match found {
        Some((_, piece)) => Printed {
            text: piece.text.clone(),
            places: vec![piece.place(page)],
            confidence: FLAG,
            alternatives: Vec::new(),
        },
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

/// Whether a word is a flag.
pub fn is_flag(piece: &Piece) -> bool {
    matches!(fold(&piece.text).as_str(), "有" | "無")
}
