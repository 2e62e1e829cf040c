//! One project over the editions that print it.

use super::mirror::mirror;
use super::number::{Confidence, Number};
use super::place::{Place, places};
use super::quantity::Missing;
use super::sheet::{IndicatorKind, Role};
use crate::sheet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A line of `history.ndjson`: a project's figures from every edition of its body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// Name and version of this format.
    pub schema: HistoryId,
    /// Who publishes it; its profile where no publisher is printed; null where neither is known, and then the
    /// project has no other edition.
    pub body: Option<String>,
    /// Its newest name.
    pub name: Option<String>,
    /// Where it stands in each document, the oldest edition first.
    pub editions: Vec<Appearance>,
    /// Its indicators, in the order in which they first appear.
    pub indicators: Vec<IndicatorHistory>,
}

/// Name and version of the format of histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum HistoryId {
    /// The first one.
    #[serde(rename = "kanrihyo/history/v1")]
    HistoryV1,
}

/// A project in one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Appearance {
    /// SHA-256 of the document.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub document: String,
    /// Name of the document's file.
    pub source: String,
    /// Evaluated fiscal year of the edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_year: Option<i32>,
    /// Sheet id in the document.
    pub sheet: String,
    /// First page.
    pub page: u32,
    /// Project number, normalised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Name as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Department as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// How sure it is that this is the project of the editions before.
    pub confidence: Confidence,
    /// What speaks for and against it; empty in the first edition.
    pub evidence: Vec<Evidence>,
}

/// What a match rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What was compared.
    pub of: EvidenceOf,
    /// How far it agrees.
    pub agreement: Confidence,
    /// The comparison: the value in both editions, or how many of how many agree.
    pub detail: String,
}

mirror! {
    /// What was compared: name, number, department, labels of the indicators, figures of the same year and role.
    EvidenceOf = sheet::EvidenceOf { Name, Number, Department, Indicators, Figures }
}

/// An indicator over the editions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorHistory {
    /// What it measures.
    pub kind: IndicatorKind,
    /// Its labels as printed, the newest first.
    pub labels: Vec<String>,
    /// Its figures, by year, then role.
    pub years: Vec<YearHistory>,
}

/// One figure in every edition that prints it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearHistory {
    /// Western start year.
    pub fiscal_year: i32,
    /// What the figure is for that year.
    pub role: Role,
    /// What the editions print, the oldest first.
    pub values: Vec<PrintedValue>,
}

/// What one edition prints for a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintedValue {
    /// SHA-256 of the document.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub document: String,
    /// Evaluated fiscal year of the edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_year: Option<i32>,
    /// JSON pointer of the figure in the document.
    #[schemars(regex(pattern = r"^(/([^/~]|~[01])*)*$"))]
    pub field: String,
    /// As printed.
    pub printed: String,
    /// The number in the canonical unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// Canonical unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Why there is no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// Where it stands.
    pub places: Vec<Place>,
    /// How sure its reading is.
    pub confidence: Confidence,
}

impl From<&sheet::History> for History {
    fn from(history: &sheet::History) -> Self {
        let year = |y: &sheet::YearHistory| YearHistory {
            fiscal_year: y.fiscal_year,
            role: y.role.into(),
            values: y.values.iter().filter_map(|v| printed(history, v)).collect(),
        };
        let indicator = |i: &sheet::IndicatorHistory| IndicatorHistory {
            kind: i.kind.into(),
            labels: i.labels.clone(),
            years: i.years.iter().map(year).collect(),
        };
        Self {
            schema: HistoryId::HistoryV1,
            body: history.body.clone(),
            name: history.editions.iter().rev().find_map(|e| e.name.clone()),
            editions: history.editions.iter().map(Into::into).collect(),
            indicators: history.indicators.iter().map(indicator).collect(),
        }
    }
}

fn printed(history: &sheet::History, value: &sheet::PrintedValue) -> Option<PrintedValue> {
    let edition = history.editions.get(value.edition)?;
    let figure = &value.figure;
    Some(PrintedValue {
        document: edition.document.clone(),
        published_year: edition.published_year,
        field: value.field.clone(),
        printed: figure.printed.clone(),
        number: figure.number.map(Into::into),
        unit: figure.unit.clone(),
        missing: figure.missing.map(Into::into),
        places: places(&figure.places),
        confidence: figure.confidence.into(),
    })
}

impl From<&sheet::Appearance> for Appearance {
    fn from(of: &sheet::Appearance) -> Self {
        let evidence =
            |e: &sheet::Evidence| Evidence { of: e.of.into(), agreement: e.agreement.into(), detail: e.detail.clone() };
        Self {
            document: of.document.clone(),
            source: of.source.clone(),
            published_year: of.published_year,
            sheet: of.sheet.clone(),
            page: of.page,
            number: of.number.clone(),
            name: of.name.clone(),
            department: of.department.clone(),
            confidence: of.confidence.into(),
            evidence: of.evidence.iter().map(evidence).collect(),
        }
    }
}
