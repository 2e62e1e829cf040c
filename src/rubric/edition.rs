//! How well an edition of the rules explains the letters that a document prints.

use super::model::Rubric;
use super::recompute::figures;
use crate::sheet::{Document, Field, Sheet};
use std::ops::AddAssign;

/// How many printed letters a rubric explains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Explained {
    /// The rules give the printed letter, or leave it open among others.
    pub explained: usize,
    /// The rules give another letter, or do not know the printed one.
    pub contradicted: usize,
    /// The sheet does not print what the rules need, or they leave it to judgement.
    pub undecided: usize,
}

impl Explained {
    /// All printed letters.
    pub fn letters(&self) -> usize {
        self.explained + self.contradicted + self.undecided
    }
}

impl AddAssign for Explained {
    fn add_assign(&mut self, other: Self) {
        self.explained += other.explained;
        self.contradicted += other.contradicted;
        self.undecided += other.undecided;
    }
}

/// How many of a document's printed achievement letters the rubric explains.
pub fn explained(document: &Document, rubric: &Rubric) -> Explained {
    let mut count = Explained::default();
    for sheet in &document.sheets {
        let Some(letter) = sheet.assessment.as_ref().and_then(|a| a.achievement.as_ref()).and_then(Field::as_text)
        else {
            continue;
        };
        match explains(sheet, document.form.fiscal_year, letter, rubric) {
            Some(true) => count.explained += 1,
            Some(false) => count.contradicted += 1,
            None => count.undecided += 1,
        }
    }
    count
}

fn explains(sheet: &Sheet, fiscal_year: Option<i32>, letter: &str, rubric: &Rubric) -> Option<bool> {
    if !rubric.knows_grade(letter) {
        return Some(false);
    }
    let adjustment = sheet.assessment.as_ref().and_then(|a| a.adjustment.as_ref());
    // What an adjustment moved, the figures alone do not give.
    if adjustment.and_then(Field::as_flag) == Some(true) {
        return None;
    }
    let rated = figures(sheet, fiscal_year, rubric);
    let [only] = rated.as_slice() else { return None };
    let outcome = only.outcome(rubric, sheet.indicators.get(only.indicator)?);
    outcome.allows(rubric.without_suffix(letter))
}
