//! A value that a rule compares: where it stands in the document and on the page.

use super::context::assessor_names;
use super::text::squeeze;
use crate::sheet::{
    Alternative, Criterion, Field, IndicatorKind, Measured, Panel, Place, Role, SURE, Sheet, Value, Verdict,
};

/// A value with its pointer, its place, and whether its reading is sure.
#[derive(Clone, Debug)]
pub(super) struct Spot<'a> {
    /// JSON pointer in the document.
    pub(super) pointer: String,
    /// What the value is, by words that stay the same between runs and editions.
    pub(super) key: String,
    /// The text that stands there.
    pub(super) printed: &'a str,
    /// Where.
    pub(super) places: &'a [Place],
    /// Whether it is read beyond doubt.
    pub(super) sure: bool,
    /// What a mark that stands there is for.
    pub(super) stands_for: Option<String>,
    /// What else a figure may be.
    pub(super) others: &'a [Alternative],
}

impl<'a> Spot<'a> {
    /// A field.
    pub(super) fn field(pointer: String, key: impl Into<String>, field: &'a Field) -> Self {
        let sure = field.confidence >= SURE;
        let printed = field.printed.as_str();
        Self {
            pointer,
            key: key.into(),
            printed,
            places: &field.places,
            sure,
            stands_for: stands_for(field),
            others: &[],
        }
    }

    /// A figure.
    pub(super) fn measured(pointer: String, key: impl Into<String>, value: &'a Measured) -> Self {
        let sure = value.confidence >= SURE && value.alternatives.is_empty();
        let printed = value.quantity.printed.as_str();
        Self {
            pointer,
            key: key.into(),
            printed,
            places: &value.places,
            sure,
            stands_for: None,
            others: &value.alternatives,
        }
    }
}

/// What marks and nothing else stand for: letters, levels, choices.
fn stands_for(field: &Field) -> Option<String> {
    let is_mark = !field.printed.trim().is_empty() && field.printed.chars().all(|c| !c.is_alphanumeric());
    let meaning = match field.value.as_ref().filter(|_| is_mark)? {
        Value::Text(one) => one.clone(),
        Value::Several(all) => all.join("・"),
        Value::Flag(_) => return None,
    };
    (meaning != field.printed.trim()).then_some(meaning)
}

/// Confirmed where every value is read beyond doubt, else possible.
pub(super) fn verdict<'a, 'b: 'a>(spots: impl IntoIterator<Item = &'a Spot<'b>>) -> Verdict {
    if spots.into_iter().all(|s| s.sure) { Verdict::Confirmed } else { Verdict::Possible }
}

/// The achievement letter of a sheet.
pub(super) fn achievement(sheet: usize, field: &Field) -> Spot<'_> {
    Spot::field(format!("/sheets/{sheet}/assessment/achievement"), "achievement", field)
}

/// 評価調整の有無 of a sheet.
pub(super) fn adjustment(sheet: usize, field: &Field) -> Spot<'_> {
    Spot::field(format!("/sheets/{sheet}/assessment/adjustment"), "adjustment", field)
}

/// 影響の有無 of a sheet.
pub(super) fn impact(sheet: usize, field: &Field) -> Spot<'_> {
    Spot::field(format!("/sheets/{sheet}/assessment/covid_impact"), "covid_impact", field)
}

/// A field of a panel: `achievement_points`, `total` or `grade`.
pub(super) fn panel<'a>(sheet: usize, index: usize, of: &Panel, name: &str, field: &'a Field) -> Spot<'a> {
    let pointer = format!("/sheets/{sheet}/assessment/panels/{index}/{name}");
    Spot::field(pointer, format!("{}/{name}", assessor_names(of.assessor).1), field)
}

/// A field of a criterion: `level`, `points` or `reason`. `at` is sheet, panel, criterion.
pub(super) fn criterion<'a>(
    at: (usize, usize, usize),
    of: &Panel,
    criterion: &Criterion,
    name: &str,
    field: &'a Field,
) -> Spot<'a> {
    let (sheet, panel, index) = at;
    let pointer = format!("/sheets/{sheet}/assessment/panels/{panel}/criteria/{index}/{name}");
    Spot::field(pointer, format!("{}/{}/{name}", assessor_names(of.assessor).1, criterion.name), field)
}

/// A figure of an indicator.
pub(super) fn observation(of: &Sheet, sheet: usize, indicator: usize, index: usize) -> Option<Spot<'_>> {
    let indicator_ = of.indicators.get(indicator)?;
    let observation = indicator_.observations.get(index)?;
    let pointer = format!("/sheets/{sheet}/indicators/{indicator}/observations/{index}/value");
    let key = format!(
        "{}/{}/{}/{}",
        kind_name(indicator_.kind),
        squeeze(&indicator_.label.printed),
        observation.fiscal_year,
        role_name(observation.role)
    );
    Some(Spot::measured(pointer, key, &observation.value))
}

/// A list field directly under its row: `name`, `total`, `department`, `target_group`, `project_number`.
pub(super) fn row<'a>(row: usize, name: &str, field: &'a Field) -> Spot<'a> {
    Spot::field(format!("/summary/{row}/{name}"), format!("list/{name}"), field)
}

/// The field of a sheet's head.
pub(super) fn project<'a>(sheet: usize, name: &str, field: &'a Field) -> Spot<'a> {
    Spot::field(format!("/sheets/{sheet}/project/{name}"), format!("project/{name}"), field)
}

fn kind_name(kind: IndicatorKind) -> &'static str {
    match kind {
        IndicatorKind::Population => "population",
        IndicatorKind::Activity => "activity",
        IndicatorKind::Outcome => "outcome",
        IndicatorKind::Cost => "cost",
        IndicatorKind::Other => "other",
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Target => "target",
        Role::Actual => "actual",
        Role::Baseline => "baseline",
        Role::Forecast => "forecast",
        Role::Budget => "budget",
        Role::AchievementRate => "achievement_rate",
        Role::Delta => "delta",
        Role::DeltaRate => "delta_rate",
    }
}
