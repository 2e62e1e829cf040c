//! Read values with their printed form, place and confidence.

use crate::geom::Rect;
use crate::normalise::{Missing, Part, Quantity};
use rust_decimal::Decimal;

/// Where something stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Page, from 1.
    pub page: u32,
    /// Where on it.
    pub region: Region,
}

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Region {
    /// A box in points from the top left of the page as shown.
    Box(Rect),
    /// Characters of the whole decoded text, end exclusive.
    Span(usize, usize),
}

/// From this confidence on a person need not look.
pub const SURE: f64 = 0.9;

/// A read text, mark or flag.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The normalised value; `None` with a reason in `missing`.
    pub value: Option<Value>,
    /// The text that stands at `places`; empty where nothing stands there.
    pub printed: String,
    /// Where it stands, one place for each piece.
    pub places: Vec<Place>,
    /// 0 to 1; from [`SURE`] on a person need not look, 1 only with a confirmation.
    pub confidence: f64,
    /// Why there is no value.
    pub missing: Option<Missing>,
    /// Figures that a text cell carries.
    pub parts: Vec<Part>,
    /// Who corrected the value, where somebody did.
    pub correction: Option<Box<Correction>>,
}

/// The value of a [`Field`].
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Normalised text, letter, decimal string or scale value.
    Text(String),
    /// 有 or 無.
    Flag(bool),
    /// Several marked boxes.
    Several(Vec<String>),
}

impl Field {
    /// A clean text reading whose value is `value`.
    pub fn text(value: impl Into<String>, printed: impl Into<String>, places: Vec<Place>, confidence: f64) -> Self {
        Self {
            value: Some(Value::Text(value.into())),
            printed: printed.into(),
            places,
            confidence,
            missing: None,
            parts: Vec::new(),
            correction: None,
        }
    }

    /// A cell without a value.
    pub fn missing(why: Missing, printed: impl Into<String>, places: Vec<Place>, confidence: f64) -> Self {
        Self {
            value: None,
            printed: printed.into(),
            places,
            confidence,
            missing: Some(why),
            parts: Vec::new(),
            correction: None,
        }
    }

    /// The value where it is one text.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Some(Value::Text(t)) => Some(t),
            _ => None,
        }
    }

    /// The value where it is a decimal number.
    pub fn as_number(&self) -> Option<Decimal> {
        self.as_text()?.parse().ok()
    }

    /// The value where it is a flag.
    pub fn as_flag(&self) -> Option<bool> {
        match self.value {
            Some(Value::Flag(b)) => Some(b),
            _ => None,
        }
    }
}

/// A quantity that was read at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// What it means; `quantity.printed` is the text at `places`.
    pub quantity: Quantity,
    /// Where it stands.
    pub places: Vec<Place>,
    /// As for [`Field::confidence`].
    pub confidence: f64,
    /// Other readings that the print leaves open.
    pub alternatives: Vec<Alternative>,
    /// Who corrected the figure, where somebody did.
    pub correction: Option<Box<Correction>>,
}

/// Another reading of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The number it would be; `None` for "no figure stands here".
    pub number: Option<Decimal>,
    /// Why it may be so.
    pub reason: String,
}

/// By whom a value was corrected, and what it was before.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Who corrected it.
    pub by: String,
    /// When, in the words of the decision.
    pub on: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The value, or the number, before.
    pub was: Option<Value>,
}
