//! One project over the editions that print it: what each of them says of each year.

use super::document::{IndicatorKind, Role};
use super::field::Place;
use crate::normalise::Missing;
use rust_decimal::Decimal;

/// A project's figures from every edition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The body that publishes it; its profile where no publisher is printed.
    pub body: Option<String>,
    /// Where the project stands in each document, the oldest edition first.
    pub editions: Vec<Appearance>,
    /// Its indicators, in the order in which they first appear.
    pub indicators: Vec<IndicatorHistory>,
}

/// A project in one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Appearance {
    /// SHA-256 of the document.
    pub document: String,
    /// File name of the document.
    pub source: String,
    /// Evaluated fiscal year of the edition.
    pub published_year: Option<i32>,
    /// Sheet id in the document.
    pub sheet: String,
    /// First page.
    pub page: u32,
    /// Project number, normalised.
    pub number: Option<String>,
    /// Name as printed.
    pub name: Option<String>,
    /// Department as printed.
    pub department: Option<String>,
    /// How sure it is that this is the project of the editions before, 0 to 1; 1 for the first.
    pub confidence: f64,
    /// What speaks for and against that.
    pub evidence: Vec<Evidence>,
}

/// What a match rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// What was compared.
    pub of: EvidenceOf,
    /// How far it agrees, 0 to 1.
    pub agreement: f64,
    /// The comparison in words: `1-6 → 1-3`, `11/12`.
    pub detail: String,
}

/// What was compared for a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum EvidenceOf {
    Name,
    Number,
    Department,
    Indicators,
    Figures,
}

/// An indicator over the editions.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorHistory {
    /// What it measures.
    pub kind: IndicatorKind,
    /// Its label in each edition's print, the newest first, without repetition.
    pub labels: Vec<String>,
    /// Its figures, by year, then role.
    pub years: Vec<YearHistory>,
}

/// One figure of an indicator in every edition that prints it.
#[derive(Clone, Debug, PartialEq)]
pub struct YearHistory {
    /// Western start year.
    pub fiscal_year: i32,
    /// What the figure is for that year.
    pub role: Role,
    /// What the editions print, the oldest first.
    pub values: Vec<PrintedValue>,
}

/// What one edition prints for a year.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintedValue {
    /// Index into the editions of the history.
    pub edition: usize,
    /// JSON pointer in the document.
    pub field: String,
    /// Stable key of the figure: kind, label, year, role.
    pub key: String,
    /// The figure.
    pub figure: PrintedFigure,
}

/// A figure as far as editions are compared by it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrintedFigure {
    /// As printed.
    pub printed: String,
    /// The number in the canonical unit.
    pub number: Option<Decimal>,
    /// Canonical unit.
    pub unit: Option<String>,
    /// Why there is no value.
    pub missing: Option<Missing>,
    /// Power of ten of the last printed digit, negated.
    pub decimals: Option<i32>,
    /// What is counted: 延べ, 実 …
    pub basis: Option<String>,
    /// It is no plain exact number: a range, a bound, 約, 見込み, 速報値.
    pub open: bool,
    /// Where it stands.
    pub places: Vec<Place>,
    /// 0 to 1.
    pub confidence: f64,
    /// Whether other readings were kept.
    pub doubtful: bool,
}
