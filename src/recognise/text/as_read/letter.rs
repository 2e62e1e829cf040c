//! What the marked letter says of the newest target and actual.

use super::item::{Item, Sort};
use crate::normalise::{Context, Quantity, quantity};
use crate::recognise::raw::RawMarks;
use crate::rubric::Rubric;

/// A letter that the figures do not earn: they may be right all the same.
const DIFFERS: u32 = 3;
/// A letter for a target that is no number, or for no actual.
const NOTHING_RATED: u32 = 4;
/// A figure although the letter says that the project was not carried out.
const CARRIED_OUT: u32 = 6;

/// The letter that a sheet marks.
pub struct Letter<'a> {
    rubric: Option<&'a Rubric>,
    letters: Vec<String>,
}

impl<'a> Letter<'a> {
    /// The marked letter of a scale.
    pub fn new(rubric: Option<&'a Rubric>, achievement: Option<&RawMarks>) -> Self {
        let marked = achievement.iter().flat_map(|m| &m.boxes).filter(|b| b.marked);
        Self { rubric, letters: marked.map(|b| b.value.clone()).collect() }
    }

    /// Whether the figures earn the letter; `None` where that cannot be said.
    pub fn fits(&self, target: &Item, actual: &Item) -> Option<bool> {
        let [target, actual] = [target, actual].map(|item| quantity(&item.text, &Context::default()));
        earns(self.rubric?, Some(&self.letters), &target, &actual)
    }

    /// What speaks against a newest target and actual.
    pub fn against(&self, target: Option<&Item>, actual: Option<&Item>) -> u32 {
        let (Some(rubric), [letter]) = (self.rubric, self.letters.as_slice()) else { return 0 };
        let number = |item: Option<&Item>| item.is_some_and(|i| i.sort == Sort::Number);
        if rubric.prints_dash(letter) {
            return if number(actual) { CARRIED_OUT } else { 0 };
        }
        if !number(target) || actual.is_none_or(|a| a.sort == Sort::Dash) {
            return NOTHING_RATED;
        }
        match target.zip(actual).and_then(|(target, actual)| self.fits(target, actual)) {
            Some(false) => DIFFERS,
            _ => 0,
        }
    }
}

/// Whether the marked letter is one that the figures earn by the rubric; `None` where that cannot be said.
pub fn earns(rubric: &Rubric, letter: Option<&[String]>, target: &Quantity, actual: &Quantity) -> Option<bool> {
    let [letter] = letter? else { return None };
    // A letter for what was not carried out says nothing of the figures.
    if rubric.prints_dash(letter) {
        return None;
    }
    rubric.grade_of(target, actual, None).allows(letter)
}
