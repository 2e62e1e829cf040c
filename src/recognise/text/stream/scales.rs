//! The scales of a sheet, each a row of boxes, and what the boxes of a row stand for.

use super::scan::{Item, What};
use crate::profile::TextOrder;
use crate::recognise::raw::{RawBox, RawMarks};

/// The rows of boxes of a sheet, in the order of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Scale {
    Achievement,
    DepartmentEffectiveness,
    DepartmentEmployment,
    CommitteeEffectiveness,
    CommitteeEmployment,
    Direction,
}

/// The scales of the panels.
pub const CRITERIA: [Scale; 4] = [
    Scale::DepartmentEffectiveness,
    Scale::DepartmentEmployment,
    Scale::CommitteeEffectiveness,
    Scale::CommitteeEmployment,
];

/// What the boxes of each row stand for.
pub struct Scales<'a> {
    grades: Vec<String>,
    levels: Vec<String>,
    directions: &'a [String],
}

impl<'a> Scales<'a> {
    /// The letters and levels that a page prints, else those of the form.
    pub fn of(items: &[Item], order: &'a TextOrder) -> Self {
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
    pub fn marked(&self, items: &[Item], index: usize, scale: Scale) -> Option<String> {
        let What::Boxes(boxes) = &items.get(index)?.what else { return None };
        let filled: Vec<usize> = boxes.iter().enumerate().filter(|(_, (m, _))| *m).map(|(i, _)| i).collect();
        match filled.as_slice() {
            [one] => self.values(scale).get(*one).cloned(),
            _ => None,
        }
    }

    /// The row of boxes at an item, with what each of them stands for.
    pub fn row(&self, items: &[Item], index: usize, scale: Scale, page: u32, trust: f64) -> RawMarks {
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
            printed: piece.printed(page, trust),
        });
        RawMarks { boxes: boxes.collect() }
    }
}
