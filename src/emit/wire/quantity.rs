//! Normalised figures.

use super::field::Correction;
use super::mirror::mirror;
use super::number::{Confidence, Number};
use super::place::{Place, places};
use crate::normalise;
use crate::sheet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A printed figure, grade, date, code or absent value, and what it means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// The text that stands at `places`, as printed.
    pub printed: String,
    /// What sort of value it is.
    pub kind: Kind,
    /// The number in the canonical unit, scale applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// Upper end of a range; a range without it is open above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<Number>,
    /// The exact fraction, where one is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^-?[0-9]+/[1-9][0-9]*$"))]
    pub fraction: Option<String>,
    /// Normalised text of a grade, code or text; ISO date; western fiscal year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Upper end of a range of dates or years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_upper: Option<String>,
    /// Which ends of a range belong to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Bounds>,
    /// Canonical Japanese unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Power of ten of the last printed digit in the canonical unit, negated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<i32>,
    /// The number is a bound (20人以内).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// 約, 程度, おおむね …
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// 強 or 弱.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaning: Option<Leaning>,
    /// What is counted: 延べ, 実, 累計 …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Period or item that the number is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// Relation to another value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// 見込み or 速報値.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<QuantityStatus>,
    /// 0.0 where a legend says that it is less than one unit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub below_unit: bool,
    /// Second figures in the same text: 延べ, 点, numerator, denominator …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Why there is no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// Printed notes that were set apart (※1, ①).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What a person should know about the reading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Where it stands, one place for each piece.
    pub places: Vec<Place>,
    /// From 0.9 on a person need not look; 1 only where arithmetic or a second reading confirms it.
    pub confidence: Confidence,
    /// Other readings that the print leaves open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
    /// By whom the figure was corrected; the print stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Box<Correction>>,
}

/// Another reading of a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// The number it would be; null where no figure would stand here.
    pub number: Option<Number>,
    /// Why it may be so.
    pub reason: String,
}

/// A second figure in the same text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// 延べ, 点, numerator, denominator, or the printed label.
    pub label: String,
    /// The figure.
    pub number: Number,
    /// Its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

mirror! {
    /// What sort of value a quantity is.
    Kind = normalise::Kind { Number, Range, Grade, Date, FiscalYear, Code, Text, Missing }
}

mirror! {
    /// Which ends of a range belong to it.
    Bounds = normalise::Bounds {
        #[serde(rename = "[]")] Closed,
        #[serde(rename = "[)")] ClosedOpen,
        #[serde(rename = "(]")] OpenClosed,
        #[serde(rename = "()")] Open,
    }
}

mirror! {
    /// One-sided bound.
    Bound = normalise::Bound { Ge, Gt, Le, Lt }
}

mirror! {
    /// To which side an approximate number leans.
    Leaning = normalise::Leaning { Above, Below }
}

mirror! {
    /// Relation of a number to another value: a difference, an index to the previous year, a change
    /// against the previous year.
    Relation = normalise::Relation { Delta, Previous, Yoy }
}

mirror! {
    /// Standing of a number.
    QuantityStatus = normalise::Status { Forecast, Preliminary }
}

mirror! {
    /// Why a value is absent.
    Missing = normalise::Missing {
        Blank, Unmarked, None, Unknown, Pending, NotSurveyed, NotDone, Cancelled, Undecided, NoTarget, NotApplicable,
        Suppressed, LowBase, FromZero,
    }
}

impl From<&normalise::Part> for Part {
    fn from(part: &normalise::Part) -> Self {
        Self { label: part.label.clone(), number: part.number.into(), unit: part.unit.clone() }
    }
}

impl From<&sheet::Alternative> for Alternative {
    fn from(other: &sheet::Alternative) -> Self {
        Self { number: other.number.map(Into::into), reason: other.reason.clone() }
    }
}

impl From<&sheet::Measured> for Quantity {
    fn from(measured: &sheet::Measured) -> Self {
        let quantity = &measured.quantity;
        Self {
            printed: quantity.printed.clone(),
            kind: quantity.kind.into(),
            number: quantity.number.map(Into::into),
            upper: quantity.upper.map(Into::into),
            fraction: quantity.fraction.clone(),
            value: quantity.value.clone(),
            value_upper: quantity.value_upper.clone(),
            bounds: quantity.bounds.map(Into::into),
            unit: quantity.unit.clone(),
            decimals: quantity.decimals,
            bound: quantity.bound.map(Into::into),
            approximate: quantity.approximate,
            leaning: quantity.leaning.map(Into::into),
            basis: quantity.basis.clone(),
            per: quantity.per.clone(),
            relation: quantity.relation.map(Into::into),
            status: quantity.status.map(Into::into),
            below_unit: quantity.below_unit,
            parts: quantity.parts.iter().map(Into::into).collect(),
            missing: quantity.missing.map(Into::into),
            notes: quantity.notes.clone(),
            warnings: quantity.warnings.clone(),
            places: places(&measured.places),
            confidence: measured.confidence.into(),
            alternatives: measured.alternatives.iter().map(Into::into).collect(),
            correction: measured.correction.as_deref().map(|correction| Box::new(correction.into())),
        }
    }
}
