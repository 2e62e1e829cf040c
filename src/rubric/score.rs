//! Letters → points, levels → points, totals → letters, adjustments.

use super::band::{self, Interval};
use super::exact::{self, decimal, rational};
use super::model::{Basis, Criterion, Rubric, TotalOf};
use super::scale::{IndicatorKind, Scale};
use num_bigint::BigInt;
use num_rational::BigRational;
use rust_decimal::Decimal;

/// An adjusted letter that a sheet's own figures give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// By how many letters it was raised.
    pub raise: u32,
    /// The letter after it.
    pub grade: String,
    /// The working, a line a step.
    pub working: Vec<String>,
}

impl Rubric {
    /// Points that an achievement letter is worth; `None` for an unknown letter or one without points.
    pub fn points_of(&self, grade: &str) -> Option<Decimal> {
        let band = self.achievement.as_ref()?.bands.iter().find(|b| b.grade == grade)?;
        decimal(&band.points.as_ref()?.0)
    }

    /// Whether the letter's points, total and overall letter print a dash.
    pub fn prints_dash(&self, grade: &str) -> bool {
        self.achievement.as_ref().is_some_and(|s| s.bands.iter().any(|b| b.grade == grade && b.dash))
    }

    /// Whether the rubric knows the achievement letter.
    pub fn knows_grade(&self, grade: &str) -> bool {
        let grade = self.without_suffix(grade);
        self.achievement.as_ref().is_some_and(|s| s.bands.iter().any(|b| b.grade == grade))
    }

    /// The letter without a mark that may follow it: `A′` → `A`.
    pub fn without_suffix<'a>(&self, grade: &'a str) -> &'a str {
        let suffixes = self.achievement.iter().flat_map(|s| &s.suffixes);
        suffixes.filter_map(|s| grade.strip_suffix(s.mark.as_str())).find(|g| !g.is_empty()).unwrap_or(grade)
    }

    /// The letter that says "as planned". It differs from body to body, so letters are compared within one rubric only.
    pub fn met_grade(&self) -> Option<&str> {
        self.achievement.as_ref()?.met_grade()
    }

    /// These rules for a form whose letter is known to rate that kind of indicator; what they say themselves stays.
    pub fn rating(&self, kind: Option<IndicatorKind>) -> Self {
        let mut rubric = self.clone();
        if let Some(scale) = &mut rubric.achievement {
            scale.indicator = scale.indicator.or(kind);
        }
        rubric
    }

    /// The kind of indicator that the achievement letter rates.
    pub fn rated_kind(&self) -> Option<IndicatorKind> {
        self.achievement.as_ref()?.indicator
    }

    /// A scale by its name.
    pub fn scale(&self, name: &str) -> Option<&Scale> {
        self.achievement.iter().chain(&self.other_scales).find(|s| s.name.as_deref() == Some(name))
    }

    /// Achievement letters that a second condition can take away, each with the letter that takes its place.
    pub fn conditional_grades(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let bands = self.achievement.iter().flat_map(|s| &s.bands);
        bands.filter(|b| !b.conditions.is_empty()).map(|b| (b.grade.as_str(), b.otherwise.as_deref()))
    }

    /// A criterion of the rubric.
    pub fn criterion(&self, name: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|c| c.name == name)
    }

    /// What a level of the criterion is multiplied with.
    pub fn weight(&self, criterion: &str) -> Option<u32> {
        self.criterion(criterion).map(|c| c.weight)
    }

    /// The overall letter of a total; `None` where no band that was seen holds it.
    pub fn overall_of(&self, total: Decimal) -> Option<String> {
        let overall = self.overall.as_ref()?;
        let measure = match (overall.of, &overall.full_points) {
            (TotalOf::Points, _) => rational(total),
            (TotalOf::Share, full) => rational(total) / &full.as_ref()?.0 * BigInt::from(100u8),
        };
        band::find(&overall.bands, &measure).map(|b| b.grade.clone())
    }

    /// An overall band in words: `11点以上15点以下`.
    pub fn overall_band(&self, grade: &str) -> Option<String> {
        let band = self.overall.as_ref()?.bands.iter().find(|b| b.grade == grade)?;
        let unit = if self.overall.as_ref()?.of == TotalOf::Share { "%" } else { "点" };
        Interval::of(band).map(|i| i.describe(unit))
    }

    /// An achievement band in words: `90%以上100%未満`.
    pub fn achievement_band(&self, grade: &str) -> Option<String> {
        let band = self.achievement.as_ref()?.bands.iter().find(|b| b.grade == grade)?;
        match (Interval::of(band), &band.label) {
            (Some(interval), _) => Some(interval.describe("%")),
            (None, label) => label.clone(),
        }
    }

    /// Whether the letter may be adjusted.
    pub fn adjustable(&self, grade: &str) -> bool {
        self.adjustment.as_ref().is_some_and(|a| a.grades.iter().any(|g| g == grade))
    }

    /// The letter `raise` places better than `grade`; letters stand best first.
    pub fn raised(&self, grade: &str, raise: u32) -> Option<&str> {
        let bands = &self.achievement.as_ref()?.bands;
        let at = bands.iter().position(|b| b.grade == grade)?;
        bands.get(at.checked_sub(usize::try_from(raise).ok()?)?).map(|b| b.grade.as_str())
    }

    /// By how many letters an adjustment moves `from` to `to`; negative where it lowers.
    pub fn moved(&self, from: &str, to: &str) -> Option<i64> {
        let bands = &self.achievement.as_ref()?.bands;
        let at = |grade: &str| bands.iter().position(|b| b.grade == grade).and_then(|i| i64::try_from(i).ok());
        Some(at(from)? - at(to)?)
    }

    /// The most letters that an adjustment may raise.
    pub fn largest_raise(&self) -> u32 {
        self.adjustment.iter().flat_map(|a| &a.steps).map(|s| s.raise).max().unwrap_or(0)
    }

    /// The letter that an adjustment gives by the previous year's target, where the rubric allows that basis.
    pub fn adjusted(&self, grade: &str, actual: Decimal, previous_target: Decimal) -> Option<Derived> {
        let adjustment = self.adjustment.as_ref()?;
        if !adjustment.printed_bases.contains(&Basis::PreviousTarget) || !self.adjustable(grade) {
            return None;
        }
        let percent: BigRational = exact::percent(actual, previous_target)?;
        let step = adjustment.steps.iter().find(|s| Interval::of_step(s).contains(&percent))?;
        let grade_after = self.raised(grade, step.raise)?.to_owned();
        let working = vec![format!(
            "評価調整: 実績{actual} ÷ 前年度目標{previous_target} = {}%（{}）→ {}段階上げる: {grade} → {grade_after}",
            exact::display(&percent, 1),
            Interval::of_step(step).describe("%"),
            step.raise,
        )];
        Some(Derived { raise: step.raise, grade: grade_after, working })
    }
}

impl Scale {
    /// The letter that says "as planned".
    pub fn met_grade(&self) -> Option<&str> {
        self.bands.iter().find(|b| b.met).map(|b| b.grade.as_str())
    }
}
