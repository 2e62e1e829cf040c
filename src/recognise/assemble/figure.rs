//! Figure cells → observations: the cell's text, read in the light of its indicator.

use crate::normalise::{self, Context};
use crate::recognise::raw::{Printed, RawFigure, RawIndicator};
use crate::recognise::trust;
use crate::sheet::{Field, Indicator, Measured, Observation, Role, Value};

/// Confidence of a figure that has other readings.
const OPEN: f64 = 0.6;
/// Longest text in brackets at the end of a label that can be its unit.
const LONGEST_UNIT: usize = 6;

/// What the surroundings of a sheet's figures settle.
pub struct Surroundings<'a> {
    /// Western fiscal year of the sheet.
    pub year: Option<i32>,
    /// Western fiscal years of its columns.
    pub years: &'a [i32],
}

/// One indicator with its observations, by year and then in printed order.
pub fn indicator(raw: RawIndicator, around: &Surroundings) -> Indicator {
    let unit = raw.unit.map(|printed| {
        // A heading may name the unit among other things: コスト（千円）.
        let named = unit_in_label(&printed.text).map(|u| u.trim_matches(['（', '）']).to_owned());
        let field = super::field::text(printed);
        Field { value: named.map(Value::Text).or(field.value), ..field }
    });
    let said = Said {
        unit: unit.as_ref().and_then(|u| u.as_text()).map(str::to_owned),
        header: unit_in_label(&raw.label.text),
    };
    let mut observations: Vec<Observation> =
        raw.cells.into_iter().flat_map(|cell| observe(cell, &said, around)).collect();
    observations.sort_by_key(|o| o.fiscal_year);
    Indicator {
        kind: raw.kind,
        label: super::field::text(raw.label),
        unit,
        direction: raw.direction.as_ref().and_then(|d| direction(&d.text)).map(str::to_owned),
        parts: raw.parts,
        status: raw.status.map(super::field::text),
        comparison: raw.comparison.map(super::field::text),
        observations,
    }
}

/// Whether more (`up`) or less (`down`) is better, or neither (`maintain`), as a cell says by a word or an arrow.
fn direction(text: &str) -> Option<&'static str> {
    let folded = normalise::fold(text);
    let says = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    let up = says(&["↑", "↗", "増", "上", "高", "多", "向上"]);
    let down = says(&["↓", "↘", "減", "下", "低", "少"]);
    let maintain = says(&["→", "維持", "現状", "横ばい"]);
    match (up, down, maintain) {
        (true, false, false) => Some("up"),
        (false, true, false) => Some("down"),
        (false, false, true) => Some("maintain"),
        _ => None,
    }
}

/// Over a rate, whatever its indicator counts.
pub(super) const RATE: Context =
    Context { header: Some("（％）"), unit: None, sheet_year: None, years: &[], era: None, legend: None };

/// What says the unit of an indicator.
pub(super) struct Said {
    /// Its cell for the unit.
    unit: Option<String>,
    /// The brackets of its label.
    header: Option<String>,
}

impl Said {
    /// What an indicator says.
    pub(super) fn of(indicator: &Indicator) -> Self {
        Self {
            unit: indicator.unit.as_ref().and_then(|u| u.as_text()).map(str::to_owned),
            header: unit_in_label(&indicator.label.printed),
        }
    }

    /// The surroundings that it gives to a figure.
    pub(super) fn context(&self) -> Context<'_> {
        Context { unit: self.unit.as_deref(), header: self.header.as_deref(), ..Context::default() }
    }
}

/// The figure of a cell; one observation for each year that the cell spans.
fn observe(cell: RawFigure, said: &Said, around: &Surroundings) -> Vec<Observation> {
    let role = cell.role;
    // A rate is a rate whatever its indicator counts.
    let rate = matches!(role, Role::AchievementRate | Role::DeltaRate);
    let over = if rate { RATE } else { said.context() };
    let context = Context { sheet_year: around.year, years: around.years, ..over };
    let value = measured(cell.printed, &context);
    cell.years.iter().map(|&fiscal_year| Observation { fiscal_year, role, value: value.clone() }).collect()
}

/// A figure at its place.
fn measured(printed: Printed, context: &Context) -> Measured {
    let quantity = normalise::quantity(&printed.text, context);
    let most = if printed.alternatives.is_empty() { 1.0 } else { OPEN };
    trust::measured(Printed { confidence: printed.confidence.min(most), ..printed }, quantity)
}

/// The unit in brackets at the end of a label (`参加者数（人）`); other remarks in brackets are none.
fn unit_in_label(label: &str) -> Option<String> {
    let folded = normalise::fold(label);
    let inner = folded.strip_suffix(')')?.rsplit('(').next()?.to_owned();
    let inner = inner.strip_prefix("単位:").unwrap_or(&inner);
    if inner.is_empty() || inner.chars().count() > LONGEST_UNIT {
        return None;
    }
    let header = format!("（{inner}）");
    let context = Context { header: Some(&header), ..Context::default() };
    normalise::quantity("1", &context).unit.is_some().then_some(header)
}
