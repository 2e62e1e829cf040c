//! Scales whose bands compare an actual with several values: target, base value, previous year, a step between.

use super::band::Interval;
use super::exact::{display, round_half_up};
use super::measure::{Inputs, declined, value};
use super::outcome::{Certainty, Outcome, letters_of};
use super::reason::Reason;
use super::scale::{Against, Band, Measure, Overlap, Scale};
use crate::normalise::Kind;
use num_rational::BigRational;

/// One way to read the rules where they leave a choice.
#[derive(Clone, Copy)]
struct Reading {
    /// Whether the tolerance holds.
    tolerant: bool,
    /// Whether percentages are rounded to whole ones first.
    rounded: bool,
}

/// The letters of an actual, band by band. Every figure must be one plain number.
pub(super) fn grade(scale: &Scale, inputs: &Inputs) -> Outcome {
    let actual = inputs.actual;
    match (actual.kind, actual.number) {
        (Kind::Missing, _) => return Outcome::unverifiable(Reason::NoActual),
        (Kind::Number, Some(_)) => {}
        _ => return Outcome::unverifiable(Reason::ActualIsText),
    }
    if inputs.is_falling() && !scale.covers(Some("down")) {
        return Outcome::unverifiable(Reason::LowerIsBetter);
    }
    let is_conditional = scale.tolerance.as_ref().is_some_and(|t| t.only.is_some());
    let first = Reading { tolerant: scale.tolerance.is_some() && !is_conditional, rounded: false };
    let mut found = letters(scale, inputs, first);
    let mut others = vec![];
    if is_conditional {
        others.push((Reading { tolerant: true, ..first }, Reason::ToleranceMayApply));
    }
    if scale.rounding.is_none() {
        others.push((Reading { rounded: true, ..first }, Reason::RoundingAtEdge));
    }
    for (reading, reason) in others {
        let other = letters(scale, inputs, reading);
        if other.grades != found.grades {
            found.add(&other.grades);
            found.reason.get_or_insert(reason);
        }
    }
    if actual.approximate && !found.grades.is_empty() {
        found.reason.get_or_insert(Reason::ActualIsApproximate);
    }
    found.into_outcome(scale, working(scale, inputs))
}

/// Letters that some reading gives.
#[derive(Default)]
struct Found {
    grades: Vec<String>,
    /// Whether a band was seen to hold, not only not to be ruled out.
    holds: bool,
    /// Whether a band was seen not to hold.
    excludes: bool,
    reason: Option<Reason>,
}

impl Found {
    fn add(&mut self, grades: &[String]) {
        for grade in grades {
            if !self.grades.contains(grade) {
                self.grades.push(grade.clone());
            }
        }
    }

    fn into_outcome(mut self, scale: &Scale, mut working: Vec<String>) -> Outcome {
        // Where nothing holds and nothing is ruled out, the rules say nothing at all.
        let outcome = match self.reason {
            Some(reason) if !self.holds && !self.excludes => Outcome::unverifiable(reason),
            _ if self.grades.is_empty() => scale.outside(),
            reason => {
                let place = |g: &String| scale.bands.iter().position(|b| b.grade == *g).unwrap_or(usize::MAX);
                self.grades.sort_by_key(place);
                working.push(format!("→ {}", self.grades.join("または")));
                let certainty = reason.map_or(Certainty::Exact, Certainty::Open);
                Outcome { grades: self.grades, certainty, percent: None, working: Vec::new() }
            }
        };
        working.extend(outcome.reason().map(|r| format!("判定: {}", r.ja())));
        Outcome { working, ..outcome }
    }
}

/// The letters under one reading: the first band that holds, and before it those that cannot be ruled out.
fn letters(scale: &Scale, inputs: &Inputs, reading: Reading) -> Found {
    let mut found = Found::default();
    let decline = declined(inputs);
    for band in scale.bands.iter().filter(|b| has_figures(b)) {
        match holds(scale, inputs, band, reading) {
            Ok(false) => found.excludes = true,
            Ok(true) => {
                let (grades, certainty) = letters_of(band, decline);
                if found.holds {
                    found.reason.get_or_insert(Reason::BandsOverlap);
                }
                found.holds = true;
                found.add(&grades);
                if let Certainty::Open(reason) = certainty {
                    found.reason.get_or_insert(reason);
                }
                if scale.overlap.unwrap_or_default() == Overlap::First {
                    break;
                }
            }
            Err(reason) => {
                found.add(&letters_of(band, decline).0);
                found.reason.get_or_insert(reason);
            }
        }
    }
    found
}

/// Whether figures, and not words, earn the band.
fn has_figures(band: &Band) -> bool {
    band.when.is_none() && (Interval::of(band).is_some() || !band.also.is_empty())
}

/// Whether a band holds; the reason where a figure that would decide it is missing.
fn holds(scale: &Scale, inputs: &Inputs, band: &Band, reading: Reading) -> Result<bool, Reason> {
    let own = Interval::of(band).map(|interval| (band.measure, band.against, interval));
    let also = band.also.iter().map(|test| (test.measure, test.against, Interval::of_test(test)));
    let mut unknown = None;
    for (measure, against, interval) in own.into_iter().chain(also) {
        let measure = measure.unwrap_or(scale.measure);
        match value(scale, inputs, measure, against.unwrap_or(scale.against), reading.tolerant) {
            // One test that fails settles it, whatever the others would say.
            Ok(x) if !interval.contains(&as_read(&x, measure, reading)) => return Ok(false),
            Ok(_) => {}
            Err(reason) => unknown = Some(reason),
        }
    }
    unknown.map_or(Ok(true), Err)
}

fn as_read(x: &BigRational, measure: Measure, reading: Reading) -> BigRational {
    let is_percent = matches!(measure, Measure::Ratio | Measure::Progress | Measure::Change);
    if reading.rounded && is_percent { round_half_up(x, 0) } else { x.clone() }
}

/// Each comparison that the bands make, once.
fn working(scale: &Scale, inputs: &Inputs) -> Vec<String> {
    let mut made: Vec<(Measure, Against)> = Vec::new();
    for band in scale.bands.iter().filter(|b| has_figures(b)) {
        let tests = band.also.iter().map(|t| (t.measure, t.against));
        let own = Interval::of(band).map(|_| (band.measure, band.against));
        for (measure, against) in own.into_iter().chain(tests) {
            let test = (measure.unwrap_or(scale.measure), against.unwrap_or(scale.against));
            if !made.contains(&test) {
                made.push(test);
            }
        }
    }
    let line = |(measure, against): (Measure, Against)| {
        let (what, unit) = match measure {
            Measure::Ratio => ("に対する割合", "%"),
            Measure::Progress => ("までの進捗率", "%"),
            Measure::Change => ("からの増減率", "%"),
            Measure::Difference => ("との差", inputs.actual.unit.as_deref().unwrap_or("")),
            Measure::Points | Measure::Judgement => ("", ""),
        };
        let than = match against {
            Against::Target => "当年度目標",
            Against::FinalTarget => "最終目標",
            Against::InterpolatedTarget => "按分した当年度目標",
            Against::PreviousYear => "前年度実績",
            Against::Base => "基準値",
        };
        match value(scale, inputs, measure, against, false) {
            Ok(x) => format!("{than}{what}: {}{unit}", display(&x, 1)),
            Err(reason) => format!("{than}{what}: {}", reason.ja()),
        }
    };
    made.into_iter().map(line).collect()
}
