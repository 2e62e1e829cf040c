//! The letters that the rules allow, with how sure that is.

use super::reason::Reason;
use super::scale::{Band, Condition};
use num_rational::BigRational;

/// What the rules give for a target and an actual.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Letters that are right under some reading, best first; empty where the rules cannot be applied.
    pub grades: Vec<String>,
    /// How sure that is.
    pub certainty: Certainty,
    /// Actual ÷ target in percent, exactly, where both are numbers.
    pub percent: Option<BigRational>,
    /// The working, a line a step, in Japanese.
    pub working: Vec<String>,
}

/// How sure an [`Outcome`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// One letter, whatever reading is taken.
    Exact,
    /// The print leaves several letters open, or one that rests on a reading.
    Open(Reason),
    /// The rules cannot be applied.
    Unverifiable(Reason),
}

impl Outcome {
    /// The letter, where exactly one is possible.
    pub fn grade(&self) -> Option<&str> {
        match self.grades.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether the letter is among the possible ones; `None` where the rules cannot be applied.
    pub fn allows(&self, grade: &str) -> Option<bool> {
        (!self.grades.is_empty()).then(|| self.grades.iter().any(|g| g == grade))
    }

    /// Why it is open or cannot be given.
    pub fn reason(&self) -> Option<Reason> {
        match self.certainty {
            Certainty::Exact => None,
            Certainty::Open(reason) | Certainty::Unverifiable(reason) => Some(reason),
        }
    }

    /// An outcome that names no letter.
    pub fn unverifiable(reason: Reason) -> Self {
        Self {
            grades: Vec::new(),
            certainty: Certainty::Unverifiable(reason),
            percent: None,
            working: vec![format!("判定不能: {}", reason.ja())],
        }
    }
}

/// The letters of a band after its second conditions.
pub(super) fn letters_of(band: &Band, decline: Option<bool>) -> (Vec<String>, Certainty) {
    let own = band.grade.clone();
    let other = band.otherwise.clone();
    let mut both = vec![own.clone()];
    both.extend(other.clone());
    for condition in &band.conditions {
        match (condition, decline) {
            (Condition::NotBelowPreviousYear, Some(false)) => {}
            (Condition::NotBelowPreviousYear, Some(true)) => {
                return (other.into_iter().collect(), Certainty::Exact);
            }
            (Condition::NotBelowPreviousYear, None) => return (both, Certainty::Open(Reason::PreviousUnknown)),
            (Condition::Quality | Condition::Judgement, _) => return (both, Certainty::Open(Reason::Judgement)),
        }
    }
    (vec![own], Certainty::Exact)
}
