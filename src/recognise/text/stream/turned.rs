//! Whether a document prints the newest actual before the newest target: the letters of its sheets say so.
//!
//! One sheet whose letter contradicts its figures may be wrong by itself. Where several letters
//! contradict the figures as read, and follow from them once target and actual change places, it
//! is the reading that is wrong.

use super::indicators::{OPEN, number};
use crate::normalise::{Context, quantity};
use crate::recognise::raw::{Printed, RawFigure, RawIndicator};
use crate::rubric::Rubric;
use crate::sheet::{Alternative, Role};

/// Sheets that must speak for the other reading before it is taken.
const SEVERAL: usize = 3;
/// Sheets that must speak for the other reading, for each that speaks against it, before it is sure.
const MANY: usize = 8;

/// Which of the newest figures are the targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turned {
    /// Those that the form prints first.
    No,
    /// The letters leave it open.
    Open,
    /// Those that the form prints last.
    Yes,
    /// The same, said by so many letters that nothing else can be.
    Surely,
}

/// What one sheet says: `Some(true)` where only the figures as read give its letter, `Some(false)`
/// where only the others do.
pub fn vote(rubric: &Rubric, letter: &str, figures: &[&str; 3]) -> Option<bool> {
    let [target, actual, previous] = figures.map(|text| quantity(text, &Context::default()));
    let as_read = rubric.grade_of(&target, &actual, Some(&previous)).allows(letter) == Some(true);
    let turned = rubric.grade_of(&actual, &target, Some(&previous)).allows(letter) == Some(true);
    (as_read != turned).then_some(as_read)
}

/// What the sheets of a document say together.
pub fn of(votes: impl Iterator<Item = bool>) -> Turned {
    let (mut held, mut against) = (0, 0);
    votes.for_each(|as_read| if as_read { held += 1 } else { against += 1 });
    match against {
        0 | 1 => Turned::No,
        n if n >= MANY && n > MANY * held => Turned::Surely,
        n if n >= SEVERAL && n > SEVERAL * held => Turned::Yes,
        n if n * 2 > held => Turned::Open,
        _ => Turned::No,
    }
}

/// Exchanges targets and actuals of a year, or says that they may have to change places.
pub fn turn(indicators: &mut [RawIndicator], year: i32, turned: Turned) {
    if turned == Turned::No {
        return;
    }
    for indicator in indicators {
        let find = |role: Role| {
            let here = |c: &RawFigure| c.role == role && c.years.contains(&year);
            indicator.cells.iter().position(here)
        };
        let Some((target, actual)) = find(Role::Target).zip(find(Role::Actual)) else { continue };
        let printed = |at: usize| indicator.cells.get(at).map(|c| c.printed.clone()).unwrap_or_default();
        let (first, second) = (printed(target), printed(actual));
        let pairs = match turned {
            Turned::Surely => {
                let cells = [(target, second), (actual, first)];
                for (at, printed) in cells {
                    indicator.cells.get_mut(at).into_iter().for_each(|c| c.printed = printed.clone());
                }
                continue;
            }
            Turned::Yes => [(target, second.clone(), &first), (actual, first.clone(), &second)],
            _ => [(target, first.clone(), &second), (actual, second.clone(), &first)],
        };
        for (at, printed, other) in pairs {
            if let Some(cell) = indicator.cells.get_mut(at) {
                cell.printed = doubted(printed, other);
            }
        }
    }
}

fn doubted(mut printed: Printed, other: &Printed) -> Printed {
    if printed.text == other.text {
        return printed;
    }
    printed.confidence = printed.confidence.min(OPEN);
    printed.alternatives.insert(
        0,
        Alternative {
            number: number(&other.text),
            reason: "the letters of several sheets fit only if target and actual change places".into(),
        },
    );
    printed
}

#[cfg(test)]
mod tests {
    use super::{Turned, of};

    #[test]
    fn only_many_letters_that_say_the_same_are_sure() {
        let votes = |held: usize, against: usize| {
            of(std::iter::repeat_n(true, held).chain(std::iter::repeat_n(false, against)))
        };
        assert_eq!(votes(12, 1), Turned::No);
        assert_eq!(votes(2, 3), Turned::Open);
        assert_eq!(votes(1, 5), Turned::Yes);
        assert_eq!(votes(2, 15), Turned::Yes);
        assert_eq!(votes(1, 15), Turned::Surely);
    }
}
