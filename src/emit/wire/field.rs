//! Read texts.

use super::number::Confidence;
use super::place::{Place, places};
use super::quantity::{Missing, Part};
use crate::sheet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A read text, mark or flag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The normalised value; null where there is none, and `missing` says why.
    pub value: FieldValue,
    /// The text that stands at `places`, as printed.
    pub printed: String,
    /// Why there is no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// Figures that the text carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Where it stands, one place for each piece.
    pub places: Vec<Place>,
    /// From 0.9 on a person need not look; 1 only where arithmetic or a second reading confirms it.
    pub confidence: Confidence,
    /// By whom the value was corrected; the print stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Box<Correction>>,
}

/// By whom a value was corrected, and what it was before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Who corrected it.
    pub by: String,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The value, or the number, before; null where there was none.
    pub was: FieldValue,
}

/// The value of a [`Field`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FieldValue {
    /// There is none.
    Null,
    /// 有 or 無.
    Flag(bool),
    /// Normalised text, letter, decimal or scale value.
    Text(String),
    /// Several marked boxes.
    Several(Vec<String>),
}

impl From<&sheet::Field> for Field {
    fn from(field: &sheet::Field) -> Self {
        Self {
            value: field.value.as_ref().into(),
            printed: field.printed.clone(),
            missing: field.missing.map(Into::into),
            parts: field.parts.iter().map(Into::into).collect(),
            places: places(&field.places),
            confidence: field.confidence.into(),
            correction: field.correction.as_deref().map(|correction| Box::new(correction.into())),
        }
    }
}

impl From<&sheet::Correction> for Correction {
    fn from(correction: &sheet::Correction) -> Self {
        Self {
            by: correction.by.clone(),
            on: correction.on.clone(),
            reason: correction.reason.clone(),
            was: correction.was.as_ref().into(),
        }
    }
}

impl From<Option<&sheet::Value>> for FieldValue {
    fn from(value: Option<&sheet::Value>) -> Self {
        match value {
            None => Self::Null,
            Some(sheet::Value::Flag(flag)) => Self::Flag(*flag),
            Some(sheet::Value::Text(text)) => Self::Text(text.clone()),
            Some(sheet::Value::Several(values)) => Self::Several(values.clone()),
        }
    }
}
