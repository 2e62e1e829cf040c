//! Applies a scale to target and actual.

use super::band::{self, Interval};
use super::compare;
use super::exact::{self, rational, round_half_up};
use super::measure::{Inputs, as_compared, declined, rate, units_differ};
use super::model::Rubric;
use super::outcome::{Certainty, Outcome, letters_of};
use super::reason::Reason;
use super::scale::{Against, Band, Condition, LowerIsBetter, Measure, Overlap, Scale, When};
use crate::normalise::{Kind, Missing, Quantity};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use rust_decimal::Decimal;

/// How far an approximate figure (概ね, 約) may lie from the printed one, in tenths.
const ABOUT: (u8, u8) = (9, 11);

impl Rubric {
    /// The achievement letters that the rules allow for a target and an actual of the same indicator and year.
    /// `previous` is the previous year's actual. More is taken to be better; see [`Rubric::grade`].
    pub fn grade_of(&self, target: &Quantity, actual: &Quantity, previous: Option<&Quantity>) -> Outcome {
        self.grade(&Inputs { target: Some(target), previous, ..Inputs::of(actual) })
    }

    /// The achievement letters that the rules allow for an indicator's figures.
    pub fn grade(&self, inputs: &Inputs) -> Outcome {
        match &self.achievement {
            Some(scale) => scale.grade(inputs),
            None => Outcome::unverifiable(Reason::MeasureNotOnSheet),
        }
    }
}

impl Scale {
    /// The letters that the scale allows for an indicator's figures. What is not there is said, never guessed.
    pub fn grade(&self, inputs: &Inputs) -> Outcome {
        if matches!(inputs.actual.missing, Some(Missing::NotDone | Missing::Cancelled)) {
            return self.in_words(When::NotCarriedOut, Reason::NoActual, "実績: 実施なし");
        }
        if inputs.actual.kind == Kind::Missing && self.has(When::Unrated) {
            return open(self.in_words(When::Unrated, Reason::NoActual, "実績: なし"), Reason::NoActual);
        }
        if inputs.target.is_none_or(|t| t.kind == Kind::Missing) && self.has(When::NoTarget) {
            return self.in_words(When::NoTarget, Reason::NoTarget, "目標: なし");
        }
        let by_words = |bands: &[Band]| bands.iter().all(|b| b.when == Some(When::Judgement));
        let later = self.exceptions.iter().find(|e| e.due_later).filter(|_| inputs.due_later);
        if self.measure == Measure::Judgement || later.is_some_and(|e| by_words(&e.bands)) {
            return Outcome::unverifiable(Reason::Judgement);
        }
        let outcome = if self.is_plain_rate() { by_ratio(self, inputs) } else { compare::grade(self, inputs) };
        if self.overridable && outcome.certainty == Certainty::Exact {
            return open(outcome, Reason::Judgement);
        }
        outcome
    }

    /// Whether every band lies on actual ÷ the year's target.
    pub(super) fn is_plain_rate(&self) -> bool {
        let own = |b: &Band| b.measure.is_none() && b.against.is_none() && b.also.is_empty();
        self.measure == Measure::Ratio && self.against == Against::Target && self.bands.iter().all(own)
    }

    fn has(&self, when: When) -> bool {
        self.bands.iter().any(|b| b.when == Some(when))
    }

    /// The letters that words earn.
    fn in_words(&self, when: When, otherwise: Reason, what: &str) -> Outcome {
        let found: Vec<&Band> = self.bands.iter().filter(|b| b.when == Some(when)).collect();
        let grades: Vec<String> = found.iter().map(|b| b.grade.clone()).collect();
        let Some(first) = found.first() else { return Outcome::unverifiable(otherwise) };
        let words = first.label.as_deref().unwrap_or("規則のとおり");
        let working = vec![format!("{what} → {}（{words}）", grades.join("または"))];
        let certainty = if grades.len() == 1 { Certainty::Exact } else { Certainty::Open(Reason::Judgement) };
        Outcome { grades, certainty, percent: None, working }
    }

    /// What follows where no band holds the figure: the bands that were not seen may.
    pub(super) fn outside(&self) -> Outcome {
        let unseen = self.bands.iter().filter(|b| b.when == Some(When::NotSeen));
        let grades: Vec<String> = unseen.map(|b| b.grade.clone()).collect();
        if !grades.is_empty() {
            let certainty = Certainty::Open(Reason::BandNotSeen);
            return Outcome { grades, certainty, ..Outcome::unverifiable(Reason::BandNotSeen) };
        }
        Outcome::unverifiable(if self.incomplete { Reason::BandNotSeen } else { Reason::OutsideBands })
    }
}

fn open(outcome: Outcome, reason: Reason) -> Outcome {
    if outcome.grades.is_empty() { outcome } else { Outcome { certainty: Certainty::Open(reason), ..outcome } }
}

fn by_ratio(scale: &Scale, inputs: &Inputs) -> Outcome {
    let (actual, previous) = (inputs.actual, inputs.previous);
    let Some(done) = actual.number.filter(|_| matches!(actual.kind, Kind::Number)) else {
        let reason = if actual.kind == Kind::Missing { Reason::NoActual } else { Reason::ActualIsText };
        return Outcome::unverifiable(reason);
    };
    let Some(target) = inputs.target else { return Outcome::unverifiable(Reason::NoTarget) };
    let falling = inputs.is_falling();
    if falling && scale.lower_is_better.is_none() {
        return Outcome::unverifiable(Reason::LowerIsBetter);
    }
    let goal = match goal_of(target, previous) {
        Ok(goal) => goal,
        Err(reason) => return Outcome::unverifiable(reason),
    };
    if units_differ(goal.unit.as_deref(), actual.unit.as_deref()) {
        return Outcome::unverifiable(Reason::UnitsDiffer);
    }
    let formula = scale.lower_is_better.filter(|_| falling);
    let of = |goal: Decimal| rate(&rational(done), &rational(goal), formula);
    let (low, high) = match (of(goal.high), of(goal.low)) {
        (Ok(a), Ok(b)) => {
            if a <= b {
                (a, b)
            } else {
                (b, a)
            }
        }
        (Err(reason), _) | (_, Err(reason)) => return Outcome::unverifiable(reason),
    };
    if formula.is_none() && (low.is_negative() || high.is_negative()) {
        return Outcome::unverifiable(Reason::OutsideBands);
    }
    let (low, high) = (as_compared(scale, low), as_compared(scale, high));
    let bands = band::bands_for(scale, &rational(goal.low), goal.unit.as_deref());
    let decline = declined(inputs);
    let mut letters = Letters { scale, bands, decline, outcome: scale.outside() };
    let unit = actual.unit.as_deref().or(goal.unit.as_deref()).unwrap_or("");
    if goal.low == goal.high {
        let (done, goal) = (done.normalize(), goal.low.normalize());
        letters.settle(
            &low,
            match formula {
                None => format!("{done}{unit} ÷ {goal}{unit}"),
                Some(LowerIsBetter::TargetOverActual) => format!("{goal}{unit} ÷ {done}{unit}"),
                Some(LowerIsBetter::TwoMinusRatio) => format!("2 − {done}{unit} ÷ {goal}{unit}"),
            },
        );
    } else {
        letters.range(&low, &high, &goal, done, unit);
    }
    if goal.high == goal.low && low == high {
        letters.outcome.percent = Some(low.clone());
    }
    if let Some(reason) = goal.reason {
        if goal.low == goal.high {
            letters.widen(&low, reason);
        }
    } else if actual.approximate || actual.leaning.is_some() {
        letters.widen(&low, Reason::ActualIsApproximate);
    }
    if done.is_zero() && formula.is_none() {
        letters.or_not_carried_out(scale);
    }
    letters.outcome
}

/// What a target asks for.
struct Goal {
    low: Decimal,
    high: Decimal,
    unit: Option<String>,
    /// Why the figure is not simply the printed one.
    reason: Option<Reason>,
}

fn goal_of(target: &Quantity, previous: Option<&Quantity>) -> Result<Goal, Reason> {
    let unit = target.unit.clone();
    match (target.kind, target.number, target.upper) {
        (Kind::Missing, _, _) => Err(Reason::NoTarget),
        (Kind::Range, Some(a), Some(b)) => {
            Ok(Goal { low: a.min(b), high: a.max(b), unit, reason: Some(Reason::TargetIsRange) })
        }
        // 「2.5％以上」も開いた範囲も、その下限が目標である。
        (Kind::Number | Kind::Range, Some(n), _) => {
            let about = target.approximate || target.leaning.is_some();
            Ok(Goal { low: n, high: n, unit, reason: about.then_some(Reason::TargetIsApproximate) })
        }
        _ if asks_for_previous(target) => match previous.and_then(|p| p.number.map(|n| (n, p.unit.clone()))) {
            Some((n, unit)) => Ok(Goal { low: n, high: n, unit, reason: Some(Reason::TargetIsPreviousYear) }),
            None => Err(Reason::TargetIsText),
        },
        _ => Err(Reason::TargetIsText),
    }
}

/// 前年度以上, 前年度の実績を上回る …; not 前々年度, whose figure is another one.
fn asks_for_previous(target: &Quantity) -> bool {
    let text: String = target.printed.chars().filter(|c| !c.is_whitespace()).collect();
    let names = ["前年度", "前年", "昨年度", "昨年"].iter().any(|w| text.contains(w)) && !text.contains("前々年");
    names && ["以上", "上回", "超え", "増"].iter().any(|w| text.contains(w))
}

/// Letters gathered under the readings that are looked at.
struct Letters<'a> {
    scale: &'a Scale,
    bands: &'a [Band],
    decline: Option<bool>,
    outcome: Outcome,
}

impl Letters<'_> {
    /// One exact figure.
    fn settle(&mut self, percent: &BigRational, division: String) {
        let shown = exact::display(percent, 1);
        let equals = if rational_is_shown(percent) { "=" } else { "≒" };
        let Some(found) = band::find(self.bands, percent) else {
            let why = self.outcome.reason().unwrap_or(Reason::OutsideBands);
            self.outcome.working = vec![format!("{division} {equals} {shown}% → {}", why.ja())];
            return;
        };
        let (grades, certainty) = letters_of(found, self.decline);
        let words = Interval::of(found).map(|i| i.describe("%")).unwrap_or_default();
        self.outcome.working = vec![format!("{division} {equals} {shown}% → {}（{words}）", found.grade)];
        if let Some(line) = self.condition_line(found, &grades) {
            self.outcome.working.push(line);
        }
        self.outcome.grades = grades;
        self.outcome.certainty = certainty;
        if self.scale.overlap == Some(Overlap::All) {
            let bands = self.bands;
            for other in band::between(bands, percent, percent).filter(|b| b.grade != found.grade) {
                self.open(other, Reason::BandsOverlap);
            }
        }
        if self.scale.rounding.is_some() {
            return;
        }
        let rounded = round_half_up(percent, 0);
        if let Some(other) = band::find(self.bands, &rounded)
            && other.grade != found.grade
        {
            self.open(other, Reason::RoundingAtEdge);
            self.outcome.working.push(format!("整数に丸めると{}%で{}となる", exact::display(&rounded, 0), other.grade));
        }
    }

    /// A target that is a range: every letter between its ends, and that of 100 % where it holds the actual.
    fn range(&mut self, low: &BigRational, high: &BigRational, goal: &Goal, done: Decimal, unit: &str) {
        let bands = self.bands;
        for found in band::between(bands, low, high) {
            self.open(found, Reason::TargetIsRange);
        }
        let met = BigRational::from_integer(100.into());
        let inside = goal.low <= done && done <= goal.high;
        if inside && let Some(found) = band::find(bands, &met) {
            self.open(found, Reason::TargetIsRange);
        }
        self.outcome.working = vec![format!(
            "目標{}～{}{unit}、実績{}{unit}: {}%～{}% → {}{}",
            goal.low.normalize(),
            goal.high.normalize(),
            done.normalize(),
            exact::display(low, 1),
            exact::display(high, 1),
            self.outcome.grades.join("または"),
            if inside { "（目標の範囲内）" } else { "" },
        )];
    }

    /// Adds the letters that an approximate figure leaves open.
    fn widen(&mut self, percent: &BigRational, reason: Reason) {
        let tenths = |n: u8| BigRational::new(n.into(), 10u8.into());
        let (from, to) = if reason == Reason::TargetIsPreviousYear {
            (percent.clone(), percent.clone())
        } else {
            (percent * tenths(ABOUT.0), percent * tenths(ABOUT.1))
        };
        let bands = self.bands;
        for found in band::between(bands, &from, &to) {
            self.open(found, reason);
        }
        // 目標が「前年度以上」なら、上回れば達成である。どれほど上回ればSかは定めがない。
        let met = BigRational::from_integer(100.into());
        if reason == Reason::TargetIsPreviousYear
            && *percent >= met
            && let Some(found) = band::find(bands, &met)
        {
            self.open(found, reason);
        }
        self.outcome.certainty = Certainty::Open(reason);
        self.outcome.working.push(format!("{}ため、判定は一つに定まらない", reason.ja()));
    }

    /// An actual of zero may also be "not carried out".
    fn or_not_carried_out(&mut self, scale: &Scale) {
        if let Some(band) = scale.bands.iter().find(|b| b.when == Some(When::NotCarriedOut)) {
            self.open(band, Reason::ActualIsZero);
        }
    }

    fn open(&mut self, band: &Band, reason: Reason) {
        let (grades, _) = letters_of(band, self.decline);
        for grade in grades {
            if !self.outcome.grades.contains(&grade) {
                self.outcome.grades.push(grade);
            }
        }
        let bands = self.bands;
        let place = |g: &String| bands.iter().position(|b| b.grade == *g).unwrap_or(usize::MAX);
        self.outcome.grades.sort_by_key(place);
        self.outcome.certainty = Certainty::Open(reason);
    }

    fn condition_line(&self, band: &Band, grades: &[String]) -> Option<String> {
        let (own, letters) = (&band.grade, grades.join("または"));
        band.conditions.first().map(|condition| match (condition, self.decline) {
            (Condition::NotBelowPreviousYear, Some(false)) => format!("前年度実績を下回らない → {own}"),
            (Condition::NotBelowPreviousYear, Some(true)) => format!("前年度実績を下回る → {own}でなく{letters}"),
            (Condition::NotBelowPreviousYear, None) => format!("前年度実績と比べられない → {letters}"),
            (Condition::Quality, _) => match &band.otherwise {
                Some(alone) => format!("数値だけでは{alone}まで。{own}には質の評価が要る → {letters}"),
                None => format!("質の評価が要る → {letters}"),
            },
            (Condition::Judgement, _) => format!("評価者の判断による → {letters}"),
        })
    }
}

/// Whether one decimal shows the whole figure.
fn rational_is_shown(percent: &BigRational) -> bool {
    (percent - round_half_up(percent, 1)).is_zero()
}
