//! What a scale measures: an indicator's figures, and the fractions that bands are compared with.

use super::exact::rational;
use super::reason::Reason;
use super::scale::{Against, Direction, LowerIsBetter, Measure, Scale, ToleranceUnit};
use crate::normalise::{Bound, Kind, Quantity};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// An indicator's figures for the evaluated year. What the sheet does not print is `None`.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The year's actual.
    pub actual: &'a Quantity,
    /// The year's target.
    pub target: Option<&'a Quantity>,
    /// The previous year's actual.
    pub previous: Option<&'a Quantity>,
    /// The value before the plan.
    pub base: Option<&'a Quantity>,
    /// The target of the plan's last year.
    pub final_target: Option<&'a Quantity>,
    /// Years since the base value, and from it to the final target.
    pub elapsed: Option<(i32, i32)>,
    /// Whether less is better, where the form says so.
    pub falling: bool,
    /// Whether the only target is one for a later year.
    pub due_later: bool,
}

impl<'a> Inputs<'a> {
    /// Only an actual.
    pub fn of(actual: &'a Quantity) -> Self {
        Self {
            actual,
            target: None,
            previous: None,
            base: None,
            final_target: None,
            elapsed: None,
            falling: false,
            due_later: false,
        }
    }

    /// Whether less is better: the form says so, or its target is an upper limit (20人以内).
    pub(super) fn is_falling(&self) -> bool {
        let capped = |q: &Quantity| matches!(q.bound, Some(Bound::Le | Bound::Lt));
        self.falling || self.target.is_some_and(capped)
    }

    /// The value that the actual is measured against.
    fn reference(&self, against: Against) -> Result<BigRational, Reason> {
        let figure = |q: Option<&Quantity>, none: Reason| self.plain(q.ok_or(none)?, none);
        match against {
            Against::Target => figure(self.target, Reason::NoTarget),
            Against::FinalTarget => figure(self.final_target, Reason::MeasureNotOnSheet),
            Against::PreviousYear => figure(self.previous, Reason::PreviousUnknown),
            Against::Base => figure(self.base, Reason::MeasureNotOnSheet),
            Against::InterpolatedTarget => {
                let (gone, all) = self.elapsed.filter(|(_, all)| *all > 0).ok_or(Reason::MeasureNotOnSheet)?;
                let base = self.reference(Against::Base)?;
                let goal = self.reference(Against::FinalTarget)?;
                Ok(&base + (goal - &base) * BigRational::new(gone.into(), all.into()))
            }
        }
    }

    /// A figure that is one plain number in the actual's unit.
    fn plain(&self, quantity: &Quantity, none: Reason) -> Result<BigRational, Reason> {
        if units_differ(quantity.unit.as_deref(), self.actual.unit.as_deref()) {
            return Err(Reason::UnitsDiffer);
        }
        match (quantity.kind, quantity.number) {
            (Kind::Missing, _) => Err(none),
            (Kind::Range, Some(_)) if quantity.upper.is_some() => Err(Reason::TargetIsRange),
            (Kind::Number | Kind::Range, Some(_)) if quantity.approximate => Err(Reason::TargetIsApproximate),
            (Kind::Number | Kind::Range, Some(n)) => Ok(rational(n)),
            _ => Err(Reason::TargetIsText),
        }
    }
}

/// Whether both print a unit and the units are not the same.
pub(super) fn units_differ(a: Option<&str>, b: Option<&str>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if !a.is_empty() && !b.is_empty() && a != b)
}

/// Whether the actual fell below the previous year's; `None` where that cannot be said, or where less is better.
pub(super) fn declined(inputs: &Inputs) -> Option<bool> {
    let same_unit = |p: &&Quantity| !units_differ(p.unit.as_deref(), inputs.actual.unit.as_deref());
    let previous = inputs.previous.filter(|p| p.kind == Kind::Number).filter(same_unit)?;
    (!inputs.is_falling()).then_some(inputs.actual.number? < previous.number?)
}

/// Actual and target as a rate in percent, by the formula where less is better.
pub(super) fn rate(
    done: &BigRational,
    goal: &BigRational,
    formula: Option<LowerIsBetter>,
) -> Result<BigRational, Reason> {
    let share = |part: &BigRational, whole: &BigRational, zero: Reason| {
        if whole.is_zero() { Err(zero) } else { Ok(part / whole) }
    };
    let rate = match formula {
        None => share(done, goal, Reason::TargetIsZero)?,
        Some(LowerIsBetter::TargetOverActual) => share(goal, done, Reason::RateUndefined)?,
        Some(LowerIsBetter::TwoMinusRatio) => {
            BigRational::from_integer(2.into()) - share(done, goal, Reason::TargetIsZero)?
        }
    };
    Ok(rate * hundred())
}

/// The measure as the bands see it: cut off and rounded where the rubric says so.
pub(super) fn as_compared(scale: &Scale, percent: BigRational) -> BigRational {
    let percent = match &scale.cap {
        Some(cap) if percent > cap.0 => cap.0.clone(),
        _ => percent,
    };
    scale.rounding.map_or_else(|| percent.clone(), |rule| rule.round(&percent))
}

/// What is measured, in percent or, for a difference, in the indicator's own unit.
pub(super) fn value(
    scale: &Scale,
    inputs: &Inputs,
    measure: Measure,
    against: Against,
    tolerant: bool,
) -> Result<BigRational, Reason> {
    let done = inputs.actual.number.map(rational).ok_or(Reason::NoActual)?;
    let falling = inputs.is_falling();
    if measure == Measure::Judgement {
        return Err(Reason::Judgement);
    }
    let reference = inputs.reference(against)?;
    let signed = |x: BigRational| if falling { -x } else { x };
    match measure {
        Measure::Ratio => {
            let formula = scale.lower_is_better.filter(|_| falling);
            if falling && formula.is_none() {
                return Err(Reason::LowerIsBetter);
            }
            rate(&done, &reference, formula).map(|x| as_compared(scale, x))
        }
        Measure::Progress => {
            let base = inputs.reference(Against::Base)?;
            let way = reference - &base;
            if way.is_zero() {
                return Err(Reason::RateUndefined);
            }
            Ok(as_compared(scale, (done - base) / way * hundred()))
        }
        Measure::Change => {
            if reference.is_zero() {
                return Err(Reason::RateUndefined);
            }
            let change = (done - &reference) / reference.abs() * hundred();
            let own = &change * reference.abs() / hundred();
            let level = tolerant && is_level(scale, &own, &reference);
            Ok(if level { BigRational::zero() } else { as_compared(scale, signed(change)) })
        }
        Measure::Difference => {
            let difference = done - &reference;
            let level = tolerant && is_level(scale, &difference, &reference);
            Ok(if level { BigRational::zero() } else { signed(difference) })
        }
        Measure::Points | Measure::Judgement => Err(Reason::MeasureNotOnSheet),
    }
}

/// Whether a change counts as none.
fn is_level(scale: &Scale, change: &BigRational, reference: &BigRational) -> bool {
    scale.tolerance.as_ref().is_some_and(|tolerance| match tolerance.unit {
        ToleranceUnit::Own => change.abs() <= tolerance.within.0,
        ToleranceUnit::Percent => change.abs() * hundred() <= &tolerance.within.0 * reference.abs(),
    })
}

impl Scale {
    /// Whether the scale holds for the indicator's direction.
    pub(super) fn covers(&self, direction: Option<&str>) -> bool {
        match direction {
            Some("down") => matches!(self.direction, Direction::Down | Direction::Both),
            Some("maintain") => self.direction == Direction::Both,
            _ => matches!(self.direction, Direction::Up | Direction::Both),
        }
    }
}

fn hundred() -> BigRational {
    BigRational::from_integer(BigInt::from(100u8))
}
