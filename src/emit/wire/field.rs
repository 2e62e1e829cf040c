//! Read texts with their place.

use super::number::{Confidence, points};
use super::quantity::{Missing, Part};
use crate::geom::Rect;
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

/// Where something stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Place {
    /// A part of a page as it is shown.
    Box(BoxPlace),
    /// A part of a text.
    Span(SpanPlace),
}

/// A box on a page as it is shown, crop box and rotation applied.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoxPlace {
    /// Page, from 1.
    #[schemars(range(min = 1))]
    pub page: u32,
    /// Left, top, right, bottom in points from the top left of the page.
    #[serde(rename = "box")]
    pub bbox: [f64; 4],
}

/// Characters of the whole decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpanPlace {
    /// Page, from 1.
    #[schemars(range(min = 1))]
    pub page: u32,
    /// First character and the one past the last, in Unicode characters from 0.
    pub span: [usize; 2],
}

/// A box in the order and precision of the wire.
pub(super) fn corners(rect: &Rect) -> [f64; 4] {
    [rect.x0, rect.y0, rect.x1, rect.y1].map(points)
}

impl From<&sheet::Place> for Place {
    fn from(place: &sheet::Place) -> Self {
        match place.region {
            sheet::Region::Box(rect) => Self::Box(BoxPlace { page: place.page, bbox: corners(&rect) }),
            sheet::Region::Span(start, end) => Self::Span(SpanPlace { page: place.page, span: [start, end] }),
        }
    }
}

impl From<Place> for sheet::Place {
    fn from(place: Place) -> Self {
        match place {
            Place::Box(BoxPlace { page, bbox: [x0, y0, x1, y1] }) => {
                Self { page, region: sheet::Region::Box(Rect::new(x0, y0, x1, y1)) }
            }
            Place::Span(SpanPlace { page, span: [start, end] }) => {
                Self { page, region: sheet::Region::Span(start, end) }
            }
        }
    }
}

/// Places of the model as they are written.
pub(super) fn places(places: &[sheet::Place]) -> Vec<Place> {
    places.iter().map(Into::into).collect()
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
