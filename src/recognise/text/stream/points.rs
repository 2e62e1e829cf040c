//! Points and letters of the two panels, and the marks that they ask for.

use super::scales::Scale;
use super::scan::{Item, Piece, What};
use crate::profile::{LabelId, TextOrder};
use crate::recognise::raw::Printed;
use crate::recognise::text::label::fold;
use crate::rubric::Rubric;
use crate::sheet::Assessor;
use std::collections::BTreeMap;

/// Trust in a figure right behind its label.
const BESIDE: f64 = 0.97;
/// Trust in a row of figures that stands apart from its labels, in the order of the form.
const APART: f64 = 0.94;
/// Trust in such a row where the number of rows is not that of the panels.
const UNCERTAIN: f64 = 0.6;

/// What a panel prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Slot {
    Achievement,
    Effectiveness,
    Employment,
    Total,
    Grade,
}

/// The figures of both panels; `taken` are the items they come from.
#[derive(Clone, Debug, Default)]
pub struct Points {
    department: BTreeMap<Slot, Printed>,
    committee: BTreeMap<Slot, Printed>,
    /// Items that hold points.
    pub taken: Vec<usize>,
    /// Rows of figures that only their order gives to a panel, by the item of the label within.
    pub apart: Vec<(usize, Assessor)>,
}

impl Points {
    /// What a panel prints in a slot.
    pub fn get(&self, assessor: Assessor, slot: Slot) -> Option<&Printed> {
        match assessor {
            Assessor::Department => self.department.get(&slot),
            Assessor::Committee => self.committee.get(&slot),
        }
    }

    /// Whether the panels print different figures.
    pub fn differ(&self) -> bool {
        let text = |p: &Printed| fold(&p.text);
        !self.department.values().map(text).eq(self.committee.values().map(text))
    }

    /// The level or letter that they ask a scale for.
    pub fn asked(&self, scale: Scale, rubric: Option<&Rubric>, order: &TextOrder) -> Option<String> {
        let number = |assessor, slot| self.get(assessor, slot).and_then(|p| fold(&p.text).parse::<u32>().ok());
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

    fn set(&mut self, assessor: Assessor, slot: Slot, value: Printed) {
        let panel = match assessor {
            Assessor::Department => &mut self.department,
            Assessor::Committee => &mut self.committee,
        };
        panel.entry(slot).or_insert(value);
    }
}

/// Reads the points of a page.
pub fn points(items: &[Item], page: u32) -> Points {
    let mut points = Points::default();
    let mut panel = None;
    for (at, item) in items.iter().enumerate() {
        let What::Label(label) = item.what else { continue };
        match label {
            LabelId::DepartmentTotal => panel = Some(Assessor::Department),
            LabelId::CommitteeTotal => panel = Some(Assessor::Committee),
            _ => {}
        }
        let Some((slot, assessor)) = slot(label).zip(panel) else { continue };
        if let Some(next) = items.get(at + 1).filter(|n| n.block == item.block && single(n)) {
            points.set(assessor, slot, next.piece.printed(page, BESIDE));
            points.taken.push(at + 1);
        }
    }
    apart(items, page, &mut points);
    points
}

fn slot(label: LabelId) -> Option<Slot> {
    match label {
        LabelId::PointsAchievement => Some(Slot::Achievement),
        LabelId::PointsEffectiveness => Some(Slot::Effectiveness),
        LabelId::PointsEmployment => Some(Slot::Employment),
        LabelId::PointsTotal => Some(Slot::Total),
        LabelId::PointsGrade => Some(Slot::Grade),
        _ => None,
    }
}

fn single(item: &Item) -> bool {
    matches!(&item.what, What::Text(lines) if lines.first().is_some_and(|l| l.len() == 1) && lines.len() == 1)
}

/// Rows like `2 8 雇用・就業効果 3 13`: two figures on either side of the one label between them.
fn apart(items: &[Item], page: u32, points: &mut Points) {
    let row = |at: usize| {
        let (before, label, after) = (items.get(at.checked_sub(1)?)?, items.get(at)?, items.get(at + 1)?);
        let apart = label.what == What::Label(LabelId::PointsEmployment)
            && before.block == label.block
            && after.block == label.block;
        let (left, right) = (pair(before).filter(|_| apart)?, pair(after)?);
        let [achievement, effectiveness] = left;
        let [employment, total] = right;
        Some((at, [achievement, effectiveness, employment, total]))
    };
    let rows: Vec<(usize, [Piece; 4])> = (0..items.len()).filter_map(row).collect();
    let trust = if rows.len() == 2 { APART } else { UNCERTAIN };
    for ((at, figures), assessor) in rows.into_iter().zip([Assessor::Department, Assessor::Committee]) {
        points.taken.extend([at.saturating_sub(1), at + 1]);
        points.apart.push((at, assessor));
        for (piece, slot) in
            figures.into_iter().zip([Slot::Achievement, Slot::Effectiveness, Slot::Employment, Slot::Total])
        {
            points.set(assessor, slot, piece.printed(page, trust));
        }
    }
}

/// Two points, or dashes for none.
fn pair(item: &Item) -> Option<[Piece; 2]> {
    let What::Text(lines) = &item.what else { return None };
    let [line] = lines.as_slice() else { return None };
    let [a, b] = line.as_slice() else { return None };
    let figure = |p: &Piece| {
        let text = fold(&p.text);
        text == "-" || (!text.is_empty() && text.len() <= 2 && text.chars().all(|c| c.is_ascii_digit()))
    };
    (figure(a) && figure(b)).then(|| [a.clone(), b.clone()])
}
