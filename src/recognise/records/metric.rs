//! A figure of a text, before it is part of a record.

use super::located::Text;
use crate::normalise::{Part, Quantity};
use rust_decimal::Decimal;

/// Words that say that a figure is the sum of those before it.
pub const TOTALS: [&str; 3] = ["計", "合計", "累計"];

/// A figure of a text.
#[derive(Clone, Debug)]
pub struct Metric {
    /// The words that say what it counts; empty where none stand by it.
    pub label: Text,
    /// The heading that its item stands under.
    pub heading: Text,
    /// The figure as printed.
    pub figure: Text,
    /// What it means.
    pub quantity: Quantity,
    /// The figure as a part of the whole text.
    pub part: Option<Part>,
    /// The western start year of the reference that it follows; `None` for the text's own year.
    pub year: Option<i32>,
    /// Whether its words say that it is the sum of those before it.
    pub total: bool,
    /// Whether it stands in brackets, or is all that its item says.
    pub set_apart: bool,
}

impl Metric {
    /// The same with no more than this confidence.
    pub fn at_most(&self, confidence: f64) -> Self {
        let (label, figure) = (self.label.clone().at_most(confidence), self.figure.clone().at_most(confidence));
        Self { label, figure, ..self.clone() }
    }
}

/// What a rate is made of.
pub fn ratio(part: Decimal, whole: Decimal) -> Vec<Part> {
    let side = |label: &str, number| Part { label: label.to_owned(), number, unit: None };
    vec![side("numerator", part), side("denominator", whole)]
}
