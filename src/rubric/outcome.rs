//! Target and actual → the letters that the rules allow, with how sure that is.

use super::band::{self, Interval};
use super::exact::{self, rational, round_half_up};
use super::model::{Against, Band, Condition, Direction, Measure, Rubric, Scale, When};
use crate::normalise::{Bound, Kind, Missing, Quantity};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use rust_decimal::Decimal;

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

/// Why a letter is open or cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Reason {
    NoTarget,
    TargetIsText,
    TargetIsRange,
    TargetIsApproximate,
    TargetIsPreviousYear,
    TargetIsZero,
    LowerIsBetter,
    NoActual,
    ActualIsText,
    ActualIsApproximate,
    ActualIsZero,
    UnitsDiffer,
    PreviousUnknown,
    RoundingAtEdge,
    OutsideBands,
    Judgement,
    MeasureNotOnSheet,
    SeveralIndicators,
    NoIndicator,
}

impl Reason {
    /// The reason in Japanese.
    pub fn ja(self) -> &'static str {
        match self {
            Self::NoTarget => "目標が印字されていない",
            Self::TargetIsText => "目標が数値でない",
            Self::TargetIsRange => "目標が範囲で示されている",
            Self::TargetIsApproximate => "目標が概数である",
            Self::TargetIsPreviousYear => "目標が前年度の実績による",
            Self::TargetIsZero => "目標が0で、割合が定まらない",
            Self::LowerIsBetter => "小さいほど良い指標の割合は規則に定めがない",
            Self::NoActual => "実績が印字されていない",
            Self::ActualIsText => "実績が数値でない",
            Self::ActualIsApproximate => "実績が概数である",
            Self::ActualIsZero => "実績が0で、未達成とも取組なしとも読める",
            Self::UnitsDiffer => "目標と実績の単位が異なる",
            Self::PreviousUnknown => "前年度の実績と比べられない",
            Self::RoundingAtEdge => "端数の丸め方で区分が変わる",
            Self::OutsideBands => "規則のどの区分にも当たらない",
            Self::Judgement => "規則が評価者の判断に委ねている",
            Self::MeasureNotOnSheet => "規則の用いる値が票に印字されていない",
            Self::SeveralIndicators => "評価の対象となる指標が一つに定まらない",
            Self::NoIndicator => "評価の対象となる指標がない",
        }
    }

    /// The reason in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::NoTarget => "no target is printed",
            Self::TargetIsText => "the target is no number",
            Self::TargetIsRange => "the target is a range",
            Self::TargetIsApproximate => "the target is approximate",
            Self::TargetIsPreviousYear => "the target is the previous year's actual",
            Self::TargetIsZero => "the target is zero, so there is no ratio",
            Self::LowerIsBetter => "the rules define no ratio where less is better",
            Self::NoActual => "no actual is printed",
            Self::ActualIsText => "the actual is no number",
            Self::ActualIsApproximate => "the actual is approximate",
            Self::ActualIsZero => "the actual is zero: missed, or not carried out",
            Self::UnitsDiffer => "target and actual have different units",
            Self::PreviousUnknown => "the previous year's actual cannot be compared",
            Self::RoundingAtEdge => "the band depends on how the ratio is rounded",
            Self::OutsideBands => "the ratio lies in none of the bands",
            Self::Judgement => "the rules leave it to judgement",
            Self::MeasureNotOnSheet => "the sheet does not print what the rules compare with",
            Self::SeveralIndicators => "it is open which indicator is rated",
            Self::NoIndicator => "no indicator is rated",
        }
    }
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

/// How far an approximate figure (概ね, 約) may lie from the printed one, in tenths.
const ABOUT: (u8, u8) = (9, 11);

impl Rubric {
    /// The achievement letters that the rules allow for a target and an actual of the same indicator and year.
    /// `previous` is the previous year's actual. A lower-is-better direction is never guessed.
    pub fn grade_of(&self, target: &Quantity, actual: &Quantity, previous: Option<&Quantity>) -> Outcome {
        let Some(scale) = &self.achievement else {
            return Outcome::unverifiable(Reason::MeasureNotOnSheet);
        };
        if matches!(actual.missing, Some(Missing::NotDone | Missing::Cancelled)) {
            return not_carried_out(scale);
        }
        match scale.measure {
            Measure::Ratio if scale.against == Against::Target => by_ratio(scale, target, actual, previous),
            Measure::Judgement => Outcome::unverifiable(Reason::Judgement),
            _ => Outcome::unverifiable(Reason::MeasureNotOnSheet),
        }
    }
}

fn not_carried_out(scale: &Scale) -> Outcome {
    match scale.bands.iter().find(|b| b.when == Some(When::NotCarriedOut)) {
        Some(band) => Outcome {
            grades: vec![band.grade.clone()],
            certainty: Certainty::Exact,
            percent: None,
            working: vec![format!(
                "実績: 実施なし → {}（{}）",
                band.grade,
                band.label.as_deref().unwrap_or("中止・延期")
            )],
        },
        None => Outcome::unverifiable(Reason::NoActual),
    }
}

fn by_ratio(scale: &Scale, target: &Quantity, actual: &Quantity, previous: Option<&Quantity>) -> Outcome {
    let Some(done) = actual.number.filter(|_| matches!(actual.kind, Kind::Number)) else {
        let reason = if actual.kind == Kind::Missing { Reason::NoActual } else { Reason::ActualIsText };
        return Outcome::unverifiable(reason);
    };
    let goal = match goal_of(target, previous) {
        Ok(goal) => goal,
        Err(reason) => return Outcome::unverifiable(reason),
    };
    if units_differ(goal.unit.as_deref(), actual.unit.as_deref()) {
        return Outcome::unverifiable(Reason::UnitsDiffer);
    }
    let decline = declined(actual, previous);
    let (Some(low), Some(high)) = (exact::percent(done, goal.high), exact::percent(done, goal.low)) else {
        return Outcome::unverifiable(Reason::TargetIsZero);
    };
    if low.is_negative() || high.is_negative() {
        return Outcome::unverifiable(Reason::OutsideBands);
    }
    let (low, high) = (as_compared(scale, low), as_compared(scale, high));
    let bands = band::bands_for(scale, &rational(goal.low), goal.unit.as_deref());
    let rounded = scale.rounding.is_some();
    let mut letters = Letters { bands, decline, rounded, outcome: Outcome::unverifiable(Reason::OutsideBands) };
    let unit = actual.unit.as_deref().or(goal.unit.as_deref()).unwrap_or("");
    if goal.low == goal.high {
        letters.settle(&low, format!("{}{unit} ÷ {}{unit}", done.normalize(), goal.low.normalize()));
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
    if done.is_zero() {
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
    if matches!(target.bound, Some(Bound::Le | Bound::Lt)) {
        return Err(Reason::LowerIsBetter);
    }
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

/// Whether both print a unit and the units are not the same.
pub(super) fn units_differ(a: Option<&str>, b: Option<&str>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if !a.is_empty() && !b.is_empty() && a != b)
}

/// Whether the actual fell below the previous year's; `None` where that cannot be said.
fn declined(actual: &Quantity, previous: Option<&Quantity>) -> Option<bool> {
    let previous =
        previous.filter(|p| p.kind == Kind::Number && !units_differ(p.unit.as_deref(), actual.unit.as_deref()))?;
    Some(actual.number? < previous.number?)
}

/// The measure as the bands see it: cut off and rounded where the rubric says so.
fn as_compared(scale: &Scale, percent: BigRational) -> BigRational {
    let percent = match &scale.cap {
        Some(cap) if percent > cap.0 => cap.0.clone(),
        _ => percent,
    };
    scale.rounding.map_or_else(|| percent.clone(), |rule| exact::round(&percent, rule))
}

/// Letters gathered under the readings that are looked at.
struct Letters<'a> {
    bands: &'a [Band],
    decline: Option<bool>,
    /// Whether the rubric says how to round, so that no other rounding is a reading.
    rounded: bool,
    outcome: Outcome,
}

impl Letters<'_> {
    /// One exact figure.
    fn settle(&mut self, percent: &BigRational, division: String) {
        let shown = exact::display(percent, 1);
        let equals = if rational_is_shown(percent) { "=" } else { "≒" };
        let Some(found) = band::find(self.bands, percent) else {
            self.outcome.working = vec![format!("{division} {equals} {shown}% → {}", Reason::OutsideBands.ja())];
            return;
        };
        let (grades, certainty) = self.letters_of(found);
        let words = Interval::of(found).map(|i| i.describe("%")).unwrap_or_default();
        self.outcome.working = vec![format!("{division} {equals} {shown}% → {}（{words}）", found.grade)];
        if let Some(line) = self.condition_line(found, &grades) {
            self.outcome.working.push(line);
        }
        self.outcome.grades = grades;
        self.outcome.certainty = certainty;
        if self.rounded {
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
        let (grades, _) = self.letters_of(band);
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

    /// The letters of a band after its second conditions.
    fn letters_of(&self, band: &Band) -> (Vec<String>, Certainty) {
        let own = band.grade.clone();
        let other = band.otherwise.clone();
        let mut both = vec![own.clone()];
        both.extend(other.clone());
        for condition in &band.conditions {
            match (condition, self.decline) {
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

    fn condition_line(&self, band: &Band, grades: &[String]) -> Option<String> {
        let (own, letters) = (&band.grade, grades.join("または"));
        band.conditions.first().map(|condition| match (condition, self.decline) {
            (Condition::NotBelowPreviousYear, Some(false)) => format!("前年度実績を下回らない → {own}"),
            (Condition::NotBelowPreviousYear, Some(true)) => format!("前年度実績を下回る → {own}でなく{letters}"),
            (Condition::NotBelowPreviousYear, None) => format!("前年度実績と比べられない → {letters}"),
            (Condition::Quality | Condition::Judgement, _) => format!("評価者の判断による → {letters}"),
        })
    }
}

/// Whether one decimal shows the whole figure.
fn rational_is_shown(percent: &BigRational) -> bool {
    (percent - round_half_up(percent, 1)).is_zero()
}

impl Scale {
    /// Whether a formula for the indicator's direction is given.
    pub(super) fn covers(&self, direction: Option<&str>) -> bool {
        match direction {
            Some("down") => matches!(self.direction, Direction::Down | Direction::Both),
            Some("maintain") => self.direction == Direction::Both,
            _ => matches!(self.direction, Direction::Up | Direction::Both),
        }
    }
}
