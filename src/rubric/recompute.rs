//! A document's scores, computed again with their working.

use super::direction::{Suspicion, suspicion};
use super::exact::{self, Rounding, decimal, rational};
use super::measure::Inputs;
use super::model::{Plan, Rubric};
use super::outcome::{Certainty, Outcome};
use super::pool::{Pooled, pooled};
use super::printed::{printed_rates, printed_sums};
use super::reason::Reason;
use super::scale::IndicatorKind as Kind;
use crate::sheet::{
    Achievement, AchievementStatus, Agreement, Document, Indicator, IndicatorKind, Measured, Observation, Panel,
    Recomputed, RecomputedPanel, Role, Sheet,
};
use num_rational::BigRational;
use rayon::prelude::*;
use rust_decimal::Decimal;

/// The figures by which a sheet's achievement letter is given.
#[derive(Clone, Copy, Debug)]
pub struct Figures<'a> {
    /// Index of the indicator in the sheet.
    pub indicator: usize,
    /// The evaluated year.
    pub year: i32,
    /// Its target, with its index among the observations.
    pub target: Option<(usize, &'a Measured)>,
    /// Its actual.
    pub actual: Option<(usize, &'a Measured)>,
    /// The previous year's actual.
    pub previous: Option<(usize, &'a Measured)>,
    /// The previous year's target.
    pub previous_target: Option<(usize, &'a Measured)>,
    /// The value before the plan.
    pub base: Option<(usize, &'a Measured)>,
    /// The target of the plan's last year.
    pub final_target: Option<(usize, &'a Measured)>,
    /// Whether the only target is one for a later year.
    due_later: bool,
}

impl<'a> Figures<'a> {
    /// What the rules give for them.
    pub fn outcome(&self, rubric: &Rubric, indicator: &Indicator) -> Outcome {
        if rubric.achievement.as_ref().is_some_and(|s| !s.covers(indicator.direction.as_deref())) {
            return Outcome::unverifiable(Reason::LowerIsBetter);
        }
        let Some(inputs) = self.inputs(rubric, indicator) else { return Outcome::unverifiable(Reason::NoActual) };
        let outcome = rubric.grade(&inputs);
        let compares = rubric.achievement.as_ref().is_some_and(|s| !s.is_plain_rate());
        let by_figures =
            outcome.percent.is_some() || (compares && inputs.actual.number.is_some() && !outcome.grades.is_empty());
        match suspicion(indicator) {
            Suspicion::Unwanted if by_figures => Outcome::unverifiable(Reason::LowerIsBetter),
            Suspicion::FallingTargets if outcome.certainty == Certainty::Exact && by_figures => {
                Outcome { certainty: Certainty::Open(Reason::LowerIsBetter), ..outcome }
            }
            _ => outcome,
        }
    }

    /// The figures as the rules see them; `None` without a cell for the actual.
    fn inputs(&self, rubric: &Rubric, indicator: &Indicator) -> Option<Inputs<'a>> {
        let quantity = |found: Option<(usize, &'a Measured)>| found.map(|(_, m)| &m.quantity);
        let plan = rubric.plan.as_ref().and_then(|p| Some((p.base_year?, p.last_year?)));
        Some(Inputs {
            target: quantity(self.target),
            previous: quantity(self.previous),
            base: quantity(self.base),
            final_target: quantity(self.final_target),
            elapsed: plan.and_then(|(base, last)| Some((self.year.checked_sub(base)?, last.checked_sub(base)?))),
            falling: indicator.direction.as_deref() == Some("down"),
            due_later: self.due_later,
            ..Inputs::of(quantity(self.actual)?)
        })
    }
}

/// The figures that the rubric rates, one set for each rated indicator.
pub fn figures<'a>(sheet: &'a Sheet, fiscal_year: Option<i32>, rubric: &Rubric) -> Vec<Figures<'a>> {
    let rated = rubric.achievement.as_ref().and_then(|s| s.indicator);
    let is_rated = |kind: IndicatorKind| match rated {
        None => true,
        Some(Kind::Population) => kind == IndicatorKind::Population,
        Some(Kind::Activity) => kind == IndicatorKind::Activity,
        Some(Kind::Outcome) => kind == IndicatorKind::Outcome,
        Some(Kind::Cost) => kind == IndicatorKind::Cost,
    };
    let indicators = sheet.indicators.iter().enumerate().filter(|(_, i)| is_rated(i.kind));
    indicators
        .filter_map(|(index, indicator)| {
            let last = || indicator.observations.iter().map(|o| o.fiscal_year).max();
            let year = sheet.fiscal_year.or(fiscal_year).or_else(last)?;
            let find = |year: i32, role: Role| {
                let fits = |(_, o): &(usize, &Observation)| o.fiscal_year == year && o.role == role;
                indicator.observations.iter().enumerate().find(fits).map(|(i, o)| (i, &o.value))
            };
            let target = find(year, Role::Target);
            let is_later = |o: &Observation| o.role == Role::Target && o.fiscal_year > year;
            let plan = |year: fn(&Plan) -> Option<i32>| rubric.plan.as_ref().and_then(year);
            let figures = Figures {
                indicator: index,
                year,
                target,
                actual: find(year, Role::Actual),
                previous: find(year - 1, Role::Actual),
                previous_target: find(year - 1, Role::Target),
                base: plan(|p| p.base_year).and_then(|year| find(year, Role::Actual)),
                final_target: plan(|p| p.last_year).and_then(|year| find(year, Role::Target)),
                due_later: target.is_none() && indicator.observations.iter().any(is_later),
            };
            (figures.target.is_some() || figures.actual.is_some()).then_some(figures)
        })
        .collect()
}

/// Scores every sheet again and fills its `recomputed`.
pub fn recompute(document: &mut Document, rubric: &Rubric) {
    let year = document.form.fiscal_year;
    document.sheets.par_iter_mut().enumerate().for_each(|(index, sheet)| {
        sheet.recomputed = recompute_sheet(index, sheet, year, rubric);
    });
}

/// Fills in the rates and sums that every sheet prints itself, where no rubric scores it.
pub fn recompute_printed(document: &mut Document) {
    document.sheets.par_iter_mut().enumerate().for_each(|(index, sheet)| {
        let result = Recomputed { rates: rates(index, sheet), sums: sums(index, sheet), ..Recomputed::default() };
        sheet.recomputed = (!result.rates.is_empty() || !result.sums.is_empty()).then_some(result);
    });
}

fn recompute_sheet(index: usize, sheet: &Sheet, fiscal_year: Option<i32>, rubric: &Rubric) -> Option<Recomputed> {
    let mut result = Recomputed { rates: rates(index, sheet), sums: sums(index, sheet), ..Recomputed::default() };
    let Some(assessment) = &sheet.assessment else {
        return (!result.rates.is_empty() || !result.sums.is_empty()).then_some(result);
    };
    let working = &mut result.working;
    let printed = assessment.achievement.as_ref().and_then(|f| f.as_text()).map(str::to_owned);
    let adjusted = assessment.adjustment.as_ref().and_then(|f| f.as_flag()) == Some(true);
    result.achievement = rubric.achievement.is_some().then(|| {
        let rated = figures(sheet, fiscal_year, rubric);
        achievement(sheet, rubric, &rated, printed.as_deref(), adjusted, working)
    });
    result.panels = assessment.panels.iter().map(|p| panel(p, rubric, printed.as_deref(), working)).collect();
    Some(result)
}

/// The rates that the sheet prints beside their figures.
fn rates(index: usize, sheet: &Sheet) -> Vec<Agreement> {
    let rates = printed_rates(sheet).into_iter();
    rates
        .map(|found| Agreement {
            field: pointer(index, found.at),
            printed: printed_at(sheet, found.at),
            recomputed: found.rate.recomputed(),
            agrees: match found.rate.rounding() {
                Some(Rounding::Usual) => Some(true),
                Some(Rounding::None) => Some(false),
                Some(Rounding::OneSided) | None => None,
            },
            working: found.rate.working(),
        })
        .collect()
}

/// The totals that the sheet prints beside their parts: of panels, and of indicators.
fn sums(index: usize, sheet: &Sheet) -> Vec<Agreement> {
    let panels = sheet.assessment.iter().flat_map(|a| a.panels.iter().enumerate());
    let of_panels = panels.filter_map(|(which, panel)| {
        let total = panel.total.as_ref()?;
        let points = panel.criteria.iter().filter_map(|c| c.points.as_ref());
        let parts: Vec<Decimal> =
            panel.achievement_points.iter().chain(points).map(|f| f.as_number()).collect::<Option<_>>()?;
        let sum: Decimal = parts.iter().sum();
        let shown: Vec<String> = parts.iter().map(ToString::to_string).collect();
        Some(Agreement {
            field: format!("/sheets/{index}/assessment/panels/{which}/total"),
            printed: total.printed.clone(),
            recomputed: Some(sum.to_string()),
            agrees: total.as_number().map(|t| t == sum),
            working: format!("{} = {sum}", shown.join(" + ")),
        })
    });
    let of_indicators = printed_sums(sheet).into_iter().map(|found| Agreement {
        field: pointer(index, found.at),
        printed: printed_at(sheet, found.at),
        recomputed: Some(found.sum().normalize().to_string()),
        // Rounding to thousands may be the reason, or a slip.
        agrees: (!found.is_near()).then(|| found.agrees()),
        working: found.working(),
    });
    of_panels.chain(of_indicators).collect()
}

fn pointer(sheet: usize, (indicator, observation): (usize, usize)) -> String {
    format!("/sheets/{sheet}/indicators/{indicator}/observations/{observation}/value")
}

fn printed_at(sheet: &Sheet, (indicator, observation): (usize, usize)) -> String {
    let found = sheet.indicators.get(indicator).and_then(|i| i.observations.get(observation));
    found.map(|o| o.value.quantity.printed.clone()).unwrap_or_default()
}

fn achievement(
    sheet: &Sheet,
    rubric: &Rubric,
    rated: &[Figures],
    printed: Option<&str>,
    adjusted: bool,
    working: &mut Vec<String>,
) -> Achievement {
    let mut result = Achievement {
        status: AchievementStatus::Unverifiable,
        target: None,
        actual: None,
        ratio: None,
        percent: None,
        previous_actual: None,
        grade: None,
        points: None,
        adjustment: None,
        reason: None,
    };
    let rules = rubric.achievement.as_ref();
    let named = rated.iter().filter_map(|f| {
        let indicator = sheet.indicators.get(f.indicator)?;
        Some((indicator.label.printed.as_str(), f.inputs(rubric, indicator)?))
    });
    if let Some(pooled) = rules.filter(|s| s.pool.is_some()).and_then(|s| pooled(s, &named.collect::<Vec<_>>())) {
        match pooled {
            Ok(Pooled { percent, grade, points, working: lines }) => {
                result.status = AchievementStatus::Computed;
                result.percent = shown(&percent);
                (result.grade, result.points) = (grade, points);
                working.extend(lines);
            }
            Err(reason) => {
                result.reason = Some(reason.ja().to_owned());
                working.push(format!("判定不能: {}", reason.ja()));
            }
        }
        return result;
    }
    let [only] = rated else {
        let reason = if rated.is_empty() { Reason::NoIndicator } else { Reason::SeveralIndicators };
        result.reason = Some(reason.ja().to_owned());
        working.push(format!("判定不能: {}", reason.ja()));
        return result;
    };
    let Some(indicator) = sheet.indicators.get(only.indicator) else { return result };
    let outcome = only.outcome(rubric, indicator);
    let number = |m: Option<(usize, &Measured)>| m.and_then(|(_, m)| m.quantity.number).map(|d| d.normalize());
    result.target = number(only.target);
    result.actual = number(only.actual);
    result.previous_actual = number(only.previous);
    if let (Some(percent), Some(target), Some(actual)) = (&outcome.percent, result.target, result.actual) {
        result.ratio = Some(ratio(actual, target));
        result.percent = shown(percent);
    }
    let print = |m: Option<(usize, &Measured)>| m.map_or("（欄なし）", |(_, m)| m.quantity.printed.as_str()).to_owned();
    working.push(format!(
        "成果指標「{}」{}年度: 目標 {}、実績 {}",
        indicator.label.printed,
        only.year,
        print(only.target),
        print(only.actual)
    ));
    working.extend(outcome.working.iter().cloned());
    result.reason = outcome.reason().map(|r| r.ja().to_owned());
    let cancelled = printed.is_some_and(|g| rubric.prints_dash(g)) && outcome.grades.is_empty();
    if cancelled {
        result.status = AchievementStatus::NotApplicable;
    } else if !matches!(outcome.certainty, Certainty::Unverifiable(_)) {
        result.status = AchievementStatus::Computed;
        result.grade = outcome.grade().map(str::to_owned);
    }
    if adjusted && let (Some(base), Some(actual)) = (result.grade.clone(), result.actual) {
        let basis = only.previous_target.filter(|(_, m)| m.quantity.kind == crate::normalise::Kind::Number);
        let derived = number(basis).and_then(|target| rubric.adjusted(&base, actual, target));
        match derived {
            Some(derived) if derived.raise > 0 => {
                result.adjustment = Some(format!("+{}", derived.raise));
                result.grade = Some(derived.grade);
                working.extend(derived.working);
            }
            Some(derived) => working.extend(derived.working),
            None => {}
        }
        if result.grade.as_deref() != printed {
            result.reason = Some("評価調整の基になる値が票に印字されていない".to_owned());
        }
    }
    result.points = result.grade.as_deref().and_then(|g| rubric.points_of(g));
    result
}

/// One decimal, always printed.
fn shown(percent: &BigRational) -> Option<Decimal> {
    decimal(&exact::round_half_up(percent, 1)).map(|mut d| {
        d.rescale(1);
        d
    })
}

/// `55/60`, the printed figures as integers over each other.
fn ratio(actual: Decimal, target: Decimal) -> String {
    if actual.scale() == 0 && target.scale() == 0 {
        return format!("{actual}/{target}");
    }
    let quotient = rational(actual) / rational(target);
    format!("{}/{}", quotient.numer(), quotient.denom())
}

/// A panel, from its printed marks and the printed letter.
fn panel(panel: &Panel, rubric: &Rubric, letter: Option<&str>, working: &mut Vec<String>) -> RecomputedPanel {
    let achievement_points = letter.filter(|g| !rubric.prints_dash(g)).and_then(|g| rubric.points_of(g));
    let criteria: Option<Vec<Decimal>> = panel
        .criteria
        .iter()
        .map(|c| {
            let weight = rubric.weight(&c.name).or(c.weight)?;
            c.level.as_ref()?.as_number()?.checked_mul(Decimal::from(weight))
        })
        .collect();
    let total = match (achievement_points, &criteria) {
        (Some(points), Some(criteria)) if !criteria.is_empty() => Some(points + criteria.iter().sum::<Decimal>()),
        _ => None,
    };
    let grade = total.and_then(|t| rubric.overall_of(t));
    if let (Some(points), Some(criteria), Some(total)) = (achievement_points, &criteria, total) {
        let name = match panel.assessor {
            crate::sheet::Assessor::Department => "所管課",
            crate::sheet::Assessor::Committee => "専門部会",
        };
        let sum: Vec<String> = std::iter::once(points).chain(criteria.iter().copied()).map(|d| d.to_string()).collect();
        let letter = grade.as_deref().unwrap_or("（区分なし）");
        working.push(format!("{name}: {} = {total}点 → {letter}", sum.join(" + ")));
    }
    RecomputedPanel { assessor: panel.assessor, achievement_points, total, grade }
}
